"""The APIs that create, describe and delete: SageMaker's and Application Auto Scaling's."""

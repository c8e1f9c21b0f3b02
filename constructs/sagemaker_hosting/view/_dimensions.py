"""Names what Application Auto Scaling can change in SageMaker."""

from typing import Final

INSTANCE_COUNT: Final = "sagemaker:variant:DesiredInstanceCount"
PROVISIONED_CONCURRENCY: Final = "sagemaker:variant:DesiredProvisionedConcurrency"
COPY_COUNT: Final = "sagemaker:inference-component:DesiredCopyCount"

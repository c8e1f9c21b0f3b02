"""What SageMaker hosting allows, costs and does, as plain Python: no AWS CDK, no SDK, no network.

Import the module you need; importing this package reads nothing.

- `sagemaker_hosting.images`: the container images that AWS publishes, per framework and Region.
- `sagemaker_hosting.instance_types`: the hardware of the hosting types, and why a name is none.
- `sagemaker_hosting.partitions`: the partition and the DNS suffix of a Region.
- `sagemaker_hosting.artifacts`: what a model artifact on disk holds.
- `sagemaker_hosting.nearest`: the names that a misspelt one was meant to be.
"""

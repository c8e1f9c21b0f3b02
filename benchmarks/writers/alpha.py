"""The nearest endpoint that AWS's alpha L2 makes: runs in the virtual environment that has it.

It attaches AmazonSageMakerFullAccess to the role, and gives what the image and the data need in a
policy of its own: seven resources instead of six.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3

from benchmarks.writers import _facts as facts

# In the benchmark's own virtual environment alone.
alpha: Any = importlib.import_module("aws_cdk.aws_sagemaker_alpha")


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    bucket, repository = _places(stack)
    model = alpha.Model(
        stack,
        f"{name}Model",
        containers=[
            alpha.ContainerDefinition(
                image=alpha.ContainerImage.from_ecr_repository(repository, facts.TAG),
                model_data=alpha.ModelData.from_bucket(bucket, facts.KEY),
                environment=facts.ENVIRONMENT,
            )
        ],
    )
    config = alpha.EndpointConfig(
        stack,
        f"{name}Config",
        instance_production_variants=[
            alpha.InstanceProductionVariantProps(
                model=model,
                variant_name=variant,
                initial_variant_weight=weight,
                initial_instance_count=1,
                instance_type=alpha.InstanceType.of(facts.INSTANCE_TYPE),
            )
            for variant, weight in facts.WEIGHTS.items()
        ],
    )
    endpoint = alpha.Endpoint(stack, name, endpoint_config=config)
    capacity = endpoint.find_instance_production_variant("champion").auto_scale_instance_count(
        min_capacity=1, max_capacity=facts.MAX_INSTANCES
    )
    capacity.scale_on_invocations(
        "Load", max_requests_per_second=facts.INVOCATIONS_PER_MINUTE / 60, safety_factor=1
    )


@cache
def _places(stack: cdk.Stack) -> tuple[s3.IBucket, ecr.IRepository]:
    return (
        s3.Bucket.from_bucket_name(stack, "Bucket", facts.BUCKET),
        ecr.Repository.from_repository_name(stack, "Repository", facts.REPOSITORY),
    )

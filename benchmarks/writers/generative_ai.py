"""The nearest endpoint that generative-ai-cdk-constructs makes: runs where they are installed.

Their endpoint has one variant, and a name; the role may call and write whatever it likes.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ecr as ecr

# In the benchmark's own virtual environment alone.
from cdklabs.generative_ai_cdk_constructs import (  # type: ignore[import-not-found]
    sagemaker_deployment as deployment,
)

from benchmarks.writers import _facts as facts


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    deployment.CustomSageMakerEndpoint(
        stack,
        name,
        container=_image(stack),
        endpoint_name=name,
        instance_type=deployment.SageMakerInstanceType.of(facts.INSTANCE_TYPE),
        instance_count=1,
        model_id=f"team/{name}",
        model_data_url=facts.DATA,
        environment=facts.ENVIRONMENT,
        min_capacity=1,
        max_capacity=facts.MAX_INSTANCES,
    )


@cache
def _image(stack: cdk.Stack) -> Any:
    repository = ecr.Repository.from_repository_name(stack, "Repository", facts.REPOSITORY)
    return deployment.ContainerImage.from_ecr_repository(repository, facts.TAG)

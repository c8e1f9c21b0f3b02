"""An endpoint as users of this library write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.writers import _facts as facts
from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

if TYPE_CHECKING:
    import aws_cdk as cdk


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    model = Model(
        stack,
        f"{name}Model",
        containers=[
            ContainerDefinition(
                image=ContainerImage.from_uri(facts.IMAGE),
                model_data=ModelData.from_uri(facts.DATA),
                environment=facts.ENVIRONMENT,
            )
        ],
    )
    endpoint = RealTimeEndpoint(
        stack,
        name,
        variants=[
            InstanceVariant(
                name=variant, model=model, instance_type=facts.INSTANCE_TYPE, initial_weight=weight
            )
            for variant, weight in facts.WEIGHTS.items()
        ],
        retain_instance_counts=True,  # said late, by the scaling below, it costs two messages
    )
    capacity = endpoint.variant("champion").auto_scale_instance_count(
        max_capacity=facts.MAX_INSTANCES
    )
    capacity.scale_on_invocations("Load", invocations_per_minute=facts.INVOCATIONS_PER_MINUTE)

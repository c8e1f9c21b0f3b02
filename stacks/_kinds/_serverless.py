"""Serverless endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import ServerlessEndpoint
from stacks._kinds._scaling import cooldowns

if TYPE_CHECKING:
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import ServerlessEndpointSettings

_VARIANT = "AllTraffic"


def build_serverless(
    settings: ServerlessEndpointSettings, surroundings: Surroundings
) -> ServerlessEndpoint:
    """Define a serverless endpoint with its scaling and alarms."""
    endpoint = ServerlessEndpoint(
        surroundings.stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        model=surroundings.models.model(settings.model, instance_type=None),
        memory_size_in_mb=settings.memory_mb,
        max_concurrency=settings.max_concurrency,
        provisioned_concurrency=settings.provisioned_concurrency,
        variant_name=_VARIANT,
        encryption_key=surroundings.shared.key,
    )
    if settings.scaling is not None:
        concurrency = endpoint.auto_scale_provisioned_concurrency(
            min_capacity=settings.scaling.min, max_capacity=settings.scaling.max
        )
        concurrency.scale_on_utilization(
            "Utilization", target=settings.scaling.utilization, **cooldowns(settings.scaling)
        )
    surroundings.alarms.on_variants(endpoint.endpoint_name, [_VARIANT], settings.alarms)
    return endpoint

"""Multi-model endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import MultiModelEndpoint
from stacks._kinds._instances import storage_and_waits
from stacks._kinds._scaling import scale_instances
from stacks._models._image import image_of
from stacks._models._model import acknowledge_findings, data_of
from stacks._volumes import acknowledge_local_disks

if TYPE_CHECKING:
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import MultiModelEndpointSettings

_VARIANT = "AllTraffic"


def build_multi_model(
    settings: MultiModelEndpointSettings, surroundings: Surroundings
) -> MultiModelEndpoint:
    """Define a multi-model endpoint with its scaling and alarms."""
    stack = surroundings.stack
    model = surroundings.models.settings(settings.model)
    (container,) = model.parts
    models = data_of(stack, "ModelsBucket", container.data, surroundings.places)
    # Checked when the file is loaded.
    assert models is not None  # noqa: S101  # the settings have checked it
    vpc, security_groups = surroundings.models.network
    volume_key = surroundings.volume_key(settings.instance_type)
    endpoint = MultiModelEndpoint(
        stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        image=image_of(stack, "Repository", container.image, settings.instance_type),
        models=models,
        instance_type=settings.instance_type,
        initial_instance_count=settings.instance_count,
        model_cache=settings.model_cache,
        environment=model.environment,
        vpc=vpc,
        security_groups=security_groups,
        network_isolation=model.network_isolation,
        variant_name=_VARIANT,
        encryption_key=volume_key,
        **storage_and_waits(settings),
    )
    if volume_key is None:
        acknowledge_local_disks(endpoint)
    surroundings.models.acknowledge_known(settings.model, endpoint.model)
    acknowledge_findings(stack, endpoint.model, model, surroundings.places, in_vpc=vpc is not None)
    if settings.scaling is not None:
        capacity = endpoint.auto_scale_instance_count(
            min_capacity=settings.scaling.min, max_capacity=settings.scaling.max
        )
        scale_instances(capacity, settings.scaling)
    surroundings.alarms.on_variants(endpoint.endpoint_name, [_VARIANT], settings.alarms)
    return endpoint

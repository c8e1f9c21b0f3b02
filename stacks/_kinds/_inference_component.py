"""Endpoints of inference components."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import InferenceComponentEndpoint
from stacks._findings._acknowledgements import acknowledge, acknowledge_role
from stacks._findings._wildcards import log_groups, serving_wildcards
from stacks._kinds._instances import metrics, routing, storage_and_waits
from stacks._kinds._rollout import acknowledge_rollback, component_rollout
from stacks._kinds._scaling import cooldowns
from stacks._metadata import tell_traffic
from stacks._naming import construct_id as id_of
from stacks._volumes import acknowledge_local_disks

if TYPE_CHECKING:
    from sagemaker_endpoints import ModelComponent
    from stacks._kinds._surroundings import Surroundings
    from stacks.settings import (
        ComponentSettings,
        CopyScalingSettings,
        InferenceComponentEndpointSettings,
    )

_LOG_GROUPS = "SageMaker names the log group after the component, which comes after the role"


def build_inference_component(
    settings: InferenceComponentEndpointSettings, surroundings: Surroundings
) -> InferenceComponentEndpoint:
    """Define an endpoint with its components, their scaling and their alarms."""
    vpc, security_groups = surroundings.models.network
    volume_key = surroundings.volume_key(settings.instance_type)
    endpoint = InferenceComponentEndpoint(
        surroundings.stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        instance_type=settings.instance_type,
        # What may give all instances back starts with one as well.
        initial_instance_count=max(settings.min_instances, 1),
        min_instance_count=settings.min_instances,
        max_instance_count=settings.max_instances,
        vpc=vpc,
        security_groups=security_groups,
        encryption_key=volume_key,
        routing=routing(settings.routing),
        inference_ami_version=settings.inference_ami_version,
        metrics_config=metrics(settings.metrics),
        **storage_and_waits(settings),
    )
    if volume_key is None:
        acknowledge_local_disks(endpoint)
    of_components = {log_groups(surroundings.stack, "InferenceComponents/*"): _LOG_GROUPS}
    serving = serving_wildcards(surroundings.stack, in_vpc=vpc is not None)
    acknowledge_role(endpoint, wildcards=serving | of_components)
    for key, of_component in settings.components.items():
        with surroundings.refusals.at("components", key):
            component = _add_component(endpoint, key, of_component, settings, surroundings)
        tell_traffic(component, of_component.traffic)
        if of_component.scaling is not None:
            with surroundings.refusals.at("components", key, "scaling"):
                _scale(component, of_component.scaling)
        surroundings.alarms.on_component(key, component.component_name, settings.alarms)
    if any(component.rollout is not None for component in settings.components.values()):
        acknowledge_rollback(endpoint, [], surroundings)
    return endpoint


def _add_component(
    endpoint: InferenceComponentEndpoint,
    key: str,
    settings: ComponentSettings,
    of_endpoint: InferenceComponentEndpointSettings,
    surroundings: Surroundings,
) -> ModelComponent:
    instance_type = of_endpoint.instance_type
    model = surroundings.models.model(settings.model, instance_type=instance_type)
    finding = log_groups(surroundings.stack, "InferenceComponents/*")
    acknowledge(model, f"AwsSolutions-IAM5[{finding}]", _LOG_GROUPS)
    return endpoint.add_component(
        f"{id_of(key)}Component",
        model=model,
        min_memory_mb=settings.memory_mb,
        cpus=settings.cpus,
        accelerators=settings.accelerators,
        copies=settings.copies,
        rollout=component_rollout(settings.rollout),
    )


def _scale(component: ModelComponent, settings: CopyScalingSettings) -> None:
    copies = component.auto_scale_copy_count(min_capacity=settings.min, max_capacity=settings.max)
    if settings.concurrent_requests_per_copy is not None:
        copies.scale_on_concurrency(
            "Concurrency",
            concurrent_requests_per_copy=settings.concurrent_requests_per_copy,
            **cooldowns(settings),
        )
    else:
        copies.scale_on_invocations(
            "Invocations",
            invocations_per_copy_per_minute=settings.invocations_per_copy,
            **cooldowns(settings),
        )

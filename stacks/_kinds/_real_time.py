"""Real-time endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import DataCapture, InstanceVariant, RealTimeEndpoint, ShadowVariant
from stacks._acknowledgements import acknowledge
from stacks._kinds._rollout import rollout
from stacks._kinds._scaling import scale_instances
from stacks._volumes import acknowledge_local_disks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sagemaker_endpoints import Model
    from stacks._kinds._surroundings import Surroundings
    from stacks._places import Place
    from stacks.settings import RealTimeEndpointSettings, ShadowSettings, VariantSettings

_CSV, _JSON = ("text/csv",), ("application/json",)


def build_real_time(
    settings: RealTimeEndpointSettings, surroundings: Surroundings
) -> RealTimeEndpoint:
    """Define a real-time endpoint with its scaling and alarms."""
    runners: dict[str, VariantSettings | ShadowSettings] = {**settings.variants}
    shadow = settings.shadow
    if shadow is not None:
        runners[shadow.name] = shadow
    models = {
        name: surroundings.models.model(runner.model, instance_type=runner.instance_type)
        for name, runner in runners.items()
    }
    volume_key = surroundings.volume_key(*(runner.instance_type for runner in runners.values()))
    endpoint = RealTimeEndpoint(
        surroundings.stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        encryption_key=volume_key,
        variants=[
            InstanceVariant(
                name=name,
                model=models[name],
                instance_type=variant.instance_type,
                initial_weight=variant.weight,
                initial_instance_count=variant.instance_count,
            )
            for name, variant in settings.variants.items()
        ],
        shadow=_shadow(shadow, models[shadow.name]) if shadow is not None else None,
        rollout=rollout(settings.rollout),
        data_capture=_data_capture(settings, surroundings),
    )
    if volume_key is None:
        acknowledge_local_disks(endpoint)
    _scale(endpoint, settings)
    surroundings.alarms.on_variants(endpoint.endpoint_name, settings.variants, settings.alarms)
    if settings.rollout is not None:
        # The shadow is watched by nobody.
        watched = [models[name] for name in settings.variants]
        _acknowledge_rollback(endpoint, watched, surroundings)
    if settings.data_capture is not None:
        _acknowledge_captured(models.values(), surroundings)
    return endpoint


def _shadow(settings: ShadowSettings, model: Model) -> ShadowVariant:
    return ShadowVariant(
        name=settings.name,
        model=model,
        instance_type=settings.instance_type,
        initial_instance_count=settings.instance_count,
        sampling_weight=settings.sampling_weight,
    )


def _scale(endpoint: RealTimeEndpoint, settings: RealTimeEndpointSettings) -> None:
    for name, variant in settings.variants.items():
        if variant.scaling is not None:
            capacity = endpoint.variant(name).auto_scale_instance_count(
                min_capacity=variant.scaling.min, max_capacity=variant.scaling.max
            )
            scale_instances(capacity, variant.scaling)


def _acknowledge_rollback(
    endpoint: RealTimeEndpoint, models: Iterable[Model], surroundings: Surroundings
) -> None:
    for pack in ("NIST.800.53.R5", "HIPAA.Security"):
        acknowledge(
            endpoint,
            f"{pack}-CloudWatchAlarmAction",
            "the rollback alarms tell SageMaker, which reads them during an update and goes back",
        )
    stack = surroundings.stack
    alarms = f"arn:{stack.partition}:cloudwatch:{stack.region}:{stack.account}:alarm"
    for model in dict.fromkeys(models):
        acknowledge(
            model,
            f"AwsSolutions-IAM5[Resource::{alarms}:{stack.stack_name}-*]",
            "CloudFormation names the rollback alarms after this stack, when they are made",
        )


def _acknowledge_captured(models: Iterable[Model], surroundings: Surroundings) -> None:
    finding = _captured(surroundings).finding
    for model in dict.fromkeys(models):
        acknowledge(
            model,
            f"AwsSolutions-IAM5[{finding}]",
            "SageMaker names the files of captured requests; they lie below this prefix",
        )


def _captured(surroundings: Surroundings) -> Place:
    return surroundings.places.of_data(f"captured/{surroundings.stack.node.id}/")


def _data_capture(
    settings: RealTimeEndpointSettings, surroundings: Surroundings
) -> DataCapture | None:
    if settings.data_capture is None:
        return None
    location = _captured(surroundings).location
    return DataCapture(
        bucket=location.bucket,
        prefix=location.prefix,
        sampling_percentage=settings.data_capture.sampling_percentage,
        csv_content_types=_CSV,
        json_content_types=_JSON,
    )

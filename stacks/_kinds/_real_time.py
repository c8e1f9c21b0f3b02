"""Real-time endpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import DataCapture, RealTimeEndpoint
from stacks._findings._acknowledgements import acknowledge
from stacks._kinds._explainer import explainer_of
from stacks._kinds._instances import metrics
from stacks._kinds._rollout import acknowledge_rollback, rollout
from stacks._kinds._scaling import scale_instances
from stacks._kinds._shadow_test import add_shadow_test
from stacks._kinds._variants import models_of, production_variant, shadow_variant
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
    models = {name: models_of(runner, surroundings) for name, runner in runners.items()}
    volume_key = surroundings.volume_key(*(each for of in models.values() for each in of))
    endpoint = RealTimeEndpoint(
        surroundings.stack,
        "Endpoint",
        endpoint_name=settings.endpoint_name,
        encryption_key=volume_key,
        variants=[
            production_variant(name, variant, models[name], surroundings)
            for name, variant in settings.variants.items()
        ],
        shadow=shadow_variant(shadow, models[shadow.name]) if shadow is not None else None,
        rollout=rollout(settings.rollout),
        data_capture=_data_capture(settings, surroundings),
        metrics_config=metrics(settings.metrics),
        explainer=explainer_of(settings.explainer, surroundings),
        retain_instance_counts=any(each.scaling is not None for each in settings.variants.values()),
    )
    if volume_key is None:
        acknowledge_local_disks(endpoint)
    _scale(endpoint, settings, surroundings)
    add_shadow_test(endpoint, settings, surroundings)
    surroundings.alarms.on_variants(endpoint.endpoint_name, settings.variants, settings.alarms)
    if settings.rollout is not None:
        # The shadow is watched by nobody.
        watched = [model for name in settings.variants for model in models[name].values()]
        acknowledge_rollback(endpoint, watched, surroundings)
    if settings.data_capture is not None:
        every = [model for of in models.values() for model in of.values()]
        _acknowledge_captured(every, surroundings)
    return endpoint


def _scale(
    endpoint: RealTimeEndpoint, settings: RealTimeEndpointSettings, surroundings: Surroundings
) -> None:
    for name, variant in settings.variants.items():
        if variant.scaling is not None:
            with surroundings.refusals.at("variants", name, "scaling"):
                capacity = endpoint.variant(name).auto_scale_instance_count(
                    min_capacity=variant.scaling.min, max_capacity=variant.scaling.max
                )
                scale_instances(capacity, variant.scaling)


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

"""Finds what belongs to a thing: the other direction of the references in templates."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._alarm import Alarm
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig, Variant
from sagemaker_hosting.view._grouping import grouped
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view._scaling import ScalableTarget, ScalingPolicy
from sagemaker_hosting.view.functions._values import Text

if TYPE_CHECKING:
    from sagemaker_hosting.view._hosting import Hosting
    from sagemaker_hosting.view._model import Model
    from sagemaker_hosting.view._resource import Resource
    from sagemaker_hosting.view._transform import TransformJob


class Links:
    """Defines who belongs to whom in one `Hosting`; each kind of link is found when it is asked."""

    def __init__(self, hosting: Hosting) -> None:
        self._hosting = hosting

    @cached_property
    def variants_by_model(self) -> Mapping[Model, tuple[Variant, ...]]:
        """The variants that serve each model."""
        return grouped(
            (variant.model, variant)
            for config in self._hosting.all_of(EndpointConfig)
            for variant in config.all_variants
            if variant.model is not None
        )

    @cached_property
    def components_by_model(self) -> Mapping[Model, tuple[InferenceComponent, ...]]:
        """The inference components that serve each model."""
        return grouped(
            (model, component)
            for component in self._hosting.all_of(InferenceComponent)
            for model in component.models
        )

    @cached_property
    def jobs_by_model(self) -> Mapping[Model, tuple[TransformJob, ...]]:
        """The batch transforms that run each model."""
        jobs = self._hosting.transform_jobs
        return grouped((job.model, job) for job in jobs if job.model is not None)

    @cached_property
    def endpoints_by_config(self) -> Mapping[EndpointConfig, tuple[Endpoint, ...]]:
        """The endpoints that are made of each configuration."""
        endpoints = self._hosting.all_of(Endpoint)
        return grouped((e.config, e) for e in endpoints if e.config is not None)

    @cached_property
    def components_by_endpoint(self) -> Mapping[Endpoint, tuple[InferenceComponent, ...]]:
        """The inference components of each endpoint."""
        components = self._hosting.all_of(InferenceComponent)
        return grouped((c.endpoint, c) for c in components if c.endpoint is not None)

    @cached_property
    def endpoints_by_alarm(self) -> Mapping[Alarm, tuple[Endpoint, ...]]:
        """The endpoints that name each alarm for their rollback."""
        return grouped(self._guarded())

    @cached_property
    def targets_by_scaled(self) -> Mapping[Resource, tuple[ScalableTarget, ...]]:
        """The scalable targets of each endpoint's variants, and of each inference component."""
        return grouped(self._scaled())

    @cached_property
    def targets_by_place(self) -> Mapping[Hashable, tuple[ScalableTarget, ...]]:
        """The scalable targets by what they share with policies that do not refer to them."""
        targets = self._hosting.all_of(ScalableTarget)
        return grouped((p, t) for t in targets if (p := place_of(t)) is not None)

    @cached_property
    def policies_by_target(self) -> Mapping[ScalableTarget, tuple[ScalingPolicy, ...]]:
        """The scaling policies of each target."""
        policies = self._hosting.all_of(ScalingPolicy)
        return grouped((p.target, p) for p in policies if p.target is not None)

    @cached_property
    def alarms_by_policy(self) -> Mapping[ScalingPolicy, tuple[Alarm, ...]]:
        """The alarms that trigger each policy."""
        alarms = self._hosting.all_of(Alarm)
        return grouped((policy, alarm) for alarm in alarms for policy in alarm.policies)

    def _guarded(self) -> Iterator[tuple[Alarm, Endpoint]]:
        for endpoint in self._hosting.all_of(Endpoint):
            for item in endpoint.deployment.at("AutoRollbackConfiguration", "Alarms").items:
                alarm = self._hosting.alarm_of(item.at("AlarmName"))
                if alarm is not None:
                    yield alarm, endpoint

    def _scaled(self) -> Iterator[tuple[Resource, ScalableTarget]]:
        for target in self._hosting.all_of(ScalableTarget):
            scaled = target.component if target.component is not None else target.endpoint
            if scaled is not None:
                yield scaled, target


def place_of(thing: ScalableTarget | ScalingPolicy) -> Hashable:
    """What a target and its policies share, if a policy does not refer to its target."""
    value = thing.at("ResourceId").symbol
    if not isinstance(value, str | Text | Reference):
        return None
    return (thing.stack.template.group, value, thing.at("ScalableDimension").text)

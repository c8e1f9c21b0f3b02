"""Tells on what variants run, between which counts, and what scales them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sagemaker_hosting.review._remark import Difference
from sagemaker_hosting.review._wording import span, told
from sagemaker_hosting.view import COPY_COUNT, INSTANCE_COUNT, PROVISIONED_CONCURRENCY

if TYPE_CHECKING:
    from sagemaker_hosting.view import (
        Endpoint,
        InferenceComponent,
        ScalableTarget,
        ScalingPolicy,
        Variant,
    )

Bounds = tuple[float | None, float | None]


def kind_of(endpoint: Endpoint | None) -> str | None:
    """Name the kind of an endpoint; None if there is none."""
    config = endpoint.config if endpoint is not None else None
    if config is None:
        return None if endpoint is None else "endpoint"
    if config.is_serverless:
        return "serverless"
    if config.is_asynchronous:
        return "async"
    if config.serves_components:
        return "inference components"
    if any(model.has_multi_model_container for model in config.models):
        return "multi-model"
    return "real-time"


def capacity_of(old: Endpoint | None, new: Endpoint | None) -> tuple[Difference, ...]:
    """Compare types, counts and scaling of the variants and components of both sides."""
    before, after = dict(_facts(old)), dict(_facts(new))
    return tuple(
        Difference(what=what, before=before.get(what), after=after.get(what))
        for what in dict.fromkeys([*before, *after])
    )


def bounds_of(variant: Variant) -> Bounds:
    """Tell between which counts a variant's instances are; None = not known."""
    for target in variant.scalable_targets:
        if target.dimension.text == INSTANCE_COUNT:
            return _limits(target)
    managed = variant.managed_scaling
    if managed.is_given and managed.at("Status").text != "DISABLED":
        least = managed.at("MinInstanceCount")
        return (1 if least.is_absent else least.number, managed.at("MaxInstanceCount").number)
    count = variant.initial_count
    number = 1 if count.is_absent else count.number
    return number, number


def _facts(endpoint: Endpoint | None) -> Iterator[tuple[str, str]]:
    if endpoint is None or endpoint.config is None:
        return
    for variant in endpoint.config.all_variants:
        label = f"{variant.label} (shadow)" if variant.is_shadow else variant.label
        yield f"{label}: capacity", _runs_on(variant)
        for target in variant.scalable_targets:
            yield from _scaling(label, target)
    for component in endpoint.components:
        label = f"component {component.name.text or component.logical_id}"
        yield f"{label}: copies", _copies(component)
        for target in component.scalable_targets:
            yield from _scaling(label, target)


def _runs_on(variant: Variant) -> str:
    if variant.is_serverless:
        return _serverless(variant)
    types = " or ".join(told(node) or "?" for node in variant.type_nodes) or "?"
    low, high = bounds_of(variant)
    first = "" if low == high else f", {_count(variant)} at first"
    volume = variant.at("VolumeSizeInGB")
    disk = f", {told(volume)} GB" if volume.is_present else ""
    return f"{span(low, high)} x {types}{first}{disk}"


def _count(variant: Variant) -> str:
    return "1" if variant.initial_count.is_absent else told(variant.initial_count) or "?"


def _serverless(variant: Variant) -> str:
    node = variant.serverless
    text = f"serverless, {told(node.at('MemorySizeInMB')) or '?'} MB"
    text += f", up to {told(node.at('MaxConcurrency')) or '?'} at a time"
    warm = node.at("ProvisionedConcurrency")
    for target in variant.scalable_targets:
        if target.dimension.text == PROVISIONED_CONCURRENCY:
            return f"{text}, {span(*_limits(target))} warm"
    return f"{text}, {told(warm)} warm" if warm.is_present else text


def _copies(component: InferenceComponent) -> str:
    node = component.at("RuntimeConfig", "CopyCount")
    first = "?" if node.is_absent else told(node) or "?"
    for target in component.scalable_targets:
        if target.dimension.text == COPY_COUNT:
            low, high = _limits(target)
            return f"{span(low, high)}{'' if low == high else f', {first} at first'}"
    return first


def _scaling(label: str, target: ScalableTarget) -> Iterator[tuple[str, str]]:
    policies = sorted(_policy(policy) for policy in target.policies)
    if policies:
        yield f"{label}: scaled by", "; ".join(policies)
    for action in target.schedules:
        name = action.at("ScheduledActionName").text or told(action.at("Schedule")) or "?"
        zone = action.at("Timezone")
        bounds = action.at("ScalableTargetAction")
        low, high = bounds.at("MinCapacity"), bounds.at("MaxCapacity")
        # What is left out stays as it is.
        if high.is_absent:
            counts = f"at least {span(low.number, low.number)}"
        elif low.is_absent:
            counts = f"at most {span(high.number, high.number)}"
        else:
            counts = span(low.number, high.number)
        when = f"{told(action.at('Schedule')) or '?'}{f' {told(zone)}' if zone.is_present else ''}"
        yield f"{label}: schedule {name}", f"{counts} from {when}"


def _policy(policy: ScalingPolicy) -> str:
    if policy.tracking.is_present:
        custom = policy.custom_metric.at("MetricName").text
        metric = policy.predefined_metric.text or custom or "a metric"
        return f"{metric} at {told(policy.tracking.at('TargetValue')) or '?'}"
    steps = policy.stepping.at("StepAdjustments").items
    return f"{len(steps)} steps of {told(policy.stepping.at('AdjustmentType')) or '?'}"


def _limits(target: ScalableTarget) -> Bounds:
    """The bounds, those of scheduled actions among them."""
    lows = [target.at("MinCapacity").number]
    highs = [target.at("MaxCapacity").number]
    for action in target.schedules:
        for key, found in (("MinCapacity", lows), ("MaxCapacity", highs)):
            node = action.at("ScalableTargetAction", key)
            if not node.is_absent:
                found.append(node.number)
    known_lows = [low for low in lows if low is not None]
    known_highs = [high for high in highs if high is not None]
    return (
        min(known_lows) if len(known_lows) == len(lows) else None,
        max(known_highs) if len(known_highs) == len(highs) else None,
    )

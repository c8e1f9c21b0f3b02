"""Tells what capacity an update of an endpoint needs for a while.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sagemaker_hosting.changes import Change, Effect
from sagemaker_hosting.facts.updates import has_guardrails
from sagemaker_hosting.review._capacity import Bounds, bounds_of
from sagemaker_hosting.review._item import Fleet, RolloutNeed
from sagemaker_hosting.review._remark import Remark
from sagemaker_hosting.review._wording import told
from sagemaker_hosting.view import InferenceComponent, Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view import Endpoint, Node, Variant

Counts = tuple[int, int] | None


def rollout_of(old: Endpoint, new: Endpoint) -> RolloutNeed | None:
    """Tell what the update needs; None if either configuration is not in the templates.

    SageMaker makes a whole new fleet before traffic moves, unless batches roll; how many
    instances a scaled variant has meanwhile is between its bounds.
    """
    before, after = old.config, new.config
    if before is None or after is None:
        return None
    if before.is_serverless or after.is_serverless:
        return RolloutNeed(how="serverless: no instances are needed for it", fleets=())
    rolling = new.deployment.at("RollingUpdatePolicy")
    size = rolling.at("MaximumBatchSize") if rolling.is_given else None
    fleets = _fleets(before.all_variants, after.all_variants, size)
    return RolloutNeed(how=_how(new, fleets), fleets=fleets)


def way_of(endpoint: Endpoint) -> str:
    """Tell how updates reach an endpoint: `blue/green, canary of 50 %, waits of 10 min`."""
    variants = endpoint.config.all_variants if endpoint.config is not None else ()
    return _how(endpoint, _fleets((), variants, None))


def remarks_on_copies(touched: Iterable[Change[Resource]]) -> Iterator[Remark]:
    """Tell how the copies of inference components are exchanged, and what that needs."""
    for change in touched:
        new = change.new
        if not isinstance(new, InferenceComponent) or change.effect is not Effect.UPDATED:
            continue
        if not {"Specification", "Specifications"} & set(change.properties):
            continue
        name = new.name.text or new.logical_id
        size = new.at("DeploymentConfig", "RollingUpdatePolicy", "MaximumBatchSize")
        batch = f", in batches of {_size(size, noun='copies')}" if size.is_given else ""
        says = (
            f"the copies of component {name} are exchanged{batch}: until the old ones are gone, "
            "the instances need room for both"
        )
        yield Remark(risk=None, says=says)


def _how(endpoint: Endpoint, fleets: tuple[Fleet, ...]) -> str:
    rolling = endpoint.deployment.at("RollingUpdatePolicy")
    if rolling.is_given:
        wait = _minutes(rolling.at("WaitIntervalInSeconds"))
        back = (
            "" if rolling.at("RollbackMaximumBatchSize").is_present
            else "; going back brings up the whole old fleet at once"
        )  # fmt: skip
        return f"rolling, batches of {_size(rolling.at('MaximumBatchSize'))}{wait}{back}"
    if endpoint.deployment.is_unknown:
        return "as parameters decide: at most a whole second fleet"
    if not all(has_guardrails(fleet.instance_type) for fleet in fleets):
        return "blue/green, all at once (AWS guards no update on these instance types)"
    policy = endpoint.deployment.at("BlueGreenUpdatePolicy")
    routing = policy.at("TrafficRoutingConfiguration")
    kind = routing.at("Type").text
    wait = _minutes(routing.at("WaitIntervalInSeconds"))
    if kind == "CANARY":
        how = f"blue/green, canary of {_size(routing.at('CanarySize'))}{wait}"
    elif kind == "LINEAR":
        how = f"blue/green, steps of {_size(routing.at('LinearStepSize'))}{wait}"
    else:
        how = f"blue/green, all at once{wait}"
    keeps = policy.at("TerminationWaitInSeconds").number
    return f"{how}; the old fleet stays {keeps / 60:g} min more" if keeps else how


def _size(node: Node, *, noun: str = "instances") -> str:
    value = told(node.at("Value")) or "?"
    if node.at("Type").text == "CAPACITY_PERCENT":
        return f"{value} %"
    return f"{value} of the {noun}"


def _minutes(node: Node) -> str:
    return f", waits of {node.number / 60:g} min" if node.number else ""


def _fleets(
    old: tuple[Variant, ...], new: tuple[Variant, ...], batch: Node | None
) -> tuple[Fleet, ...]:
    types = dict.fromkeys(t for v in (*old, *new) for t in _types(v))
    return tuple(
        Fleet(
            instance_type=name,
            old=_sum(_counts(bounds_of(v)) for v in old if name in _types(v)),
            extra=_sum(_extra(v, batch) for v in new if name in _types(v)),
        )
        for name in types
    )


def _extra(variant: Variant, batch: Node | None) -> Counts:
    counts = _counts(bounds_of(variant))
    if batch is None or counts is None:
        return counts
    value = batch.at("Value").number
    if value is None:
        return None
    if batch.at("Type").text == "CAPACITY_PERCENT":
        low, high = (math.ceil(count * value / 100) for count in counts)
        return low, high
    return min(int(value), counts[0]), min(int(value), counts[1])


def _types(variant: Variant) -> tuple[str, ...]:
    return tuple(told(node) or "?" for node in variant.type_nodes)


def _counts(bounds: Bounds) -> Counts:
    low, high = bounds
    return None if low is None or high is None else (int(low), int(high))


def _sum(counts: Iterable[Counts]) -> Counts:
    low = high = 0
    for count in counts:
        if count is None:
            return None
        low, high = low + count[0], high + count[1]
    return low, high

"""Tells how many instances, copies or warm containers traffic needs on average."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._traffic import hours_of_a_day

if TYPE_CHECKING:
    from sagemaker_hosting.cost._bounds import Bounds, Count
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.view import Node, ScalingPolicy

_PER_MINUTE: Final = frozenset(
    {"SageMakerVariantInvocationsPerInstance", "SageMakerInferenceComponentInvocationsPerCopy"}
)
_AT_A_TIME: Final = frozenset(
    {
        "SageMakerVariantConcurrentRequestsPerModelHighResolution",
        "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution",
        "SageMakerVariantProvisionedConcurrencyUtilization",
    }
)
_BACKLOG: Final = "ApproximateBacklogSize"
_BILLIONTH: Final = Decimal("1E-9")


@dataclass(frozen=True, kw_only=True, slots=True)
class Need:
    """Defines how many the mean load needs.

    Attributes:
        count: as a number that need not be whole.
        formula: how it was computed.
    """

    count: Decimal
    formula: str


def need_of(
    policies: Iterable[ScalingPolicy],
    traffic: EndpointTraffic | None,
    *,
    async_config: Node | None = None,
) -> Need | None:
    """Tell what the mean load needs by the target of its policy; the largest of several policies.

    Args:
        policies: of what is scaled.
        traffic: what it has to do; None if nobody stated it.
        async_config: the `AsyncInferenceConfig`, for a policy that follows the backlog.

    Returns:
        None where traffic and policies do not tell: for policies on CPUs, or on other metrics.
    """
    if traffic is None:
        return None
    found = [_need(policy, traffic, async_config) for policy in policies]
    known = [need for need in found if need is not None]
    return max(known, key=lambda need: need.count, default=None)


def mean_count(need: Decimal, peak_factor: Decimal, bounds: Bounds) -> Decimal:
    """Tell how many there are on average: hour by hour as many as the load needs, within bounds.

    A part of one counts as a whole one; but where there may be none, the first one counts for the
    part of the hour that it works.
    """
    return by_hours(peak_factor, bounds, lambda load: whole(need * load, bounds))


def by_hours(peak_factor: Decimal, bounds: Bounds, count: Callable[[Decimal], Decimal]) -> Decimal:
    """Average a count over the hours of a day and the phases of its bounds."""
    counts = [count(load) for load in hours_of_a_day(peak_factor)]
    return sum(
        (phase.share * phase.clamp(each) for phase in bounds.phases for each in counts),
        start=Decimal(0),
    ) / len(counts)


def whole(count: Decimal, bounds: Bounds) -> Decimal:
    """Round up to a whole number; below one from zero, what there is counts for its time."""
    if bounds.is_from_zero and count < 1:
        return count
    # A third of a day has no exact decimal: three of them are no reason for another instance.
    return count.quantize(_BILLIONTH).to_integral_value(ROUND_CEILING)


def usual_count(initial: Count, bounds: Bounds) -> Count:
    """The count that it starts with, within its bounds: typical where the load is not known."""
    if initial is None:
        return None
    return sum((phase.share * phase.clamp(initial) for phase in bounds.phases), start=Decimal(0))


def _need(
    policy: ScalingPolicy, traffic: EndpointTraffic, async_config: Node | None
) -> Need | None:
    number = policy.tracking.at("TargetValue").number
    metric = policy.predefined_metric.text
    at_a_time = traffic.at_a_time
    target = Decimal(str(number)) if number else None
    if metric in _PER_MINUTE and target is not None:
        formula = f"{traffic.requests_per_day:f} requests a day / 1440 minutes / target {target:f}"
        return Need(count=traffic.per_minute / target, formula=formula)
    if at_a_time is None:
        return None
    work = f"{traffic.requests_per_day:f} requests a day / 86400 s x {traffic.duration_ms:f} ms"
    if metric in _AT_A_TIME and target is not None:
        return Need(count=at_a_time / target, formula=f"{work} / target {target:f}")
    followed = policy.custom_metric.at("MetricName").text or ""
    if async_config is not None and followed.startswith(_BACKLOG):
        node = async_config.at("ClientConfig", "MaxConcurrentInvocationsPerInstance")
        each = Decimal(str(node.number)) if node.number else Decimal(1)
        return Need(count=at_a_time / each, formula=f"{work} / {each:f} at a time on an instance")
    return None

"""Prices serverless variants: by the second that requests take, and for warm containers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import SECONDS, Quantity, counted, plain
from sagemaker_hosting.cost._bounds import Bounds, Count, count_of
from sagemaker_hosting.cost._capacity import mean_count, need_of, usual_count, whole
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.cost._traffic import hours_of_a_day
from sagemaker_hosting.view import PROVISIONED_CONCURRENCY

if TYPE_CHECKING:
    from sagemaker_hosting.cost._capacity import Need
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.view import Endpoint, Variant

_NO_TRAFFIC: Final = "how much it is used: state requests_per_day and duration_ms of its traffic"
_NO_COUNT: Final = "the number of warm containers is known to the deploy alone"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Use:
    """Defines how a serverless variant is used.

    Attributes:
        bounds: of its warm containers.
        warm: how many of them there are on average.
        on_warm: the requests at work on them at a mean moment.
        on_demand: those at work elsewhere.
        most: the most requests at work at all.
        requests: what they are, in words.
    """

    bounds: Bounds
    warm: Count
    on_warm: Count
    on_demand: Count
    most: Count
    requests: str


def serverless_lines(
    variant: Variant, endpoint: Endpoint, traffic: EndpointTraffic | None, till: Till
) -> tuple[Line, ...]:
    """Make the lines of a serverless variant.

    Args:
        variant: which.
        endpoint: that it answers for.
        traffic: its own part of the endpoint's; None if nobody stated it.
        till: makes the lines.
    """
    use = _use_of(variant, endpoint, traffic)
    memory = variant.serverless.at("MemorySizeInMB").text
    has_warm = use.bounds.high != 0
    on_demand = Quantity(
        min=Decimal(0), typical=use.on_demand, max=_less(use.most, use.bounds.high)
    )
    inference = till.line(
        "inference",
        PriceKind.SERVERLESS,
        memory,
        on_demand.times(SECONDS),
        f"{use.requests} less what warm containers answer" if has_warm else use.requests,
        unknown=_NO_TRAFFIC,
    )
    return (inference, *_warm_lines(use, memory, till)) if has_warm else (inference,)


def _warm_lines(use: _Use, memory: str | None, till: Till) -> tuple[Line, Line]:
    """What warm containers cost by being there, and by what they answer."""
    there = Quantity(min=use.bounds.low, typical=use.warm, max=use.bounds.high)
    at_work = Quantity(min=Decimal(0), typical=use.on_warm, max=use.bounds.high)
    return (
        till.line(
            "provisioned concurrency",
            PriceKind.PROVISIONED_USAGE,
            memory,
            there.times(SECONDS),
            f"{counted(use.warm, 'warm container')} x {plain(SECONDS)} seconds",
            unknown=_NO_COUNT,
        ),
        till.line(
            "inference on warm containers",
            PriceKind.PROVISIONED_DURATION,
            memory,
            at_work.times(SECONDS),
            f"{use.requests} as far as there is a warm container",
            unknown=_NO_TRAFFIC,
        ),
    )


def _use_of(variant: Variant, endpoint: Endpoint, traffic: EndpointTraffic | None) -> _Use:
    most = count_of(variant.serverless.at("MaxConcurrency"))
    bounds, initial, need = _warm(variant, endpoint, traffic)
    warm, on_warm, in_all = usual_count(initial, bounds), None, None
    requests = "? requests x ? ms"
    if traffic is not None and traffic.at_a_time is not None and traffic.duration_ms is not None:
        if need is not None:
            warm = mean_count(need.count, traffic.peak_factor, bounds)
        on_warm = _on_warm(traffic.at_a_time, traffic.peak_factor, need, bounds, warm)
        in_all = _within(traffic.at_a_time, traffic.peak_factor, most)
        requests = f"{plain(traffic.requests)} requests x {plain(traffic.duration_ms)} ms"
    return _Use(
        bounds=bounds,
        warm=warm,
        on_warm=on_warm,
        on_demand=_less(in_all, on_warm),
        most=most,
        requests=requests,
    )


def _warm(
    variant: Variant, endpoint: Endpoint, traffic: EndpointTraffic | None
) -> tuple[Bounds, Count, Need | None]:
    """The bounds of the warm containers, how many there are at first, and how many are needed."""
    node = variant.serverless.at("ProvisionedConcurrency")
    initial = Decimal(0) if node.is_absent else count_of(node)
    for target in endpoint.scalable_targets:
        if target.variant is variant and target.dimension.text == PROVISIONED_CONCURRENCY:
            return Bounds.of_target(target), initial, need_of(target.policies, traffic)
    return Bounds.constant(initial, initial), initial, None


def _on_warm(
    busy: Decimal, peak_factor: Decimal, need: Need | None, bounds: Bounds, warm: Count
) -> Decimal | None:
    """The requests that are at work on warm containers, on average over the hours of a day."""
    if warm is None:
        return None
    hours = hours_of_a_day(peak_factor)
    total = Decimal(0)
    for load in hours:
        for phase in bounds.phases:
            there = phase.clamp(whole(need.count * load, bounds)) if need is not None else warm
            total += phase.share * min(busy * load, there)
    return total / len(hours)


def _within(busy: Decimal, peak_factor: Decimal, most: Count) -> Decimal:
    """The requests that are at work at all: those beyond the maximum are refused."""
    hours = hours_of_a_day(peak_factor)
    if most is None:
        return busy
    return sum((min(busy * load, most) for load in hours), start=Decimal(0)) / len(hours)


def _less(count: Count, other: Count) -> Count:
    if count is None or other is None:
        return None
    return max(count - other, Decimal(0))

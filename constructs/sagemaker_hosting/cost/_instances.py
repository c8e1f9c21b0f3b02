"""Prices variants that run on instances."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import HOURS, Quantity, counted, plain
from sagemaker_hosting.cost._bounds import Bounds, Count, count_of
from sagemaker_hosting.cost._capacity import mean_count, need_of, usual_count
from sagemaker_hosting.cost._components import mean_instances
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.view import INSTANCE_COUNT

if TYPE_CHECKING:
    from sagemaker_hosting.cost._stated import Stated
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.view import Endpoint, EndpointConfig, Node, ScalingPolicy, Variant

_RESERVED: Final = ("its capacity is reserved: what the reservation costs is not known here",)
UNKNOWN_COUNT: Final = "the number of instances is known to the deploy alone"


def instance_lines(
    variant: Variant,
    endpoint: Endpoint,
    config: EndpointConfig,
    traffic: EndpointTraffic | None,
    *,
    till: Till,
    stated: Stated,
) -> tuple[Line, ...]:
    """Make the lines of a variant on instances: the instances, and their volumes.

    Args:
        variant: which.
        endpoint: that it answers for.
        config: that it stands in.
        traffic: its own part of the endpoint's; None if nobody stated it.
        till: makes the lines.
        stated: the traffic of inference components.
    """
    initial = _initial(variant)
    bounds, policies = _bounds(variant, endpoint, initial)
    is_async = config.is_asynchronous
    need = need_of(policies, traffic, async_config=config.asynchronous if is_async else None)
    if need is not None and traffic is not None:
        typical: Count = mean_count(need.count, traffic.peak_factor, bounds)
        how = (
            f"{need.formula} = {plain(need.count)} on average, peak factor {traffic.peak_factor:f}"
        )
    elif found := mean_instances(variant, endpoint, bounds, stated):
        typical, how = found.count, found.formula
    else:
        typical, how = usual_count(initial, bounds), "the initial count"
        if bounds.low != bounds.high or len(bounds.phases) > 1:
            how = "the initial count within the bounds"
    count, types = Quantity(min=bounds.low, typical=typical, max=bounds.high), _types(variant)
    line = till.instances(
        PriceKind.ASYNC if is_async else PriceKind.HOSTING,
        types,
        count.times(HOURS),
        f"{counted(typical, 'instance')} ({how}) x 730 hours",
        unknown=UNKNOWN_COUNT,
        untyped=_untyped(variant, types),
        notes=_RESERVED if variant.at("CapacityReservationConfig").is_present else (),
    )
    return (line, *_volumes(variant, count, till))


def _initial(variant: Variant) -> Count:
    return Decimal(1) if variant.initial_count.is_absent else count_of(variant.initial_count)


def _bounds(
    variant: Variant, endpoint: Endpoint, initial: Count
) -> tuple[Bounds, tuple[ScalingPolicy, ...]]:
    for target in endpoint.scalable_targets:
        if target.variant is variant and target.dimension.text == INSTANCE_COUNT:
            return Bounds.of_target(target), target.policies
    managed = variant.managed_scaling
    if managed.is_given and managed.at("Status").text != "DISABLED":
        low, high = (
            count_of(managed.at("MinInstanceCount")),
            count_of(managed.at("MaxInstanceCount")),
        )
        return Bounds.constant(low if low is not None else Decimal(1), high), ()
    return Bounds.constant(initial, initial), ()


def _types(variant: Variant) -> list[Node]:
    """The types it may run on, the preferred one first."""
    pools = variant.at("InstancePools").items
    if not pools:
        return [variant.instance_type]
    preferred = sorted(pools, key=lambda pool: pool.at("Priority").number or 0)
    return [pool.at("InstanceType") for pool in preferred]


def _untyped(variant: Variant, types: list[Node]) -> str | None:
    """Tell what has no type where SageMaker asks for one: a variant that is not serverless."""
    missing = next((node for node in types if node.is_absent), None)
    if missing is None or not variant.serverless.is_absent:
        return None
    pool = missing.label.removeprefix(variant.node.label).removesuffix(".InstanceType")
    holder = f"{pool.removeprefix('.')} of variant" if pool else "variant"
    return f"{holder} {variant.label} has no InstanceType: AWS refuses it, so that it has no price"


def _volumes(variant: Variant, count: Quantity, till: Till) -> tuple[Line, ...]:
    """The volumes whose size is stated; types with local disks have none."""
    size = count_of(variant.at("VolumeSizeInGB"))
    facts = [facts_of(name) for name in variant.instance_types]
    if size is None or any(fact is not None and fact.local_nvme_gb for fact in facts):
        return ()
    return (
        till.line(
            "storage",
            PriceKind.STORAGE,
            "gp2",
            count.times(size),
            f"{counted(count.typical, 'instance')} x {plain(size)} GB",
            unknown=UNKNOWN_COUNT,
        ),
    )

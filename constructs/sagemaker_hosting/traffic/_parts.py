"""Finds what answers the requests of an endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._components import part_of_instance
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.cost._weights import part_of_traffic
from sagemaker_hosting.facts.auto_scaling import utilization_metrics
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.traffic._bearing import OneAtATime, Rate
from sagemaker_hosting.traffic._fleet import Fleet
from sagemaker_hosting.traffic._metrics import Knowledge
from sagemaker_hosting.traffic._part import Part, Serverless
from sagemaker_hosting.traffic._policies import Scaling, scaling_of
from sagemaker_hosting.traffic._rates import NO_DURATION, queue_rate_of, rate_of
from sagemaker_hosting.view import COPY_COUNT, INSTANCE_COUNT, PROVISIONED_CONCURRENCY

if TYPE_CHECKING:
    from sagemaker_hosting.cost._traffic import EndpointTraffic
    from sagemaker_hosting.view import (
        Endpoint,
        InferenceComponent,
        Node,
        ScalableTarget,
        Variant,
    )

_MOST: Final = 10_000
_UNKNOWN: Final = "is known to the deploy alone, so that it is not replayed"


def parts_of(
    endpoint: Endpoint,
    name: str,
    traffic: EndpointTraffic | None,
    capacity_of: Callable[[Variant], float | None],
) -> Iterator[Part]:
    """Find the variants of an endpoint.

    Args:
        endpoint: whose they are.
        name: of the endpoint in reports.
        traffic: what is stated for it.
        capacity_of: tells the most requests a minute that one instance of a variant answers; None
            = not stated.
    """
    config = endpoint.config
    if config is None:
        note = "its configuration is not in these templates"
        yield Part(name=name, fleet=None, share=Decimal(1), notes=(note,))
        return
    duration = _duration(traffic)
    for variant in config.all_variants:
        own = f"{name}/{variant.label}" if len(config.all_variants) > 1 else name
        share = part_of_traffic(variant, config)
        if share is None:
            note = "its share is not known: a weight is known to the deploy alone, or all are 0"
            yield Part(name=own, fleet=None, share=Decimal(0), notes=(note,))
        elif variant.is_serverless:
            yield _serverless(variant, own, share, duration)
        elif not variant.serves_components:
            yield _instances(variant, own, share, duration, capacity_of(variant))


def component_part(
    component: InferenceComponent,
    name: str,
    traffic: EndpointTraffic | None,
    capacity: float | None,
) -> Part:
    """Find the copies of an inference component."""
    duration = _duration(traffic)
    target = _target(component.scalable_targets, COPY_COUNT)
    rate, notes = rate_of(target, duration, capacity)
    known = Knowledge(duration=duration, per_minute=rate.per_minute if rate else None)
    initial = component.at("RuntimeConfig", "CopyCount")
    fleet, told = _fleet("copy", initial, target, known=known, bearing=rate)
    variant = component.variant
    hardware = variant.hardware if variant is not None else None
    return Part(
        name=name,
        fleet=fleet,
        share=Decimal(1),
        type=variant.instance_type.text if variant is not None else None,
        has_accelerators=hardware is not None and hardware.accelerator is not None,
        part_of_instance=part_of_instance(component, hardware),
        notes=(*told, *notes),
    )


def _instances(
    variant: Variant, name: str, share: Decimal, duration: float | None, capacity: float | None
) -> Part:
    target = _target(variant.scalable_targets, INSTANCE_COUNT)
    config = variant.config
    types = variant.instance_types
    facts = facts_of(types[0]) if types else None
    rate, notes = (
        queue_rate_of(config.asynchronous, duration, capacity)
        if config.is_asynchronous
        else rate_of(target, duration, capacity)
    )
    most = {
        metric: float(value)
        for metric, row in utilization_metrics().items()
        if facts is not None and row.name in ("CPUUtilization", "GPUUtilization")
        if (value := row.most(facts))
    }
    known = Knowledge(
        duration=duration, per_minute=rate.per_minute if rate is not None else None, most=most,
        has_queue=config.is_asynchronous,
    )  # fmt: skip
    queue = rate if config.is_asynchronous else None
    fleet, told = _fleet(
        "instance", variant.initial_count, target, known=known, bearing=rate, queue=queue
    )
    if config.is_asynchronous and rate is None:
        fleet = None
    return Part(
        name=name,
        fleet=fleet,
        share=share,
        kind=PriceKind.ASYNC if config.is_asynchronous else PriceKind.HOSTING,
        type=types[0] if types else None,
        has_accelerators=facts is not None and facts.accelerator is not None,
        notes=(*told, *notes, *_of_pools(types)),
    )


def _of_pools(types: tuple[str, ...]) -> tuple[str, ...]:
    others = ", ".join(dict.fromkeys(name for name in types if name != types[0]))
    return (f"every instance is taken to be {types[0]}, and none {others}",) if others else ()


def _serverless(variant: Variant, name: str, share: Decimal, duration: float | None) -> Part:
    most = _count(variant.serverless.at("MaxConcurrency"))
    if duration is None or most is None:
        note = NO_DURATION if duration is None else f"its MaxConcurrency {_UNKNOWN}"
        return Part(name=name, fleet=None, share=share, notes=(note,))
    target = _target(variant.scalable_targets, PROVISIONED_CONCURRENCY)
    warm = variant.serverless.at("ProvisionedConcurrency")
    known = Knowledge(duration=duration)
    bearing = OneAtATime(seconds=duration)
    fleet, told = _fleet("warm container", warm, target, known=known, bearing=bearing, absent=0)
    return Part(
        name=name,
        fleet=fleet,
        share=share,
        kind=PriceKind.SERVERLESS,
        serverless=Serverless(
            most=most, duration=duration, memory=variant.serverless.at("MemorySizeInMB").text
        ),
        notes=told,
    )


def _fleet(
    unit: str,
    initial: Node,
    target: ScalableTarget | None,
    *,
    known: Knowledge,
    bearing: Rate | OneAtATime | None,
    queue: Rate | None = None,
    absent: int = 1,
) -> tuple[Fleet | None, tuple[str, ...]]:
    """Put a fleet together; None, and why, if a count is not known."""
    first = absent if initial.is_absent else _count(initial)
    low = high = first
    scaling = Scaling()
    if target is not None:
        low, high = _count(target.at("MinCapacity")), _count(target.at("MaxCapacity"))
        scaling = scaling_of(target, known)
        first = first if first is not None else low
    if first is None or low is None or high is None:
        return None, (f"the number of its {unit}s {_UNKNOWN}".replace("copys", "copies"),)
    if scaling.notes and not scaling.policies:
        return None, scaling.notes
    fleet = Fleet(
        unit=unit, initial=first, low=low, high=high, policies=scaling.policies,
        actions=scaling.actions, bearing=None if queue is not None else bearing, queue=queue,
    )  # fmt: skip
    return fleet, scaling.notes


def _count(node: Node) -> int | None:
    """Read a count; None if it is not known, or no count that AWS would grant."""
    number = node.number
    return int(number) if number is not None and 0 <= number <= _MOST else None


def _target(targets: tuple[ScalableTarget, ...], dimension: str) -> ScalableTarget | None:
    return next((t for t in targets if t.dimension.text == dimension), None)


def _duration(traffic: EndpointTraffic | None) -> float | None:
    if traffic is None or not traffic.duration_ms:
        return None
    return float(traffic.duration_ms) / 1000

"""Tells how many instances inference components need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import plain
from sagemaker_hosting.cost._bounds import Bounds, count_of
from sagemaker_hosting.cost._capacity import Need, by_hours, need_of, usual_count, whole
from sagemaker_hosting.facts.instance_types import InstanceFacts
from sagemaker_hosting.view import COPY_COUNT

if TYPE_CHECKING:
    from sagemaker_hosting.cost._stated import Stated
    from sagemaker_hosting.view import Endpoint, InferenceComponent, Variant

_MIB: Final = 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Copies:
    """Defines the copies of one component under a load.

    Attributes:
        at: how many there are when the load is so many times the mean one.
        part: the part of an instance that a copy takes.
        peak_factor: of its load.
    """

    at: Callable[[Decimal], Decimal]
    part: Decimal
    peak_factor: Decimal


def mean_instances(
    variant: Variant, endpoint: Endpoint, bounds: Bounds, stated: Stated
) -> Need | None:
    """Tell how many instances the copies of all components need, on average over a day.

    The components are taken to be busy at the same time, and to fill instances without gaps.

    Returns:
        None where copies, their needs, or the hardware are not known.
    """
    copies = [
        _copies(component, variant, endpoint, stated)
        for component in endpoint.components
        if not component.is_adapter
    ]
    known = [each for each in copies if each is not None]
    if not known or len(known) < len(copies):
        return None
    peak_factor = max(each.peak_factor for each in known)

    def instances(load: Decimal) -> Decimal:
        parts = sum((each.part * each.at(load) for each in known), start=Decimal(0))
        return whole(parts, bounds)

    count = by_hours(peak_factor, bounds, instances)
    told = " + ".join(
        f"{plain(by_hours(each.peak_factor, Bounds.constant(None, None), each.at))} copies x "
        f"{plain(each.part)}"
        for each in known
    )
    return Need(count=count, formula=f"{told} of an instance")


def _copies(
    component: InferenceComponent, variant: Variant, endpoint: Endpoint, stated: Stated
) -> Copies | None:
    part = part_of_instance(component, variant.hardware)
    if part is None:
        return None
    initial = count_of(component.at("RuntimeConfig", "CopyCount"))
    targets = [t for t in component.scalable_targets if t.dimension.text == COPY_COUNT]
    bounds = Bounds.of_target(targets[0]) if targets else Bounds.constant(initial, initial)
    traffic = stated.of_component(component, endpoint)
    need = need_of(targets[0].policies, traffic) if targets else None
    if need is not None and traffic is not None:

        def scaled(load: Decimal) -> Decimal:
            return _clamped(whole(need.count * load, bounds), bounds)

        return Copies(at=scaled, part=part, peak_factor=traffic.peak_factor)
    usual = usual_count(initial, bounds)
    if usual is None:
        return None
    return Copies(at=lambda _: usual, part=part, peak_factor=Decimal(1))


def _clamped(count: Decimal, bounds: Bounds) -> Decimal:
    return sum((phase.share * phase.clamp(count) for phase in bounds.phases), start=Decimal(0))


def part_of_instance(
    component: InferenceComponent, hardware: InstanceFacts | None
) -> Decimal | None:
    """The part of an instance that a copy takes: of what it takes most of."""
    if hardware is None or not component.specifications:
        return None
    needs = component.specifications[0].at("ComputeResourceRequirements")
    parts = [
        Decimal(str(number)) / have
        for key, have in _capacities(hardware)
        if (number := needs.at(key).number) is not None
    ]
    return max(parts, default=None)


def _capacities(hardware: InstanceFacts) -> Iterator[tuple[str, Decimal]]:
    accelerator = hardware.accelerator
    if accelerator is not None:
        cores = accelerator.neuron_cores
        count = cores if cores is not None else accelerator.count
        yield "NumberOfAcceleratorDevicesRequired", Decimal(count)
    if hardware.vcpu is not None:
        yield "NumberOfCpuCoresRequired", Decimal(hardware.vcpu)
    if hardware.memory_gib is not None:
        yield "MinMemoryRequiredInMb", Decimal(str(hardware.memory_gib)) * _MIB

"""Utilization as people say it, and as CloudWatch counts it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_hosting.facts.auto_scaling import utilization_facts
from sagemaker_hosting.facts.instance_types import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sagemaker_hosting.facts.instance_types import InstanceFacts

_WHOLE = 100


class Unit(enum.Enum):
    """What 100 stands for in a metric."""

    INSTANCE = "instance"
    VCPU = "vCPU"
    GPU = "GPU"

    def count_in(self, facts: InstanceFacts) -> int | None:
        """How many a type has; None if that is unknown."""
        if self is Unit.VCPU:
            return facts.vcpu
        if self is Unit.INSTANCE:
            return 1
        if facts.devices is None:
            return None
        accelerator = facts.accelerator
        return accelerator.count if accelerator is not None and accelerator.kind == "gpu" else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Utilization:
    """A metric of the instances that scaling can follow.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
    """

    metric_name: str
    unit: Unit


CPU = Utilization(metric_name="CPUUtilization", unit=Unit.VCPU)
MEMORY = Utilization(metric_name="MemoryUtilization", unit=Unit.INSTANCE)
DISK = Utilization(metric_name="DiskUtilization", unit=Unit.INSTANCE)
GPU = Utilization(metric_name="GPUUtilization", unit=Unit.GPU)
GPU_MEMORY = Utilization(metric_name="GPUMemoryUtilization", unit=Unit.GPU)


def utilization_target(
    subject: str,
    utilization: Utilization,
    instance_types: Sequence[str],
    *,
    percent: float | None,
    target_value: float | None,
) -> float:
    """The value of the metric to aim for, from either form of saying it.

    CloudWatch counts CPU in percent of one vCPU and GPU in percent of one GPU; *percent* is of the
    whole instance.

    Args:
        subject: of errors.
        utilization: what is followed.
        instance_types: that the variant may run on; empty if nobody knows.
        percent: of the whole instance, above 0 and at most 100.
        target_value: as CloudWatch counts.

    Raises:
        ConfigurationError: none or both forms, values out of range or above what the types can
            have, a percentage of types whose counts differ or are unknown, or GPUs of a type
            without any.
    """
    faults = Faults(subject)
    if (percent is None) == (target_value is None):
        faults.add(
            f"percent: give either percent or target_value; got "
            f"{'neither' if percent is None else 'both'}"
        )
    faults.check_above_zero("percent", percent, _WHOLE)
    faults.check_above_zero("target_value", target_value)
    counts = {name: _count_of(name, utilization.unit) for name in instance_types}
    if counts and all(count == 0 for count in counts.values()):
        faults.add(
            f"instance_type: {', '.join(counts)} has no {utilization.unit.value}: "
            f"{utilization.metric_name} never has a value"
        )
    elif fault := (
        _factor_fault(counts, utilization.unit, percent)
        or _height_fault(counts, utilization, target_value)
    ):
        faults.add(fault)
    faults.raise_if_any()
    if percent is None:
        # Only one of the two was left out.
        return target_value if target_value is not None else 0
    return percent * (_only(counts) or 1)


def _factor_fault(counts: dict[str, int | None], unit: Unit, percent: float | None) -> str | None:
    """Why *percent* of the whole instance is no value of the metric."""
    if percent is None or unit is Unit.INSTANCE:
        return None
    instead = f"give target_value: CloudWatch counts in percent of one {unit.value}"
    unknown = [name for name, count in counts.items() if count is None]
    if unknown or not counts:
        whose = f"of {', '.join(unknown)}" if unknown else "of the variant's instances"
        return f"percent: the number of {unit.value}s {whose} is unknown; {instead}"
    if len(set(counts.values())) > 1:
        told = ", ".join(f"{name} has {count}" for name, count in counts.items())
        return f"percent: no one target fits all types ({told} {unit.value}s); {instead}"
    if not is_known_number(percent) and _only(counts) != 1:
        return (
            "percent: only the deploy knows it, and CloudFormation cannot multiply; "
            "give target_value"
        )
    return None


def _height_fault(
    counts: dict[str, int | None], utilization: Utilization, target_value: float | None
) -> str | None:
    """Why the metric never reaches *target_value*."""
    known = [count for count in counts.values() if count is not None]
    if target_value is None or not is_known_number(target_value):
        return None
    if not known or len(known) < len(counts):
        return None
    highest = max(known) * _WHOLE
    if target_value <= highest:
        return None
    return (
        f"target_value: got {target_value:.15g}, allowed is at most {highest}: "
        f"{utilization.metric_name} of {', '.join(counts)} is never above it"
    )


def is_mistakable(target: float, percent: float | None) -> bool:
    """Whether a target looks like another share of the instance than the one that was said.

    A share of 1 or less was perhaps meant as one of 1: that is no answer to the doubt.

    Args:
        target: as `utilization_target` has it.
        percent: as it was given there.
    """
    if percent is None or not is_known_number(percent):
        return False
    least = float(utilization_facts()["least_share"]) * _WHOLE
    return 1 < percent < least and target > percent


def _count_of(name: str, unit: Unit) -> int | None:
    facts = facts_of(name) if is_known_text(name) else None
    return unit.count_in(facts) if facts is not None else None


def _only(counts: dict[str, int | None]) -> int | None:
    return next(iter(counts.values()), None)

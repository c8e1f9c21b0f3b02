"""What an alarm's threshold is in the unit of its metric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.monitoring._metrics_of_kinds import Scale
from sagemaker_endpoints.scaling._utilization import Unit
from sagemaker_hosting.facts.instance_types import facts_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import aws_cdk as cdk

    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.monitoring._metrics_of_kinds import KindMetric

_WHOLE: Final = 100
_MICROSECONDS: Final = 1000
"""In a millisecond."""
_UNITS: Final = {Scale.PERCENT_OF_VCPU: Unit.VCPU, Scale.PERCENT_OF_GPU: Unit.GPU}
# What only the deploy knows comes out of a duration in the unit that went in, and in no other.
_LATE_TIMES: Final = {
    "millis": ("to_milliseconds", _MICROSECONDS),
    "seconds": ("to_seconds", 1_000 * _MICROSECONDS),
    "minutes": ("to_minutes", 60_000 * _MICROSECONDS),
    "hours": ("to_hours", 3_600_000 * _MICROSECONDS),
    "days": ("to_days", 86_400_000 * _MICROSECONDS),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Threshold:
    """A number as people say it, and what makes one of the metric's of it.

    Attributes:
        value: such as percent of the requests.
        times: *value* times this, divided by *over*, is in the unit of the metric.
        over: see *times*.
    """

    value: float
    times: float = 1
    over: float = 1

    @property
    def is_of_metric(self) -> bool:
        """Whether an alarm can compare the metric itself with a number."""
        return self.times == self.over or is_known_number(self.value)

    @property
    def number(self) -> float:
        """In the unit of the metric if `is_of_metric`, else as people say it."""
        if self.times == self.over or not self.is_of_metric:
            return self.value
        return self.value * self.times / self.over

    def expression(self, metric_id: str) -> str:
        """The metric as people say it: CloudWatch calculates what CloudFormation cannot."""
        multiplied = f" * {self.over:.0f}" if self.over != 1 else ""
        divided = f" / {self.times:.0f}" if self.times != 1 else ""
        return f"{metric_id}{multiplied}{divided}"


def threshold_of(
    faults: Faults,
    name: str,
    given: float | cdk.Duration,
    metric: KindMetric,
    instance_types: Sequence[str],
) -> Threshold:
    """Find the threshold, and note what is wrong with it.

    Args:
        faults: get what is wrong.
        name: of the argument.
        given: its value.
        metric: what it is compared with.
        instance_types: that may run it; empty if nobody knows.
    """
    units = _check_hardware(faults, name, metric, instance_types)
    if not isinstance(given, int | float):
        return _of_time(faults, name, given)
    if metric.scale is Scale.COUNT:
        faults.check_range(name, given, 1)
        return Threshold(value=given)
    if is_known_number(given) and not 0 <= given < _WHOLE:
        faults.add(
            f"{name}: got {given:g}, allowed is 0 to less than {_WHOLE}: the percentage has to lie "
            "above it"
        )
    over = _WHOLE if metric.scale is Scale.SHARE else 1
    return Threshold(value=given, times=units, over=over)


def _of_time(faults: Faults, name: str, given: cdk.Duration) -> Threshold:
    if given.is_unresolved():
        method, microseconds = _LATE_TIMES[given.unit_label()]
        return Threshold(value=getattr(given, method)(), times=microseconds)
    milliseconds: float = given.to_milliseconds()
    faults.check_above_zero(name, milliseconds)
    return Threshold(value=milliseconds, times=_MICROSECONDS)


def _check_hardware(
    faults: Faults, name: str, metric: KindMetric, instance_types: Sequence[str]
) -> int:
    """How many vCPUs or GPUs make the whole of an instance; 1 for other metrics."""
    unit = _UNITS.get(metric.scale)
    if unit is None and not metric.is_of_gpus:
        return 1
    counts = {each: _count_of(each, unit or Unit.GPU) for each in instance_types}
    if counts and all(count == 0 for count in counts.values()):
        faults.add(f"{name}: {', '.join(counts)} has no GPU: {metric.name} never has a value")
        return 1
    if unit is None:
        return 1
    found = set(counts.values())
    if len(found) == 1 and (only := found.pop()) is not None:
        return only
    told = ", ".join(f"{each} {count}" for each, count in counts.items() if count is not None)
    why = f"differs ({told})" if len(found) > 1 else "is unknown"
    method = f"metric_{name.removesuffix('_percent')}_utilization()"
    faults.add(
        f"{name}: the number of {unit.value}s of the instances {why}; make an alarm of {method}, "
        f"which counts in percent of one {unit.value}"
    )
    return 1


def _count_of(instance_type: str, unit: Unit) -> int | None:
    facts = facts_of(instance_type) if is_known_text(instance_type) else None
    return unit.count_in(facts) if facts is not None else None

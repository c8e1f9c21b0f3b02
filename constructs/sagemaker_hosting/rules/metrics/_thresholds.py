"""Rules of the numbers that metrics of times are compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.metrics._math import Quantity, compared_at
from sagemaker_hosting.rules.metrics._reading import MONITORING, SOURCE
from sagemaker_hosting.view import Alarm, Hosting, Node, ScalingPolicy

_MILLISECOND: Final = 1_000
_SECOND: Final = 1_000_000


@rule(
    "MET-01",
    Hosting,
    severity=Severity.WARNING,
    title="thresholds and targets of ModelLatency, OverheadLatency and their likes are in "
    "microseconds",
    why="a number that is meant as milliseconds is a thousandth of what it should be: the alarm is "
    "always on, a rollback alarm refuses every update, and a policy adds instances up to its most",
    source=f"{SOURCE} (Units: Microseconds); how much is hardly meant is our own judgement",
    link=MONITORING,
    confidence=Confidence.MEDIUM,
    fix="RollbackAlarms(model_latency=cdk.Duration.millis(...)), or "
    "endpoint.variant(...).metric_model_latency() with a threshold in microseconds",
    cloudformation="set Threshold, or TargetValue, to the milliseconds x 1000, or the seconds x "
    "1000000",
)
def times_are_microseconds(hosting: Hosting) -> Faults:
    """No container answers within a millisecond or two."""
    for node, number in _comparisons(hosting):
        quantity = compared_at(node)
        if quantity is None or number.number is None or number.number <= 0:
            continue
        microseconds = number.number / quantity.factor
        if microseconds <= quantity.least:
            yield Fault(at=number, says=_told(number, quantity, microseconds))


def _comparisons(hosting: Hosting) -> Iterator[tuple[Node, Node]]:
    """What is read, and the number that it is compared with."""
    for alarm in hosting.all_of(Alarm):
        if (alarm.at("ComparisonOperator").text or "").startswith("Greater"):
            yield alarm.properties, alarm.at("Threshold")
    for policy in hosting.all_of(ScalingPolicy):
        yield policy.custom_metric, policy.tracking.at("TargetValue")


def _told(number: Node, quantity: Quantity, microseconds: float) -> str:
    got = f"{number.path[-1]} is {number}"
    means = f"{microseconds / _MILLISECOND:g} milliseconds"
    if quantity.factor != 1:
        return (
            f"{got}, compared with {quantity.factor:g} x {quantity.name}, which counts "
            f"microseconds: {means}"
        )
    value = float(str(number))
    return (
        f"{got}, and {quantity.name} counts microseconds: {means}. {value:g} milliseconds are "
        f"{value * _MILLISECOND:.0f}, and {value:g} seconds {value * _SECOND:.0f}"
    )


RULES: Final[tuple[AnyRule, ...]] = (times_are_microseconds,)

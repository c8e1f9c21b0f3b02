"""Reads scaling policies and scheduled actions of a scalable target."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sagemaker_hosting.facts.schedules import schedule_fault
from sagemaker_hosting.traffic._fleet import (
    COMPARISONS,
    COOLDOWN,
    Action,
    Step,
    Stepping,
    Tracking,
)
from sagemaker_hosting.traffic._metrics import Knowledge, Measure, measure_of

if TYPE_CHECKING:
    from sagemaker_hosting.view import Alarm, Node, ScalableTarget, ScalingPolicy

_AT_DEPLOY: Final = "is known to the deploy alone"
_PERIODS: Final = (10, 60)
_MOST_PERIODS: Final = 10_080
"""An alarm looks back for a week at most, and a period of these has a minute at least."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """Defines what changes a count.

    Attributes:
        policies: that can be replayed.
        actions: that can be replayed.
        notes: what cannot, and why.
    """

    policies: tuple[Tracking | Stepping, ...] = ()
    actions: tuple[Action, ...] = ()
    notes: tuple[str, ...] = ()


def scaling_of(target: ScalableTarget, known: Knowledge) -> Scaling:
    """Read what changes the count of a scalable target.

    Args:
        target: whose policies and actions are read.
        known: of the requests.
    """
    policies: list[Tracking | Stepping] = []
    actions: list[Action] = []
    notes: list[str] = []
    for policy in target.policies:
        for found in _of_policy(policy, known):
            if isinstance(found, str):
                notes.append(f"policy {_label(policy)} is not replayed: {found}")
            else:
                policies.append(found)
    for number, node in enumerate(target.schedules):
        action = _action(node)
        if isinstance(action, str):
            label = node.at("ScheduledActionName").text or str(number + 1)
            notes.append(f"scheduled action {label} is not replayed: {action}")
        else:
            actions.append(action)
    return Scaling(policies=tuple(policies), actions=tuple(actions), notes=tuple(notes))


def _label(policy: ScalingPolicy) -> str:
    return policy.at("PolicyName").text or policy.logical_id


def _of_policy(policy: ScalingPolicy, known: Knowledge) -> Iterator[Tracking | Stepping | str]:
    if policy.tracking.is_present:
        yield _tracking(policy, known)
    elif policy.stepping.is_present:
        alarms = policy.alarms
        if not alarms:
            yield "no alarm of these templates triggers it"
        for alarm in alarms:
            yield _stepping(policy, alarm, known)
    else:
        yield "it is neither target tracking nor step scaling"


def _tracking(policy: ScalingPolicy, known: Knowledge) -> Tracking | str:
    target = policy.tracking.at("TargetValue").number
    if target is None or target <= 0:
        return f"its TargetValue {_AT_DEPLOY}"
    custom = policy.custom_metric
    if custom.at("Metrics").is_present:
        return "its metric is computed of others"
    node = policy.predefined_metric if custom.is_absent else custom.at("MetricName")
    if node.text is None:
        return f"its metric {_AT_DEPLOY}"
    measure = measure_of(node.text, known, custom.at("Statistic").text)
    if isinstance(measure, str):
        return measure
    return Tracking(
        measure=measure,
        target=float(target),
        scale_in_cooldown=_seconds(policy.tracking.at("ScaleInCooldown")),
        scale_out_cooldown=_seconds(policy.tracking.at("ScaleOutCooldown")),
        scales_in=policy.tracking.at("DisableScaleIn").flag is not True,
    )


def _seconds(node: Node) -> int:
    return int(node.number) if node.number is not None else COOLDOWN


def _stepping(policy: ScalingPolicy, alarm: Alarm, known: Knowledge) -> Stepping | str:
    steps = _steps(policy.stepping.at("StepAdjustments").items)
    measure = _measure(alarm, known)
    if isinstance(measure, str):
        return measure
    threshold, of = alarm.at("Threshold").number, alarm.at("EvaluationPeriods").number
    comparison = alarm.at("ComparisonOperator").text
    if steps is None or threshold is None or of is None:
        return f"a step, or the threshold of alarm {alarm.logical_id}, {_AT_DEPLOY}"
    if comparison is None or comparison not in COMPARISONS:
        return f"alarm {alarm.logical_id} compares by {comparison or 'what the deploy tells'}"
    given = alarm.at("DatapointsToAlarm").number
    needed = given if given is not None else of
    if not 1 <= needed <= of <= _MOST_PERIODS:
        return f"alarm {alarm.logical_id} needs {needed:g} datapoints of {of:g}"
    least = policy.stepping.at("MinAdjustmentMagnitude").number
    return Stepping(
        measure=measure,
        comparison=comparison,
        threshold=float(threshold),
        needed=int(needed),
        of=int(of),
        steps=steps,
        adjustment=policy.stepping.at("AdjustmentType").text or "ChangeInCapacity",
        least=int(least) if least is not None else 1,
        cooldown=_seconds(policy.stepping.at("Cooldown")),
    )


def _measure(alarm: Alarm, known: Knowledge) -> Measure | str:
    name, period = alarm.at("MetricName").text, alarm.at("Period").number
    if name is None:
        return f"the metric of alarm {alarm.logical_id} is computed of others, or {_AT_DEPLOY}"
    measure = measure_of(name, known, alarm.at("Statistic").text)
    if isinstance(measure, str) or period is None:
        return measure
    if period not in _PERIODS and (period <= 0 or period % _PERIODS[-1]):
        return f"alarm {alarm.logical_id} has a Period of {period:g} s"
    return replace(measure, seconds=int(period))


def _steps(nodes: tuple[Node, ...]) -> tuple[Step, ...] | None:
    found = []
    for node in nodes:
        change = node.at("ScalingAdjustment").number
        low, high = node.at("MetricIntervalLowerBound"), node.at("MetricIntervalUpperBound")
        if change is None or low.is_unknown or high.is_unknown:
            return None
        found.append(Step(low=low.number, high=high.number, change=float(change)))
    return tuple(found)


def _action(node: Node) -> Action | str:
    schedule = node.at("Schedule").text
    zone = node.at("Timezone")
    low = node.at("ScalableTargetAction", "MinCapacity")
    high = node.at("ScalableTargetAction", "MaxCapacity")
    if schedule is None or zone.is_unknown or low.is_unknown or high.is_unknown:
        return f"it {_AT_DEPLOY}"
    if schedule_fault(schedule) is not None or not schedule.startswith("cron("):
        return f"{schedule} is not by days and hours, as cron is"
    name = zone.text or "UTC"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return f"this machine does not know the time zone {name} (pip install tzdata)"
    return Action(schedule=schedule, time_zone=name, low=_count(low), high=_count(high))


def _count(node: Node) -> int | None:
    return int(node.number) if node.number is not None else None

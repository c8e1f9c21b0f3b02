"""Rules of scheduled actions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sagemaker_hosting.facts.schedules import FORMS, rate_doubt, schedule_fault
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Node, ScalableTarget

_API: Final = (
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html"
)
_BOUNDS: Final = ("MinCapacity", "MaxCapacity")


@rule(
    "SCL-19",
    ScalableTarget,
    title="schedules are at(...), rate(...) or cron(...) of six fields with one '?'",
    why='"Invalid schedule expression" for what is none of the three, "Invalid CRON expression" '
    "for fields that contradict each other",
    source="Application Auto Scaling's own messages, as reproduced by "
    "badmintoncryer/cdk-preflight; API application-autoscaling 2016-02-06 (botocore 1.44.5) "
    "PutScheduledAction.Schedule",
    link=_API,
    fix="scale_on_schedule(schedule=Schedule.cron(...)), .rate(...) or .at(...) of "
    "aws_applicationautoscaling",
    cloudformation="write cron(0 2 * * ? *), rate(5 minutes) or at(2027-01-31T02:00:00)",
)
def schedule_is_understood(target: ScalableTarget) -> Faults:
    """A schedule says when."""
    for action in target.schedules:
        schedule = action.at("Schedule")
        if not action.entries or not target.is_of_sagemaker:
            continue
        if schedule.is_absent:
            yield Fault(at=action, says=f"{action.label} has no Schedule", allowed=FORMS)
        if schedule.text is None:
            continue
        fault, usual = schedule_fault(schedule.text), rate_doubt(schedule.text)
        if fault is not None:
            yield Fault(at=schedule, says=f"Schedule is {schedule}: {fault}", allowed=FORMS)
        elif usual is not None:
            yield Fault(
                at=schedule,
                says=f"Schedule is {schedule}",
                allowed=f"the unit {usual}",
                severity=Severity.WARNING,
            )


@rule(
    "SCL-20",
    ScalableTarget,
    title="a scheduled action sets MinCapacity, MaxCapacity or both, the lower one first, and "
    "starts before it ends",
    why='"StartTime must be before EndTime"; an action without a capacity does nothing, and '
    "PutScheduledAction refuses it",
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight",
    link=_API,
    fix="scale_on_schedule(min_capacity=..., max_capacity=..., start_time=..., end_time=...)",
    cloudformation="give ScalableTargetAction a MinCapacity or MaxCapacity, and an EndTime after "
    "StartTime",
)
def action_does_something(target: ScalableTarget) -> Faults:
    """An action changes a bound, within a time."""
    for action in target.schedules:
        if not action.entries or not target.is_of_sagemaker:
            continue
        yield from _change_faults(action)
        start, end = action.at("StartTime"), action.at("EndTime")
        first, last = _moment(start), _moment(end)
        if first is not None and last is not None and first >= last:
            yield Fault(
                at=start,
                says=f"StartTime is {start} and EndTime is {end}",
                allowed=f"a StartTime before {end}",
            )


def _change_faults(action: Node) -> Faults:
    change = action.at("ScalableTargetAction")
    least, most = (change.at(bound) for bound in _BOUNDS)
    if change.is_absent or (change.size is not None and least.is_absent and most.is_absent):
        at = change if change.is_present else action
        yield Fault(
            at=at,
            says=f"{action.label} sets neither MinCapacity nor MaxCapacity",
            allowed="one of both, or both, in ScalableTargetAction",
        )
    elif least.number is not None and most.number is not None and least.number > most.number:
        yield Fault(
            at=least,
            says=f"MinCapacity is {least} and MaxCapacity is {most}",
            allowed=f"a MinCapacity of at most {most}",
        )


def _moment(node: Node) -> datetime | None:
    """Read a time; one without a zone is of UTC, as the API says. None if it is unknown."""
    if node.text is None:
        return None
    try:
        moment = datetime.fromisoformat(node.text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


RULES: Final[tuple[AnyRule, ...]] = (schedule_is_understood, action_does_something)

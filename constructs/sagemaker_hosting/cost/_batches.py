"""Prices batch transforms: by the runs of a month."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import Quantity, counted
from sagemaker_hosting.cost._bounds import Count, count_of
from sagemaker_hosting.cost._calendar import runs_per_month
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._lines import Till
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.view import Reference

if TYPE_CHECKING:
    from sagemaker_hosting.cost._traffic import BatchTraffic
    from sagemaker_hosting.view import Node, StateMachine, TransformJob

_NO_DURATION: Final = "how long a run takes: state duration_minutes of its traffic"
_NO_RUNS: Final = "how often it runs: it has no schedule here; state runs_per_month of its traffic"
_NO_INSTANCES: Final = "the number of instances is known to the deploy alone"


def batch_lines(
    job: TransformJob, machine: StateMachine, traffic: BatchTraffic | None, till: Till
) -> tuple[Line, ...]:
    """Make the line of a batch transform: instances from their start to the end of a run.

    Args:
        job: the task that runs it.
        machine: the state machine of the task.
        traffic: what a run takes; None if nobody states it.
        till: makes the line.
    """
    runs = _runs(machine, traffic)
    instances = count_of(job.at("TransformResources", "InstanceCount"))
    usual = traffic.duration_minutes / 60 if traffic is not None else None
    longest = usual
    if traffic is not None and traffic.longest_minutes is not None:
        longest = max(traffic.longest_minutes, traffic.duration_minutes) / 60
    quantity = Quantity(
        min=_product(runs, instances, usual),
        typical=_product(runs, instances, usual),
        max=_product(runs, instances, longest),
    )
    unknown = _NO_DURATION if usual is None else _NO_RUNS if runs is None else _NO_INSTANCES
    minutes = counted(traffic.duration_minutes if traffic is not None else None, "minute")
    formula = f"{counted(runs, 'run')} x {counted(instances, 'instance')} x {minutes}"
    return (
        till.instances(
            PriceKind.TRANSFORM, (job.instance_type,), quantity, formula, unknown=unknown
        ),
    )


def _runs(machine: StateMachine, traffic: BatchTraffic | None) -> Count:
    """The runs of a month: as stated, else those of every schedule of the state machine."""
    if traffic is not None and traffic.runs_per_month is not None:
        return traffic.runs_per_month
    schedules = [
        *_enabled(machine, "AWS::Scheduler::Schedule", ("Target",)),
        *_enabled(machine, "AWS::Events::Rule", ("Targets",)),
        *_of_sam(machine),
    ]
    runs = [runs_per_month(node.text) if node.text is not None else None for node in schedules]
    if not runs or None in runs:
        return None
    return sum((each for each in runs if each is not None), start=Decimal(0))


def _enabled(machine: StateMachine, kind: str, key: tuple[str, ...]) -> list[Node]:
    """The expressions of the schedules of a kind that start the state machine."""
    found = []
    for schedule in machine.hosting.of_type(kind):
        node = schedule.at(*key)
        targets = node.items if isinstance(node.value, list) else (node,)
        if schedule.at("State").text == "DISABLED":
            continue
        for target in targets:
            value = target.at("Arn").value
            if isinstance(value, Reference) and value.resource is machine:
                found.append(schedule.at("ScheduleExpression"))
    return found


def _of_sam(machine: StateMachine) -> list[Node]:
    """The expressions of the schedules that an AWS::Serverless::StateMachine makes itself.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-statemachine-statemachineeventsource.html
    """
    keys = {"Schedule": "Schedule", "ScheduleV2": "ScheduleExpression"}
    found = []
    for event in machine.at("Events").entries.values():
        key, properties = keys.get(event.at("Type").text or ""), event.at("Properties")
        is_off = properties.at("Enabled").flag is False or properties.at("State").text == "DISABLED"
        if key is not None and not is_off:
            found.append(properties.at(key))
    return found


def _product(*factors: Count) -> Count:
    total = Decimal(1)
    for factor in factors:
        if factor is None:
            return None
        total *= factor
    return total

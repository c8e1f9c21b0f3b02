"""Alarms on runs that fail, that never start, and that could not be started."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from sagemaker_endpoints.common._metric_alarm import (
    FIVE_MINUTES,
    Comparison,
    MetricAlarm,
    MetricStat,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
RUNS: Final = "AWS/States"
QUEUES: Final = "AWS/SQS"
UNDELIVERED: Final = "ApproximateNumberOfMessagesVisible"
_FAILURES = {
    "Failed": "failed",
    "TimedOut": "took longer than its timeout",
    "Aborted": "was stopped",
}

_HOUR, _DAY, _WEEK = 3600, 86400, 604800
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudwatch-alarm-warmupconfiguration.html
_LONGEST_WARM_UP_IN_MINUTES = 2880
# One for a start that is late or tried again, one for the hour that a change of clocks adds.
_SPARE_PERIODS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class MissedRuns:
    """How an alarm looks for a run that did not start."""

    period: int
    periods: int
    calendar_weeks: bool = False

    @staticmethod
    def of(gap_in_seconds: float, window_in_seconds: float) -> MissedRuns | None:
        """Find how to see that no run started for longer than the schedule lets pass.

        CloudWatch looks back a day in periods below an hour, and a week in longer ones. A weekly
        run needs more than a week to be late: it is looked for in whole weeks of the calendar.

        Args:
            gap_in_seconds: the longest time between two runs.
            window_in_seconds: of a flexible schedule.

        Returns:
            None when runs are further apart than CloudWatch looks back.

        See https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
        """
        late = gap_in_seconds + window_in_seconds
        often = ceil(late / FIVE_MINUTES) + _SPARE_PERIODS
        if gap_in_seconds < _HOUR and often * FIVE_MINUTES <= _DAY:
            return MissedRuns(period=FIVE_MINUTES, periods=often)
        hours = ceil(late / _HOUR) + _SPARE_PERIODS
        if hours * _HOUR <= _WEEK:
            return MissedRuns(period=_HOUR, periods=hours)
        if gap_in_seconds <= _WEEK:
            return MissedRuns(period=_WEEK, periods=1, calendar_weeks=True)
        return None

    def alarm(self, state_machine_arn: str, path: str, time_zone: str | None) -> MetricAlarm:
        """An alarm for the run that did not start: no news is bad news."""
        minutes = self.period * self.periods // 60
        further: dict[str, Any] = {
            # A new alarm waits for the first run.
            "warm_up_configuration": {
                "warmUpPeriodDurationInMinutes": min(minutes, _LONGEST_WARM_UP_IN_MINUTES)
            },
        }
        if self.calendar_weeks:
            zone = {"timezone": time_zone} if time_zone is not None else {}
            further["evaluation_window"] = {"wallClockWindow": zone}
        return MetricAlarm(
            alarm_id="MissedAlarm",
            description=f"no run of {path} started when it should have",
            metric=_of_runs("ExecutionsStarted", state_machine_arn, period=self.period),
            threshold=1,
            comparison=Comparison.BELOW,
            periods=self.periods,
            missing_data="breaching",
            further=further,
        )


def on_failures(state_machine_arn: str, path: str) -> Iterator[MetricAlarm]:
    """One alarm for each way in which a run of *path* can end badly."""
    for end, told in _FAILURES.items():
        yield MetricAlarm(
            alarm_id=f"{end}Alarm",
            description=f"a run of {path} {told}",
            metric=_of_runs(f"Executions{end}", state_machine_arn),
            threshold=0,
        )


def on_undelivered(queue_name: str, path: str) -> MetricAlarm:
    """An alarm for starts of *path* that the Scheduler gave up."""
    return MetricAlarm(
        alarm_id="UndeliveredAlarm",
        description=f"the Scheduler could not start {path}",
        metric=MetricStat(
            name=UNDELIVERED,
            dimensions={"QueueName": queue_name},
            statistic="Maximum",
            namespace=QUEUES,
        ),
        threshold=0,
    )


def _of_runs(name: str, state_machine_arn: str, *, period: int = FIVE_MINUTES) -> MetricStat:
    return MetricStat(
        name=name,
        dimensions={"StateMachineArn": state_machine_arn},
        statistic="Sum",
        namespace=RUNS,
        period=period,
    )

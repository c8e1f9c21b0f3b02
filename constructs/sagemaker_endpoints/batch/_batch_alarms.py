"""Alarms on runs that fail, that never start, and that could not be started."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from sagemaker_endpoints.common._l1 import CfnAlarm
from sagemaker_endpoints.common._resources import define

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.common._resources import Defined

# https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
RUNS: Final = "AWS/States"
QUEUES: Final = "AWS/SQS"
UNDELIVERED: Final = "ApproximateNumberOfMessagesVisible"
_FAILURES = {
    "Failed": "failed",
    "TimedOut": "took longer than its timeout",
    "Aborted": "was stopped",
}

_FIVE_MINUTES, _HOUR, _DAY, _WEEK = 300, 3600, 86400, 604800
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
        often = ceil(late / _FIVE_MINUTES) + _SPARE_PERIODS
        if gap_in_seconds < _HOUR and often * _FIVE_MINUTES <= _DAY:
            return MissedRuns(period=_FIVE_MINUTES, periods=often)
        hours = ceil(late / _HOUR) + _SPARE_PERIODS
        if hours * _HOUR <= _WEEK:
            return MissedRuns(period=_HOUR, periods=hours)
        if gap_in_seconds <= _WEEK:
            return MissedRuns(period=_WEEK, periods=1, calendar_weeks=True)
        return None

    def render(self, time_zone: str | None) -> dict[str, Any]:
        """What the alarm's L1 takes of it."""
        minutes = self.period * self.periods // 60
        properties: dict[str, Any] = {
            "period": self.period,
            "evaluation_periods": self.periods,
            # A new alarm waits for the first run.
            "warm_up_configuration": {
                "warmUpPeriodDurationInMinutes": min(minutes, _LONGEST_WARM_UP_IN_MINUTES)
            },
        }
        if self.calendar_weeks:
            zone = {"timezone": time_zone} if time_zone is not None else {}
            properties["evaluation_window"] = {"wallClockWindow": zone}
        return properties


class BatchAlarms:
    """Makes the alarms of one batch transform; they tell *topic*, or nobody.

    Attributes:
        made: those that were made until now.
    """

    def __init__(self, scope: Construct, topic: sns.ITopic | None) -> None:
        self.made: list[Defined[CfnAlarm]] = []
        self._scope, self._path = scope, scope.node.path
        self._actions = [topic.topic_arn] if topic is not None else None

    def on_failures(self, state_machine_arn: str) -> None:
        """One alarm for each way in which a run can end badly."""
        for end, told in _FAILURES.items():
            self._define(
                f"{end}Alarm",
                description=f"a run of {self._path} {told}",
                namespace=RUNS,
                metric_name=f"Executions{end}",
                dimensions={"StateMachineArn": state_machine_arn},
                statistic="Sum",
                comparison_operator="GreaterThanThreshold",
                threshold=0,
                treat_missing_data="notBreaching",
                period=_FIVE_MINUTES,
                evaluation_periods=1,
            )

    def on_missed(self, state_machine_arn: str, missed: MissedRuns, time_zone: str | None) -> None:
        """An alarm for the run that did not start: no news is bad news."""
        self._define(
            "MissedAlarm",
            description=f"no run of {self._path} started when it should have",
            namespace=RUNS,
            metric_name="ExecutionsStarted",
            dimensions={"StateMachineArn": state_machine_arn},
            statistic="Sum",
            comparison_operator="LessThanThreshold",
            threshold=1,
            treat_missing_data="breaching",
            **missed.render(time_zone),
        )

    def on_undelivered(self, queue_name: str) -> None:
        """An alarm for starts that the Scheduler gave up."""
        self._define(
            "UndeliveredAlarm",
            description=f"the Scheduler could not start {self._path}",
            namespace=QUEUES,
            metric_name=UNDELIVERED,
            dimensions={"QueueName": queue_name},
            statistic="Maximum",
            comparison_operator="GreaterThanThreshold",
            threshold=0,
            treat_missing_data="notBreaching",
            period=_FIVE_MINUTES,
            evaluation_periods=1,
        )

    def _define(
        self, alarm_id: str, *, description: str, dimensions: Mapping[str, str], **properties: Any
    ) -> None:
        alarm = define(
            CfnAlarm,
            self._scope,
            alarm_id,
            alarm_description=description,
            dimensions=[{"name": name, "value": value} for name, value in dimensions.items()],
            alarm_actions=self._actions,
            **properties,
        )
        self.made.append(alarm)

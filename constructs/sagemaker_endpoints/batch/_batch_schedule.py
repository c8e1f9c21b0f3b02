"""When a batch transform starts by itself, and what becomes of starts that fail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.batch._batch_state_machine import scheduler_trust
from sagemaker_endpoints.common._l1 import CfnQueue, CfnQueuePolicy, CfnRole, CfnSchedule
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import Defined, define
from sagemaker_endpoints.common._time_zones import time_zone_faults, time_zone_warnings
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.common._units import in_unit
from sagemaker_hosting.facts.scheduler import longest_gap_in_seconds, schedule_fault

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_scheduler as scheduler
    from constructs import Construct

    from sagemaker_endpoints.common._aws_environment import AwsEnvironment
    from sagemaker_endpoints.common._errors import Faults

# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
_LONGEST_WINDOW_IN_MINUTES = 1440
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z")
_TIME_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,50}")
_UTC = ("UTC", "Etc/UTC")

RETRY_IN_SECONDS = 3600
"""For so long the Scheduler tries again to start a run; then it goes to the dead-letter queue."""
_RETRIES = 185
_KEPT_IN_SECONDS = 14 * 86400


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchSchedule:
    """When it starts; the parameters are told by `BatchTransform`."""

    expression: str
    time_zone: str | None
    start: str | None
    end: str | None
    window: cdk.Duration | None

    @staticmethod
    def of(
        schedule: scheduler.ScheduleExpression | str,
        *,
        time_zone: cdk.TimeZone | str | None,
        start: str | None,
        end: str | None,
        window: cdk.Duration | None,
        faults: Faults,
    ) -> BatchSchedule:
        """Take a schedule in either form; a time zone that is told twice has to be one."""
        zone = time_zone if time_zone is None or isinstance(time_zone, str) else _name(time_zone)
        if isinstance(schedule, str):
            expression = schedule
        else:
            expression = schedule.expression_string
            own = schedule.time_zone.timezone_name if schedule.time_zone is not None else None
            if own is not None and own not in _UTC and zone not in (None, own):
                faults.add(f"time_zone: got {zone!r}, and the schedule itself is in {own!r}")
            zone = own if zone is None and own not in _UTC else zone
        found = BatchSchedule(
            expression=expression, time_zone=zone, start=start, end=end, window=window
        )
        found._check(faults)
        return found

    @property
    def window_in_seconds(self) -> float | None:
        """How much later than planned it may start, 0 without a flexible window; None if late."""
        if self.window is None:
            return 0
        return None if self.window.is_unresolved() else self.window.to_seconds()

    def warnings(self) -> tuple[tuple[str, str], ...]:
        """What may be right or wrong of it: pairs of a rule's name and a message."""
        return time_zone_warnings(self.time_zone)

    @property
    def repeats(self) -> bool:
        """Whether there is more than one run."""
        return not self.expression.startswith("at(")

    @property
    def longest_gap_in_seconds(self) -> int | None:
        """The longest time between two runs, where a week of the schedule tells it."""
        return longest_gap_in_seconds(self.expression) if is_known_text(self.expression) else None

    def define(
        self, scope: Construct, environment: AwsEnvironment, state_machine_arn: str
    ) -> tuple[Defined[CfnSchedule], Defined[CfnQueue]]:
        """Make the schedule, its role, and the queue of starts that failed."""
        queue = _define_queue(scope)
        queue_arn = queue.attribute("attrArn")
        role = define(
            CfnRole,
            scope,
            "ScheduleRole",
            assume_role_policy_document=scheduler_trust(environment),
            policies=[
                {
                    "policyName": "Start",
                    "policyDocument": policy_document(_rights(state_machine_arn, queue_arn)),
                }
            ],
        )
        schedule = define(
            CfnSchedule,
            scope,
            "Schedule",
            schedule_expression=self.expression,
            schedule_expression_timezone=self.time_zone,
            start_date=self.start,
            end_date=self.end,
            flexible_time_window=self._render_window(),
            target={
                "arn": state_machine_arn,
                "roleArn": role.attribute("attrArn"),
                # What the execution shows of why it runs.
                "input": '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
                "deadLetterConfig": {"arn": queue_arn},
                "retryPolicy": {
                    "maximumEventAgeInSeconds": RETRY_IN_SECONDS,
                    "maximumRetryAttempts": _RETRIES,
                },
            },
        )
        return schedule, queue

    def _render_window(self) -> dict[str, Any]:
        if self.window is None:
            return {"mode": "OFF"}
        return {"mode": "FLEXIBLE", "maximumWindowInMinutes": self.window.to_minutes()}

    def _check(self, faults: Faults) -> None:
        if is_known_text(self.expression):
            fault = schedule_fault(self.expression)
            if fault is not None:
                faults.add(f"schedule: {fault}")
        faults.check_pattern(
            "time_zone", self.time_zone, _TIME_ZONE, "an IANA name such as 'Europe/Paris'"
        )
        if is_known_text(self.time_zone) and _TIME_ZONE.fullmatch(self.time_zone):
            faults.extend(time_zone_faults(self.time_zone))
        for name in ("start", "end"):
            faults.check_pattern(
                name, getattr(self, name), _DATE, "a date in UTC: '2027-01-01T00:00:00Z'"
            )
        if is_known_text(self.start) and is_known_text(self.end) and self.start >= self.end:
            faults.add(f"end: got {self.end!r}, allowed is after start, {self.start!r}")
        if self.window is not None:
            minutes = in_unit(faults, "window", self.window.to_minutes)
            faults.check_range("window", minutes, 1, _LONGEST_WINDOW_IN_MINUTES, "minutes")


def _name(time_zone: cdk.TimeZone) -> str:
    name: str = time_zone.timezone_name
    return name


def _define_queue(scope: Construct) -> Defined[CfnQueue]:
    queue = define(
        CfnQueue,
        scope,
        "DeadLetters",
        message_retention_period=_KEPT_IN_SECONDS,
        sqs_managed_sse_enabled=True,
    )
    define(
        CfnQueuePolicy,
        scope,
        "DeadLettersPolicy",
        queues=[queue.attribute("ref")],
        policy_document={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "TlsOnly",
                    "Effect": "Deny",
                    "Principal": {"AWS": "*"},
                    "Action": "sqs:*",
                    "Resource": queue.attribute("attrArn"),
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                }
            ],
        },
    )
    return queue


def _rights(state_machine_arn: str, queue_arn: str) -> tuple[Statement, ...]:
    return (
        Statement(
            sid="StartRuns", actions=("states:StartExecution",), resources=(state_machine_arn,)
        ),
        Statement(sid="KeepFailedStarts", actions=("sqs:SendMessage",), resources=(queue_arn,)),
    )

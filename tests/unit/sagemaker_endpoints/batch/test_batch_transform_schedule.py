"""When a batch transform starts by itself, and the alarms that tell when it did not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_sns as sns
from constructs import IConstruct

from benchmarks.messages import recorded
from sagemaker_endpoints import BatchTransform, ConfigurationError
from sagemaker_endpoints.batch._batch_alarms import MissedRuns

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
SCHEDULE, ALARM = "AWS::Scheduler::Schedule", "AWS::CloudWatch::Alarm"
HOUR, DAY, WEEK = 3600, 86400, 604800
NIGHTLY = "cron(0 2 * * ? *)"


def _alarms(found: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {alarm["MetricName"]: alarm for alarm in found}


def test_schedule_starts_the_machine_and_keeps_what_it_could_not_start(
    stack: cdk.Stack,
    least: dict[str, Any],
    resources: Resources,
    by_id: Callable[[cdk.Stack, str], dict[str, Any]],
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule=NIGHTLY, time_zone="Europe/Paris")

    (schedule,) = resources(stack, SCHEDULE)
    (queue_id,) = by_id(stack, "AWS::SQS::Queue")
    (machine_id,) = by_id(stack, "AWS::StepFunctions::StateMachine")
    target = schedule.pop("Target")
    role_id, attribute = target.pop("RoleArn")["Fn::GetAtt"]
    assert schedule == {
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ScheduleExpression": NIGHTLY,
        "ScheduleExpressionTimezone": "Europe/Paris",
    }
    assert target == {
        "Arn": {"Ref": machine_id},
        "DeadLetterConfig": {"Arn": {"Fn::GetAtt": [queue_id, "Arn"]}},
        "Input": '{"scheduledTime":"<aws.scheduler.scheduled-time>"}',
        "RetryPolicy": {"MaximumEventAgeInSeconds": HOUR, "MaximumRetryAttempts": 185},
    }
    assert (role_id in by_id(stack, "AWS::IAM::Role"), attribute) == (True, "Arn")


def test_window_start_and_end_arrive(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(
        stack,
        "Nightly",
        **least,
        schedule=NIGHTLY,
        window=cdk.Duration.minutes(15),
        start="2027-01-01T00:00:00Z",
        end="2027-02-01T00:00:00.000Z",
        expected_every=cdk.Duration.days(1),
    )

    (schedule,) = resources(stack, SCHEDULE)
    assert schedule["FlexibleTimeWindow"] == {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15}
    assert schedule["StartDate"] == "2027-01-01T00:00:00Z"
    assert schedule["EndDate"] == "2027-02-01T00:00:00.000Z"
    assert "ScheduleExpressionTimezone" not in schedule


@pytest.mark.parametrize(
    ("schedule", "expression", "zone"),
    [
        (scheduler.ScheduleExpression.cron(hour="2", minute="0"), NIGHTLY, None),
        (
            scheduler.ScheduleExpression.cron(
                hour="2", minute="0", time_zone=cdk.TimeZone.EUROPE_PARIS
            ),
            NIGHTLY,
            "Europe/Paris",
        ),
        (scheduler.ScheduleExpression.rate(cdk.Duration.hours(6)), "rate(6 hours)", None),
        ("at(2027-01-01T02:00:00)", "at(2027-01-01T02:00:00)", None),
    ],
)
def test_schedule_is_taken_in_every_form(
    stack: cdk.Stack,
    least: dict[str, Any],
    resources: Resources,
    *,
    schedule: scheduler.ScheduleExpression | str,
    expression: str,
    zone: str | None,
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule=schedule)

    (found,) = resources(stack, SCHEDULE)
    assert found["ScheduleExpression"] == expression
    assert found.get("ScheduleExpressionTimezone") == zone


def test_time_zone_beside_a_schedule_in_utc_counts(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    schedule = scheduler.ScheduleExpression.cron(hour="2", minute="0")

    BatchTransform(
        stack, "Nightly", **least, schedule=schedule, time_zone=cdk.TimeZone.EUROPE_PARIS
    )

    (found,) = resources(stack, SCHEDULE)
    assert found["ScheduleExpressionTimezone"] == "Europe/Paris"


def test_two_time_zones_are_refused(stack: cdk.Stack, least: dict[str, Any]) -> None:
    schedule = scheduler.ScheduleExpression.cron(
        hour="2", minute="0", time_zone=cdk.TimeZone.EUROPE_PARIS
    )

    with pytest.raises(
        ConfigurationError, match=r"time_zone: got 'Asia/Tokyo', .* itself is in 'Europe/Paris'$"
    ):
        BatchTransform(stack, "Nightly", **least, schedule=schedule, time_zone="Asia/Tokyo")


def test_without_a_schedule_nothing_starts_it(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    nightly = BatchTransform(stack, "Nightly", **least)

    assert resources(stack, SCHEDULE) == []
    assert resources(stack, "AWS::SQS::Queue") == []
    assert nightly.dead_letter_queue_name is None
    assert set(_alarms(resources(stack, ALARM))) == {
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
    }


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("0 2 * * *", "allowed are 'cron"),
        ("rate(0 hours)", "allowed are 'cron"),
        ("rate(2 weeks)", "allowed are 'cron"),
        ("at(2027-01-01T02:00:00Z)", "allowed are 'cron"),
        ("cron(0 2 * * ?)", "of 5 fields, allowed are 6: minutes, hours, day of month"),
        ("cron(60 2 * * ? *)", "minutes '60' is not in 0 to 59"),
        ("cron(0 24 * * ? *)", "hours '24' is not in 0 to 23"),
        ("cron(0 2 32 * ? *)", "day of month '32' is not in 1 to 31"),
        ("cron(0 2 * 13 ? *)", "month '13' is not in 1 to 12"),
        ("cron(0 2 ? * 8 *)", "day of week '8' is not in 1 to 7"),
        ("cron(0 2 * * ? 1969)", "year '1969' is not in 1970 to 2199"),
        ("cron(0 2 * * * *)", "exactly one of day of month and day of week is '?'"),
        ("cron(0 2 ? * ? *)", "exactly one of day of month and day of week is '?'"),
        ("cron(0 2 1-* * ? *)", "day of month '1-*'"),
    ],
)
def test_expression_that_the_scheduler_refuses_is_refused(
    stack: cdk.Stack, least: dict[str, Any], expression: str, told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        BatchTransform(stack, "Nightly", **least, schedule=expression)

    assert "Stack/Nightly" in str(refusal.value)
    assert f"schedule: got {expression!r}" in str(refusal.value)
    assert told in str(refusal.value)


@pytest.mark.parametrize(
    ("gap", "window", "missed"),
    [
        (300, 0, MissedRuns(period=300, periods=3)),
        (300, DAY, MissedRuns(period=HOUR, periods=27)),
        (HOUR, 0, MissedRuns(period=HOUR, periods=3)),
        (DAY, 0, MissedRuns(period=HOUR, periods=26)),
        (DAY, 900, MissedRuns(period=HOUR, periods=27)),
        (WEEK - 2 * HOUR, 0, MissedRuns(period=HOUR, periods=168)),
        (WEEK - HOUR, 0, MissedRuns(period=WEEK, periods=1, calendar_weeks=True)),
        (WEEK, 900, MissedRuns(period=WEEK, periods=1, calendar_weeks=True)),
        (WEEK + DAY, 0, None),
    ],
)
def test_missed_runs_are_looked_for_as_far_back_as_cloudwatch_looks(
    gap: int, window: int, missed: MissedRuns | None
) -> None:
    assert MissedRuns.of(gap, window) == missed


def test_nightly_run_that_is_missing_is_told_within_two_hours_and_not_before_the_first(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule=NIGHTLY)

    alarm = _alarms(resources(stack, ALARM))["ExecutionsStarted"]
    assert (alarm["Statistic"], alarm["ComparisonOperator"], alarm["Threshold"]) == (
        "Sum",
        "LessThanThreshold",
        1,
    )
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (HOUR, 26)
    assert alarm["TreatMissingData"] == "breaching"
    assert alarm["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": 26 * 60}
    assert "EvaluationWindow" not in alarm


def test_weekly_run_is_looked_for_in_weeks_of_its_time_zone(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(
        stack, "Weekly", **least, schedule="cron(0 2 ? * MON *)", time_zone="Europe/Paris"
    )

    alarm = _alarms(resources(stack, ALARM))["ExecutionsStarted"]
    assert (alarm["Period"], alarm["EvaluationPeriods"]) == (WEEK, 1)
    assert alarm["EvaluationWindow"] == {"WallClockWindow": {"Timezone": "Europe/Paris"}}
    assert alarm["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": 2880}


def test_expected_every_counts_more_than_the_schedule(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    every = cdk.Duration.hours(6)

    BatchTransform(stack, "Monthly", **least, schedule="cron(0 2 1 * ? *)", expected_every=every)

    assert _alarms(resources(stack, ALARM))["ExecutionsStarted"]["EvaluationPeriods"] == 8


def test_runs_that_others_start_may_be_expected_as_well(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(stack, "Nightly", **least, expected_every=cdk.Duration.days(1))

    assert "ExecutionsStarted" in _alarms(resources(stack, ALARM))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"schedule": "cron(0 2 1 * ? *)"}, "schedule is not the same every week"),
        ({"schedule": "rate(8 days)"}, "further apart than the 7 days"),
        ({"schedule": NIGHTLY, "end": "2027-01-01T00:00:00Z"}, "has a start or an end"),
    ],
)
def test_schedule_whose_missing_runs_nobody_sees_warns(
    stack: cdk.Stack,
    least: dict[str, Any],
    resources: Resources,
    warnings_of: Callable[[IConstruct], list[str]],
    *,
    options: dict[str, Any],
    reason: str,
) -> None:
    nightly = BatchTransform(stack, "Nightly", **least, **options)

    (warning,) = warnings_of(nightly)
    assert reason in warning
    assert "sagemaker-endpoints::MissedRunsUnseen" in warning
    assert "ExecutionsStarted" not in _alarms(resources(stack, ALARM))


def test_single_run_is_not_missed_and_does_not_warn(
    stack: cdk.Stack,
    least: dict[str, Any],
    resources: Resources,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    once = BatchTransform(stack, "Once", **least, schedule="at(2027-01-01T02:00:00)")

    assert warnings_of(once) == []
    assert "ExecutionsStarted" not in _alarms(resources(stack, ALARM))


def test_runs_that_end_badly_and_starts_that_fail_are_told(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    topic = sns.Topic.from_topic_arn(stack, "Topic", "arn:aws:sns:eu-west-1:111111111111:night")

    BatchTransform(stack, "Nightly", **least, schedule=NIGHTLY, alarm_topic=topic)

    alarms = _alarms(resources(stack, ALARM))
    assert set(alarms) == {
        "ExecutionsFailed",
        "ExecutionsTimedOut",
        "ExecutionsAborted",
        "ExecutionsStarted",
        "ApproximateNumberOfMessagesVisible",
    }
    for name in set(alarms) - {"ExecutionsStarted"}:
        assert (alarms[name]["Threshold"], alarms[name]["ComparisonOperator"]) == (
            0,
            "GreaterThanThreshold",
        )
        assert alarms[name]["TreatMissingData"] == "notBreaching"
    for alarm in alarms.values():
        assert alarm["AlarmActions"] == ["arn:aws:sns:eu-west-1:111111111111:night"]
        assert "Stack/Nightly" in alarm["AlarmDescription"]


def test_alarms_are_made_by_one_message(stack: cdk.Stack, least: dict[str, Any]) -> None:
    with recorded() as messages:
        BatchTransform(stack, "Nightly", **least, schedule=NIGHTLY)

    made = [message.subject for message in messages if "CfnAlarm" in message.subject]
    assert made == [" + ".join(["aws-cdk-lib.aws_cloudwatch.CfnAlarm"] * 5)]


@pytest.mark.parametrize("name", ["max_attempts", "expected_every"])
def test_late_number_that_would_have_to_be_calculated_with_is_refused(
    stack: cdk.Stack, least: dict[str, Any], late_number: Any, name: str
) -> None:
    late: Any = late_number if name == "max_attempts" else cdk.Duration.seconds(late_number)
    given = {**least, name: late}

    with pytest.raises(ConfigurationError, match=f"'Stack/Nightly': {name}: only the deploy knows"):
        BatchTransform(stack, "Nightly", **given)


def test_late_window_is_taken_and_no_run_is_known_to_be_missing(
    stack: cdk.Stack,
    least: dict[str, Any],
    late_number: Any,
    resources: Resources,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    window = cdk.Duration.minutes(late_number)

    nightly = BatchTransform(stack, "Nightly", **least, schedule=NIGHTLY, window=window)

    (schedule,) = resources(stack, SCHEDULE)
    assert schedule["FlexibleTimeWindow"]["MaximumWindowInMinutes"] == {"Ref": "Late"}
    assert "ExecutionsStarted" not in _alarms(resources(stack, ALARM))
    assert any("only the deploy knows its window" in told for told in warnings_of(nightly))


def test_late_window_does_not_keep_from_expecting_runs(
    stack: cdk.Stack, least: dict[str, Any], late_number: Any, resources: Resources
) -> None:
    window = cdk.Duration.minutes(late_number)

    BatchTransform(
        stack,
        "Nightly",
        **least,
        schedule=NIGHTLY,
        window=window,
        expected_every=cdk.Duration.days(1),
    )

    assert "ExecutionsStarted" in _alarms(resources(stack, ALARM))

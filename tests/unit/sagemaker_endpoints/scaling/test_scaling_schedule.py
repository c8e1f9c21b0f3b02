"""Bounds that move at set times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints import (
    ConfigurationError,
    ScalableInstanceCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
EVERY_NIGHT = appscaling.Schedule.cron(hour="2", minute="0")


def test_schedule_moves_the_bounds_in_its_time_zone(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    capacity.scale_on_schedule(
        "Before",
        schedule=appscaling.Schedule.cron(hour="1", minute="45"),
        min_capacity=4,
        max_capacity=8,
        time_zone=cdk.TimeZone.EUROPE_PARIS,
    )
    capacity.scale_on_schedule("After", schedule=EVERY_NIGHT, max_capacity=4)

    (target,) = resources(stack, TARGET)

    assert target["ScheduledActions"] == [
        {
            "ScheduledActionName": "Before",
            "Schedule": "cron(45 1 * * ? *)",
            "Timezone": "Europe/Paris",
            "ScalableTargetAction": {"MinCapacity": 4, "MaxCapacity": 8},
        },
        {
            "ScheduledActionName": "After",
            "Schedule": "cron(0 2 * * ? *)",
            "ScalableTargetAction": {"MaxCapacity": 4},
        },
    ]


@pytest.mark.parametrize(
    ("schedule", "expression"),
    [
        (appscaling.Schedule.rate(cdk.Duration.hours(6)), "rate(6 hours)"),
        (appscaling.Schedule.expression("at(2026-12-24T18:00:00)"), "at(2026-12-24T18:00:00)"),
    ],
)
def test_other_forms_of_schedule_are_rendered(
    stack: cdk.Stack,
    capacity: ScalableInstanceCount,
    resources: Resources,
    *,
    schedule: appscaling.Schedule,
    expression: str,
) -> None:
    capacity.scale_on_schedule("Often", schedule=schedule, min_capacity=1)

    (target,) = resources(stack, TARGET)

    assert target["ScheduledActions"][0]["Schedule"] == expression


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({}, "capacity: give min_capacity, max_capacity or both"),
        ({"min_capacity": 0}, "min_capacity: got 0, allowed is at least 1"),
        ({"max_capacity": 0}, "max_capacity: got 0, allowed is at least 1"),
        ({"min_capacity": 3, "max_capacity": 2}, "max_capacity: got 2, allowed is at least min_"),
    ],
)
def test_schedule_with_bounds_that_aws_refuses_is_refused(
    capacity: ScalableInstanceCount, bounds: dict[str, Any], told: str
) -> None:
    with pytest.raises(
        ConfigurationError, match=f"^scale_on_schedule 'Night' of variant 'champion': {told}"
    ):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, **bounds)


def test_schedules_of_one_id_are_refused(capacity: ScalableInstanceCount) -> None:
    capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, min_capacity=2)

    with pytest.raises(ConfigurationError, match="id: another action of it has this one"):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, min_capacity=3)


def test_refused_schedule_leaves_no_action(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    with pytest.raises(ConfigurationError):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT)

    (target,) = resources(stack, TARGET)

    assert "ScheduledActions" not in target


def test_schedule_is_in_force_from_a_first_to_a_last_moment(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    capacity.scale_on_schedule(
        "Sale",
        schedule=EVERY_NIGHT,
        min_capacity=3,
        start_time=datetime(2026, 11, 27, tzinfo=timezone(timedelta(hours=1))),
        end_time=datetime(2026, 12, 1, 8, 30, tzinfo=UTC),
    )

    (target,) = resources(stack, TARGET)

    (action,) = target["ScheduledActions"]
    assert (action["StartTime"], action["EndTime"]) == (
        "2026-11-26T23:00:00Z",
        "2026-12-01T08:30:00Z",
    )


@pytest.mark.parametrize("minutes", [0, -1])
def test_schedule_ends_after_it_starts(capacity: ScalableInstanceCount, minutes: int) -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)

    with pytest.raises(ConfigurationError, match=r"end_time: got .*, allowed is after start_time"):
        capacity.scale_on_schedule(
            "Sale",
            schedule=EVERY_NIGHT,
            min_capacity=3,
            start_time=start,
            end_time=start + timedelta(minutes=minutes),
        )


def test_moment_without_a_time_zone_is_refused(capacity: ScalableInstanceCount) -> None:
    naive = datetime(2026, 12, 1)  # noqa: DTZ001  # what is tested

    with pytest.raises(ConfigurationError, match="start_time: has no time zone; give it one"):
        capacity.scale_on_schedule("Sale", schedule=EVERY_NIGHT, min_capacity=3, start_time=naive)


@pytest.mark.parametrize(
    ("expression", "told"),
    [
        ("0 2 * * ? *", r"allowed is at\(yyyy"),
        ("at(2026-12-24T18:00:00Z)", r"allowed is at\(yyyy"),
        ("rate(0 minutes)", r"allowed is at\(yyyy"),
        ("rate(5 weeks)", r"allowed is at\(yyyy"),
        ("cron(0 2 * * ?)", "cron has 5 fields, and takes 6"),
        ("cron(0 2 * * * *)", "exactly one of them is '\\?'"),
        ("cron(60 2 * * ? *)", "minutes is '60', and takes 0-59"),
        ("cron(0 2 ? * ? *)", "exactly one of them is '\\?'"),
    ],
)
def test_schedule_that_aws_refuses_is_refused(
    capacity: ScalableInstanceCount, expression: str, told: str
) -> None:
    schedule = appscaling.Schedule.expression(expression)

    with pytest.raises(
        ConfigurationError,
        match=f"^scale_on_schedule 'Night' of variant 'champion': schedule: .*{told}",
    ):
        capacity.scale_on_schedule("Night", schedule=schedule, min_capacity=2)


@pytest.mark.parametrize(
    "schedule",
    [
        appscaling.Schedule.at(datetime(2026, 12, 24, 18, tzinfo=UTC)),
        appscaling.Schedule.rate(cdk.Duration.minutes(1)),
        appscaling.Schedule.rate(cdk.Duration.days(1)),
        appscaling.Schedule.cron(week_day="MON-FRI", hour="6", minute="30"),
        appscaling.Schedule.cron(day="L"),
        appscaling.Schedule.expression("cron(0/15 2 1,15 JAN-MAR ? 2027)"),
        appscaling.Schedule.expression(cdk.Token.as_string({"Ref": "Late"})),
    ],
    ids=["at", "every minute", "every day", "working days", "end of month", "expression", "late"],
)
def test_schedule_that_aws_takes_is_taken(
    stack: cdk.Stack,
    capacity: ScalableInstanceCount,
    resources: Resources,
    *,
    schedule: appscaling.Schedule,
) -> None:
    capacity.scale_on_schedule("Night", schedule=schedule, min_capacity=2)

    (target,) = resources(stack, TARGET)

    (action,) = target["ScheduledActions"]
    assert action["Schedule"] == stack.resolve(schedule.expression_string)


@pytest.mark.parametrize("action_id", ["", "a:b", "a/b", "a|b", " a", "a ", "x" * 257])
def test_id_that_aws_refuses_is_refused(capacity: ScalableInstanceCount, action_id: str) -> None:
    with pytest.raises(ConfigurationError, match=r"id: got .*, allowed is 1 to 256 characters"):
        capacity.scale_on_schedule(action_id, schedule=EVERY_NIGHT, min_capacity=2)


@pytest.mark.parametrize("action_id", ["a", "Before the night", "x" * 256])
def test_other_ids_are_taken(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources, action_id: str
) -> None:
    capacity.scale_on_schedule(action_id, schedule=EVERY_NIGHT, min_capacity=2)

    (target,) = resources(stack, TARGET)

    assert target["ScheduledActions"][0]["ScheduledActionName"] == action_id

"""Bounds that move at set times."""

from __future__ import annotations

from collections.abc import Callable
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

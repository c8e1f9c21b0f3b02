"""Schedules are read as EventBridge Scheduler reads them."""

from __future__ import annotations

import pytest

from sagemaker_hosting.facts.scheduler import longest_gap_in_seconds, schedule_fault

HOUR, DAY, WEEK = 3600, 86400, 604800
NIGHTLY = "cron(0 2 * * ? *)"


@pytest.mark.parametrize(
    "expression",
    [
        "cron(0 2 * * ? *)",
        "cron(0,30 0-5 ? JAN-MAR MON-FRI 2027)",
        "cron(0/15 */2 1,15 * ? *)",
        "cron(59 23 L * ? *)",
        "cron(0 0 15W * ? 2199)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 ? * 6L *)",
        "cron(0 0 ? * FRI#2 *)",
        "cron(0 0 ? * fri-mon *)",
        "rate(1 minute)",
        "rate(2 days)",
        "at(2027-01-01T02:00:00)",
    ],
)
def test_expression_that_the_scheduler_takes_has_no_fault(expression: str) -> None:
    assert schedule_fault(expression) is None


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("cron(0 24 * * ? *)", "got 'cron(0 24 * * ? *)': hours '24' is not in 0 to 23"),
        (
            "cron(60 2 32 * ? *)",
            (
                "got 'cron(60 2 32 * ? *)': minutes '60' is not in 0 to 59; "
                "day of month '32' is not in 1 to 31"
            ),
        ),
    ],
)
def test_expression_that_the_scheduler_refuses_is_told_with_every_field(
    expression: str, fault: str
) -> None:
    assert schedule_fault(expression) == fault


@pytest.mark.parametrize(
    ("expression", "gap"),
    [
        ("rate(5 minutes)", 300),
        ("rate(1 day)", DAY),
        (NIGHTLY, DAY),
        ("cron(0 2,14 * * ? *)", 12 * HOUR),
        ("cron(0 8-18 * * ? *)", 14 * HOUR),
        ("cron(0/15 * * * ? *)", 900),
        ("cron(0 2 ? * MON-FRI *)", 3 * DAY),
        ("cron(0 2 ? * FRI-MON *)", 4 * DAY),
        ("cron(0 2 ? * MON *)", WEEK),
        ("cron(0 2 ? * * *)", DAY),
        ("cron(0 2 1 * ? *)", None),
        ("cron(0 2 ? * FRI#2 *)", None),
        ("cron(0 2 * JAN ? *)", None),
        ("cron(0 2 * * ? 2027)", None),
        ("at(2027-01-01T02:00:00)", None),
    ],
)
def test_longest_gap_is_that_of_the_worst_week(expression: str, gap: int | None) -> None:
    assert longest_gap_in_seconds(expression) == gap

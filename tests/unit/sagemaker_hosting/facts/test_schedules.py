"""Schedules are read as Application Auto Scaling reads them."""

from __future__ import annotations

import pytest

from sagemaker_hosting.facts.schedules import rate_doubt, schedule_fault


@pytest.mark.parametrize(
    "schedule",
    [
        "cron(0 2 * * ? *)",
        "cron(30 6 ? * MON *)",
        "cron(0 8 ? * mon-fri *)",
        "cron(0/15 * * * ? *)",
        "cron(*/5 8-17 ? * 2-6 2026-2030)",
        "cron(0-59/10 * 1,15 JAN,APR ? *)",
        "cron(0 0 L * ? *)",
        "cron(0 0 L-3 * ? *)",
        "cron(0 0 LW * ? *)",
        "cron(0 0 15W * ? *)",
        "cron(0 0 ? * FRI#2 *)",
        "cron(0 0 ? * 3#5 *)",
        "cron(0 0 ? * 6L *)",
        "cron(0 22-6 * * ? *)",
        "cron(59 23 31 12 ? 2199)",
        "cron(0 0 1 1 ? 1970)",
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 day)",
        "rate(12 hours)",
        "at(2028-02-29T23:59:59)",
    ],
)
def test_schedules_of_the_guide_are_taken(schedule: str) -> None:
    assert schedule_fault(schedule) is None


@pytest.mark.parametrize(
    ("schedule", "says"),
    [
        ("0 2 * * ? *", "none of"),
        ("", "none of"),
        ("Cron(0 2 * * ? *)", "none of"),
        ("cron(0 2 * * ? *", "none of"),
        ("cron(0 2 * * *)", "5 fields"),
        ("cron(0 0 2 * * ? *)", "7 fields"),
        ("cron(0 2 * * * *)", "exactly one"),
        ("cron(0 2 ? * ? *)", "exactly one"),
        ("cron(0 2 1 * MON *)", "exactly one"),
        ("cron(60 2 * * ? *)", "minutes is '60'"),
        ("cron(0 24 * * ? *)", "hours is '24'"),
        ("cron(0 2 0 * ? *)", "day-of-month is '0'"),
        ("cron(0 2 32 * ? *)", "day-of-month is '32'"),
        ("cron(0 2 * 13 ? *)", "month is '13'"),
        ("cron(0 2 * FOO ? *)", "month is 'FOO'"),
        ("cron(0 2 ? * 0 *)", "day-of-week is '0'"),
        ("cron(0 2 ? * 8 *)", "day-of-week is '8'"),
        ("cron(0 2 ? * MON#6 *)", "day-of-week is 'MON#6'"),
        ("cron(0 2 ? * 3#1,6#3 *)", "day-of-week is '3#1,6#3'"),
        ("cron(0 2 * * ? 1969)", "year is '1969'"),
        ("cron(0 2 * * ? 2200)", "year is '2200'"),
        ("cron(? 2 * * ? *)", "minutes is '?'"),
        ("cron(L 2 * * ? *)", "minutes is 'L'"),
        ("cron(*/0 2 * * ? *)", "minutes is '*/0'"),
        ("cron(5- 2 * * ? *)", "minutes is '5-'"),
        ("rate(0 minutes)", "at least 1"),
        ("rate(-5 minutes)", "no whole number"),
        ("rate(1.5 hours)", "no whole number"),
        ("rate(5)", "no whole number"),
        ("rate(5 seconds)", "unit is 'seconds'"),
        ("rate(1 week)", "unit is 'week'"),
        ("at(2027-01-01T00:00:00Z)", "without a Z"),
        ("at(2027-01-01)", "no yyyy-mm-ddThh:mm:ss"),
        ("at(2027-01-01 00:00:00)", "no yyyy-mm-ddThh:mm:ss"),
        ("at(2027-02-29T00:00:00)", "no moment"),
        ("at(2027-01-01T24:00:00)", "no moment"),
    ],
)
def test_other_schedules_are_refused_with_the_reason(schedule: str, says: str) -> None:
    fault = schedule_fault(schedule)

    assert fault is not None
    assert says in fault


@pytest.mark.parametrize(
    ("schedule", "usual"),
    [
        ("rate(1 minutes)", "minute"),
        ("rate(5 minute)", "minutes"),
        ("rate(1 day)", None),
        ("rate(2 days)", None),
        ("rate(0 day)", None),
        ("cron(0 2 * * ? *)", None),
        ("none", None),
    ],
)
def test_an_unusual_unit_is_doubted(schedule: str, usual: str | None) -> None:
    assert rate_doubt(schedule) == usual

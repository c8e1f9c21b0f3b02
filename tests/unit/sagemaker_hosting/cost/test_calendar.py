"""How often schedules fire."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sagemaker_hosting.cost._calendar import firings, runs_per_month
from sagemaker_hosting.cost._traffic import hours_of_a_day


@pytest.mark.parametrize(
    ("expression", "in_a_year"),
    [
        ("cron(0 2 * * ? *)", 365),
        ("cron(0 2,14 * * ? *)", 730),
        ("cron(0/15 * * * ? *)", 365 * 96),
        ("cron(0 8-10 * * ? *)", 365 * 3),
        # 2026 begins and ends on a Thursday: 53 of them, 52 of all other days
        ("cron(0 2 ? * MON-FRI *)", 261),
        ("cron(0 2 ? * 5 *)", 53),
        ("cron(0 2 ? * SAT,SUN *)", 104),
        ("cron(0 2 ? * FRI-SUN *)", 156),
        ("cron(0 2 1 * ? *)", 12),
        ("cron(0 2 31 * ? *)", 7),
        ("cron(0 2 L * ? *)", 12),
        ("cron(0 2 L-3 * ? *)", 12),
        ("cron(0 2 15W * ? *)", 12),
        ("cron(0 2 LW * ? *)", 12),
        ("cron(0 2 ? * 6L *)", 12),
        ("cron(0 2 ? * FRI#5 *)", 4),
        ("cron(0 2 ? * MON#1 *)", 12),
        ("cron(0 2 1 JAN,JUL ? *)", 2),
        ("cron(0 2 * 12-1 ? *)", 62),
        ("cron(0 2 1/10 * ? *)", 12 + 12 + 12 + 7),
    ],
)
def test_cron_fires_so_often(expression: str, in_a_year: int) -> None:
    assert len(firings(expression)) == in_a_year
    assert runs_per_month(expression) == Decimal(in_a_year) / 12


@pytest.mark.parametrize(
    ("expression", "in_a_month"),
    [("rate(1 hour)", 730), ("rate(30 minutes)", 1460), ("rate(5 days)", Decimal(730) / 120)],
)
def test_rate_fires_so_often(expression: str, in_a_month: Decimal) -> None:
    assert runs_per_month(expression) == in_a_month


def test_moment_is_once_and_nonsense_is_not_known() -> None:
    assert runs_per_month("at(2026-12-24T18:00:00)") == 1
    assert runs_per_month("every night") is None
    assert firings("rate(1 hour)") == ()


def test_weekday_nearest_to_a_weekend_is_within_the_month() -> None:
    # 2026-08-15 is a Saturday, 2026-03-01 a Sunday and the first of its month
    august = (31 * 4 + 30 * 2 + 28 + 14 - 1) * 1440
    march = (31 + 28 + 2 - 1) * 1440

    assert august in firings("cron(0 0 15W 8 ? *)")
    assert firings("cron(0 0 1W 3 ? *)") == (march,)


@pytest.mark.parametrize("peak_factor", [Decimal(1), Decimal("1.5"), Decimal(3), Decimal(24)])
def test_hours_of_a_day_have_their_mean_and_rise_to_the_peak(peak_factor: Decimal) -> None:
    hours = hours_of_a_day(peak_factor)

    assert sum(hours) / 24 == pytest.approx(1)
    assert list(hours) == sorted(hours) or peak_factor == 1
    assert hours[-1] <= peak_factor + Decimal("1E-20")

"""Tells when a schedule fires: in a year of 365 days that begins on a Thursday, as 2026 does.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from sagemaker_hosting.cost._amounts import HOURS
from sagemaker_hosting.facts.schedules import schedule_fault

MINUTES_OF_A_YEAR: Final = 365 * 1440

_YEAR: Final = 2026
_CALL: Final = re.compile(r"(at|rate|cron)\((.*)\)", re.DOTALL)
_MONTHS: Final = {
    name.upper(): number for number, name in enumerate(calendar.month_abbr) if name
}  # fmt: skip
_DAYS: Final = {"SUN": 1, "MON": 2, "TUE": 3, "WED": 4, "THU": 5, "FRI": 6, "SAT": 7}
_MINUTES: Final = {"minute": 1, "hour": 60, "day": 1440}
_A_WEEK: Final = 7
_FRIDAY: Final = 4


def runs_per_month(expression: str) -> Decimal | None:
    """Tell how often a schedule fires in a mean month; None if it is none.

    `at(...)` fires once. A year in a cron expression is not looked at.
    """
    if schedule_fault(expression) is not None:
        return None
    form, argument = _parts(expression)
    if form == "at":
        return Decimal(1)
    if form == "rate":
        value, unit = argument.split()
        return HOURS * 60 / (int(value) * _MINUTES[unit.removesuffix("s")])
    return Decimal(len(firings(expression))) / 12


@cache
def firings(expression: str) -> tuple[int, ...]:
    """Tell the minutes of the year at which a cron expression fires; none for other forms."""
    days = (date(_YEAR, 1, 1) + timedelta(days=number) for number in range(365))
    return tuple(
        number * 1440 + minute
        for number, day in enumerate(days)
        for minute in minutes_of(expression, day)
    )


def minutes_of(expression: str, day: date) -> tuple[int, ...]:
    """Tell the minutes of a day at which a cron expression fires; none for other forms."""
    found = _cron(expression)
    if found is None or day.month not in found.months:
        return ()
    is_meant = (
        _is_day_of_month(found.days, day)
        if found.weekdays == "?"
        else _is_weekday(found.weekdays, day)
    )
    return found.minutes if is_meant else ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cron:
    """Defines when a cron expression fires, on which days."""

    minutes: tuple[int, ...]
    days: str
    months: frozenset[int]
    weekdays: str


@cache
def _cron(expression: str) -> _Cron | None:
    form, argument = _parts(expression)
    if form != "cron" or schedule_fault(expression) is not None:
        return None
    minutes, hours, days, months, weekdays, _ = argument.upper().split()
    return _Cron(
        minutes=tuple(
            hour * 60 + minute
            for hour in _values(hours, 0, 23)
            for minute in _values(minutes, 0, 59)
        ),
        days=days,
        months=frozenset(_values(months, 1, 12, _MONTHS)),
        weekdays=weekdays,
    )


def _parts(expression: str) -> tuple[str, str]:
    call = _CALL.fullmatch(expression)
    return (call[1], call[2]) if call is not None else ("", "")


def _is_day_of_month(field: str, day: date) -> bool:
    last = calendar.monthrange(day.year, day.month)[1]
    if field == "LW":
        return day.day == _nearest_weekday(day.replace(day=last))
    if field.endswith("W"):
        return day.day == _nearest_weekday(day.replace(day=min(int(field[:-1]), last)))
    for item in field.split(","):
        if item.startswith("L"):
            if day.day == last - int(item[2:] or 0):
                return True
        elif day.day in _values(item, 1, 31):
            return True
    return False


def _is_weekday(field: str, day: date) -> bool:
    number = day.isoweekday() % _A_WEEK + 1
    for item in field.split(","):
        name, hash_sign, week = item.partition("#")
        if hash_sign:
            if number == _number(name, _DAYS) and (day.day - 1) // _A_WEEK + 1 == int(week):
                return True
        elif item.endswith("L"):
            last = calendar.monthrange(day.year, day.month)[1]
            wanted = _number(item[:-1], _DAYS) if item != "L" else _A_WEEK
            if number == wanted and (item == "L" or day.day > last - _A_WEEK):
                return True
        elif number in _values(item, 1, 7, _DAYS):
            return True
    return False


def _nearest_weekday(day: date) -> int:
    """The weekday nearest to a day, within its month."""
    beyond = day.weekday() - _FRIDAY
    if beyond <= 0:
        return day.day
    moved = day + timedelta(days=-1 if beyond == 1 else 1)
    if moved.month == day.month:
        return moved.day
    return (day + timedelta(days=2 if beyond == 1 else -2)).day


def _values(field: str, first: int, last: int, words: dict[str, int] | None = None) -> list[int]:
    """Give what a field without L, W and # stands for; a range may wrap around."""
    found: set[int] = set()
    for item in field.split(","):
        span, slash, step = item.partition("/")
        if span in ("*", "", "?"):
            values = list(range(first, last + 1))
        else:
            start, dash, end = (part for part in span.partition("-"))
            low = _number(start, words)
            high = _number(end, words) if dash else (last if slash else low)
            values = (
                list(range(low, high + 1))
                if low <= high
                else [*range(low, last + 1), *range(first, high + 1)]
            )
        found.update(values[:: int(step) if slash else 1])
    return sorted(found)


def _number(text: str, words: dict[str, int] | None) -> int:
    return words[text] if words is not None and text in words else int(text)

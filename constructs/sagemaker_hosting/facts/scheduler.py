"""Tells what EventBridge Scheduler reads, and the longest time between two runs of a schedule.

See https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_AT = re.compile(r"at\(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\)")
_RATE = re.compile(r"rate\((?P<value>[1-9]\d*) (?P<unit>minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((?P<fields>[^()]*)\)")
_UNITS = {"minute": 60, "hour": 3600, "day": 86400}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
_FIELDS: tuple[tuple[str, int, int, tuple[str, ...]], ...] = (
    ("minutes", 0, 59, ()),
    ("hours", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 1, 7, _DAYS),
    ("year", 1970, 2199, ()),
)
_DAY_OF_MONTH, _DAY_OF_WEEK = "day of month", "day of week"
_PART = re.compile(r"(?P<first>\*|\d+)(-(?P<last>\d+))?(/(?P<step>[1-9]\d*))?")
# The last day, the nearest weekday, the second Friday: no sets of numbers.
_OF_DAYS = re.compile(r"L(-\d+)?|LW|\d+W|\d+L|\d+#\d+")
_MINUTES_OF_HOUR, _MINUTES_OF_DAY, _MINUTES_OF_WEEK = 60, 1440, 10080


def schedule_fault(expression: str) -> str | None:
    """Tell why the Scheduler would refuse an expression; None when it takes it."""
    if _AT.fullmatch(expression) or _RATE.fullmatch(expression):
        return None
    cron = _CRON.fullmatch(expression)
    if cron is None:
        return (
            f"got {expression!r}, allowed are 'cron(0 2 * * ? *)', 'rate(6 hours)' and "
            "'at(2027-01-01T02:00:00)'"
        )
    fields = cron["fields"].split()
    if len(fields) != len(_FIELDS):
        names = ", ".join(name for name, *_ in _FIELDS)
        return f"got {expression!r} of {len(fields)} fields, allowed are {len(_FIELDS)}: {names}"
    wrong = [
        f"{name} {text!r} is not in {lowest} to {highest}"
        for text, (name, lowest, highest, names) in zip(fields, _FIELDS, strict=True)
        if not _is_readable(text, name, lowest, highest, names)
    ]
    days = dict(zip((name for name, *_ in _FIELDS), fields, strict=True))
    if [days[_DAY_OF_MONTH], days[_DAY_OF_WEEK]].count("?") != 1:
        wrong.append("exactly one of day of month and day of week is '?'")
    return f"got {expression!r}: {'; '.join(wrong)}" if wrong else None


def longest_gap_in_seconds(expression: str) -> int | None:
    """Find the longest time between two runs.

    Args:
        expression: one that `schedule_fault` finds no fault with.

    Returns:
        None for a single run, and for schedules that no week repeats: by the day of the month, of
        some months or years.
    """
    rate = _RATE.fullmatch(expression)
    if rate is not None:
        return int(rate["value"]) * _UNITS[rate["unit"]]
    cron = _CRON.fullmatch(expression)
    if cron is None:
        return None
    minutes, hours, day_of_month, month, day_of_week, year = cron["fields"].split()
    if day_of_month not in ("*", "?") or month != "*" or year != "*":
        return None
    days = _numbers(_in_digits("*" if day_of_week == "?" else day_of_week, _DAYS), 1, 7)
    if days is None:
        return None
    times = sorted(
        day * _MINUTES_OF_DAY + hour * _MINUTES_OF_HOUR + minute
        for day in days
        for hour in _numbers(hours, 0, 23) or ()
        for minute in _numbers(minutes, 0, 59) or ()
    )
    return 60 * max(after - before for before, after in _around(times))


def _around(times: list[int]) -> Iterator[tuple[int, int]]:
    """Each time of the week with the next one; after the last comes the first of next week."""
    return pairwise([*times, times[0] + _MINUTES_OF_WEEK])


def _is_readable(text: str, name: str, lowest: int, highest: int, names: tuple[str, ...]) -> bool:
    if name in (_DAY_OF_MONTH, _DAY_OF_WEEK):
        if text == "?":
            return True
        digits = _in_digits(text, names)
        if all(_OF_DAYS.fullmatch(part) for part in digits.split(",")):
            return True
    return _numbers(_in_digits(text, names), lowest, highest) is not None


def _in_digits(text: str, names: tuple[str, ...]) -> str:
    numbers: Mapping[str, str] = {name: str(number) for number, name in enumerate(names, start=1)}
    if not numbers:
        return text
    return re.sub("|".join(names), lambda found: numbers[found[0].upper()], text, flags=re.I)


def _numbers(text: str, lowest: int, highest: int) -> frozenset[int] | None:
    """The numbers that a field stands for; None if it is not made of such in the range."""
    found: set[int] = set()
    for part in text.split(","):
        parts = _PART.fullmatch(part)
        if parts is None or (parts["first"] == "*" and parts["last"] is not None):
            return None
        first = lowest if parts["first"] == "*" else int(parts["first"])
        is_one = parts["first"] != "*" and parts["last"] is None and parts["step"] is None
        last = first if is_one else int(parts["last"]) if parts["last"] is not None else highest
        if not (lowest <= first <= highest and lowest <= last <= highest):
            return None
        # FRI-MON goes over the end of the week.
        ahead = last if last >= first else last + highest - lowest + 1
        width = highest - lowest + 1
        step = int(parts["step"]) if parts["step"] is not None else 1
        found.update((value - lowest) % width + lowest for value in range(first, ahead + 1, step))
    return frozenset(found)

"""Tells whether Application Auto Scaling takes a schedule.

https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scheduled-scaling.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sagemaker_hosting._data import read_table

FORMS: Final = (
    "at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or "
    "cron(minutes hours day-of-month month day-of-week year)"
)

_CALL: Final = re.compile(r"(at|rate|cron)\((.*)\)", re.DOTALL)
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_RATE: Final = re.compile(r"\s*([0-9]+)\s+(\S+)\s*")
_ANY: Final = "?"
_DAY_OF_MONTH: Final = "day-of-month"
_DAY_OF_WEEK: Final = "day-of-week"


def schedule_fault(expression: str) -> str | None:
    """Tell why a schedule is refused.

    Args:
        expression: such as `cron(0 2 * * ? *)`.

    Returns:
        The reason; None if it is taken.
    """
    call = _CALL.fullmatch(expression)
    if call is None:
        return "it is none of at(...), rate(...) and cron(...)"
    form, argument = call.groups()
    return {"at": _at_fault, "rate": _rate_fault, "cron": _cron_fault}[form](argument)


def rate_doubt(expression: str) -> str | None:
    """Tell which unit EventBridge would want, if a rate has another; this service states no rule.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rate-expressions.html
    """
    call = _CALL.fullmatch(expression)
    rate = _RATE.fullmatch(call[2]) if call is not None and call[1] == "rate" else None
    if rate is None or schedule_fault(expression) is not None:
        return None
    unit = rate[2].removesuffix("s")
    usual = unit if int(rate[1]) == 1 else f"{unit}s"
    return usual if usual != rate[2] else None


def _at_fault(argument: str) -> str | None:
    if _MOMENT.fullmatch(argument) is None:
        hint = ", without a Z" if argument.endswith("Z") else ""
        return f"{argument!r} is no yyyy-mm-ddThh:mm:ss{hint}"
    try:
        datetime.fromisoformat(argument)
    except ValueError as error:
        return f"{argument!r} is no moment: {error}"
    return None


def _rate_fault(argument: str) -> str | None:
    units = read_table("scaling")["rate_units"]
    rate = _RATE.fullmatch(argument)
    if rate is None:
        return f"{argument!r} is no whole number and unit, such as 5 minutes"
    if int(rate[1]) < 1:
        return f"its value is {rate[1]}, and a rate is at least 1"
    return (
        None if rate[2] in units else f"its unit is {rate[2]!r}, and units are {', '.join(units)}"
    )


def _cron_fault(argument: str) -> str | None:
    rows: list[Mapping[str, Any]] = read_table("scaling")["cron_fields"]
    written = argument.split()
    names = [str(row["name"]) for row in rows]
    if len(written) != len(rows):
        return f"cron has {len(written)} fields, and takes {len(rows)}: {' '.join(names)}"
    fields = dict(zip(names, written, strict=True))
    if (fields[_DAY_OF_MONTH] == _ANY) == (fields[_DAY_OF_WEEK] == _ANY):
        return (
            f"day-of-month is {fields[_DAY_OF_MONTH]} and day-of-week is {fields[_DAY_OF_WEEK]}, "
            "and exactly one of them is '?'"
        )
    for row in rows:
        name = str(row["name"])
        fault = _field_fault(_Field(row), name, fields[name])
        if fault is not None:
            return fault
    return None


class _Field:
    """Defines what stands for one value in a field of cron."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.first, self.last = int(row["first"]), int(row["last"])
        self.words: list[str] = row.get("words", [])

    @property
    def told(self) -> str:
        words = f" or {self.words[0]}-{self.words[-1]}" if self.words else ""
        return f"{self.first}-{self.last}{words}"

    def takes(self, value: str) -> bool:
        if value.upper() in self.words:
            return True
        return value.isascii() and value.isdigit() and self.first <= int(value) <= self.last


def _field_fault(field: _Field, name: str, written: str) -> str | None:
    if written == _ANY and name in (_DAY_OF_MONTH, _DAY_OF_WEEK):
        return None
    if _is_special(field, name, written):
        return None
    for item in written.split(","):
        if not _is_item(field, item) and not _is_last(field, name, item):
            return f"{name} is {written!r}, and takes {field.told}, with , - * /"
    return None


def _is_item(field: _Field, item: str) -> bool:
    """Tell whether it is `*`, a value or a range, in steps or not; ranges may wrap around."""
    span, slash, step = item.partition("/")
    if slash and not (step.isascii() and step.isdigit() and int(step) > 0):
        return False
    if span == "*" or (slash and not span):
        return True
    return all(field.takes(value) for value in span.split("-", 1))


def _is_last(field: _Field, name: str, item: str) -> bool:
    """Tell whether it is the last day of the month or week: `L`, `L-3`, `6L`."""
    upper = item.upper()
    if name == _DAY_OF_MONTH:
        before = upper.removeprefix("L-")
        return upper == "L" or (before != upper and field.takes(before))
    return name == _DAY_OF_WEEK and (
        upper == "L" or (upper.endswith("L") and field.takes(upper[:-1]))
    )


def _is_special(field: _Field, name: str, written: str) -> bool:
    """Tell whether it is what stands alone: `15W`, `LW`, `FRI#2`."""
    upper = written.upper()
    if name == _DAY_OF_MONTH:
        return upper == "LW" or (upper.endswith("W") and field.takes(upper[:-1]))
    day, hash_sign, week = upper.partition("#")
    return (
        name == _DAY_OF_WEEK
        and bool(hash_sign)
        and field.takes(day)
        and week.isdigit()
        and 1 <= int(week) <= int(read_table("scaling")["last_week_of_month"])
    )

"""Defines a count of requests, and where it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

FORMS: Final = (
    "a CSV of moments and counts (timestamp,value), or the JSON of `aws cloudwatch "
    "get-metric-statistics` or `get-metric-data`"
)
"""What a trace can be, for messages."""
_MOST: Final = 10**15
"""More than all requests there are."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Defines a count of requests.

    Attributes:
        place: where it stands, for messages.
        moment: when its interval begins, in UTC.
        count: the requests of the interval.
    """

    place: str
    moment: datetime
    count: float


def counted(moment: str, count: Any, place: str, faults: list[str]) -> Counted | None:
    """Read a moment and a count; None if one of them is none.

    Args:
        moment: ISO 8601, or seconds since 1970.
        count: a number from 0 to a thousand million million.
        place: where they stand.
        faults: where what is wrong goes.
    """
    when = moment_of(moment)
    if when is None:
        faults.append(f"{place}: {moment!r} is no moment, such as 2026-03-01T00:00:00Z")
    try:
        many = float(count)
    except (TypeError, ValueError):
        many = math.nan
    if not 0 <= many <= _MOST:
        told = "a number of at least 0" if not many > _MOST else f"at most {_MOST:,}"
        faults.append(f"{place}: {count!r} is no count of requests: {told}")
        return None
    return Counted(place, when, many) if when is not None else None


def moment_of(text: str) -> datetime | None:
    """Read a moment; without an offset it is UTC. None if it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _seconds(text)
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:  # a day before the first one
        return None


def _seconds(text: str) -> datetime | None:
    """Read seconds since 1970: as many as there were from 1990 on, not a count."""
    try:
        seconds = float(text)
        found = datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found >= datetime(1990, 1, 1, tzinfo=UTC) else None

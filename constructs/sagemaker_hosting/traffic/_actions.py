"""Finds when scheduled actions change the bounds, in the time of a trace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sagemaker_hosting.cost._calendar import minutes_of
from sagemaker_hosting.traffic._fleet import Action

_BEFORE: Final = timedelta(days=32)
"""What was scheduled in the month before a trace tells the bounds that it begins with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Defines a change of the bounds.

    Attributes:
        second: when, from the start of the trace on.
        low: the fewest from then on; None = as before.
        high: the most from then on; None = as before.
    """

    second: float
    low: int | None
    high: int | None

    def bounds(self, low: int, high: int) -> tuple[int, int]:
        """Tell the bounds after it."""
        return (
            self.low if self.low is not None else low,
            self.high if self.high is not None else high,
        )


def bounds_at(actions: Sequence[Action], start: datetime, low: int, high: int) -> tuple[int, int]:
    """Tell the bounds that a trace begins with: what was scheduled before it has happened.

    Args:
        actions: what is scheduled.
        start: when the trace begins, in UTC.
        low: the fewest, where no action says otherwise.
        high: the most, likewise.
    """
    for change in _changes(actions, start - _BEFORE, start):
        low, high = change.bounds(low, high)
    return low, high


def changes_of(actions: Sequence[Action], start: datetime, minutes: int) -> Sequence[Change]:
    """Find all changes of the bounds while a trace lasts, in their order.

    Args:
        actions: what is scheduled.
        start: when the trace begins, in UTC.
        minutes: how long it is.
    """
    return _changes(actions, start, start + timedelta(minutes=minutes))


def _changes(actions: Sequence[Action], start: datetime, end: datetime) -> Sequence[Change]:
    found = [(when, action) for action in actions for when in _firings(action, start, end)]
    found.sort(key=lambda pair: pair[0])
    return [
        Change(second=(when - start).total_seconds(), low=action.low, high=action.high)
        for when, action in found
    ]


def _firings(action: Action, start: datetime, end: datetime) -> Iterator[datetime]:
    """Give the moments at which an action happens."""
    zone = ZoneInfo(action.time_zone)
    day = start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        for minute in minutes_of(action.schedule, day):
            local = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
            when = local.astimezone(UTC)
            if start <= when < end:
                yield when
        day += timedelta(days=1)

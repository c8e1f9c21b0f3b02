"""Finds when scheduled actions change the bounds, in the time of a trace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sagemaker_hosting.cost._calendar import minutes_of
from sagemaker_hosting.traffic._fleet import Action

_A_DAY: Final = timedelta(days=1)
_DAYS_BEFORE: Final = 366
"""What was scheduled in the year before a trace tells the bounds that it begins with."""


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
    lasts = [(when, action) for action in actions if (when := _last(action, start)) is not None]
    for change in _in_order(lasts, start):
        low, high = change.bounds(low, high)
    return low, high


def _last(action: Action, start: datetime) -> datetime | None:
    """Tell when an action happened last; None if it was longer ago than a year."""
    for days in range(_DAYS_BEFORE):
        end = start - days * _A_DAY
        found = max(_firings(action, end - _A_DAY, end), default=None)
        if found is not None:
            return found
    return None


def changes_of(actions: Sequence[Action], start: datetime, minutes: int) -> Sequence[Change]:
    """Find all changes of the bounds while a trace lasts, in their order.

    Args:
        actions: what is scheduled.
        start: when the trace begins, in UTC.
        minutes: how long it is.
    """
    end = start + timedelta(minutes=minutes)
    firings = ((when, action) for action in actions for when in _firings(action, start, end))
    return _in_order(firings, start)


def _in_order(firings: Iterable[tuple[datetime, Action]], start: datetime) -> Sequence[Change]:
    return [
        Change(second=(when - start).total_seconds(), low=action.low, high=action.high)
        for when, action in sorted(firings, key=lambda firing: firing[0])
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

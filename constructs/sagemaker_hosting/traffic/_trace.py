"""Defines the requests that came, over time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

_MINUTE: Final = 60


class UnusableTrace(ValueError):  # noqa: N818  # the name says what is wrong
    """A file of requests that cannot be used; the message has a line for each fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """Defines how many requests came, interval by interval.

    Attributes:
        name: what it is called in reports.
        start: when the first interval begins, in UTC.
        interval: the length of an interval, in seconds: a divisor or a multiple of 60.
        counts: the requests of each interval.
        missing: how many of the intervals nobody counted: they have no requests.
        factor: by what all counts were multiplied.
    """

    name: str
    start: datetime
    interval: int
    counts: tuple[float, ...]
    missing: int = 0
    factor: float = 1.0

    @property
    def end(self) -> datetime:
        """When the last interval ends."""
        return self.start + timedelta(seconds=self.interval * len(self.counts))

    @property
    def requests(self) -> float:
        """All its requests."""
        return sum(self.counts)

    @property
    def busiest_minute(self) -> float:
        """The requests of its busiest minute."""
        return max(self.minutes())

    def minutes(self) -> list[float]:
        """Give the requests of each minute: those of a longer interval are spread evenly."""
        if self.interval >= _MINUTE:
            parts = self.interval // _MINUTE
            return [count / parts for count in self.counts for _ in range(parts)]
        parts = _MINUTE // self.interval
        return [sum(self.counts[n : n + parts]) for n in range(0, len(self.counts), parts)]

    def times(self, factor: float) -> Trace:
        """The same shape, with so many times the requests."""
        counts = tuple(count * factor for count in self.counts)
        return replace(self, counts=counts, factor=self.factor * factor)

"""Defines what a fleet did while requests came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MINUTE: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Lack:
    """Defines a time in which requests found no room, without a break.

    Attributes:
        first: the second at which it begins, from the start on.
        last: the second at which it ends.
        requests: that found no room.
    """

    first: int
    last: int
    requests: float


@dataclass(frozen=True, kw_only=True)
class Course:
    """Defines what happened, step by step.

    Attributes:
        seconds: the length of a step.
        counts: how many answered in each.
        excess: the requests of each that found no room; None = what there is bears is not known.
        added: how often some were added.
        removed: how often some were removed.
        longest_wait: the longest time that a request waited in a queue, in seconds; None = there
            is no queue.
    """

    seconds: int
    counts: Sequence[int]
    excess: Sequence[float] | None
    added: int
    removed: int
    longest_wait: float | None = None

    @property
    def mean(self) -> float:
        """How many there were on average."""
        return sum(self.counts) / len(self.counts)

    @property
    def lowest(self) -> int:
        """The fewest there were."""
        return min(self.counts)

    @property
    def highest(self) -> int:
        """The most there were."""
        return max(self.counts)

    @property
    def short_minutes(self) -> float | None:
        """The minutes in which requests found no room."""
        if self.excess is None:
            return None
        return sum(1 for excess in self.excess if excess > 0) * self.seconds / _MINUTE

    @property
    def short_requests(self) -> float | None:
        """The requests that found no room."""
        return None if self.excess is None else sum(self.excess)

    def lacks(self) -> Sequence[Lack]:
        """Give the times in which requests found no room."""
        found: list[Lack] = []
        for number, excess in enumerate(self.excess or ()):
            if excess <= 0:
                continue
            now = number * self.seconds
            first, before = now, 0.0
            if found and found[-1].last == now:
                last = found.pop()
                first, before = last.first, last.requests
            found.append(Lack(first=first, last=now + self.seconds, requests=before + excess))
        return found

    def by_minutes(self) -> Sequence[int]:
        """Give the count at the end of each minute."""
        step = max(1, _MINUTE // self.seconds)
        return self.counts[step - 1 :: step]

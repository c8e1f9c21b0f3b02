"""Defines how many requests instances, copies or containers bear."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

_MINUTE: Final = 60
_CACHED: Final = 65_536
_MOST: Final = 1e9
_DIGITS: Final = 9
_NOBODY: Final = 1e-12
"""A part of the requests that is none of them."""
_ROUNDING: Final = 1e-9
"""A part of the requests that is there by rounding alone."""


def enough_for(total: float, each: float) -> int:
    """Tell how many are needed for a total, if each takes so much of it."""
    return math.ceil(round(min(total / each, _MOST), _DIGITS))


class Bearing(Protocol):
    """Defines how many requests are more than what there is can answer."""

    def excess(self, count: int, requests: float, seconds: int) -> float:
        """Tell how many requests find no room.

        Args:
            count: how many instances, copies or containers there are.
            requests: that come.
            seconds: in which they come, evenly.
        """
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Rate:
    """Defines what one bears as requests a minute.

    Attributes:
        per_minute: the most that one answers in a minute.
        why: where the figure is from.
    """

    per_minute: float
    why: str

    def excess(self, count: int, requests: float, seconds: int) -> float:
        """Tell how many requests are above what all answer together."""
        excess = requests - count * self.per_minute * seconds / _MINUTE
        return excess if excess > requests * _ROUNDING else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class OneAtATime:
    """Defines that one works on one request at a time, as containers of serverless endpoints do.

    Requests come independently of each other, and nobody waits: Erlang's formula B.

    Attributes:
        seconds: that it works on a request.
    """

    seconds: float

    def excess(self, count: int, requests: float, seconds: int) -> float:
        """Tell how many requests come while all are at work."""
        return requests * blocked(count, requests / seconds * self.seconds)


@lru_cache(maxsize=_CACHED)
def blocked(servers: int, load: float) -> float:
    """Tell which part of the requests comes while all servers are at work.

    Args:
        servers: how many there are.
        load: the requests that would be at work on average, if there were enough of them.
    """
    part = 1.0
    for number in range(1, servers + 1):
        part = load * part / (number + load * part)
        if part < _NOBODY:
            return 0.0
    return part

"""Defines the traffic that people expect, and reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, Final, TypeGuard, TypeVar

from sagemaker_hosting.cost._amounts import DAYS
from sagemaker_hosting.nearest import nearest

KB_IN_GB: Final = Decimal(1024 * 1024)
_HOURS_OF_A_DAY: Final = 24
_SECONDS_OF_A_DAY: Final = 86_400


class UnusableTraffic(ValueError):  # noqa: N818  # the name says what is wrong
    """Traffic that is stated wrongly; the message has a line for each fault."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndpointTraffic:
    """Defines what an endpoint, or an inference component, has to do.

    Attributes:
        requests_per_day: the requests of a mean day.
        payload_kb: the size of a request, in KB of 1,024 bytes; None = not stated.
        response_kb: the size of an answer, likewise.
        duration_ms: the time that a container works on a request; None = not stated.
        peak_factor: the busiest moment of a day by its mean; 1 = all day the same.
        captures_kept_days: how long captured data is kept; None = not stated.
    """

    requests_per_day: Decimal
    payload_kb: Decimal | None = None
    response_kb: Decimal | None = None
    duration_ms: Decimal | None = None
    peak_factor: Decimal = Decimal(1)
    captures_kept_days: Decimal | None = None

    @property
    def requests(self) -> Decimal:
        """The requests of a month."""
        return self.requests_per_day * DAYS

    @property
    def per_minute(self) -> Decimal:
        """The requests of a mean minute."""
        return self.requests_per_day / 1440

    @property
    def at_a_time(self) -> Decimal | None:
        """The requests at work at a mean moment; None without a duration."""
        if self.duration_ms is None:
            return None
        return self.requests_per_day / _SECONDS_OF_A_DAY * self.duration_ms / 1000

    def share(self, part: Decimal) -> EndpointTraffic:
        """The traffic of what gets a part of the requests."""
        return EndpointTraffic(
            requests_per_day=self.requests_per_day * part,
            payload_kb=self.payload_kb,
            response_kb=self.response_kb,
            duration_ms=self.duration_ms,
            peak_factor=self.peak_factor,
            captures_kept_days=self.captures_kept_days,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchTraffic:
    """Defines what a run of a batch transform takes.

    Attributes:
        duration_minutes: of a usual run, on all its instances together.
        longest_minutes: of the longest run; None = as the usual one.
        runs_per_month: how often it runs; None = as its schedules say.
    """

    duration_minutes: Decimal
    longest_minutes: Decimal | None = None
    runs_per_month: Decimal | None = None


T = TypeVar("T", EndpointTraffic, BatchTraffic)
Where = Callable[..., str]
"""Names the place of what is given, or of one of its keys."""

MOST: Final = 10**15
"""More than all requests there are, and than all dollars."""
_AT_LEAST_ONE: Final = frozenset({"peak_factor"})


def traffic_in(kind: type[T], stated: object, *, where: Where) -> T:
    """Read traffic from what a template or a file states.

    Args:
        kind: what is stated.
        stated: a mapping of the attributes' names to numbers.
        where: names the place in an error, or that of one of its keys.

    Raises:
        UnusableTraffic: something is missing, unknown, or no such number.
    """
    if not isinstance(stated, Mapping):
        raise UnusableTraffic(f"{where()}: must be a mapping of keys, got {stated!r}")
    faults = [f"{where(*key)}: {fault}" for key, fault in _faults(kind, stated)]
    if faults:
        raise UnusableTraffic("\n".join(faults))
    values: dict[str, Any] = {key: Decimal(str(value)) for key, value in stated.items()}
    return kind(**values)


@cache
def hours_of_a_day(peak_factor: Decimal) -> tuple[Decimal, ...]:
    """Tell the load of a day's hours by its mean, from the quietest to the busiest.

    The moments of the day, sorted by load, are taken to follow p * x ** (p - 1) for x from 0 to
    1: their mean is 1 and the last one is p, the peak factor. An hour has its part of that. For 1
    every hour is 1; for 2 they are 1/24, 3/24, ... 47/24.
    """
    marks = [
        (Decimal(hour) / _HOURS_OF_A_DAY) ** peak_factor for hour in range(_HOURS_OF_A_DAY + 1)
    ]
    return tuple((late - early) * _HOURS_OF_A_DAY for early, late in pairwise(marks))


def _faults(kind: type[Any], stated: Mapping[Any, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find what is wrong, by the key that has it; none for the whole."""
    known = {field.name: field for field in fields(kind)}
    for key, value in stated.items():
        if key not in known:
            near = "; ".join(nearest(str(key), list(known), count=1)) or ", ".join(known)
            yield (str(key),), f"unknown key {key!r}; did you mean {near}?"
            continue
        least = 1 if key in _AT_LEAST_ONE else 0
        if not is_number(value) or value < least:
            yield (str(key),), f"{key} must be a number of at least {least}, got {value!r}"
        elif value > MOST:
            yield (str(key),), f"{key} must be at most {MOST:,}, got {value!r}"
    for name, field in known.items():
        if field.default is MISSING and name not in stated:
            yield (), f"{name} is missing"


def is_number(value: object) -> TypeGuard[int | float | Decimal]:
    """Tell whether something is a finite number."""
    is_one = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return is_one and Decimal(str(value)).is_finite()

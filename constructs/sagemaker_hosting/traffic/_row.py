"""Defines what is told of a replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.cost._amounts import Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Worst:
    """Defines the time in which most requests found no room, without a break.

    Attributes:
        start: when it begins, in UTC.
        end: when it ends.
        requests: that found no room then.
        times: how often there was such a time.
    """

    start: datetime
    end: datetime
    requests: float
    times: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Defines what happened under one condition.

    Attributes:
        title: the condition, in words.
        condition: the condition: `as_written`, `starts_sooner`, `starts_later`, `no_more`,
            `at_least` or `always`.
        mean: how many instances, copies or warm containers there were on average.
        lowest: the fewest.
        highest: the most.
        added: how often some were added.
        removed: how often some were removed.
        short_minutes: the minutes in which requests found no room; None = not known.
        short_requests: those requests; None = not known.
        worst: when most of them came; None = never, or not known.
        longest_wait: the longest time that a request waited in a queue, in seconds; None = there
            is no queue.
        on_demand: the requests of a serverless variant that no warm container answered; None = it
            is none.
        usd: of a month of such requests; None = the price is told elsewhere.
    """

    title: str
    condition: str
    mean: float
    lowest: int
    highest: int
    added: int
    removed: int
    short_minutes: float | None = None
    short_requests: float | None = None
    worst: Worst | None = None
    longest_wait: float | None = None
    on_demand: float | None = None
    usd: Amount | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Instances:
    """Defines the instances that the components of an endpoint need together.

    Attributes:
        type: their type.
        mean: how many there are on average.
        highest: the most there are.
        usd: what they cost in a month.
    """

    type: str
    mean: float
    highest: int
    usd: Amount

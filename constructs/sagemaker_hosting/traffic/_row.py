"""Defines what is told of a replay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.cost._amounts import Amount


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """Defines what happened under one condition.

    Attributes:
        title: the condition.
        mean: how many instances, copies or warm containers there were on average.
        lowest: the fewest.
        highest: the most.
        added: how often some were added.
        removed: how often some were removed.
        short_minutes: the minutes in which requests found no room; None = not known.
        short_requests: those requests; None = not known.
        longest_wait: the longest time that a request waited in a queue, in seconds; None = there
            is no queue.
        on_demand: the requests of a serverless variant that no warm container answered; None = it
            is none.
        usd: of a month of such requests; None = the price is told elsewhere.
    """

    title: str
    mean: float
    lowest: int
    highest: int
    added: int
    removed: int
    short_minutes: float | None = None
    short_requests: float | None = None
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

"""Defines between which counts something is scaled, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._calendar import MINUTES_OF_A_YEAR, firings

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node, ScalableTarget

_MOST: Final = 10**9
Count = Decimal | None
"""A count; None = not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """Defines bounds that hold for a part of the time.

    Attributes:
        share: of the time, 0 to 1.
        low: the fewest.
        high: the most.
    """

    share: Decimal
    low: Count
    high: Count

    def clamp(self, count: Decimal) -> Decimal:
        """Bring a count within the bounds that are known."""
        if self.low is not None and count < self.low:
            return self.low
        return self.high if self.high is not None and count > self.high else count


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """Defines the bounds of something that is scaled, scheduled actions among them.

    Attributes:
        low: the fewest at any time.
        high: the most at any time.
        phases: what holds for how much of the time.
    """

    low: Count
    high: Count
    phases: tuple[Phase, ...]

    @classmethod
    def constant(cls, low: Count, high: Count) -> Bounds:
        """Bounds that no schedule changes."""
        return cls(low=low, high=high, phases=(Phase(share=Decimal(1), low=low, high=high),))

    @classmethod
    def of_target(cls, target: ScalableTarget) -> Bounds:
        """The bounds of a scalable target.

        Each action of a cron expression holds until the next one; `at` and `rate` are within the
        bounds, and not among the phases.
        """
        low, high = count_of(target.at("MinCapacity")), count_of(target.at("MaxCapacity"))
        actions = [
            (
                action.at("Schedule").text or "",
                _or(action.at("ScalableTargetAction", "MinCapacity"), low),
                _or(action.at("ScalableTargetAction", "MaxCapacity"), high),
                action.at("ScalableTargetAction"),
            )
            for action in target.schedules
        ]
        lows = [low, *(count for _, count, _, _ in actions)]
        highs = [high, *(count for _, _, count, _ in actions)]
        return cls(
            low=_least(lows),
            high=_most(highs),
            phases=tuple(_phases(low, high, [(text, node) for text, _, _, node in actions])),
        )

    @property
    def is_from_zero(self) -> bool:
        """Whether there may be none."""
        return self.low == 0


def count_of(node: Node) -> Count:
    """Read a count; None if it is not known, not given, or no count that AWS would take."""
    number = node.number
    return Decimal(str(number)) if number is not None and 0 <= number <= _MOST else None


def _or(node: Node, otherwise: Count) -> Count:
    return otherwise if node.is_absent else count_of(node)


def _least(counts: list[Count]) -> Count:
    known = [count for count in counts if count is not None]
    return min(known) if len(known) == len(counts) else None


def _most(counts: list[Count]) -> Count:
    known = [count for count in counts if count is not None]
    return max(known) if len(known) == len(counts) else None


def _phases(low: Count, high: Count, actions: list[tuple[str, Node]]) -> Iterator[Phase]:
    """Follow a year of actions: what one leaves out stays as the one before it said."""
    events = sorted((minute, n) for n, (text, _) in enumerate(actions) for minute in firings(text))
    if not events:
        yield Phase(share=Decimal(1), low=low, high=high)
        return
    # A year goes round: its first minutes are in the phase that its last action began.
    for _, number in events:
        low, high = _changed(low, high, actions[number][1])
    minutes: dict[tuple[Count, Count], int] = {(low, high): events[0][0]}
    ends = [*(minute for minute, _ in events[1:]), MINUTES_OF_A_YEAR]
    for (start, number), end in zip(events, ends, strict=True):
        low, high = _changed(low, high, actions[number][1])
        minutes[low, high] = minutes.get((low, high), 0) + end - start
    for (fewest, most), length in minutes.items():
        if length:
            yield Phase(share=Decimal(length) / MINUTES_OF_A_YEAR, low=fewest, high=most)


def _changed(low: Count, high: Count, action: Node) -> tuple[Count, Count]:
    return _or(action.at("MinCapacity"), low), _or(action.at("MaxCapacity"), high)

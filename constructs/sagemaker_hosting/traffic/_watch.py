"""Watches a metric for a policy, and tells the count that the policy wants."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Final

from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._bearing import enough_for
from sagemaker_hosting.traffic._fleet import Stepping, Tracking
from sagemaker_hosting.traffic._metrics import Moment

_MINUTE: Final = 60
_HUNDRED: Final = 100
_BILLIONTH: Final = 9


@dataclass(frozen=True, slots=True)
class Wish:
    """Defines what a policy wants.

    Attributes:
        count: how many there are to be.
        cooldown: the seconds for which nothing like it is done afterwards.
    """

    count: int
    cooldown: int


class TrackingWatch:
    """Watches for a target tracking policy: adds above its target, removes well below it."""

    def __init__(self, policy: Tracking, assumptions: Assumptions) -> None:
        self.policy = policy
        self._high = assumptions.high_datapoints
        self._low = (
            assumptions.low_datapoints
            if policy.measure.seconds >= _MINUTE
            else assumptions.low_datapoints_of_high_resolution
        )
        self._low_part = assumptions.low_part
        self._above = 0
        self._below: deque[float] = deque(maxlen=self._low)

    def see(self, moment: Moment) -> None:
        """Take a datapoint; without one, alarms know nothing."""
        value = self.policy.measure.of(moment)
        if value is None:
            self._above = 0
            self._below.clear()
            return
        # What is computed of parts of a minute is not quite what its whole is.
        value = round(value, _BILLIONTH)
        self._total = value * moment.count
        self._above = self._above + 1 if value > self.policy.target else 0
        if value < self.policy.target * self._low_part:
            self._below.append(self._total)
        else:
            self._below.clear()

    @property
    def out(self) -> Wish | None:
        """What it would add up to."""
        if self._above < self._high:
            return None
        return Wish(self._needed(self._total), self.policy.scale_out_cooldown)

    @property
    def into(self) -> Wish | None:
        """What it would remove down to: what the busiest of those minutes needs."""
        if len(self._below) < self._low or not self.policy.scales_in:
            return None
        return Wish(self._needed(max(self._below)), self.policy.scale_in_cooldown)

    def _needed(self, total: float) -> int:
        """Tell the count at which the metric is at most the target."""
        return enough_for(total, self.policy.target)


class SteppingWatch:
    """Watches the alarm of a step policy."""

    def __init__(self, policy: Stepping) -> None:
        self.policy = policy
        self._bad: deque[bool] = deque(maxlen=policy.of)
        self._value: float | None = None

    def see(self, moment: Moment) -> None:
        """Take a datapoint."""
        self._value = self.policy.measure.of(moment)
        self._bad.append(self._value is not None and self.policy.is_bad(self._value))

    def wish(self, count: int, before: int) -> Wish | None:
        """Tell what it wants while its alarm is on.

        Args:
            count: how many there are.
            before: how many there were before the addition whose cooldown lasts: it is a part of
                what is added now.
        """
        if sum(self._bad) < self.policy.needed or self._value is None:
            return None
        beyond, is_above = self._value - self.policy.threshold, self.policy.is_above
        step = next((s for s in self.policy.steps if s.holds(beyond, is_above=is_above)), None)
        if step is None:
            return None
        if step.change > 0 and self.policy.adjustment != "ExactCapacity":
            wanted = max(count, self._changed(before, step.change))
        else:
            wanted = max(0, self._changed(count, step.change))
        return Wish(wanted, self.policy.cooldown)

    def _changed(self, count: int, change: float) -> int:
        if self.policy.adjustment == "ExactCapacity":
            return int(change)
        if self.policy.adjustment == "ChangeInCapacity":
            return count + int(change)
        exact = count * change / _HUNDRED
        # Above 1 it is rounded down, between 0 and 1 it is 1; the same below 0.
        whole = math.copysign(max(1, math.floor(abs(exact))), exact) if exact else 0.0
        if exact and abs(whole) < self.policy.least:
            whole = math.copysign(self.policy.least, exact)
        return count + int(whole)

"""Defines what is scaled: instances, copies or warm containers, and the policies that do it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sagemaker_hosting.traffic._bearing import Bearing, Rate
    from sagemaker_hosting.traffic._metrics import Measure

COOLDOWN: Final = 300
"""Seconds, where a policy states none.

https://docs.aws.amazon.com/autoscaling/application/APIReference/API_TargetTrackingScalingPolicyConfiguration.html
"""

COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}
"""When an alarm's datapoint is bad, by its `ComparisonOperator`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tracking:
    """Defines a target tracking policy.

    Attributes:
        measure: what it follows.
        target: what that is to be near.
        scale_in_cooldown: seconds between two removals.
        scale_out_cooldown: seconds between two additions.
        scales_in: whether it removes at all.
    """

    measure: Measure
    target: float
    scale_in_cooldown: int = COOLDOWN
    scale_out_cooldown: int = COOLDOWN
    scales_in: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """Defines what a step policy does in one interval of its metric.

    Attributes:
        low: where it begins, from the alarm's threshold on; None = nowhere.
        high: where it ends, likewise.
        change: by how much, or to how many.
    """

    low: float | None
    high: float | None
    change: float

    def holds(self, beyond: float, *, is_above: bool) -> bool:
        """Tell whether a metric so far from the threshold is in it.

        The bound that is nearer to the threshold is inside, the other one is not.
        https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html

        Args:
            beyond: the metric less the threshold.
            is_above: whether the alarm is about a metric that is too high.
        """
        if is_above:
            return (self.low is None or beyond >= self.low) and (
                self.high is None or beyond < self.high
            )
        return (self.low is None or beyond > self.low) and (
            self.high is None or beyond <= self.high
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Stepping:
    """Defines a step policy and the alarm that triggers it.

    Attributes:
        measure: what the alarm looks at.
        comparison: when a datapoint is bad, a key of `COMPARISONS`.
        threshold: that it is compared with.
        needed: how many bad datapoints trip it.
        of: among how many.
        steps: what is done, by how far the metric is from the threshold.
        adjustment: `ChangeInCapacity`, `PercentChangeInCapacity` or `ExactCapacity`.
        least: the smallest change of a percentage.
        cooldown: seconds between two changes.
    """

    measure: Measure
    comparison: str
    threshold: float
    needed: int
    of: int
    steps: tuple[Step, ...]
    adjustment: str
    least: int = 1
    cooldown: int = COOLDOWN

    @property
    def is_above(self) -> bool:
        """Whether its alarm is about a metric that is too high."""
        return self.comparison.startswith("Greater")

    def is_bad(self, value: float) -> bool:
        """Tell whether a datapoint is bad."""
        return COMPARISONS[self.comparison](value, self.threshold)


@dataclass(frozen=True, kw_only=True, slots=True)
class Action:
    """Defines a scheduled action.

    Attributes:
        schedule: a cron expression.
        time_zone: that it is in.
        low: the fewest from then on; None = as before.
        high: the most from then on; None = as before.
    """

    schedule: str
    time_zone: str = "UTC"
    low: int | None = None
    high: int | None = None

    def at_least(self, count: int) -> Action:
        """The same, with bounds of at least so many."""
        low, high = (None if n is None else max(n, count) for n in (self.low, self.high))
        return replace(self, low=low, high=high)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fleet:
    """Defines what answers requests, and how its size changes.

    Attributes:
        unit: `instance`, `copy` or `warm container`.
        initial: how many there are at first.
        low: the fewest.
        high: the most.
        policies: that change how many there are.
        actions: that change the bounds.
        bearing: what they bear; None = not known.
        queue: what one answers of a queue, where requests wait in one.
    """

    unit: str
    initial: int
    low: int
    high: int
    policies: tuple[Tracking | Stepping, ...] = ()
    actions: tuple[Action, ...] = ()
    bearing: Bearing | None = None
    queue: Rate | None = None

    @property
    def is_scaled(self) -> bool:
        """Whether anything changes how many there are."""
        return self.low != self.high or bool(self.actions)

    def at_least(self, count: int) -> Fleet:
        """The same, with never fewer than so many."""
        return replace(
            self,
            initial=max(self.initial, count),
            low=max(self.low, count),
            high=max(self.high, count),
            actions=tuple(action.at_least(count) for action in self.actions),
        )

    def fixed(self, count: int) -> Fleet:
        """The same, with a count that nothing changes."""
        return Fleet(
            unit=self.unit, initial=count, low=count, high=count, bearing=self.bearing,
            queue=self.queue,
        )  # fmt: skip

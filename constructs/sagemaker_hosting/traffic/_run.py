"""Lets requests come to a fleet, step by step."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sagemaker_hosting.traffic._actions import bounds_at, changes_of
from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._course import Course
from sagemaker_hosting.traffic._fleet import Fleet, Stepping, Tracking
from sagemaker_hosting.traffic._metrics import Moment
from sagemaker_hosting.traffic._queue import Queue
from sagemaker_hosting.traffic._watch import SteppingWatch, TrackingWatch, Wish

_MINUTE: Final = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """Defines what a fleet meets.

    Attributes:
        assumptions: how long alarms take.
        provisioning: the seconds until what is added answers; None = it is never granted.
    """

    assumptions: Assumptions
    provisioning: float | None


def run(fleet: Fleet, minutes: Sequence[float], start: datetime, conditions: Conditions) -> Course:
    """Let requests come to a fleet.

    An endpoint changes once at a time: what policies and scheduled actions want while instances
    start is done when they have. Removals take no time.

    Args:
        fleet: what answers.
        minutes: the requests of each minute.
        start: when the first minute begins.
        conditions: what it meets.
    """
    return _Run(fleet, start, conditions).course(minutes)


@dataclass(frozen=True, slots=True)
class _Coming:
    """Defines when what was added answers; the cooldown begins then."""

    second: float
    cooldown: int


class _Run:
    def __init__(self, fleet: Fleet, start: datetime, conditions: Conditions) -> None:
        self._fleet, self._conditions = fleet, conditions
        assumptions = conditions.assumptions
        self._tracking = [
            TrackingWatch(p, assumptions) for p in fleet.policies if isinstance(p, Tracking)
        ]
        self._stepping = [SteppingWatch(p) for p in fleet.policies if isinstance(p, Stepping)]
        self._step = min([_MINUTE, *(p.measure.seconds for p in fleet.policies)])
        watches: list[TrackingWatch | SteppingWatch] = [*self._tracking, *self._stepping]
        self._readings = [_Reading(w, self._step, assumptions.publication) for w in watches]
        self._low, self._high = bounds_at(fleet.actions, start, fleet.low, fleet.high)
        self._count = self._wanted = self._within(fleet.initial)
        self._base = self._count
        self._coming: _Coming | None = None
        self._out_until = self._in_until = float("-inf")
        self._added = self._removed = 0
        self._queue = Queue(fleet.queue) if fleet.queue is not None else None
        self._start = start

    def course(self, minutes: Sequence[float]) -> Course:
        steps = _MINUTE // self._step
        requests = [each / steps for each in minutes for _ in range(steps)]
        changes = deque(changes_of(self._fleet.actions, self._start, len(minutes)))
        counts: list[int] = []
        excess: list[float] = []
        for number, came in enumerate(requests):
            now = number * self._step
            while changes and changes[0].second <= now:
                self._low, self._high = changes.popleft().bounds(self._low, self._high)
            self._arrive(now)
            self._bound(now)
            excess.append(self._take(came, now))
            counts.append(self._count)
            self._decide(now + self._step)
        knows = self._fleet.bearing is not None or min(counts, default=1) == 0
        return Course(
            seconds=self._step,
            counts=counts,
            excess=excess if knows and self._queue is None else None,
            added=self._added,
            removed=self._removed,
            longest_wait=self._queue.longest_wait(len(requests) * self._step)
            if self._queue is not None
            else None,
        )

    def _take(self, requests: float, now: float) -> float:
        """Answer the requests of a step; tell how many found no room."""
        waiting = 0.0
        if self._queue is not None:
            waiting = self._queue.take(requests, self._count, now, self._step)
        for reading in self._readings:
            reading.take(requests, self._count, waiting)
        if self._queue is not None:
            return 0.0
        if self._fleet.bearing is None or not self._count:
            return 0.0 if self._count else requests
        return self._fleet.bearing.excess(self._count, requests, self._step)

    def _arrive(self, now: float) -> None:
        """Let what was added answer, once it has started."""
        if self._coming is not None and now >= self._coming.second:
            self._count, self._out_until = self._wanted, now + self._coming.cooldown
            self._coming = None

    def _bound(self, now: float) -> None:
        """Bring the count between its bounds, whatever the cooldowns say."""
        if self._coming is None and not self._low <= self._wanted <= self._high:
            self._change(Wish(self._within(self._wanted), 0), now)

    def _decide(self, now: float) -> None:
        if self._coming is not None or not self._readings:
            return
        outs = [w for watch in self._tracking if (w := watch.out) is not None]
        wishes = list(self._of_steps(now))
        outs += [wish for wish in wishes if wish.count >= self._wanted]
        best = max(outs, key=lambda wish: wish.count, default=None)
        if best is not None:
            if self._within(best.count) > self._wanted:
                self._change(best, now)
            return
        if self._wanted <= self._low or now < self._in_until:
            return
        removal = self._removal(wishes)
        if removal is not None:
            self._change(removal, now)

    def _of_steps(self, now: float) -> Iterator[Wish]:
        """What step policies want: while a cooldown lasts, what was added is a part of it."""
        before = min(self._base, self._wanted) if now < self._out_until else self._wanted
        for watch in self._stepping:
            if (wish := watch.wish(self._wanted, before)) is not None:
                yield wish

    def _removal(self, of_steps: list[Wish]) -> Wish | None:
        """Tell what is removed: what all target tracking policies that remove agree on."""
        removing = [watch for watch in self._tracking if watch.policy.scales_in]
        found = [watch.into for watch in removing]
        agreed = [wish for wish in found if wish is not None]
        wishes = [*of_steps, *(agreed if len(agreed) == len(found) else [])]
        best = max(wishes, key=lambda wish: wish.count, default=None)
        return best if best is not None and self._within(best.count) < self._wanted else None

    def _change(self, wish: Wish, now: float) -> None:
        count = self._within(wish.count)
        if count > self._wanted:
            if self._conditions.provisioning is None:
                return
            if now >= self._out_until:
                self._base = self._wanted
            self._wanted = count
            self._added += 1
            # It stops the cooldown of a removal, which does not complete.
            self._in_until = float("-inf")
            self._coming = _Coming(now + self._conditions.provisioning, wish.cooldown)
            return
        self._count = self._wanted = count
        self._removed += 1
        self._in_until = max(self._in_until, now + wish.cooldown)

    def _within(self, count: int) -> int:
        return max(self._low, min(self._high, count))


class _Reading:
    """Gathers what happens in a period, and shows it to a watch once it is published."""

    def __init__(self, watch: TrackingWatch | SteppingWatch, step: int, publication: int) -> None:
        self._watch, self._step = watch, step
        self._seconds = watch.policy.measure.seconds
        # High-resolution metrics are there as soon as the next period ends.
        self._late = min(publication, self._seconds) // self._step
        self._requests, self._passed = 0.0, 0
        self._published: deque[tuple[int, Moment]] = deque()
        self._number = 0

    def take(self, requests: float, count: int, waiting: float) -> None:
        """Take a step, and show what is due."""
        self._requests += requests
        self._passed += self._step
        if self._passed >= self._seconds:
            moment = Moment(
                requests=self._requests, seconds=self._passed, count=count, waiting=waiting
            )
            self._published.append((self._number + self._late, moment))
            self._requests, self._passed = 0.0, 0
        while self._published and self._published[0][0] <= self._number:
            self._watch.see(self._published.popleft()[1])
        self._number += 1

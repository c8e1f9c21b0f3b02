"""Keeps alarms in the state that their metrics tell."""

import time
from collections.abc import Callable, Sequence

from sandbox.emulator.alarms._evaluation import Metric, Statistic, check, judge, period_of
from sandbox.emulator.alarms._metric_math import NotComputedError
from sandbox.emulator.common._store import Record


class AlarmWatch:
    """Evaluates alarms.

    Args:
        metrics: Every metric of the account and region that is acted for.
        statistic: Computes statistics.
        set_state: Brings an alarm into a state, for a reason, at a time.
    """

    def __init__(
        self,
        *,
        metrics: Callable[[], Sequence[Metric]],
        statistic: Statistic,
        set_state: Callable[[Record, str, str, float], None],
    ) -> None:
        self._metrics = metrics
        self._statistic = statistic
        self._set_state = set_state
        self._evaluated: dict[str, str] = {}

    def evaluate(self, alarm: Record) -> None:
        """Bring an alarm into the state that its metrics tell.

        A state that `SetAlarmState` has set stays for one period: on AWS the next evaluation ends
        it, and here that would be within a second.
        """
        now, arn = time.time(), alarm["AlarmArn"]
        by_hand = alarm["StateValue"] != self._evaluated.get(arn, "INSUFFICIENT_DATA")
        if by_hand and now - alarm["StateUpdatedTimestamp"] < period_of(alarm):
            return
        found = judge(alarm, self._metrics(), statistic=self._statistic, now=now)
        if found is None:
            return
        self._evaluated[arn] = found[0]
        if found[0] != alarm["StateValue"]:
            self._set_state(alarm, *found, now)

    def clear(self) -> None:
        """Forget what was evaluated."""
        self._evaluated.clear()

    @staticmethod
    def fault_of(queries: list[Record]) -> str | None:
        """Why the `Metrics` of an alarm cannot be computed, None when they can."""
        try:
            check(queries)
        except NotComputedError as error:
            return str(error)
        return None

"""Guarded rollouts: traffic moves in steps, and goes back when an alarm trips.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

import time
from collections.abc import Callable

from sandbox.emulator.common._errors import ServingError
from sandbox.emulator.common._local_aws import LocalAwsError
from sandbox.emulator.common._store import Record, Scope
from sandbox.emulator.rollouts._steps import alarms_of, steps_of

AlarmsThatTripped = Callable[[Scope, list[str]], list[str]]
"""Which of several alarms are in state ALARM, by name."""

_POLL_SECONDS = 0.1


class Rollouts:
    """Goes through the steps of rollouts.

    Args:
        tripped: Which alarms are in state ALARM.
        bake_seconds: The longest that one wait takes here: nobody waits an hour on a laptop.
    """

    def __init__(self, *, tripped: AlarmsThatTripped, bake_seconds: float) -> None:
        self._tripped = tripped
        self._bake_seconds = bake_seconds

    def go(
        self,
        scope: Scope,
        deployment: Record | None,
        *,
        instances: int,
        move: Callable[[float], bool],
    ) -> None:
        """Move the traffic step by step.

        Args:
            scope: Whose alarms watch.
            deployment: The `DeploymentConfig`; None moves everything at once.
            instances: How many instances, or copies, the fleet has.
            move: Gives the new fleet its share; False ends the rollout.

        Raises:
            ServingError: When an alarm tripped; the caller takes the traffic back.
        """
        alarms = alarms_of(deployment)
        for step in steps_of(deployment, instances=instances):
            if not move(step.share):
                return
            if alarms:
                self._bake(scope, alarms, min(step.wait_seconds, self._bake_seconds))

    def _bake(self, scope: Scope, alarms: list[str], seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            try:
                tripped = self._tripped(scope, alarms)
            except LocalAwsError as error:
                raise ServingError(f"the alarms of the rollout do not answer: {error}") from error
            if tripped:
                raise ServingError(
                    f"the update was taken back: in state ALARM while it baked: "
                    f"{', '.join(sorted(tripped))}"
                )
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(_POLL_SECONDS, left))

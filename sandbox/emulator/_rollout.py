"""Guarded rollouts: traffic moves in steps, and goes back when an alarm trips.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sandbox.emulator._errors import ServingError
from sandbox.emulator._local_aws import LocalAwsError
from sandbox.emulator._store import Record, Scope

AlarmsThatTripped = Callable[[Scope, list[str]], list[str]]
"""Which of several alarms are in state ALARM, by name."""

_POLL_SECONDS = 0.1
_WHOLE = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a rollout.

    Attributes:
        share: Which part of the requests the new fleet gets from now on, 0 to 1.
        wait_seconds: How long the alarms watch before the next step.
    """

    share: float
    wait_seconds: float


def steps_of(deployment: Record | None, *, instances: int) -> list[Step]:
    """The steps of a `DeploymentConfig`; without one everything moves at once.

    Args:
        deployment: What the update was called with.
        instances: How many instances the fleet has, for steps that count instances.
    """
    rolling = (deployment or {}).get("RollingUpdatePolicy")
    if rolling is not None:
        share = _share(rolling["MaximumBatchSize"], instances)
        wait = float(rolling["WaitIntervalInSeconds"])
        return [Step(share=part, wait_seconds=wait) for part in _parts(share)]
    policy = (deployment or {}).get("BlueGreenUpdatePolicy")
    if policy is None:
        return [Step(share=_WHOLE, wait_seconds=0.0)]
    routing = policy["TrafficRoutingConfiguration"]
    wait = float(routing["WaitIntervalInSeconds"])
    last = Step(share=_WHOLE, wait_seconds=float(policy.get("TerminationWaitInSeconds", 0)))
    match routing["Type"]:
        case "CANARY":
            canary = _share(routing["CanarySize"], instances)
            return [Step(share=canary, wait_seconds=wait), last]
        case "LINEAR":
            parts = list(_parts(_share(routing["LinearStepSize"], instances)))
            return [*(Step(share=part, wait_seconds=wait) for part in parts[:-1]), last]
        case _:
            return [last]


def _share(size: Record, instances: int) -> float:
    whole = 100 if size["Type"] == "CAPACITY_PERCENT" else max(instances, 1)
    return min(float(size["Value"]) / whole, _WHOLE)


def _parts(share: float) -> Iterator[float]:
    steps = math.ceil(round(_WHOLE / share, 6))
    for step in range(1, steps + 1):
        yield min(share * step, _WHOLE)


def alarms_of(deployment: Record | None) -> list[str]:
    """The names of the alarms that take a rollout back."""
    rollback = (deployment or {}).get("AutoRollbackConfiguration", {})
    return [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]


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

"""The steps in which traffic moves, as a `DeploymentConfig` has them.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.emulator.common._store import Record

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

"""How long the steps of a rollout wait, and when SageMaker gives up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._units import in_unit
from sagemaker_hosting.facts.limits import bounds

if TYPE_CHECKING:
    import aws_cdk as cdk

    from sagemaker_endpoints.common._errors import Faults

_WAIT = bounds("WaitIntervalInSeconds")
_SHORTEST_TIMEOUT, _LONGEST_TIMEOUT = bounds("MaximumExecutionTimeoutInSeconds")
_TIME_TO_START = 3600
"""What the timeout leaves for starting the new fleet, beside the waits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutTiming:
    """Seconds; tokens where only the deploy knows them."""

    bake: float
    termination_wait: float | None
    maximum_timeout: float | None


def checked_timing(
    faults: Faults,
    *,
    bake: cdk.Duration,
    termination_wait: cdk.Duration | None = None,
    maximum_timeout: cdk.Duration | None = None,
    bakes: tuple[int, int],
) -> RolloutTiming:
    """Note what SageMaker refuses, and work out the timeout where none is given.

    Args:
        faults: where they are noted.
        bake: the wait after each step.
        termination_wait: the wait after the last step.
        maximum_timeout: given, or None.
        bakes: how often *bake* is waited for: at least, and at most.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_BlueGreenUpdatePolicy.html
    """
    fewest_bakes, most_bakes = bakes
    baking = in_unit(faults, "bake", bake.to_seconds)
    last = timeout = None
    if termination_wait is not None:
        last = in_unit(faults, "termination_wait", termination_wait.to_seconds)
    if maximum_timeout is not None:
        timeout = in_unit(faults, "maximum_timeout", maximum_timeout.to_seconds)
    faults.check_range("bake", baking, *_WAIT, "seconds")
    faults.check_range("termination_wait", last, *_WAIT, "seconds")
    faults.check_range("maximum_timeout", timeout, _SHORTEST_TIMEOUT, _LONGEST_TIMEOUT, "seconds")
    if is_known_number(baking) and (last is None or is_known_number(last)):
        waits = fewest_bakes * baking + (last or 0)
        told = f"the waits alone take {waits:g}: {_sum(fewest_bakes, baking, last)}"
        if timeout is None and waits >= _LONGEST_TIMEOUT:
            longest = (_LONGEST_TIMEOUT - (last or 0)) / fewest_bakes
            faults.add(
                f"bake: got {baking:g} seconds, and {told}; SageMaker gives up after "
                f"{_LONGEST_TIMEOUT}: shorten bake to less than {longest:g} seconds, or take "
                "larger steps"
            )
        elif timeout is None:
            timeout = most_bakes * baking + (last or 0) + _TIME_TO_START
            timeout = min(timeout, _LONGEST_TIMEOUT)
        elif is_known_number(timeout) and _SHORTEST_TIMEOUT <= timeout <= waits:
            faults.add(
                f"maximum_timeout: got {timeout:g} seconds, and {told}; allowed is more, as the "
                "new fleet has to start as well"
            )
    baking = baking if baking is not None else 0  # it has a fault then
    return RolloutTiming(bake=baking, termination_wait=last, maximum_timeout=timeout)


def _sum(bakes: int, bake: float, termination_wait: float | None) -> str:
    baking = f"{bakes} times bake ({bake:g})" if bakes > 1 else f"bake ({bake:g})"
    last = f" and termination_wait ({termination_wait:g})" if termination_wait else ""
    return f"{baking}{last}"

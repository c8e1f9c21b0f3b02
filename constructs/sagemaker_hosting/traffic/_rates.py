"""Tells how many requests one instance, or one copy, answers in a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sagemaker_hosting.traffic._assumptions import SAFETY_FACTOR
from sagemaker_hosting.traffic._bearing import Rate

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node, ScalableTarget, ScalingPolicy

NO_DURATION: Final = "state duration_ms of its traffic: how long a container works on a request"

_MINUTE: Final = 60
_PER_MINUTE: Final = ("InvocationsPerInstance", "InvocationsPerCopy")
_AT_A_TIME: Final = ("ConcurrentRequestsPerModel", "ConcurrentRequestsPerCopy")


def rate_of(
    target: ScalableTarget | None, duration: float | None, capacity: float | None
) -> tuple[Rate | None, tuple[str, ...]]:
    """Tell what one bears: what is stated, else what its policy's target is a half of.

    Args:
        target: what is scaled; None if nothing is.
        duration: the seconds that a container works on a request; None = not known.
        capacity: the requests a minute that are stated; None if none are.

    Returns:
        The rate, if it is known; and what was taken for granted, or is missing.
    """
    if capacity is not None:
        return Rate(per_minute=capacity, why="as stated"), ()
    for policy in target.policies if target is not None else ():
        rate = _half_used(policy, duration)
        if rate is not None:
            return rate, (f"one bears {rate.per_minute:,.6g} requests a minute: {rate.why}",)
    return None, ("what one bears is not known: state --capacity",)


def _half_used(policy: ScalingPolicy, duration: float | None) -> Rate | None:
    value = policy.tracking.at("TargetValue").number
    metric = policy.predefined_metric.text or policy.custom_metric.at("MetricName").text or ""
    metric = metric.removeprefix("SageMakerVariant").removeprefix("SageMakerInferenceComponent")
    metric = metric.removesuffix("HighResolution")
    if not value:
        return None
    most = float(value) / SAFETY_FACTOR
    if metric in _PER_MINUTE:
        return Rate(per_minute=most, why=f"twice the target of {value:g}, as AWS advises")
    if metric in _AT_A_TIME and duration is not None:
        why = f"twice the target of {value:g} at a time, of {duration:g} s each"
        return Rate(per_minute=most * _MINUTE / duration, why=why)
    return None


def queue_rate_of(
    asynchronous: Node, duration: float | None, capacity: float | None
) -> tuple[Rate | None, tuple[str, ...]]:
    """Tell what an instance answers of a queue.

    Args:
        asynchronous: the `AsyncInferenceConfig`.
        duration: the seconds that a container works on a request; None = not known.
        capacity: the requests a minute that are stated; None if none are.

    Returns:
        The rate, if it is known; and what was taken for granted, or is missing.
    """
    if capacity is not None:
        return Rate(per_minute=capacity, why="as stated"), ()
    if duration is None:
        return None, (f"{NO_DURATION}; or --capacity",)
    node = asynchronous.at("ClientConfig", "MaxConcurrentInvocationsPerInstance")
    at_a_time = float(node.number) if node.number else 1.0
    why = f"{at_a_time:g} at a time, of {duration:g} s each"
    rate = Rate(per_minute=at_a_time * _MINUTE / duration, why=why)
    return rate, (f"one answers {rate.per_minute:,.6g} requests a minute: {why}",)

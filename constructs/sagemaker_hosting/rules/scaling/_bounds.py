"""Rules of bounds that are set one by one, and of the instances that an endpoint starts with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import INSTANCE_COUNT, Node, ScalableTarget

_LEAST: Final = "MinCapacity"
_MOST: Final = "MaxCapacity"
_API: Final = "https://docs.aws.amazon.com/autoscaling/application/APIReference/"


@rule(
    "SCL-27",
    ScalableTarget,
    severity=Severity.WARNING,
    title="a scheduled action that sets one bound keeps within the other, as it is then",
    why='"In some cases, however, you must include both sizes to ensure that the new minimum '
    "capacity is not greater than the maximum capacity, or the new maximum capacity is not less "
    'than the minimum capacity."',
    source="Application Auto Scaling user guide, scheduled-scaling-policy-overview",
    link="https://docs.aws.amazon.com/autoscaling/application/userguide/"
    "scheduled-scaling-policy-overview.html",
    fix="scale_on_schedule(min_capacity=..., max_capacity=...) with both",
    cloudformation="give ScalableTargetAction both MinCapacity and MaxCapacity",
)
def scheduled_bound_fits_the_other(target: ScalableTarget) -> Faults:
    """Another action may have moved the other bound: only what fits none of its values is told."""
    if not target.is_of_sagemaker or target.at("ScheduledActions").size is None:
        return
    for action in target.schedules:
        change = action.at("ScalableTargetAction")
        least, most = change.at(_LEAST), change.at(_MOST)
        if least.number is not None and most.is_absent:
            highest = _furthest(target, _MOST)
            if highest is not None and least.number > highest:
                yield _fault(least, _MOST, highest, "at most")
        if most.number is not None and least.is_absent:
            lowest = _furthest(target, _LEAST)
            if lowest is not None and most.number < lowest:
                yield _fault(most, _LEAST, lowest, "at least")


@rule(
    "SCL-28",
    ScalableTarget,
    severity=Severity.WARNING,
    title="InitialInstanceCount is at most MaxCapacity",
    why="registering the target \"changes the resource's current capacity to a value that is "
    'inside of this range": instances that have just started are taken away',
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) RegisterScalableTarget",
    link=f"{_API}API_RegisterScalableTarget.html",
    confidence=Confidence.MEDIUM,
    fix="lower InstanceVariant(initial_instance_count=...), or raise max_capacity of "
    "auto_scale_instance_count",
    cloudformation="lower InitialInstanceCount, or raise MaxCapacity of the target",
)
def first_instances_are_not_too_many(target: ScalableTarget) -> Faults:
    """Fewer than MinCapacity are harmless: it may be raised without a new configuration."""
    variant = target.variant if target.dimension.text == INSTANCE_COUNT else None
    if variant is None:
        return
    first, most = variant.initial_count, target.at(_MOST)
    if first.number is None or most.number is None:
        return
    # An endpoint starts with an instance at least, whatever it may shrink to.
    if first.number > max(most.number, 1):
        yield Fault(
            at=first,
            says=f"InitialInstanceCount of variant {variant.label} is {first}, and MaxCapacity "
            f"of {target.path} is {most}",
            allowed=f"at most {most}",
        )


def _furthest(target: ScalableTarget, bound: str) -> float | None:
    """Find the highest MaxCapacity, or the lowest MinCapacity, that may hold; None if unknown."""
    nodes = tuple(_set(target, bound))
    numbers = [node.number for node in nodes if node.number is not None]
    if len(numbers) < len(nodes) or target.at(bound).is_absent:
        return None
    return max(numbers) if bound == _MOST else min(numbers)


def _set(target: ScalableTarget, bound: str) -> Iterator[Node]:
    """Every place that sets a bound, or may do."""
    actions = (action.at("ScalableTargetAction", bound) for action in target.schedules)
    yield from (node for node in (target.at(bound), *actions) if not node.is_absent)


def _fault(node: Node, other: str, limit: float, words: str) -> Fault:
    action = node.label.rpartition(".")[0]
    return Fault(
        at=node,
        says=f"{action} sets {node.path[-1]} to {node} alone, and {other} is never "
        f"{'more' if other == _MOST else 'less'} than {limit:g}",
        allowed=f"{words} {limit:g}, or {other} beside it",
    )


RULES: Final[tuple[AnyRule, ...]] = (
    scheduled_bound_fits_the_other,
    first_instances_are_not_too_many,
)

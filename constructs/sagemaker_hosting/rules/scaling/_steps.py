"""Rules of step scaling, and of the kind of a policy."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Node, ScalingPolicy

_SERVICE: Final = "application-autoscaling"
_API: Final = "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
_BY_PERCENT: Final = "PercentChangeInCapacity"
_EXACT: Final = "ExactCapacity"
_LOWER: Final = "MetricIntervalLowerBound"
_UPPER: Final = "MetricIntervalUpperBound"


@rule(
    "SCL-16",
    ScalingPolicy,
    title="PolicyType goes with the configuration that is given",
    why="PutScalingPolicy takes the configuration of the policy's type alone; predictive scaling "
    "is for ECS only",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) PutScalingPolicy.PolicyType",
    link=f"{_API}API_PutScalingPolicy.html",
    fix="scale_on_metric(...) writes steps, the other scale_on_... methods write target tracking",
    cloudformation="set PolicyType to TargetTrackingScaling or StepScaling, with its own "
    "configuration and no other",
)
def type_goes_with_configuration(policy: ScalingPolicy) -> Faults:
    """A policy tracks a target, or moves in steps."""
    if not policy.is_of_sagemaker:
        return
    own: dict[str, str] = read_table("scaling")["policies"]
    kind = policy.at("PolicyType")
    predictive = policy.at("PredictiveScalingPolicyConfiguration")
    given = [key for key in own.values() if policy.at(key).entries]
    if kind.text is not None and kind.text not in own:
        yield Fault(at=kind, says=f"PolicyType is {kind}", allowed=", ".join(own))
    elif predictive.entries:
        yield Fault(at=predictive, says=f"{predictive.label} is given", allowed=", ".join(own))
    elif len(given) > 1:
        yield Fault(
            at=policy.at(given[-1] if kind.text is None else _other(own, kind.text)),
            says=f"{' and '.join(given)} are both given",
            allowed=f"one of both; with PolicyType {kind}, its own" if kind.text else "one of both",
        )
    elif kind.text is not None and policy.at(own[kind.text]).is_absent:
        beside = f", and {given[0]} is" if given else ""
        yield Fault(
            at=kind,
            says=f"PolicyType is {kind}, and {own[kind.text]} is not given{beside}",
            allowed=f"{kind} with {own[kind.text]}",
        )


@rule(
    "SCL-17",
    ScalingPolicy,
    title="steps have an AdjustmentType, leave no gap, do not overlap, and end without bound",
    why='"Adjustment type must be specified"; "Both lower and upper bounds of a step adjustment '
    'cannot be left unspecified"; "There must be a step adjustment with an unspecified upper bound '
    'when one step adjustment has a positive upper bound"',
    source="Application Auto Scaling's own messages, as reproduced by badmintoncryer/cdk-preflight",
    link=f"{_API}API_StepAdjustment.html",
    fix="scale_on_metric(scaling_steps=[...]) with ScalingIntervals that meet each other",
    cloudformation="let each MetricIntervalUpperBound be the next MetricIntervalLowerBound, and "
    "leave the outermost one away",
)
def steps_meet(policy: ScalingPolicy) -> Faults:
    """For each value of the metric there is one step."""
    stepping = policy.stepping
    if stepping.is_absent or stepping.size is None or not policy.is_of_sagemaker:
        return
    kind, steps = stepping.at("AdjustmentType"), stepping.at("StepAdjustments")
    if kind.is_absent:
        values = limit("AdjustmentType", _SERVICE).allowed
        yield Fault(at=stepping, says="AdjustmentType is not given", allowed=values)
    yield from beyond_limit(kind, "AdjustmentType", _SERVICE)
    if steps.size == 0:
        at = steps if steps.is_present else stepping
        yield Fault(at=at, says="StepAdjustments has no step", allowed="at least one step")
    for step in steps.items:
        yield from _adjustment_faults(step, kind)
    yield from _bound_faults(steps)


@rule(
    "SCL-18",
    ScalingPolicy,
    title="MinAdjustmentMagnitude is given for percentages alone",
    why='"Minimum adjustment magnitude is only allowed for adjustment type '
    'PercentChangeInCapacity"',
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight",
    link=f"{_API}API_StepScalingPolicyConfiguration.html",
    fix="scale_on_metric(min_adjustment_magnitude=...) with "
    "adjustment_type=AdjustmentType.PERCENT_CHANGE_IN_CAPACITY, or without it",
    cloudformation="remove MinAdjustmentMagnitude, or set AdjustmentType to "
    "PercentChangeInCapacity",
)
def magnitude_is_of_percentages(policy: ScalingPolicy) -> Faults:
    """Only a percentage can come to less than an instance."""
    least, kind = policy.stepping.at("MinAdjustmentMagnitude"), policy.stepping.at("AdjustmentType")
    if not least.is_present or not policy.is_of_sagemaker:
        return
    if kind.text is not None and kind.text != _BY_PERCENT:
        yield Fault(
            at=least,
            says=f"MinAdjustmentMagnitude is {least} and AdjustmentType is {kind}",
            allowed=f"MinAdjustmentMagnitude with {_BY_PERCENT}",
        )


class _Step(NamedTuple):
    lower: float
    upper: float
    node: Node

    @property
    def told(self) -> str:
        return f"{self.lower:g} to {self.upper:g}"


def _other(own: dict[str, str], kind: str) -> str:
    return next(key for name, key in own.items() if name != kind)


def _adjustment_faults(step: Node, kind: Node) -> Iterator[Fault]:
    adjustment = step.at("ScalingAdjustment")
    if adjustment.is_absent:
        yield Fault(at=step, says=f"{step.label} has no ScalingAdjustment")
    elif kind.text == _EXACT and adjustment.number is not None and adjustment.number < 0:
        yield Fault(
            at=adjustment,
            says=f"ScalingAdjustment is {adjustment} and AdjustmentType is {_EXACT}",
            allowed="at least 0",
        )


def _bound_faults(steps: Node) -> Iterator[Fault]:
    unbounded = [s for s in steps.items if s.entries and _is_unbounded(s)]
    for node in unbounded:
        yield Fault(
            at=node,
            says=f"{node.label} has neither {_LOWER} nor {_UPPER}",
            allowed="one of both, or both",
        )
    found = [_step(node) for node in steps.items]
    known = [step for step in found if step is not None]
    if unbounded or not known or steps.size != len(known):
        return
    empty = [step for step in known if step.lower >= step.upper]
    for step in empty:
        yield Fault(
            at=step.node,
            says=f"{_LOWER} is {step.lower:g} and {_UPPER} is {step.upper:g}",
            allowed=f"a {_UPPER} above {step.lower:g}",
        )
    if not empty:
        yield from _order_faults(sorted(known, key=lambda step: (step.lower, step.upper)))


def _order_faults(steps: list[_Step]) -> Iterator[Fault]:
    for before, after in pairwise(steps):
        if after.lower != before.upper:
            what = "overlap" if after.lower < before.upper else "leave a gap"
            yield Fault(
                at=after.node,
                says=f"the steps {before.told} and {after.told} {what}",
                allowed=f"a {_LOWER} of {before.upper:g} here",
            )
    first, last = steps[0], max(steps, key=lambda step: step.upper)
    if last.upper > 0 and not math.isinf(last.upper):
        yield Fault(
            at=last.node.at(_UPPER),
            says=f"the highest {_UPPER} is {last.upper:g}, and no step goes on above it",
            allowed=f"one step without {_UPPER}",
        )
    if first.lower < 0 and not math.isinf(first.lower):
        yield Fault(
            at=first.node.at(_LOWER),
            says=f"the lowest {_LOWER} is {first.lower:g}, and no step goes on below it",
            allowed=f"one step without {_LOWER}",
        )


def _is_unbounded(step: Node) -> bool:
    return step.at(_LOWER).is_absent and step.at(_UPPER).is_absent


def _step(node: Node) -> _Step | None:
    lower, upper = node.at(_LOWER), node.at(_UPPER)
    least = -math.inf if lower.is_absent else lower.number
    most = math.inf if upper.is_absent else upper.number
    if least is None or most is None or not node.entries:
        return None
    return _Step(lower=least, upper=most, node=node)


RULES: Final[tuple[AnyRule, ...]] = (
    type_goes_with_configuration,
    steps_meet,
    magnitude_is_of_percentages,
)

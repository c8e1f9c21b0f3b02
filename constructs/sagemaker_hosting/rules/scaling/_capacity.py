"""Rules of the least and the most that a scalable target may become."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.instance_types import scaling_fault
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import INSTANCE_COUNT, Node, ScalableTarget

_REGISTER: Final = (
    "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
    "API_RegisterScalableTarget.html"
)
_BOUNDS: Final = ("MinCapacity", "MaxCapacity")


@rule(
    "SCL-01",
    ScalableTarget,
    title="MinCapacity and MaxCapacity are given, and the first is at most the second",
    why='"Maximum capacity cannot be less than minimum capacity"; without one of them '
    'CloudFormation refuses the target: "This property is required when registering a new scalable '
    'target"',
    source="Application Auto Scaling's own message, as reproduced by badmintoncryer/cdk-preflight; "
    "API application-autoscaling 2016-02-06 (botocore 1.44.5) RegisterScalableTargetRequest; "
    "CloudFormation's schema (cfn-lint 1.58.0) of AWS::ApplicationAutoScaling::ScalableTarget",
    link=_REGISTER,
    fix="auto_scale_instance_count(min_capacity=..., max_capacity=...) with the lower one first",
    cloudformation="give MinCapacity, and a MaxCapacity that is at least as much",
)
def min_is_at_most_max(target: ScalableTarget) -> Faults:
    """What is scaled has room between its bounds, or none, but never less than none."""
    if not target.is_of_sagemaker:
        return
    least, most = bounds = [target.at(bound) for bound in _BOUNDS]
    for missing in bounds:
        if missing.is_absent:
            yield Fault(at=missing, says=f"{target.path} has no {missing.label}")
    if least.number is not None and most.number is not None and least.number > most.number:
        yield Fault(
            at=least,
            says=f"MinCapacity is {least} and MaxCapacity is {most}",
            allowed=f"a MinCapacity of at most {most}",
        )


@rule(
    "SCL-02",
    ScalableTarget,
    title="variants on burstable instances are not scaled",
    why='"You cannot register a variant with ml.t2.medium instance type as a scalable target. '
    "This is because the burstable performance of these instances can lead to unpredictable "
    'behavior with Auto Scaling."',
    source="Application Auto Scaling's own message; SageMaker developer guide, "
    "endpoint-auto-scaling-add-console",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html",
    fix="InstanceVariant(instance_type=...) of another family, or no auto_scale_instance_count",
    cloudformation="give the variant an InstanceType of another family, or remove the target",
)
def type_is_not_burstable(target: ScalableTarget) -> Faults:
    """A burstable instance's load says nothing about what it can bear."""
    variant = target.variant if target.dimension.text == INSTANCE_COUNT else None
    for node in variant.type_nodes if variant is not None else ():
        fault = scaling_fault(node.text) if node.text is not None else None
        if variant is not None and fault is not None:
            yield Fault(
                at=target.resource_id,
                says=f"variant {variant.label} runs on {node}: {fault}",
            )


@rule(
    "SCL-14",
    ScalableTarget,
    severity=Severity.WARNING,
    title="real-time instances are scaled to no less than 1",
    why="the developer guide wants a least capacity of at least 1 for real-time variants without "
    "inference components; a target with 0 can be registered, yet the variant never gets there. "
    "Asynchronous endpoints and inference components scale to 0",
    source="SageMaker developer guide, endpoint-auto-scaling-add-policy; API "
    "application-autoscaling 2016-02-06 (botocore 1.44.5) RegisterScalableTarget.MinCapacity",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-policy.html",
    confidence=Confidence.MEDIUM,
    fix="auto_scale_instance_count(min_capacity=1, ...); AsyncEndpoint and "
    "InferenceComponentEndpoint scale to 0",
    cloudformation="set MinCapacity and MaxCapacity to at least 1",
)
def real_time_keeps_an_instance(target: ScalableTarget) -> Faults:
    """An endpoint that answers at once needs an instance that runs."""
    table = read_table("scaling")
    lowest, lowest_real_time = (
        float(table["least_capacity"]),
        float(table["least_capacity_of_real_time_instances"]),
    )
    below = [(b, n) for b in _bounds(target) if (n := b.number) is not None]
    if all(number >= lowest_real_time for _, number in below) or not target.is_of_sagemaker:
        return
    is_real_time = _is_real_time(target)
    for node, number in below:
        if number < lowest:
            yield Fault(
                at=node,
                says=f"{node.label} is {node}",
                allowed=f"at least {lowest:g}",
                severity=Severity.ERROR,
            )
        elif number < lowest_real_time and is_real_time:
            yield Fault(
                at=node,
                says=f"{node.label} is {node}, and {_scaled(target)} answers in real time, "
                "without inference components",
                allowed=f"at least {lowest_real_time:g}",
            )


def _bounds(target: ScalableTarget) -> Iterator[Node]:
    yield from (target.at(bound) for bound in _BOUNDS)
    for action in target.schedules:
        yield from (action.at("ScalableTargetAction", bound) for bound in _BOUNDS)


def _is_real_time(target: ScalableTarget) -> bool:
    """Tell whether it is certain that the target counts instances that answer in real time."""
    if target.dimension.text != INSTANCE_COUNT or target.endpoint is None:
        return False
    config, variant = target.endpoint.config, target.variant
    return (
        config is not None
        and config.asynchronous.is_absent
        and variant is not None
        and variant.model_name.is_present
        and variant.serverless.is_absent
    )


def _scaled(target: ScalableTarget) -> str:
    variant = target.variant
    return f"variant {variant.label}" if variant is not None else "the variant"


RULES: Final[tuple[AnyRule, ...]] = (
    min_is_at_most_max,
    type_is_not_burstable,
    real_time_keeps_an_instance,
)

"""Rules of the part of a fleet that a step of an update takes."""

from __future__ import annotations

import math
from typing import Final

from sagemaker_hosting.facts.updates import percent_of
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._sizes import PERCENT, wrong_size
from sagemaker_hosting.rules.rollouts._deployment import API, Deployment
from sagemaker_hosting.rules.rollouts._fleet import fleets_of
from sagemaker_hosting.view import Endpoint, Node

_ROUTING: Final = f"{API}/API_TrafficRoutingConfig.html"
_ROLLING: Final = f"{API}/API_RollingUpdatePolicy.html"
_COUNT: Final = "INSTANCE_COUNT"


@rule(
    "DEP-03",
    Endpoint,
    title="CanarySize is 50 percent of the fleet or less",
    why='"Value must be less than or equal to 50% of the variant\'s total instance count."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TrafficRoutingConfig.CanarySize",
    link=_ROUTING,
    fix="Rollout.canary(percent=...) within the range",
    cloudformation="set CanarySize.Type to CAPACITY_PERCENT or INSTANCE_COUNT, and "
    "CanarySize.Value within the range",
)
def canary_is_half_or_less(endpoint: Endpoint) -> Faults:
    """A canary is the smaller part."""
    yield from _wrong(Deployment(endpoint).routing.at("CanarySize"))


@rule(
    "DEP-04",
    Endpoint,
    title="CanarySize in instances is half of every variant's instances or less",
    why='"Value must be less than or equal to 50% of the variant\'s total instance count."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TrafficRoutingConfig.CanarySize; SageMaker "
    "developer guide, deployment-guardrails-blue-green-canary",
    link=_ROUTING,
    confidence=Confidence.MEDIUM,
    fix="Rollout.canary(percent=...), or an instance_count of half of the instances or less",
    cloudformation="lower CanarySize.Value, raise InitialInstanceCount, or take CAPACITY_PERCENT",
)
def canary_instances_are_half_or_less(endpoint: Endpoint) -> Faults:
    """A canary in instances is compared with the fleet that there is."""
    yield from _outside_of_fleet(endpoint, Deployment(endpoint).routing.at("CanarySize"))


@rule(
    "DEP-05",
    Endpoint,
    title="LinearStepSize is 10 to 50 percent of the fleet",
    why='"Value must be 10-50% of the variant\'s total instance count."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) TrafficRoutingConfig.LinearStepSize",
    link=_ROUTING,
    fix="Rollout.linear(step_percent=...) within the range",
    cloudformation="set LinearStepSize.Type to CAPACITY_PERCENT or INSTANCE_COUNT, and "
    "LinearStepSize.Value within the range",
)
def linear_step_is_a_tenth_to_half(endpoint: Endpoint) -> Faults:
    """Traffic moves in two to ten steps."""
    size = Deployment(endpoint).routing.at("LinearStepSize")
    yield from _wrong(size)
    yield from _outside_of_fleet(endpoint, size)


@rule(
    "DEP-06",
    Endpoint,
    title="MaximumBatchSize is 5 to 50 percent of the fleet",
    why='"Value must be between 5% to 50% of the variant\'s total instance count."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) RollingUpdatePolicy.MaximumBatchSize",
    link=_ROLLING,
    fix="Rollout.rolling(batch_percent=..., rollback_batch_percent=...) within the range",
    cloudformation="set the Type of the size to CAPACITY_PERCENT or INSTANCE_COUNT, and its Value "
    "within the range",
)
def batch_is_a_twentieth_to_half(endpoint: Endpoint) -> Faults:
    """Instances are replaced in two to twenty batches."""
    rolling = Deployment(endpoint).rolling
    size = rolling.at("MaximumBatchSize")
    if size.is_absent and rolling.is_present:
        yield Fault(at=rolling, says=f"{rolling.label} has no MaximumBatchSize")
    yield from _wrong(size)
    yield from _wrong(rolling.at("RollbackMaximumBatchSize"))


@rule(
    "DEP-07",
    Endpoint,
    title="MaximumBatchSize in instances is 5 to 50 percent of every variant's instances",
    why='"Value must be between 5% to 50% of the variant\'s total instance count."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) RollingUpdatePolicy.MaximumBatchSize",
    link=_ROLLING,
    confidence=Confidence.MEDIUM,
    fix="Rollout.rolling(batch_percent=...), or a batch_instance_count within the range",
    cloudformation="change MaximumBatchSize.Value or InitialInstanceCount, or take "
    "CAPACITY_PERCENT",
)
def batch_instances_are_half_or_less(endpoint: Endpoint) -> Faults:
    """A batch in instances is compared with the fleet that there is."""
    yield from _outside_of_fleet(endpoint, Deployment(endpoint).rolling.at("MaximumBatchSize"))


def _wrong(size: Node) -> Faults:
    yield from wrong_size(size, "CapacitySizeType", percent_of(str(size.path[-1])))


def _outside_of_fleet(endpoint: Endpoint, size: Node) -> Faults:
    """Compare a number of instances with those that each variant has."""
    value = size.at("Value")
    if size.at("Type").text != _COUNT or value.number is None or value.number < 1:
        return
    least, most = percent_of(str(size.path[-1]))
    for fleet in fleets_of(endpoint):
        percent = 100 * value.number / fleet.count
        if percent > most:
            # A fleet that is scaled is compared at its largest: it may be smaller at the time.
            severity = Severity.WARNING if fleet.may_change else None
        elif percent < least and least > 1 and not fleet.may_change:
            severity = None
        else:
            continue
        yield Fault(
            at=value,
            says=f"{size.path[-1]} is {_COUNT} {value}, and of variant {fleet.variant.label} "
            f"{fleet.told}",
            allowed=_allowed(fleet.count, least, most),
            severity=severity,
        )


def _allowed(count: float, least: int, most: int) -> str:
    fewest, highest = max(math.ceil(count * least / 100), 1), math.floor(count * most / 100)
    told = f"{least} to {most} percent of the instances"
    return f"{fewest} to {highest}: {told}" if fewest <= highest else f"{told}: by {PERCENT}"


RULES: Final[tuple[AnyRule, ...]] = (
    canary_is_half_or_less,
    canary_instances_are_half_or_less,
    linear_step_is_a_tenth_to_half,
    batch_is_a_twentieth_to_half,
    batch_instances_are_half_or_less,
)

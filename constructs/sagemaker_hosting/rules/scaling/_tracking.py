"""Rules of the numbers of a scaling policy: what it aims for, and how long it waits."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting._data import read_table
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import ScalingPolicy

_API: Final = "https://docs.aws.amazon.com/autoscaling/application/APIReference/"
_TRACKING: Final = f"{_API}API_TargetTrackingScalingPolicyConfiguration.html"


@rule(
    "SCL-11",
    ScalingPolicy,
    title="cooldowns are not negative",
    why="PutScalingPolicy refuses negative seconds; the default of SageMaker's variants is 300",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) Cooldown",
    link=_TRACKING,
    confidence=Confidence.MEDIUM,
    fix="scale_on_...(scale_in_cooldown=..., scale_out_cooldown=...) take no negative duration",
    cloudformation="set the cooldown to 0 or more seconds",
)
def cooldown_is_not_negative(policy: ScalingPolicy) -> Faults:
    """A cooldown is a time to wait."""
    tracking, stepping = policy.tracking, policy.stepping
    nodes = (
        tracking.at("ScaleInCooldown"),
        tracking.at("ScaleOutCooldown"),
        stepping.at("Cooldown"),
    )
    least = float(read_table("scaling")["least_cooldown"])
    for node in nodes:
        if node.number is not None and node.number < least and policy.is_of_sagemaker:
            yield Fault(
                at=node, says=f"{node.path[-1]} is {node}", allowed=f"at least {least:g} seconds"
            )


@rule(
    "SCL-12",
    ScalingPolicy,
    title="TargetValue is above 0, and a share of at most 1 for provisioned concurrency",
    why="the API takes any number, and a target of 70 for a metric that is never above 1 never "
    "scales out; one of 0 or less never scales in",
    source="API application-autoscaling 2016-02-06 (botocore 1.44.5) "
    "TargetTrackingScalingPolicyConfiguration.TargetValue; SageMaker developer guide, "
    "serverless-endpoints-autoscale",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html",
    confidence=Confidence.MEDIUM,
    fix="scale_on_utilization(target=0.7) for 70 %; scale_to_track_metric(target_value=...) above "
    "0",
    cloudformation="set TargetValue above 0, and for "
    "SageMakerVariantProvisionedConcurrencyUtilization to a share such as 0.7",
)
def target_can_be_reached(policy: ScalingPolicy) -> Faults:
    """The metric can come near its target."""
    tracking = policy.tracking
    if tracking.is_absent or tracking.size is None or not policy.is_of_sagemaker:
        return
    table, target, metric = read_table("scaling"), tracking.at("TargetValue"), None
    above, most = float(table["target_is_above"]), None
    metric = policy.predefined_metric.text
    if metric is not None:
        most = table["metrics_of_shares"].get(metric)
    allowed = f"above {above:g}" if most is None else f"above {above:g}, at most {most}"
    if target.is_absent:
        yield Fault(at=tracking, says="TargetValue is not given", allowed=allowed)
    elif target.text is not None and target.number is None:
        yield Fault(at=target, says=f"TargetValue is {target.text!r}, no number", allowed=allowed)
    elif target.number is not None and target.number <= above:
        yield Fault(at=target, says=f"TargetValue is {target}", allowed=allowed)
    elif target.number is not None and most is not None and target.number > most:
        yield Fault(
            at=target, says=f"TargetValue is {target} and {metric} is a share", allowed=allowed
        )


@rule(
    "SCL-13",
    ScalingPolicy,
    severity=Severity.WARNING,
    title="targets of invocations are per minute",
    why="SageMaker counts invocations by the minute: the target is the most requests per second x "
    "60 x a safety factor. One below 1 adds instances as long as requests come at all",
    source="SageMaker developer guide, endpoint-scaling-loadtest",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling-loadtest.html",
    fix="scale_on_invocations(max_requests_per_second=..., safety_factor=0.5) or "
    "scale_on_invocations(invocations_per_minute=...)",
    cloudformation="set TargetValue to invocations per minute",
)
def invocations_are_per_minute(policy: ScalingPolicy) -> Faults:
    """A second's, or a share, is no target for a minute's count."""
    metric, target = policy.predefined_metric.text, policy.tracking.at("TargetValue")
    table = read_table("scaling")
    least = float(table["least_invocations_per_minute"])
    if metric in table["metrics_per_minute"] and target.number is not None:
        above = float(table["target_is_above"])
        if above < target.number < least:
            yield Fault(
                at=target,
                says=f"TargetValue is {target} and {metric} counts invocations per minute",
                allowed=f"at least {least:g}",
            )


RULES: Final[tuple[AnyRule, ...]] = (
    cooldown_is_not_negative,
    target_can_be_reached,
    invocations_are_per_minute,
)

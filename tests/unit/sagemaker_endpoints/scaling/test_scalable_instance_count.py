"""The number of instances of a variant: its bounds and the policies that move it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints import (
    ConfigurationError,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    Rollout,
    ScalableInstanceCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
EVERY_NIGHT = appscaling.Schedule.cron(hour="2", minute="0")


def test_target_is_the_desired_count_of_the_variant(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    del capacity

    (target,) = resources(stack, TARGET)

    prefix, name, suffix = target.pop("ResourceId")["Fn::Join"][1]
    assert (prefix, suffix) == ("endpoint/", "/variant/champion")
    assert name["Fn::GetAtt"][1] == "EndpointName"
    assert target == {
        "MinCapacity": 1,
        "MaxCapacity": 4,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ServiceNamespace": "sagemaker",
    }


def test_minimum_is_one_when_left_out(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    endpoint.variant("champion").auto_scale_instance_count(max_capacity=2)

    (target,) = resources(stack, TARGET)

    assert target["MinCapacity"] == 1


def test_equal_bounds_hold_the_count(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    endpoint.variant("champion").auto_scale_instance_count(min_capacity=3, max_capacity=3)

    (target,) = resources(stack, TARGET)

    assert (target["MinCapacity"], target["MaxCapacity"]) == (3, 3)


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (
            {"min_capacity": 0, "max_capacity": 4},
            (
                "min_capacity: got 0, allowed is at least 1: "
                "only asynchronous endpoints and inference components scale to none"
            ),
        ),
        (
            {"min_capacity": 4, "max_capacity": 3},
            "max_capacity: got 3, allowed is at least min_capacity, 4",
        ),
        ({"max_capacity": 0}, "max_capacity: got 0, allowed is at least min_capacity, 1"),
    ],
)
def test_bounds_that_aws_refuses_are_refused(
    endpoint: RealTimeEndpoint, bounds: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("champion").auto_scale_instance_count(**bounds)

    named = "auto_scale_instance_count of variant 'champion' of 'Stack/Endpoint'"
    assert str(refusal.value) == f"{named}: {told}"


def test_variant_scales_once(endpoint: RealTimeEndpoint, capacity: ScalableInstanceCount) -> None:
    del capacity

    with pytest.raises(ConfigurationError, match="the variant scales already; add policies to"):
        endpoint.variant("champion").auto_scale_instance_count(max_capacity=9)


def test_unknown_type_may_scale(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    newer = InstanceVariant(name="AllTraffic", model=model, instance_type="ml.z99.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[newer])

    endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=2)

    assert len(resources(stack, TARGET)) == 1


def test_late_numbers_pass_every_check(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, late_number: int, resources: Resources
) -> None:
    capacity = endpoint.variant("champion").auto_scale_instance_count(
        min_capacity=late_number, max_capacity=late_number
    )
    capacity.scale_on_invocations("Load", invocations_per_minute=late_number)
    capacity.scale_on_schedule(
        "Night", schedule=EVERY_NIGHT, min_capacity=late_number, max_capacity=late_number
    )

    (target,) = resources(stack, TARGET)
    (policy,) = resources(stack, POLICY)

    late = {"Ref": "Late"}
    (action,) = target["ScheduledActions"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (late, late)
    assert action["ScalableTargetAction"] == {"MinCapacity": late, "MaxCapacity": late}
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == late


def test_known_bound_is_judged_beside_a_late_one(
    endpoint: RealTimeEndpoint, late_number: int
) -> None:
    champion = endpoint.variant("champion")

    with pytest.raises(ConfigurationError, match="min_capacity: got 0"):
        champion.auto_scale_instance_count(min_capacity=0, max_capacity=late_number)
    with pytest.raises(ConfigurationError, match="max_capacity: got 0, allowed is at least 1"):
        champion.auto_scale_instance_count(min_capacity=late_number, max_capacity=0)


def test_variants_of_late_names_scale_and_roll_out(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    names = [cdk.CfnParameter(stack, name).value_as_string for name in ("First", "Second")]
    variants = [
        InstanceVariant(name=name, model=model, instance_type="ml.m5.large") for name in names
    ]
    rollout = Rollout.all_at_once(bake=cdk.Duration.minutes(5))
    endpoint = RealTimeEndpoint(stack, "Late", variants=variants, rollout=rollout)

    for variant in endpoint.variants:
        variant.auto_scale_instance_count(max_capacity=2)
        variant.add_alarms()

    targets = resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")
    late = [target["ResourceId"]["Fn::Join"][1][-1] for target in targets]
    assert late == [{"Ref": "First"}, {"Ref": "Second"}]

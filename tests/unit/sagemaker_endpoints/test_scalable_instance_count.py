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
    ScalableInstanceCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
EVERY_NIGHT = appscaling.Schedule.cron(hour="2", minute="0")


@pytest.fixture
def capacity(endpoint: RealTimeEndpoint) -> ScalableInstanceCount:
    return endpoint.variant("champion").auto_scale_instance_count(min_capacity=1, max_capacity=4)


@pytest.fixture
def late_number(stack: cdk.Stack) -> float:
    return cdk.CfnParameter(stack, "Late", type="Number").value_as_number


@pytest.fixture
def tracking(stack: cdk.Stack, resources: Resources) -> Callable[[], dict[str, Any]]:
    """What the only policy tracks."""

    def configuration() -> dict[str, Any]:
        (policy,) = resources(stack, POLICY)
        found: dict[str, Any] = policy["TargetTrackingScalingPolicyConfiguration"]
        return found

    return configuration


Tracking = Callable[[], dict[str, Any]]


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

    assert str(refusal.value) == f"auto_scale_instance_count of variant 'champion': {told}"


def test_variant_scales_once(endpoint: RealTimeEndpoint, capacity: ScalableInstanceCount) -> None:
    del capacity

    with pytest.raises(ConfigurationError, match="the variant scales already; add policies to"):
        endpoint.variant("champion").auto_scale_instance_count(max_capacity=9)


def test_unknown_type_may_scale(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    newer = InstanceVariant(name="AllTraffic", model=model, instance_type="ml.z99.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[newer])

    endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=2)

    assert len(resources(stack, TARGET)) == 1


@pytest.mark.parametrize(
    ("values", "target"),
    [
        ({"invocations_per_minute": 70}, 70),
        ({"invocations_per_minute": 0.5}, 0.5),
        ({"max_requests_per_second": 30}, 900),
        ({"max_requests_per_second": 30, "safety_factor": 0.8}, 1440),
        ({"max_requests_per_second": 0.1, "safety_factor": 1}, 6),
    ],
)
def test_target_is_said_directly_or_by_a_load_test(
    capacity: ScalableInstanceCount,
    tracking: Tracking,
    values: dict[str, Any],
    target: float,
) -> None:
    capacity.scale_on_invocations("Load", **values)

    assert tracking() == {
        "TargetValue": target,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
        },
    }


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "target: give either .*; got neither"),
        (
            {"invocations_per_minute": 70, "max_requests_per_second": 30},
            "target: give either .*; got both",
        ),
        (
            {"invocations_per_minute": 70, "safety_factor": 0.5},
            "safety_factor: belongs to max_requests_per_second",
        ),
        ({"invocations_per_minute": 0}, "invocations_per_minute: got 0, allowed is more than 0"),
        ({"max_requests_per_second": 0}, "max_requests_per_second: got 0, allowed is more than 0"),
        (
            {"max_requests_per_second": 30, "safety_factor": 0},
            "safety_factor: got 0, allowed is more than 0, at most 1",
        ),
        (
            {"max_requests_per_second": 30, "safety_factor": 1.1},
            "safety_factor: got 1.1, allowed is more than 0, at most 1",
        ),
    ],
)
def test_target_that_makes_no_sense_is_refused(
    capacity: ScalableInstanceCount, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(
        ConfigurationError, match=rf"^scale_on_invocations 'Load' of variant 'champion': {told}"
    ):
        capacity.scale_on_invocations("Load", **values)


def test_cooldowns_and_the_stop_of_scale_in_are_rendered(
    capacity: ScalableInstanceCount, tracking: Tracking
) -> None:
    capacity.scale_on_invocations(
        "Load",
        invocations_per_minute=70,
        scale_in_cooldown=cdk.Duration.minutes(5),
        scale_out_cooldown=cdk.Duration.seconds(60),
        disable_scale_in=True,
    )

    found = tracking()

    assert (found["ScaleInCooldown"], found["ScaleOutCooldown"]) == (300, 60)
    assert found["DisableScaleIn"] is True


def test_zero_and_false_are_values(capacity: ScalableInstanceCount, tracking: Tracking) -> None:
    capacity.scale_on_invocations(
        "Load",
        invocations_per_minute=70,
        scale_in_cooldown=cdk.Duration.seconds(0),
        scale_out_cooldown=cdk.Duration.seconds(0),
        disable_scale_in=False,
    )

    found = tracking()

    assert (found["ScaleInCooldown"], found["ScaleOutCooldown"]) == (0, 0)
    assert found["DisableScaleIn"] is False


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


@pytest.mark.parametrize("name", ["max_requests_per_second", "safety_factor"])
def test_late_number_cannot_be_multiplied(
    capacity: ScalableInstanceCount, late_number: float, name: str
) -> None:
    values: dict[str, Any] = {"max_requests_per_second": 30, name: late_number}

    with pytest.raises(ConfigurationError, match=f"{name}: only the deploy knows it"):
        capacity.scale_on_invocations("Load", **values)


def test_several_policies_move_one_target(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    capacity: ScalableInstanceCount,
    resources: Resources,
) -> None:
    capacity.scale_on_invocations("Load", invocations_per_minute=70)
    capacity.scale_to_track_metric(
        "Cpu", metric=endpoint.variant("champion").metric_cpu_utilization(), target_value=60
    )

    policies = resources(stack, POLICY)

    assert [policy["PolicyName"] for policy in policies] == ["Load", "Cpu"]
    assert len({policy["ScalingTargetId"]["Ref"] for policy in policies}) == 1


def test_policies_of_one_id_are_refused(capacity: ScalableInstanceCount) -> None:
    capacity.scale_on_invocations("Load", invocations_per_minute=70)

    with pytest.raises(RuntimeError, match="already a Construct with name 'Load'"):
        capacity.scale_on_invocations("Load", invocations_per_minute=80)


@pytest.mark.parametrize("policy_id", ["Target", "Resource", "Cpu"])
def test_metric_is_tracked_under_any_id(
    endpoint: RealTimeEndpoint, capacity: ScalableInstanceCount, tracking: Tracking, policy_id: str
) -> None:
    capacity.scale_to_track_metric(
        policy_id,
        metric=endpoint.variant("champion").metric_cpu_utilization(),
        target_value=60,
        scale_in_cooldown=cdk.Duration.minutes(5),
        disable_scale_in=False,
    )

    found = tracking()

    specification = found.pop("CustomizedMetricSpecification")
    assert found == {"TargetValue": 60, "ScaleInCooldown": 300, "DisableScaleIn": False}
    assert specification["Namespace"] == "/aws/sagemaker/Endpoints"
    assert specification["MetricName"] == "CPUUtilization"
    assert [dimension["Name"] for dimension in specification["Dimensions"]] == [
        "EndpointName",
        "VariantName",
    ]


def test_steps_of_a_metric_become_alarms_that_call_policies(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    capacity: ScalableInstanceCount,
    resources: Resources,
) -> None:
    capacity.scale_on_metric(
        "Cpu",
        metric=endpoint.variant("champion").metric_cpu_utilization(),
        scaling_steps=[
            appscaling.ScalingInterval(upper=10, change=-1),
            appscaling.ScalingInterval(lower=50, change=1),
            appscaling.ScalingInterval(lower=70, change=3),
        ],
        adjustment_type=appscaling.AdjustmentType.CHANGE_IN_CAPACITY,
        evaluation_periods=3,
        datapoints_to_alarm=2,
        cooldown=cdk.Duration.minutes(2),
    )

    lower, upper = (p["StepScalingPolicyConfiguration"] for p in resources(stack, POLICY))
    alarms = resources(stack, "AWS::CloudWatch::Alarm")

    assert lower["StepAdjustments"] == [{"MetricIntervalUpperBound": 0, "ScalingAdjustment": -1}]
    assert upper["StepAdjustments"] == [
        {"MetricIntervalLowerBound": 0, "MetricIntervalUpperBound": 20, "ScalingAdjustment": 1},
        {"MetricIntervalLowerBound": 20, "ScalingAdjustment": 3},
    ]
    assert {lower["Cooldown"], upper["Cooldown"]} == {120}
    assert [alarm["Threshold"] for alarm in alarms] == [10, 50]
    assert [(a["EvaluationPeriods"], a["DatapointsToAlarm"]) for a in alarms] == [(3, 2)] * 2


def test_schedule_moves_the_bounds_in_its_time_zone(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    capacity.scale_on_schedule(
        "Before",
        schedule=appscaling.Schedule.cron(hour="1", minute="45"),
        min_capacity=4,
        max_capacity=8,
        time_zone=cdk.TimeZone.EUROPE_PARIS,
    )
    capacity.scale_on_schedule("After", schedule=EVERY_NIGHT, max_capacity=4)

    (target,) = resources(stack, TARGET)

    assert target["ScheduledActions"] == [
        {
            "ScheduledActionName": "Before",
            "Schedule": "cron(45 1 * * ? *)",
            "Timezone": "Europe/Paris",
            "ScalableTargetAction": {"MinCapacity": 4, "MaxCapacity": 8},
        },
        {
            "ScheduledActionName": "After",
            "Schedule": "cron(0 2 * * ? *)",
            "ScalableTargetAction": {"MaxCapacity": 4},
        },
    ]


@pytest.mark.parametrize(
    ("schedule", "expression"),
    [
        (appscaling.Schedule.rate(cdk.Duration.hours(6)), "rate(6 hours)"),
        (appscaling.Schedule.expression("at(2026-12-24T18:00:00)"), "at(2026-12-24T18:00:00)"),
    ],
)
def test_other_forms_of_schedule_are_rendered(
    stack: cdk.Stack,
    capacity: ScalableInstanceCount,
    resources: Resources,
    *,
    schedule: appscaling.Schedule,
    expression: str,
) -> None:
    capacity.scale_on_schedule("Often", schedule=schedule, min_capacity=1)

    (target,) = resources(stack, TARGET)

    assert target["ScheduledActions"][0]["Schedule"] == expression


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ({}, "capacity: give min_capacity, max_capacity or both"),
        ({"min_capacity": 0}, "min_capacity: got 0, allowed is at least 1"),
        ({"max_capacity": 0}, "max_capacity: got 0, allowed is at least 1"),
        ({"min_capacity": 3, "max_capacity": 2}, "max_capacity: got 2, allowed is at least min_"),
    ],
)
def test_schedule_with_bounds_that_aws_refuses_is_refused(
    capacity: ScalableInstanceCount, bounds: dict[str, Any], told: str
) -> None:
    with pytest.raises(
        ConfigurationError, match=f"^scale_on_schedule 'Night' of variant 'champion': {told}"
    ):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, **bounds)


def test_schedules_of_one_id_are_refused(capacity: ScalableInstanceCount) -> None:
    capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, min_capacity=2)

    with pytest.raises(ConfigurationError, match="id: another action of the variant has it"):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT, min_capacity=3)


def test_refused_schedule_leaves_no_action(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    with pytest.raises(ConfigurationError):
        capacity.scale_on_schedule("Night", schedule=EVERY_NIGHT)

    (target,) = resources(stack, TARGET)

    assert "ScheduledActions" not in target

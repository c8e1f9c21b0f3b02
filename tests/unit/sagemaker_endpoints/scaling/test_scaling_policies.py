"""What moves the number of instances: invocations, any metric, steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints import (
    ConfigurationError,
    RealTimeEndpoint,
    ScalableInstanceCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Tracking = Callable[[], dict[str, Any]]
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


@pytest.fixture
def tracking(stack: cdk.Stack, resources: Resources) -> Tracking:
    """What the only policy tracks."""

    def configuration() -> dict[str, Any]:
        (policy,) = resources(stack, POLICY)
        found: dict[str, Any] = policy["TargetTrackingScalingPolicyConfiguration"]
        return found

    return configuration


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

    with pytest.raises(ConfigurationError) as refusal:
        capacity.scale_on_invocations("Load", invocations_per_minute=80)

    assert str(refusal.value) == (
        "policy 'Load' of variant 'champion': id: another policy of it has this one"
    )


def test_metric_has_one_target(capacity: ScalableInstanceCount) -> None:
    capacity.scale_on_invocations("Load", invocations_per_minute=70)
    capacity.scale_on_cpu_utilization("Cpu", percent=60)

    with pytest.raises(ConfigurationError, match="metric: policy 'Load' tracks it already"):
        capacity.scale_on_invocations("Peak", invocations_per_minute=80)
    with pytest.raises(ConfigurationError, match="metric: policy 'Cpu' tracks it already"):
        capacity.scale_on_cpu_utilization("CpuPeak", percent=80)


def test_refused_policy_leaves_its_id_free(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    with pytest.raises(ConfigurationError):
        capacity.scale_on_invocations("Load", invocations_per_minute=0)

    capacity.scale_on_invocations("Load", invocations_per_minute=70)

    assert [policy["PolicyName"] for policy in resources(stack, POLICY)] == ["Load"]


def test_concurrency_is_read_every_ten_seconds(
    capacity: ScalableInstanceCount, tracking: Tracking
) -> None:
    capacity.scale_on_concurrency(
        "Streams", concurrent_requests_per_model=5, scale_out_cooldown=cdk.Duration.seconds(60)
    )

    assert tracking() == {
        "TargetValue": 5,
        "ScaleOutCooldown": 60,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerVariantConcurrentRequestsPerModelHighResolution"
        },
    }


def test_concurrency_of_none_is_refused(capacity: ScalableInstanceCount) -> None:
    with pytest.raises(
        ConfigurationError, match="concurrent_requests_per_model: got 0, allowed is more than 0"
    ):
        capacity.scale_on_concurrency("Streams", concurrent_requests_per_model=0)


def test_target_of_a_metric_is_above_zero(
    endpoint: RealTimeEndpoint, capacity: ScalableInstanceCount
) -> None:
    metric = endpoint.variant("champion").metric_cpu_utilization()

    with pytest.raises(ConfigurationError, match="target_value: got 0, allowed is more than 0"):
        capacity.scale_to_track_metric("Cpu", metric=metric, target_value=0)


@pytest.mark.parametrize(
    ("adjustment_type", "allowed"),
    [
        (appscaling.AdjustmentType.PERCENT_CHANGE_IN_CAPACITY, True),
        (appscaling.AdjustmentType.CHANGE_IN_CAPACITY, False),
        (None, False),
    ],
)
def test_smallest_change_goes_with_percentages(
    stack: cdk.Stack,
    endpoint: RealTimeEndpoint,
    capacity: ScalableInstanceCount,
    resources: Resources,
    *,
    adjustment_type: appscaling.AdjustmentType | None,
    allowed: bool,
) -> None:
    def scale() -> None:
        capacity.scale_on_metric(
            "Cpu",
            metric=endpoint.variant("champion").metric_cpu_utilization(),
            scaling_steps=[
                appscaling.ScalingInterval(upper=10, change=-10),
                appscaling.ScalingInterval(lower=50, change=20),
            ],
            adjustment_type=adjustment_type,
            min_adjustment_magnitude=2,
        )

    if allowed:
        scale()
        lower, upper = (p["StepScalingPolicyConfiguration"] for p in resources(stack, POLICY))
        assert (lower["MinAdjustmentMagnitude"], upper["MinAdjustmentMagnitude"]) == (2, 2)
    else:
        with pytest.raises(ConfigurationError, match="min_adjustment_magnitude: got 2, allowed"):
            scale()


def test_suspended_target_keeps_its_policies(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    capacity.scale_on_invocations("Load", invocations_per_minute=70)

    capacity.suspend(scale_in=True)

    (target,) = resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert target["SuspendedState"] == {
        "DynamicScalingInSuspended": True,
        "DynamicScalingOutSuspended": False,
        "ScheduledScalingSuspended": False,
    }
    assert len(resources(stack, POLICY)) == 1


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

"""The instances of an asynchronous endpoint: down to none, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    AsyncEndpoint,
    ConfigurationError,
    Model,
    ScalableAsyncInstanceCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
ALARM = "AWS::CloudWatch::Alarm"
EVENING = appscaling.Schedule.cron(hour="20", minute="0")


@pytest.fixture
def endpoint(stack: cdk.Stack, model: Model) -> AsyncEndpoint:
    return AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts"),
    )


@pytest.fixture
def from_zero(endpoint: AsyncEndpoint) -> ScalableAsyncInstanceCount:
    """0 to 5 instances."""
    return endpoint.auto_scale_instance_count(max_capacity=5)


@pytest.fixture
def from_one(endpoint: AsyncEndpoint) -> ScalableAsyncInstanceCount:
    """1 to 5 instances."""
    return endpoint.auto_scale_instance_count(min_capacity=1, max_capacity=5)


@pytest.fixture
def name(stack: cdk.Stack, endpoint: AsyncEndpoint) -> Any:
    """The endpoint's name in the template."""
    return stack.resolve(endpoint.cfn_endpoint.attr_endpoint_name)


def test_target_is_the_desired_count_of_the_variant(
    stack: cdk.Stack, from_zero: ScalableAsyncInstanceCount, name: Any, resources: Resources
) -> None:
    del from_zero

    (target,) = resources(stack, TARGET)

    assert target == {
        "MinCapacity": 0,
        "MaxCapacity": 5,
        "ResourceId": {"Fn::Join": ["", ["endpoint/", name, "/variant/AllTraffic"]]},
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ServiceNamespace": "sagemaker",
    }


def test_scaled_count_outlives_a_deploy(
    stack: cdk.Stack, from_zero: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    del from_zero

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert rendered["RetainAllVariantProperties"] is True


def test_backlog_is_tracked_by_the_name_of_the_endpoint_alone(
    stack: cdk.Stack, from_one: ScalableAsyncInstanceCount, name: Any, resources: Resources
) -> None:
    from_one.scale_on_backlog(
        "Backlog",
        backlog_per_instance=5,
        scale_in_cooldown=cdk.Duration.minutes(10),
        scale_out_cooldown=cdk.Duration.minutes(5),
        disable_scale_in=False,
    )

    (policy,) = resources(stack, POLICY)

    assert policy["PolicyName"] == "Backlog"
    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 5,
        "CustomizedMetricSpecification": {
            "Namespace": "AWS/SageMaker",
            "MetricName": "ApproximateBacklogSizePerInstance",
            "Dimensions": [{"Name": "EndpointName", "Value": name}],
            "Statistic": "Average",
        },
        "ScaleInCooldown": 600,
        "ScaleOutCooldown": 300,
        "DisableScaleIn": False,
    }
    assert resources(stack, ALARM) == []


def test_backlog_wakes_an_endpoint_without_instances(
    stack: cdk.Stack, from_zero: ScalableAsyncInstanceCount, name: Any, resources: Resources
) -> None:
    from_zero.scale_on_backlog("Backlog", backlog_per_instance=5)

    tracking, waking = sorted(resources(stack, POLICY), key=lambda policy: policy["PolicyName"])
    (alarm,) = resources(stack, ALARM)

    assert tracking["PolicyType"] == "TargetTrackingScaling"
    assert (waking["PolicyName"], waking["PolicyType"]) == ("BacklogFromZero", "StepScaling")
    assert waking["StepScalingPolicyConfiguration"] == {
        "AdjustmentType": "ChangeInCapacity",
        "MetricAggregationType": "Average",
        "Cooldown": 300,
        "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
    }
    (action,) = alarm.pop("AlarmActions")
    assert action["Fn::GetAtt"][1] == "Arn"
    assert alarm == {
        "AlarmDescription": "Requests wait, and there is no instance",
        "Namespace": "AWS/SageMaker",
        "MetricName": "HasBacklogWithoutCapacity",
        "Dimensions": [{"Name": "EndpointName", "Value": name}],
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 2,
        "DatapointsToAlarm": 2,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "TreatMissingData": "missing",
    }


def test_night_without_instances_is_woken_from(
    stack: cdk.Stack, from_one: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    from_one.scale_on_backlog("Backlog", backlog_per_instance=5)
    from_one.scale_on_schedule("Evening", schedule=EVENING, min_capacity=0)

    (alarm,) = resources(stack, ALARM)

    assert alarm["MetricName"] == "HasBacklogWithoutCapacity"


def test_order_of_policy_and_schedule_does_not_matter(
    stack: cdk.Stack, from_one: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    from_one.scale_on_schedule("Evening", schedule=EVENING, min_capacity=0)
    from_one.scale_on_backlog("Backlog", backlog_per_instance=5)

    assert len(resources(stack, ALARM)) == 1


def test_schedule_that_keeps_an_instance_wakes_nothing(
    stack: cdk.Stack, from_one: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    from_one.scale_on_backlog("Backlog", backlog_per_instance=5)
    from_one.scale_on_schedule("Evening", schedule=EVENING, max_capacity=1)
    from_one.scale_on_schedule("Morning", schedule=EVENING, min_capacity=2)

    assert resources(stack, ALARM) == []


def test_endpoint_is_woken_by_one_policy_only(
    stack: cdk.Stack, from_zero: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    from_zero.scale_on_backlog("Backlog", backlog_per_instance=5)
    from_zero.scale_on_schedule("Evening", schedule=EVENING, min_capacity=0)

    assert len(resources(stack, ALARM)) == 1


def test_own_way_of_waking_is_kept(
    stack: cdk.Stack, from_zero: ScalableAsyncInstanceCount, resources: Resources
) -> None:
    from_zero.scale_from_zero("Wake", cooldown=cdk.Duration.minutes(10))
    from_zero.scale_on_backlog("Backlog", backlog_per_instance=5)

    policies = {policy["PolicyName"]: policy for policy in resources(stack, POLICY)}

    assert sorted(policies) == ["Backlog", "Wake"]
    assert policies["Wake"]["StepScalingPolicyConfiguration"]["Cooldown"] == 600


def test_custom_metric_can_be_woken_from_zero(
    stack: cdk.Stack,
    endpoint: AsyncEndpoint,
    from_zero: ScalableAsyncInstanceCount,
    resources: Resources,
) -> None:
    from_zero.scale_to_track_metric("Size", metric=endpoint.metric_backlog_size(), target_value=20)
    from_zero.scale_from_zero("Wake")

    assert {policy["PolicyType"] for policy in resources(stack, POLICY)} == {
        "TargetTrackingScaling",
        "StepScaling",
    }


def test_minimum_that_may_be_none_is_woken_from(
    stack: cdk.Stack, endpoint: AsyncEndpoint, late_number: int, resources: Resources
) -> None:
    capacity = endpoint.auto_scale_instance_count(
        min_capacity=late_number, max_capacity=late_number
    )
    capacity.scale_on_backlog("Backlog", backlog_per_instance=late_number)

    assert len(resources(stack, ALARM)) == 1


@pytest.mark.parametrize("target", [0, -1])
def test_backlog_of_nothing_is_refused(
    from_zero: ScalableAsyncInstanceCount, target: float
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        from_zero.scale_on_backlog("Backlog", backlog_per_instance=target)

    assert str(refusal.value) == (
        "scale_on_backlog 'Backlog' of variant 'AllTraffic': backlog_per_instance: "
        f"got {target}, allowed is more than 0"
    )


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (
            {"min_capacity": -1, "max_capacity": 1},
            "min_capacity: got -1, allowed is at least 0",
        ),
        (
            {"min_capacity": 2, "max_capacity": 1},
            "max_capacity: got 1, allowed is at least min_capacity, 2",
        ),
    ],
)
def test_bounds_that_aws_refuses_are_refused(
    endpoint: AsyncEndpoint, bounds: dict[str, int], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.auto_scale_instance_count(**bounds)

    named = "auto_scale_instance_count of AsyncEndpoint 'Stack/Backfill'"
    assert str(refusal.value) == f"{named}: {told}"


def test_burstable_instances_do_not_scale(stack: cdk.Stack, model: Model) -> None:
    endpoint = AsyncEndpoint(
        stack,
        "Small",
        model=model,
        instance_type="ml.t2.medium",
        output_bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts"),
    )

    with pytest.raises(ConfigurationError, match=r"ml\.t2\.medium cannot be auto-scaled"):
        endpoint.auto_scale_instance_count(max_capacity=2)


def test_endpoint_scales_once(
    endpoint: AsyncEndpoint, from_zero: ScalableAsyncInstanceCount
) -> None:
    del from_zero

    with pytest.raises(ConfigurationError, match="the variant scales already; add policies to"):
        endpoint.auto_scale_instance_count(max_capacity=9)


def test_variant_points_to_the_endpoint(endpoint: AsyncEndpoint) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=2)

    assert str(refusal.value) == (
        "auto_scale_instance_count of variant 'AllTraffic': an asynchronous endpoint scales by its "
        "backlog; call auto_scale_instance_count of the endpoint itself"
    )


def test_invocations_cannot_be_followed(from_zero: ScalableAsyncInstanceCount) -> None:
    assert not hasattr(from_zero, "scale_on_invocations")
    assert not hasattr(from_zero, "scale_on_concurrency")

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    InferenceComponentEndpoint,
    Model,
    ModelComponent,
    ScalableCopyCount,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
ALARM = "AWS::CloudWatch::Alarm"


@pytest.fixture
def component(stack: cdk.Stack, model: Model) -> ModelComponent:
    """A component of one GPU on 0 to 2 instances of one GPU each."""
    endpoint = InferenceComponentEndpoint(
        stack,
        "Shared",
        instance_type="ml.g5.2xlarge",
        min_instance_count=0,
        max_instance_count=2,
    )
    return endpoint.add_component("Chronos", model=model, min_memory_mb=1024, accelerators=1)


@pytest.fixture
def copies(component: ModelComponent) -> ScalableCopyCount:
    return component.auto_scale_copy_count(min_capacity=1, max_capacity=2)


def test_target_names_the_component_and_is_made_after_it(
    stack: cdk.Stack, component: ModelComponent, by_id: ById
) -> None:
    component.auto_scale_copy_count(max_capacity=2)

    (component_id,) = by_id(stack, "AWS::SageMaker::InferenceComponent")
    (target,) = by_id(stack, TARGET).values()
    assert target == {
        "Type": TARGET,
        "DependsOn": [component_id],
        "Properties": {
            "ServiceNamespace": "sagemaker",
            "ScalableDimension": "sagemaker:inference-component:DesiredCopyCount",
            "ResourceId": f"inference-component/{component.component_name}",
            "MinCapacity": 1,
            "MaxCapacity": 2,
        },
    }


def test_concurrency_is_tracked_per_copy(
    stack: cdk.Stack, copies: ScalableCopyCount, resources: Resources
) -> None:
    copies.scale_on_concurrency(
        "Load",
        concurrent_requests_per_copy=5,
        scale_in_cooldown=cdk.Duration.minutes(10),
        scale_out_cooldown=cdk.Duration.minutes(1),
        disable_scale_in=True,
    )

    (policy,) = resources(stack, POLICY)
    metric = "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
    assert policy["PolicyName"] == "Load"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 5,
        "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
        "ScaleInCooldown": 600,
        "ScaleOutCooldown": 60,
        "DisableScaleIn": True,
    }


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({"invocations_per_copy_per_minute": 70}, 70),
        ({"max_requests_per_second": 3}, 90),
        ({"max_requests_per_second": 3, "safety_factor": 1}, 180),
    ],
)
def test_invocations_are_tracked_per_copy(
    stack: cdk.Stack,
    copies: ScalableCopyCount,
    resources: Resources,
    given: dict[str, Any],
    target: float,
) -> None:
    copies.scale_on_invocations("Load", **given)

    (policy,) = resources(stack, POLICY)
    metric = "SageMakerInferenceComponentInvocationsPerCopy"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": target,
        "PredefinedMetricSpecification": {"PredefinedMetricType": metric},
    }


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "target: give either max_requests_per_second (and safety_factor), or"),
        (
            {"max_requests_per_second": 1, "invocations_per_copy_per_minute": 1},
            "invocations_per_copy_per_minute; got both",
        ),
        (
            {"invocations_per_copy_per_minute": 1, "safety_factor": 0.5},
            "safety_factor: belongs to max_requests_per_second",
        ),
        (
            {"invocations_per_copy_per_minute": 0},
            "invocations_per_copy_per_minute: got 0, allowed is more than 0",
        ),
        ({"max_requests_per_second": 0}, "max_requests_per_second: got 0, allowed is more than 0"),
        (
            {"max_requests_per_second": 1, "safety_factor": 1.1},
            "safety_factor: got 1.1, allowed is more than 0, at most 1",
        ),
    ],
)
def test_invocations_out_of_range_are_refused(
    copies: ScalableCopyCount, given: dict[str, Any], fault: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        copies.scale_on_invocations("Load", **given)

    assert fault in str(refusal.value)


def test_late_load_test_is_refused_with_the_way_out(
    copies: ScalableCopyCount, late_number: Any
) -> None:
    with pytest.raises(ConfigurationError, match="give invocations_per_copy_per_minute"):
        copies.scale_on_invocations("Load", max_requests_per_second=late_number)


def test_late_target_is_taken(
    stack: cdk.Stack, copies: ScalableCopyCount, late_number: Any, resources: Resources
) -> None:
    copies.scale_on_invocations("Load", invocations_per_copy_per_minute=late_number)

    (policy,) = resources(stack, POLICY)
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == {"Ref": "Late"}


def test_concurrency_of_none_is_refused(copies: ScalableCopyCount) -> None:
    with pytest.raises(ConfigurationError, match="concurrent_requests_per_copy: got 0, allowed"):
        copies.scale_on_concurrency("Load", concurrent_requests_per_copy=0)


def test_component_that_may_have_no_copy_is_woken_by_the_first_request(
    stack: cdk.Stack, component: ModelComponent, by_id: ById
) -> None:
    component.auto_scale_copy_count(min_capacity=0, max_capacity=2)

    ((target_id, target),) = by_id(stack, TARGET).items()
    ((policy_id, policy),) = by_id(stack, POLICY).items()
    (alarm,) = by_id(stack, ALARM).values()
    name = component.component_name
    assert target["Properties"]["MinCapacity"] == 0
    assert policy["Properties"] == {
        "PolicyName": "ScaleFromZero",
        "PolicyType": "StepScaling",
        "ScalingTargetId": {"Ref": target_id},
        "StepScalingPolicyConfiguration": {
            "AdjustmentType": "ChangeInCapacity",
            "MetricAggregationType": "Maximum",
            "Cooldown": 60,
            "StepAdjustments": [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}],
        },
    }
    assert alarm["Properties"] == {
        "AlarmDescription": f"{name} was asked and has no copy: add one",
        "Namespace": "AWS/SageMaker",
        "MetricName": "NoCapacityInvocationFailures",
        "Dimensions": [{"Name": "InferenceComponentName", "Value": name}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "DatapointsToAlarm": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "TreatMissingData": "missing",
        "AlarmActions": [{"Fn::GetAtt": [policy_id, "Arn"]}],
    }


def test_component_that_keeps_a_copy_needs_no_waking(
    stack: cdk.Stack, component: ModelComponent, resources: Resources
) -> None:
    component.auto_scale_copy_count(min_capacity=1, max_capacity=2)

    assert resources(stack, POLICY) == []
    assert resources(stack, ALARM) == []


def test_late_minimum_may_be_none(
    stack: cdk.Stack, component: ModelComponent, late_number: Any, resources: Resources
) -> None:
    component.auto_scale_copy_count(min_capacity=late_number, max_capacity=2)

    assert len(resources(stack, ALARM)) == 1


def test_schedule_that_takes_all_copies_away_adds_the_way_back_once(
    stack: cdk.Stack, copies: ScalableCopyCount, resources: Resources
) -> None:
    night, noon = appscaling.Schedule.cron(hour="22"), appscaling.Schedule.cron(hour="12")

    copies.scale_on_schedule("Night", schedule=night, min_capacity=0, max_capacity=2)
    copies.scale_on_schedule("Noon", schedule=noon, min_capacity=0)

    (target,) = resources(stack, TARGET)
    names = [action["ScheduledActionName"] for action in target["ScheduledActions"]]
    assert names == ["Night", "Noon"]
    assert len(resources(stack, ALARM)) == 1


def test_schedule_that_keeps_a_copy_adds_nothing(
    stack: cdk.Stack, copies: ScalableCopyCount, resources: Resources
) -> None:
    morning = appscaling.Schedule.cron(hour="6")

    copies.scale_on_schedule("Morning", schedule=morning, min_capacity=2)
    copies.scale_on_schedule("Cap", schedule=morning, max_capacity=3)

    assert resources(stack, ALARM) == []


@pytest.mark.parametrize(
    ("bounds", "fault"),
    [
        ({"min_capacity": -1, "max_capacity": 1}, "min_capacity: got -1, allowed is at least 0"),
        (
            {"min_capacity": 2, "max_capacity": 1},
            "max_capacity: got 1, allowed is at least min_capacity, 2",
        ),
    ],
)
def test_bounds_that_aws_refuses_are_refused(
    component: ModelComponent, bounds: dict[str, int], fault: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        component.auto_scale_copy_count(**bounds)

    assert str(refusal.value) == (
        f"auto_scale_copy_count of component 'Stack/Shared/Chronos': {fault}"
    )


def test_second_registration_is_refused(component: ModelComponent) -> None:
    component.auto_scale_copy_count(max_capacity=2)

    with pytest.raises(ConfigurationError, match="the component scales already"):
        component.auto_scale_copy_count(max_capacity=2)


def test_each_component_has_its_own_target(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    endpoint = InferenceComponentEndpoint(stack, "Both", instance_type="ml.g5.12xlarge")
    for name in ("One", "Two"):
        component = endpoint.add_component(name, model=model, min_memory_mb=1024, accelerators=1)
        copies = component.auto_scale_copy_count(max_capacity=2)
        copies.scale_on_concurrency("Load", concurrent_requests_per_copy=5)

    assert len({target["ResourceId"] for target in resources(stack, TARGET)}) == 2
    assert len(resources(stack, POLICY)) == 2


def test_parked_copies_on_instances_that_stay_warn(
    stack: cdk.Stack, model: Model, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    kept = InferenceComponentEndpoint(
        stack, "Kept", instance_type="ml.m5.large", min_instance_count=1, max_instance_count=2
    )
    fixed = InferenceComponentEndpoint(stack, "Fixed", instance_type="ml.m5.large")
    for endpoint in (kept, fixed):
        component = endpoint.add_component("Own", model=model, min_memory_mb=1024)
        component.auto_scale_copy_count(min_capacity=0, max_capacity=1)

    for endpoint in (kept, fixed):
        (warning,) = warnings_of(endpoint)
        assert "sagemaker-endpoints::IdleInstances" in warning


def test_instances_that_go_as_well_do_not_warn(
    component: ModelComponent, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    component.auto_scale_copy_count(min_capacity=0, max_capacity=2)

    assert warnings_of(component) == []


@pytest.mark.parametrize(
    ("instance_type", "resources_of_a_copy", "most"),
    [
        ("ml.g5.2xlarge", {"min_memory_mb": 1024, "accelerators": 1}, 2),
        ("ml.m5.large", {"min_memory_mb": 3000}, 4),
        ("ml.m5.large", {"min_memory_mb": 128, "cpus": 0.5}, 8),
    ],
)
def test_more_copies_than_the_instances_hold_warn(
    *,
    stack: cdk.Stack,
    model: Model,
    warnings_of: Callable[[IConstruct], list[str]],
    instance_type: str,
    resources_of_a_copy: dict[str, Any],
    most: int,
) -> None:
    endpoint = InferenceComponentEndpoint(
        stack, "Shared", instance_type=instance_type, initial_instance_count=2
    )
    fitting = endpoint.add_component("Fits", model=model, **resources_of_a_copy)
    crowded = endpoint.add_component("Crowded", model=model, **resources_of_a_copy)

    fitting.auto_scale_copy_count(max_capacity=most)
    crowded.auto_scale_copy_count(max_capacity=most + 1)

    (warning,) = warnings_of(crowded)
    assert "sagemaker-endpoints::CopiesWithoutRoom" in warning
    assert f"which hold {most} " in warning
    assert warnings_of(fitting) == []

"""The provisioned concurrency of a serverless endpoint: its bounds and what moves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling

from sagemaker_endpoints import (
    ConfigurationError,
    Model,
    ScalableProvisionedConcurrency,
    ServerlessEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"
EVERY_MORNING = appscaling.Schedule.cron(hour="6", minute="0")


@pytest.fixture
def endpoint(stack: cdk.Stack, model: Model) -> ServerlessEndpoint:
    """At most 10 requests at one time, 2 of them warm."""
    return ServerlessEndpoint(
        stack, "Rare", model=model, max_concurrency=10, provisioned_concurrency=2
    )


@pytest.fixture
def concurrency(endpoint: ServerlessEndpoint) -> ScalableProvisionedConcurrency:
    return endpoint.auto_scale_provisioned_concurrency(max_capacity=10)


def test_target_is_the_provisioned_concurrency_of_the_variant(
    stack: cdk.Stack, concurrency: ScalableProvisionedConcurrency, resources: Resources
) -> None:
    del concurrency

    (target,) = resources(stack, TARGET)

    prefix, name, suffix = target.pop("ResourceId")["Fn::Join"][1]
    assert (prefix, suffix) == ("endpoint/", "/variant/AllTraffic")
    assert name["Fn::GetAtt"][1] == "EndpointName"
    assert target == {
        "MinCapacity": 1,
        "MaxCapacity": 10,
        "ScalableDimension": "sagemaker:variant:DesiredProvisionedConcurrency",
        "ServiceNamespace": "sagemaker",
    }


def test_policy_follows_the_one_predefined_metric_of_the_dimension(
    stack: cdk.Stack, concurrency: ScalableProvisionedConcurrency, resources: Resources
) -> None:
    concurrency.scale_on_utilization(
        "Load",
        target=0.7,
        scale_in_cooldown=cdk.Duration.minutes(5),
        scale_out_cooldown=cdk.Duration.seconds(1),
        disable_scale_in=False,
    )

    (policy,) = resources(stack, POLICY)

    assert policy["PolicyName"] == "Load"
    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 0.7,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerVariantProvisionedConcurrencyUtilization"
        },
        "ScaleInCooldown": 300,
        "ScaleOutCooldown": 1,
        "DisableScaleIn": False,
    }


@pytest.mark.parametrize("target", [0.01, 1])
def test_share_is_taken(
    stack: cdk.Stack,
    concurrency: ScalableProvisionedConcurrency,
    resources: Resources,
    target: float,
) -> None:
    concurrency.scale_on_utilization("Load", target=target)

    (policy,) = resources(stack, POLICY)

    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == target


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (0, "got 0, allowed is more than 0, at most 1"),
        (70, "got 70, allowed is more than 0, at most 1: it is a share, for 70 % write 0.7"),
        (700, "got 700, allowed is more than 0, at most 1"),
    ],
)
def test_target_that_is_no_share_is_refused(
    concurrency: ScalableProvisionedConcurrency, target: float, told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        concurrency.scale_on_utilization("Load", target=target)

    assert str(refusal.value) == (
        f"scale_on_utilization 'Load' of variant 'AllTraffic': target: {told}"
    )


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        (
            {"min_capacity": 0, "max_capacity": 1},
            (
                "min_capacity: got 0, allowed is at least 1: "
                "only asynchronous endpoints and inference components scale to none"
            ),
        ),
        (
            {"min_capacity": 3, "max_capacity": 2},
            "max_capacity: got 2, allowed is at least min_capacity, 3",
        ),
        (
            {"max_capacity": 11},
            "max_capacity: got 11, allowed is at most the endpoint's max_concurrency, 10",
        ),
    ],
)
def test_bounds_that_aws_refuses_are_refused(
    endpoint: ServerlessEndpoint, bounds: dict[str, int], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.auto_scale_provisioned_concurrency(**bounds)

    assert str(refusal.value) == (
        f"auto_scale_provisioned_concurrency of ServerlessEndpoint 'Stack/Rare': {told}"
    )


def test_concurrency_that_is_not_provisioned_does_not_scale(stack: cdk.Stack, model: Model) -> None:
    endpoint = ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=10)

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.auto_scale_provisioned_concurrency(max_capacity=10)

    assert str(refusal.value) == (
        "auto_scale_provisioned_concurrency of ServerlessEndpoint 'Stack/Rare': "
        "provisioned_concurrency: missing; give the endpoint one to begin with, as only "
        "concurrency that is provisioned scales by policies"
    )


def test_concurrency_scales_once(
    endpoint: ServerlessEndpoint, concurrency: ScalableProvisionedConcurrency
) -> None:
    del concurrency

    with pytest.raises(ConfigurationError, match="it scales already; add policies to what"):
        endpoint.auto_scale_provisioned_concurrency(max_capacity=9)


def test_clock_moves_the_bounds(
    stack: cdk.Stack, concurrency: ScalableProvisionedConcurrency, resources: Resources
) -> None:
    concurrency.scale_on_schedule("Morning", schedule=EVERY_MORNING, min_capacity=10)

    (target,) = resources(stack, TARGET)

    (action,) = target["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 10}


@pytest.mark.parametrize("bound", ["min_capacity", "max_capacity"])
def test_clock_cannot_exceed_the_endpoint(
    concurrency: ScalableProvisionedConcurrency, bound: str
) -> None:
    bounds: dict[str, Any] = {bound: 11}

    with pytest.raises(ConfigurationError) as refusal:
        concurrency.scale_on_schedule("Morning", schedule=EVERY_MORNING, **bounds)

    assert str(refusal.value) == (
        f"scale_on_schedule 'Morning' of variant 'AllTraffic': {bound}: got 11, allowed is at most "
        "the endpoint's max_concurrency, 10"
    )


def test_deploy_brings_back_what_the_code_says(
    stack: cdk.Stack, concurrency: ScalableProvisionedConcurrency, resources: Resources
) -> None:
    del concurrency

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert "RetainAllVariantProperties" not in rendered


def test_late_numbers_pass_every_check(
    stack: cdk.Stack, endpoint: ServerlessEndpoint, late_number: int, resources: Resources
) -> None:
    concurrency = endpoint.auto_scale_provisioned_concurrency(
        min_capacity=late_number, max_capacity=late_number
    )
    concurrency.scale_on_utilization("Load", target=late_number)

    (target,) = resources(stack, TARGET)
    (policy,) = resources(stack, POLICY)

    late = {"Ref": "Late"}
    assert (target["MinCapacity"], target["MaxCapacity"]) == (late, late)
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == late

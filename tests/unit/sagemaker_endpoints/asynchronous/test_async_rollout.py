"""An asynchronous endpoint that is updated in steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import AsyncEndpoint, Model, RollbackAlarms, Rollout

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
BAKE = cdk.Duration.minutes(10)


@pytest.fixture
def make(stack: cdk.Stack, model: Model) -> Callable[[Rollout], AsyncEndpoint]:
    """An endpoint with a rollout."""

    def made(rollout: Rollout) -> AsyncEndpoint:
        return AsyncEndpoint(
            stack,
            "Backfill",
            model=model,
            instance_type="ml.m5.xlarge",
            output_bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts"),
            initial_instance_count=2,
            rollout=rollout,
        )

    return made


@pytest.mark.parametrize(
    ("rollout", "policy"),
    [
        (Rollout.canary(percent=10, bake=BAKE), "BlueGreenUpdatePolicy"),
        (Rollout.linear(step_percent=50, bake=BAKE), "BlueGreenUpdatePolicy"),
        (Rollout.all_at_once(bake=BAKE), "BlueGreenUpdatePolicy"),
        (Rollout.rolling(batch_percent=50, bake=BAKE), "RollingUpdatePolicy"),
    ],
)
def test_every_way_is_rendered(
    stack: cdk.Stack,
    make: Callable[[Rollout], AsyncEndpoint],
    resources: Resources,
    rollout: Rollout,
    policy: str,
) -> None:
    made = make(rollout)

    (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert set(endpoint["DeploymentConfig"]) == {policy, "AutoRollbackConfiguration"}
    assert endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"] == [
        {"AlarmName": stack.resolve(alarm.ref)} for alarm in made.rollback_alarms
    ]


def test_slow_answers_take_nothing_back_unless_asked(
    stack: cdk.Stack, make: Callable[[Rollout], AsyncEndpoint], resources: Resources
) -> None:
    make(Rollout.canary(percent=10, bake=BAKE))

    (alarm,) = resources(stack, "AWS::CloudWatch::Alarm")

    assert "AVG(Invocation5XXErrors)" in str(alarm["Metrics"])


def test_alarms_that_were_asked_for_are_made(
    stack: cdk.Stack, make: Callable[[Rollout], AsyncEndpoint], resources: Resources
) -> None:
    alarms = RollbackAlarms(model_latency=cdk.Duration.minutes(20))
    make(Rollout.canary(percent=10, bake=BAKE, alarms=alarms))

    _errors, latency = resources(stack, "AWS::CloudWatch::Alarm")

    assert latency["Threshold"] == 20 * 60 * 1_000_000


def test_model_may_look_at_the_alarms(
    stack: cdk.Stack, make: Callable[[Rollout], AsyncEndpoint], resources: Resources
) -> None:
    make(Rollout.canary(percent=10, bake=BAKE))

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert "WatchRollout" in [each["Sid"] for each in statements]


def test_rollout_without_alarms_warns(
    make: Callable[[Rollout], AsyncEndpoint], warnings_of: Warnings
) -> None:
    endpoint = make(Rollout.canary(percent=10, bake=BAKE, alarms=[]))

    (warning,) = warnings_of(endpoint)

    assert "[ack: sagemaker-endpoints::NoRollbackAlarms]" in warning
    assert endpoint.rollback_alarms == ()


def test_alarm_on_a_long_time_is_not_warned_of(
    make: Callable[[Rollout], AsyncEndpoint], warnings_of: Warnings
) -> None:
    alarms = RollbackAlarms(model_latency=cdk.Duration.minutes(30))

    endpoint = make(Rollout.canary(percent=50, bake=BAKE, alarms=alarms))

    assert warnings_of(endpoint) == []

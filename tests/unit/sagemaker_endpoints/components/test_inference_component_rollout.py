from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from constructs import IConstruct

from benchmarks.messages import recorded
from sagemaker_endpoints import (
    ComponentRollout,
    ConfigurationError,
    InferenceComponentEndpoint,
    Model,
    RollbackAlarms,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
COMPONENT = "AWS::SageMaker::InferenceComponent"
MINUTE = cdk.Duration.minutes(1)


@pytest.fixture
def shared(stack: cdk.Stack) -> InferenceComponentEndpoint:
    return InferenceComponentEndpoint(stack, "Shared", instance_type="ml.m5.large")


def test_smallest_rollout(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, resources: Resources
) -> None:
    rollout = ComponentRollout(batch_copy_count=1, bake=cdk.Duration.seconds(0))

    shared.add_component("Own", model=model, min_memory_mb=128, copies=2, rollout=rollout)

    (component,) = resources(stack, COMPONENT)
    assert component["DeploymentConfig"] == {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "COPY_COUNT", "Value": 1},
            "WaitIntervalInSeconds": 0,
        }
    }


def test_whole_rollout(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, resources: Resources
) -> None:
    alarm = cloudwatch.Alarm.from_alarm_arn(
        stack, "Alarm", f"arn:aws:cloudwatch:eu-west-1:{stack.account}:alarm:errors"
    )
    rollout = ComponentRollout(
        batch_percent=25,
        bake=MINUTE,
        rollback_batch_percent=100,
        maximum_timeout=cdk.Duration.hours(1),
        alarms=[alarm],
    )

    shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    (component,) = resources(stack, COMPONENT)
    assert component["DeploymentConfig"] == {
        "RollingUpdatePolicy": {
            "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 25},
            "WaitIntervalInSeconds": 60,
            "RollbackMaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 100},
            "MaximumExecutionTimeoutInSeconds": 3600,
        },
        "AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]},
    }


def test_role_may_look_at_an_alarm_on_the_endpoint_before_the_component_is_made(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, by_id: ById
) -> None:
    model = Model.from_model_name(stack, "Model", "m-1")
    invocations = shared.variant("AllTraffic").metric_invocations()
    alarm = invocations.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    (alarm_id,) = by_id(stack, "AWS::CloudWatch::Alarm")
    (role_id,) = by_id(stack, "AWS::IAM::Role")
    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (component,) = by_id(stack, COMPONENT).values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert policy["Properties"]["Roles"] == [{"Ref": role_id}]
    assert statement["Action"] == "cloudwatch:DescribeAlarms"
    assert statement["Resource"] == {"Fn::GetAtt": [alarm_id, "Arn"]}
    assert component["DependsOn"] == [policy_id]


def test_two_components_of_one_role_have_policies_of_two_names(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, resources: Resources
) -> None:
    invocations = shared.variant("AllTraffic").metric_invocations()
    alarm = invocations.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    for construct_id in ("One", "Two"):
        shared.add_component(construct_id, model=model, min_memory_mb=128, rollout=rollout)

    policies = resources(stack, "AWS::IAM::Policy")
    assert len({policy["PolicyName"] for policy in policies}) == 2


def test_given_role_gets_the_right_by_a_policy_of_its_own(
    stack: cdk.Stack, model: Model, by_id: ById
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    endpoint = InferenceComponentEndpoint(stack, "Own", instance_type="ml.m5.large", role=role)
    invocations = endpoint.variant("AllTraffic").metric_invocations()
    alarm = invocations.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    endpoint.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    (component,) = by_id(stack, COMPONENT).values()
    policies = by_id(stack, "AWS::IAM::Policy")
    (watching,) = (key for key, value in policies.items() if "DescribeAlarms" in str(value))
    assert component["DependsOn"] == [watching]
    assert len(policies) == 2


def test_role_that_may_not_be_changed_stays_as_it_is(
    stack: cdk.Stack, model: Model, by_id: ById
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    endpoint = InferenceComponentEndpoint(
        stack, "Own", instance_type="ml.m5.large", role=role.without_policy_updates()
    )
    invocations = endpoint.variant("AllTraffic").metric_invocations()
    alarm = invocations.create_alarm(stack, "Alarm", threshold=1, evaluation_periods=1)
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    endpoint.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    assert by_id(stack, "AWS::IAM::Policy") == {}


def test_model_of_another_stack_does_not_come_to_depend_on_the_alarms(
    app: cdk.App, stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model
) -> None:
    serving = cdk.Stack(
        app, "Serving", env=cdk.Environment(account="111111111111", region="eu-west-1")
    )
    endpoint = InferenceComponentEndpoint(serving, "Own", instance_type="ml.m5.large")
    alarm = (
        shared.variant("AllTraffic")
        .metric_invocations()
        .create_alarm(serving, "Alarm", threshold=1, evaluation_periods=1)
    )
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    endpoint.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)
    app.synth()

    assert stack.dependencies == []


def test_alarms_made_for_a_component_look_at_its_copies_and_take_the_update_back(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    rollout = ComponentRollout(
        batch_percent=50, bake=cdk.Duration.minutes(2), alarms=RollbackAlarms()
    )

    own = shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    alarms = by_id(stack, "AWS::CloudWatch::Alarm")
    ((component_id, component),) = by_id(stack, COMPONENT).items()
    name = component["Properties"]["InferenceComponentName"]
    assert {alarm["Properties"]["MetricName"] for alarm in alarms.values()} == {
        "Invocation5XXErrors",
        "ModelLatency",
    }
    for alarm in alarms.values():
        watched = alarm["Properties"]
        assert watched["Dimensions"] == [{"Name": "InferenceComponentName", "Value": name}]
        assert (watched["Statistic"], watched["Period"]) == ("Average", 60)
        assert component_id not in str(alarm), "a circle"
    rollback = component["Properties"]["DeploymentConfig"]["AutoRollbackConfiguration"]
    assert rollback == {"Alarms": [{"AlarmName": {"Ref": alarm_id}} for alarm_id in alarms]}
    assert [stack.resolve(alarm.ref) for alarm in own.rollback_alarms] == [
        {"Ref": alarm_id} for alarm_id in alarms
    ]


def test_alarms_of_a_component_are_made_by_one_message(
    shared: InferenceComponentEndpoint, model: Model
) -> None:
    rollout = ComponentRollout(
        batch_percent=50, bake=cdk.Duration.minutes(2), alarms=RollbackAlarms()
    )

    with recorded() as messages:
        shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    made = [message.subject for message in messages if "CfnAlarm" in message.subject]
    assert made == [" + ".join(["aws-cdk-lib.aws_cloudwatch.CfnAlarm"] * 2)]


def test_role_may_look_at_the_alarms_that_were_made_before_the_component_is(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model, by_id: ById
) -> None:
    rollout = ComponentRollout(
        batch_percent=50,
        bake=cdk.Duration.minutes(2),
        alarms=RollbackAlarms(error_rate_percent=None),
    )

    shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    (alarm_id,) = by_id(stack, "AWS::CloudWatch::Alarm")
    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (component,) = by_id(stack, COMPONENT).values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Action"] == "cloudwatch:DescribeAlarms"
    assert statement["Resource"] == {"Fn::GetAtt": [alarm_id, "Arn"]}
    assert component["DependsOn"] == [policy_id]


def test_rollout_with_alarms_of_ones_own_makes_none(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model
) -> None:
    arn = f"arn:aws:cloudwatch:eu-west-1:{stack.account}:alarm:errors"
    alarm = cloudwatch.Alarm.from_alarm_arn(stack, "Alarm", arn)
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    own = shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    assert own.rollback_alarms == ()


@pytest.mark.parametrize(("seconds", "warns"), [(119, True), (120, False)])
def test_bake_that_is_shorter_than_its_alarms_warns(
    seconds: int,
    warns: bool,  # noqa: FBT001  # a parameter of the test
    shared: InferenceComponentEndpoint,
    model: Model,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    rollout = ComponentRollout(
        batch_percent=50, bake=cdk.Duration.seconds(seconds), alarms=RollbackAlarms()
    )

    own = shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    told = [
        "[ack: sagemaker-endpoints::BakeShorterThanAlarms]" in warning
        for warning in warnings_of(own)
    ]
    assert told == [True] * warns


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, "batch: give either batch_percent or batch_copy_count; got neither"),
        (
            {"batch_percent": 50, "batch_copy_count": 1},
            "batch: give either batch_percent or batch_copy_count; got both",
        ),
        ({"batch_percent": 4}, "batch_percent: got 4, allowed is 5 to 50"),
        ({"batch_percent": 51}, "batch_percent: got 51, allowed is 5 to 50"),
        ({"batch_copy_count": 0}, "batch_copy_count: got 0, allowed is at least 1"),
        (
            {"batch_percent": 5, "rollback_batch_percent": 0},
            "rollback_batch_percent: got 0, allowed is 1 to 100",
        ),
        (
            {"batch_percent": 5, "bake": cdk.Duration.seconds(3601)},
            "bake: got 3601, allowed is 0 to 3600 seconds",
        ),
        (
            {"batch_percent": 5, "maximum_timeout": cdk.Duration.seconds(599)},
            "maximum_timeout: got 599, allowed is 600 to 28800 seconds",
        ),
    ],
)
def test_rollout_that_sagemaker_refuses_is_refused(given: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ComponentRollout(**{"bake": MINUTE, **given})

    assert str(refusal.value) == f"ComponentRollout: {fault}"


def test_eleventh_alarm_is_refused(stack: cdk.Stack) -> None:
    arn = f"arn:aws:cloudwatch:eu-west-1:{stack.account}:alarm"
    alarms = [
        cloudwatch.Alarm.from_alarm_arn(stack, f"Alarm{number}", f"{arn}:{number}")
        for number in range(11)
    ]

    ComponentRollout(batch_percent=5, bake=MINUTE, alarms=alarms[:10])

    with pytest.raises(ConfigurationError, match="alarms: got 11, allowed are at most 10"):
        ComponentRollout(batch_percent=5, bake=MINUTE, alarms=alarms)


@pytest.mark.parametrize(
    ("copies", "rollout"),
    [
        (4, ComponentRollout(batch_copy_count=2, bake=MINUTE)),
        (1, ComponentRollout(batch_percent=50, bake=MINUTE)),
    ],
)
def test_batch_of_half_of_the_copies_does_not_warn(
    shared: InferenceComponentEndpoint,
    model: Model,
    copies: int,
    rollout: ComponentRollout,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    component = shared.add_component(
        "Own", model=model, min_memory_mb=128, copies=copies, rollout=rollout
    )

    assert warnings_of(component) == []


def test_alarm_of_another_region_is_refused(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, model: Model
) -> None:
    alarm = cloudwatch.Alarm.from_alarm_arn(
        stack, "Alarm", f"arn:aws:cloudwatch:us-east-1:{stack.account}:alarm:errors"
    )
    rollout = ComponentRollout(batch_percent=50, bake=MINUTE, alarms=[alarm])

    with pytest.raises(ConfigurationError, match="us-east-1"):
        shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)


def test_thresholds_that_are_hardly_meant_are_warned_of(
    shared: InferenceComponentEndpoint,
    model: Model,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    alarms = RollbackAlarms(error_rate_percent=0.01, model_latency=cdk.Duration.minutes(2))
    rollout = ComponentRollout(batch_percent=50, bake=cdk.Duration.minutes(2), alarms=alarms)

    own = shared.add_component("Own", model=model, min_memory_mb=128, rollout=rollout)

    assert [warning.partition("[ack: ")[2] for warning in warnings_of(own)] == [
        "sagemaker-endpoints::ShareForPercent]",
        "sagemaker-endpoints::LatencyAboveTimeout]",
    ]

"""The alarms that take a rollout back: which fleet they look at, and who may look at them."""

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
    ConfigurationError,
    ContainerDefinition,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    RollbackAlarms,
    Rollout,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
QUERY = 'SELECT AVG(Invocation5XXErrors) FROM "AWS/SageMaker" WHERE EndpointConfigName = \''
BAKE = cdk.Duration.minutes(10)


def define(
    stack: cdk.Stack,
    model: Model,
    alarms: Any = None,
    *,
    names: tuple[str, ...] = ("champion",),
    endpoint_name: str | None = None,
) -> RealTimeEndpoint:
    """An endpoint that rolls out by canary."""
    return RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            InstanceVariant(name=name, model=model, instance_type="ml.m5.large") for name in names
        ],
        endpoint_name=endpoint_name,
        rollout=Rollout.canary(percent=10, bake=BAKE, alarms=alarms),
    )


def watch_rights(role: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements of a role about alarms."""
    return [
        statement
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "cloudwatch:DescribeAlarms"
    ]


def test_alarms_find_the_new_fleet_by_its_configuration(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    endpoint = define(stack, model)

    errors, latency = resources(stack, "AWS::CloudWatch::Alarm")

    config_id = stack.resolve(stack.get_logical_id(endpoint.cfn_endpoint_config))
    assert errors == {
        "AlarmDescription": "new fleet of variant champion: more than 1 % of a minute's requests "
        "fail with 5XX",
        "ComparisonOperator": "GreaterThanThreshold",
        "EvaluationPeriods": 2,
        "Metrics": [
            {
                "Id": "average",
                "Expression": {
                    "Fn::Join": [
                        "",
                        [
                            QUERY,
                            {"Fn::GetAtt": [config_id, "EndpointConfigName"]},
                            "' AND VariantName = 'champion'",
                        ],
                    ]
                },
                "Period": 60,
                "ReturnData": True,
            }
        ],
        "Threshold": 0.01,
        "TreatMissingData": "notBreaching",
    }
    assert "AVG(ModelLatency)" in str(latency["Metrics"])
    assert latency["Threshold"] == 10_000_000


def test_endpoint_of_a_fixed_name_has_alarms_on_all_three_dimensions(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    endpoint = define(stack, model, endpoint_name="demand")

    errors, latency = resources(stack, "AWS::CloudWatch::Alarm")

    config_id = stack.resolve(stack.get_logical_id(endpoint.cfn_endpoint_config))
    assert (errors["MetricName"], latency["MetricName"]) == ("Invocation5XXErrors", "ModelLatency")
    for alarm in (errors, latency):
        assert "Metrics" not in alarm
        assert (alarm["Namespace"], alarm["Statistic"]) == ("AWS/SageMaker", "Average")
        assert alarm["Dimensions"] == [
            {"Name": "EndpointName", "Value": "demand"},
            {"Name": "VariantName", "Value": "champion"},
            {
                "Name": "EndpointConfigName",
                "Value": {"Fn::GetAtt": [config_id, "EndpointConfigName"]},
            },
        ]


def test_each_variant_has_its_alarms_and_the_endpoint_names_them_all(
    stack: cdk.Stack, model: Model, resources: Resources, by_id: ById
) -> None:
    define(stack, model, names=("champion", "challenger"))

    (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")

    rollback = endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]
    alarm_ids = list(by_id(stack, "AWS::CloudWatch::Alarm"))
    assert rollback["Alarms"] == [{"AlarmName": {"Ref": alarm_id}} for alarm_id in alarm_ids]
    assert len(alarm_ids) == 4


def test_nothing_refers_in_a_circle(app: cdk.App, stack: cdk.Stack, model: Model) -> None:
    define(stack, model)

    template = app.synth().get_stack_by_name("Stack").template

    needs = {key: _references(resource) for key, resource in template["Resources"].items()}
    ready: set[str] = set()
    while waiting := {key for key in needs if key not in ready}:
        free = {key for key in waiting if needs[key] & set(needs) <= ready}
        assert free, f"a circle among {sorted(waiting)}"
        ready |= free


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return {found for item in part for found in _references(item)}
    if not isinstance(part, dict):
        return set()
    found = {found for value in part.values() for found in _references(value)}
    if "Ref" in part:
        found.add(part["Ref"])
    if "Fn::GetAtt" in part:
        found.add(part["Fn::GetAtt"][0])
    return found


def test_model_of_another_stack_rolls_out_as_well(app: cdk.App, model: Model) -> None:
    env = cdk.Environment(account="111111111111", region="eu-west-1")
    define(cdk.Stack(app, "Endpoints", env=env), model)

    assembly = app.synth()

    resources = assembly.get_stack_by_name("Endpoints").template["Resources"].values()
    (policy,) = [each for each in resources if each["Type"] == "AWS::IAM::Policy"]
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Resource"].endswith("alarm:Endpoints-*")


def test_alarms_that_were_made_are_known(stack: cdk.Stack, model: Model) -> None:
    endpoint = define(stack, model, names=("north", "south"))

    made = [alarm.node.id for alarm in endpoint.rollback_alarms]

    assert made == [
        "northRollbackErrorRate",
        "northRollbackModelLatency",
        "southRollbackErrorRate",
        "southRollbackModelLatency",
    ]


def test_alarms_of_your_own_are_not_those_of_the_endpoint(stack: cdk.Stack, model: Model) -> None:
    alarm = cloudwatch.Alarm.from_alarm_name(stack, "Orders", "orders")

    endpoint = define(stack, model, [alarm])

    assert endpoint.rollback_alarms == ()


def test_thresholds_can_be_chosen(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    alarms = RollbackAlarms(
        error_rate_percent=0, model_latency=cdk.Duration.millis(250), evaluation_periods=1
    )
    define(stack, model, alarms)

    errors, latency = resources(stack, "AWS::CloudWatch::Alarm")

    assert (errors["Threshold"], latency["Threshold"]) == (0, 250_000)
    assert errors["EvaluationPeriods"] == latency["EvaluationPeriods"] == 1


@pytest.mark.parametrize(
    ("without", "left"),
    [
        ("error_rate_percent", "ModelLatency"),
        ("model_latency", "Invocation5XXErrors"),
    ],
)
def test_either_alarm_can_be_left_out(
    stack: cdk.Stack, model: Model, resources: Resources, without: str, left: str
) -> None:
    values: dict[str, Any] = {without: None}
    define(stack, model, RollbackAlarms(**values))

    (alarm,) = resources(stack, "AWS::CloudWatch::Alarm")

    assert f"AVG({left})" in str(alarm["Metrics"])


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        RollbackAlarms(
            error_rate_percent=100, model_latency=cdk.Duration.seconds(0), evaluation_periods=61
        )

    assert refusal.value.faults == (
        "error_rate_percent: got 100, allowed is 0 to less than 100: the rate has to lie above it",
        "model_latency: got 0, allowed is more than 0",
        "evaluation_periods: got 61, allowed is 1 to 60",
    )


def test_values_that_only_the_deploy_knows_are_refused(late_number: float) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RollbackAlarms(
            error_rate_percent=late_number, model_latency=cdk.Duration.millis(late_number)
        )

    assert [fault.partition(":")[0] for fault in caught.value.faults] == [
        "error_rate_percent",
        "model_latency",
    ]
    assert all("alarms of your own" in fault for fault in caught.value.faults)


@pytest.mark.parametrize(("percent", "warned"), [(0, False), (0.05, False), (0.01, True)])
def test_share_for_a_percentage_is_warned_of(
    stack: cdk.Stack,
    model: Model,
    warnings_of: Callable[[IConstruct], list[str]],
    percent: float,
    *,
    warned: bool,
) -> None:
    endpoint = define(stack, model, RollbackAlarms(error_rate_percent=percent))

    told = (
        "rollout: error_rate_percent: 0.01 is 0.01 %, not a share of 1; did you mean 1? "
        "[ack: sagemaker-endpoints::ShareForPercent]"
    )
    assert warnings_of(endpoint) == ([told] if warned else [])


@pytest.mark.parametrize(("seconds", "warned"), [(60, False), (61, True)])
def test_latency_that_only_a_stream_takes_is_warned_of(
    stack: cdk.Stack,
    model: Model,
    warnings_of: Callable[[IConstruct], list[str]],
    seconds: int,
    *,
    warned: bool,
) -> None:
    latency = cdk.Duration.seconds(seconds)
    endpoint = define(stack, model, RollbackAlarms(model_latency=latency))

    told = (
        "rollout: model_latency: got 61 seconds, and SageMaker waits 60 for an answer that is not "
        "streamed: without streams this never alarms "
        "[ack: sagemaker-endpoints::LatencyAboveTimeout]"
    )
    assert warnings_of(endpoint) == ([told] if warned else [])


@pytest.mark.parametrize("given", [{"error_rate_percent": BAKE}, {"model_latency": 300}])
def test_value_of_another_unit_is_refused(given: dict[str, Any]) -> None:
    (name,) = given

    with pytest.raises(ConfigurationError, match=f"^RollbackAlarms: {name}: got .*, allowed is "):
        RollbackAlarms(**given)


def test_nothing_to_watch_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"nothing to watch: .* pass alarms=\[\]"):
        RollbackAlarms(error_rate_percent=None, model_latency=None)


@pytest.mark.parametrize(("count", "taken"), [(5, True), (6, False)])
def test_made_alarms_are_at_most_ten(
    stack: cdk.Stack, model: Model, count: int, *, taken: bool
) -> None:
    names = tuple(f"v{number}" for number in range(count))

    if taken:
        assert len(define(stack, model, names=names).variants) == count
        return
    with pytest.raises(ConfigurationError) as refusal:
        define(stack, model, names=names)
    assert str(refusal.value) == (
        "RealTimeEndpoint 'Stack/Endpoint': rollout: 6 variants would get 12 alarms, allowed are "
        "10; pass alarms of your own, or RollbackAlarms with error_rate_percent or model_latency "
        "None"
    )


def test_model_may_look_at_the_alarms_of_the_stack(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    define(stack, model)

    (role,) = resources(stack, "AWS::IAM::Role")

    assert watch_rights(role) == [
        {
            "Sid": "WatchRollout",
            "Effect": "Allow",
            "Action": "cloudwatch:DescribeAlarms",
            "Resource": "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:Stack-*",
        }
    ]


def test_given_alarms_are_used_and_the_model_may_look_at_them(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    alarm = cloudwatch.Alarm.from_alarm_name(stack, "Errors", "errors")
    define(stack, model, [alarm])

    (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")
    (role,) = resources(stack, "AWS::IAM::Role")

    rollback = endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]
    assert rollback == {"Alarms": [{"AlarmName": "errors"}]}
    assert "alarm:errors" in str(watch_rights(role)[0]["Resource"])
    assert resources(stack, "AWS::CloudWatch::Alarm") == []


def test_given_role_may_look_as_well(
    stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    define(stack, Model(stack, "Model", containers=[container], role=role))

    policies = resources(stack, "AWS::IAM::Policy")

    assert "cloudwatch:DescribeAlarms" in str(policies)


@pytest.mark.parametrize(
    ("arn", "told"),
    [
        ("arn:aws:cloudwatch:us-east-1:111111111111:alarm:errors", "Region us-east-1, the endp"),
        ("arn:aws:cloudwatch:eu-west-1:222222222222:alarm:errors", "account 222222222222, the"),
    ],
)
def test_alarm_from_elsewhere_is_refused(
    stack: cdk.Stack, model: Model, arn: str, told: str
) -> None:
    alarm = cloudwatch.Alarm.from_alarm_arn(stack, "Errors", arn)

    with pytest.raises(ConfigurationError, match=f"alarm 'Stack/Errors' is in {told}"):
        define(stack, model, [alarm])


def test_alarm_whose_place_nobody_knows_is_taken(
    agnostic_stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    alarm = cloudwatch.Alarm.from_alarm_name(agnostic_stack, "Errors", "errors")
    define(agnostic_stack, Model(agnostic_stack, "Model", containers=[container]), [alarm])

    (endpoint,) = resources(agnostic_stack, "AWS::SageMaker::Endpoint")

    assert endpoint["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"] == [
        {"AlarmName": "errors"}
    ]


def test_alarms_of_all_variants_are_made_by_one_message(stack: cdk.Stack, model: Model) -> None:
    with recorded() as messages:
        define(stack, model, names=("champion", "challenger"))

    made = [message.subject for message in messages if "CfnAlarm" in message.subject]
    assert made == [" + ".join(["aws-cdk-lib.aws_cloudwatch.CfnAlarm"] * 4)]

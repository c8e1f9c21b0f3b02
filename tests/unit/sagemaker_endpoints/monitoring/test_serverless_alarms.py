"""The alarms of a serverless endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import ConfigurationError, Model, ServerlessEndpoint

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"
NOTHING = {"error_rate_percent": None, "memory_percent": None}


@pytest.fixture
def rare(stack: cdk.Stack, model: Model) -> ServerlessEndpoint:
    return ServerlessEndpoint(stack, "Rare", model=model, max_concurrency=5)


@pytest.fixture
def warm(stack: cdk.Stack, model: Model) -> ServerlessEndpoint:
    """An endpoint with provisioned concurrency."""
    return ServerlessEndpoint(
        stack, "Warm", model=model, max_concurrency=5, provisioned_concurrency=2
    )


def test_errors_and_memory_alarm_when_nothing_else_is_said(
    stack: cdk.Stack, rare: ServerlessEndpoint, resources: Resources
) -> None:
    made = rare.add_alarms()

    errors, memory = sorted(resources(stack, ALARM), key=lambda alarm: str(alarm["MetricName"]))
    dimensions = [
        {"Name": "EndpointName", "Value": stack.resolve(rare.endpoint_name)},
        {"Name": "VariantName", "Value": "AllTraffic"},
    ]
    assert [alarm.threshold for alarm in made] == [0.01, 90]
    assert (errors["MetricName"], errors["Dimensions"]) == ("Invocation5XXErrors", dimensions)
    assert memory == {
        "AlarmDescription": "The memory is nearly full: memory_size_in_mb can be raised",
        "Namespace": "/aws/sagemaker/Endpoints",
        "MetricName": "MemoryUtilization",
        "Dimensions": dimensions,
        "Statistic": "Maximum",
        "Period": 300,
        "EvaluationPeriods": 3,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 90,
        "TreatMissingData": "notBreaching",
    }


@pytest.mark.parametrize(
    ("argument", "value", "metric", "statistic", "threshold"),
    [
        ("client_error_rate_percent", 20, "Invocation4XXErrors", "Average", 0.2),
        ("model_latency", cdk.Duration.seconds(2), "ModelLatency", "p99", 2_000_000),
        ("overhead_latency", cdk.Duration.seconds(9), "OverheadLatency", "Average", 9_000_000),
        ("model_setup_time", cdk.Duration.minutes(1), "ModelSetupTime", "p99", 60_000_000),
        (
            "concurrency_percent",
            80,
            "ServerlessConcurrentExecutionsUtilization",
            "Maximum",
            0.8,
        ),
        (
            "provisioned_concurrency_percent",
            70,
            "ServerlessProvisionedConcurrencyUtilization",
            "Maximum",
            0.7,
        ),
        (
            "provisioned_concurrency_spillover",
            1,
            "ServerlessProvisionedConcurrencySpilloverInvocations",
            "Maximum",
            1,
        ),
        ("no_traffic", cdk.Duration.hours(6), "Invocations", "Sum", 1),
    ],
)
def test_each_is_compared_in_the_unit_of_its_metric(
    *,
    stack: cdk.Stack,
    warm: ServerlessEndpoint,
    resources: Resources,
    argument: str,
    value: Any,
    metric: str,
    statistic: str,
    threshold: float,
) -> None:
    given: dict[str, Any] = {**NOTHING, argument: value}
    warm.add_alarms(**given)

    (alarm,) = resources(stack, ALARM)

    kind = "ExtendedStatistic" if statistic == "p99" else "Statistic"
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SageMaker", metric)
    assert alarm[kind] == statistic
    assert alarm["Threshold"] == threshold


def test_first_request_without_a_warm_place_alarms(
    stack: cdk.Stack, warm: ServerlessEndpoint, resources: Resources
) -> None:
    given: dict[str, Any] = {**NOTHING, "provisioned_concurrency_spillover": 1}
    warm.add_alarms(**given)

    (alarm,) = resources(stack, ALARM)

    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert alarm["EvaluationPeriods"] == 1


def test_alarms_come_in_the_order_of_the_arguments(warm: ServerlessEndpoint) -> None:
    made = warm.add_alarms(
        no_traffic=cdk.Duration.hours(1),
        provisioned_concurrency_spillover=1,
        provisioned_concurrency_percent=90,
        concurrency_percent=90,
        model_setup_time=cdk.Duration.seconds(30),
    )

    assert [alarm.node.id for alarm in made] == [
        "ErrorRatePercent",
        "ModelSetupTime",
        "MemoryPercent",
        "ConcurrencyPercent",
        "ProvisionedConcurrencyPercent",
        "ProvisionedConcurrencySpillover",
        "NoTraffic",
    ]


def test_topic_is_told(stack: cdk.Stack, rare: ServerlessEndpoint, resources: Resources) -> None:
    topic = sns.Topic(stack, "Topic")

    rare.add_alarms(topic=topic)

    told = [alarm["AlarmActions"] for alarm in resources(stack, ALARM)]
    assert told == [[stack.resolve(topic.topic_arn)]] * 2
    assert len(resources(stack, "AWS::SNS::TopicPolicy")) == 1


def test_provisioned_concurrency_that_there_is_not_is_refused(rare: ServerlessEndpoint) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        rare.add_alarms(provisioned_concurrency_percent=90, provisioned_concurrency_spillover=1)

    none = "the endpoint provisions none; give it provisioned_concurrency"
    assert refusal.value.faults == (
        f"provisioned_concurrency_percent: {none}",
        f"provisioned_concurrency_spillover: {none}",
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"model_setup_time": cdk.Duration.millis(0)}, "model_setup_time: got 0, allowed is more"),
        ({"memory_percent": 100}, "memory_percent: got 100, allowed is 0 to less than 100"),
        ({"concurrency_percent": 100}, "concurrency_percent: got 100, allowed is 0 to less"),
        ({"provisioned_concurrency_percent": -1}, "provisioned_concurrency_percent: got -1"),
        (
            {"provisioned_concurrency_spillover": 0},
            "provisioned_concurrency_spillover: got 0, allowed is at least 1",
        ),
        ({"alarms_id": "Wrong", **NOTHING}, "nothing to watch: give error_rate_percent, "),
    ],
)
def test_threshold_out_of_range_is_refused(
    warm: ServerlessEndpoint, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        warm.add_alarms(**{"alarms_id": "Wrong", **wrong})

    assert str(refusal.value).startswith(
        f"add_alarms 'Wrong' of ServerlessEndpoint 'Stack/Warm': {told}"
    )


def test_its_variant_leads_to_the_endpoint(rare: ServerlessEndpoint) -> None:
    with pytest.raises(ConfigurationError, match="call add_alarms of the endpoint itself"):
        rare.variant("AllTraffic").add_alarms()

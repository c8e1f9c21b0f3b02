"""The alarms of an asynchronous endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from benchmarks.messages import recorded
from sagemaker_endpoints import AsyncEndpoint, ConfigurationError, Model

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"


@pytest.fixture
def endpoint(stack: cdk.Stack, model: Model) -> AsyncEndpoint:
    return AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts"),
    )


def test_every_failure_alarms_when_nothing_else_is_said(
    stack: cdk.Stack, endpoint: AsyncEndpoint, resources: Resources
) -> None:
    made = endpoint.add_alarms()

    (alarm,) = resources(stack, ALARM)
    assert len(made) == 1
    assert alarm == {
        "AlarmDescription": "Requests failed: the failure path and the data-log tell why",
        "Namespace": "AWS/SageMaker",
        "MetricName": "InvocationFailures",
        "Dimensions": [
            {"Name": "EndpointName", "Value": stack.resolve(endpoint.endpoint_name)},
            {"Name": "VariantName", "Value": "AllTraffic"},
        ],
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "TreatMissingData": "notBreaching",
    }


def test_age_and_size_of_the_queue_alarm_by_the_name_of_the_endpoint_alone(
    stack: cdk.Stack, endpoint: AsyncEndpoint, resources: Resources
) -> None:
    endpoint.add_alarms(failures=None, backlog_age=cdk.Duration.minutes(30), backlog_size=100)

    age, size = sorted(resources(stack, ALARM), key=lambda alarm: alarm["MetricName"])

    for alarm, name, threshold in (
        (age, "ApproximateAgeOfOldestRequest", 1800),
        (size, "ApproximateBacklogSize", 100),
    ):
        assert alarm["MetricName"] == name
        assert alarm["Dimensions"] == [
            {"Name": "EndpointName", "Value": stack.resolve(endpoint.endpoint_name)}
        ]
        assert (alarm["Statistic"], alarm["Period"]) == ("Maximum", 60)
        assert (alarm["ComparisonOperator"], alarm["Threshold"]) == (
            "GreaterThanThreshold",
            threshold,
        )


def test_alarms_come_in_the_order_of_the_thresholds(endpoint: AsyncEndpoint) -> None:
    made = endpoint.add_alarms(failures=3, backlog_age=cdk.Duration.hours(1), backlog_size=1)

    assert [alarm.metric_name for alarm in made] == [
        "InvocationFailures",
        "ApproximateAgeOfOldestRequest",
        "ApproximateBacklogSize",
    ]
    assert [alarm.threshold for alarm in made] == [3, 3600, 1]


def test_second_set_has_thresholds_of_its_own(
    stack: cdk.Stack, endpoint: AsyncEndpoint, resources: Resources
) -> None:
    endpoint.add_alarms()
    endpoint.add_alarms("Page", failures=100)

    assert sorted(alarm["Threshold"] for alarm in resources(stack, ALARM)) == [1, 100]


def test_topic_is_told_and_lets_cloudwatch_publish(
    stack: cdk.Stack, endpoint: AsyncEndpoint, resources: Resources
) -> None:
    key = kms.Key(stack, "Key")
    topic = sns.Topic(stack, "Topic", enforce_ssl=True, master_key=key)

    endpoint.add_alarms(topic=topic)
    endpoint.add_alarms("Again", topic=topic)

    first, _ = resources(stack, ALARM)
    (of_topic,) = resources(stack, "AWS::SNS::TopicPolicy")
    (of_key,) = resources(stack, "AWS::KMS::Key")
    service = {"Service": "cloudwatch.amazonaws.com"}
    allowed = [
        statement
        for statement in of_topic["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    of_service = [
        statement
        for statement in of_key["KeyPolicy"]["Statement"]
        if statement["Principal"] == service
    ]
    assert first["AlarmActions"] == [stack.resolve(topic.topic_arn)]
    assert [(each["Principal"], each["Action"], each["Condition"]) for each in allowed] == [
        (service, "sns:Publish", {"StringEquals": {"aws:SourceAccount": "111111111111"}})
    ]
    assert [each["Action"] for each in of_service] == [["kms:Decrypt", "kms:GenerateDataKey*"]]


def test_alarms_are_made_by_one_message(endpoint: AsyncEndpoint) -> None:
    with recorded() as messages:
        endpoint.add_alarms(backlog_age=cdk.Duration.hours(1), backlog_size=100)

    made = [message.subject for message in messages if "CfnAlarm" in message.subject]
    assert made == [" + ".join(["aws-cdk-lib.aws_cloudwatch.CfnAlarm"] * 3)]


def test_import_has_alarms(stack: cdk.Stack, resources: Resources) -> None:
    endpoint = AsyncEndpoint.from_endpoint_name(stack, "Theirs", "Backfill")

    endpoint.add_alarms()

    (alarm,) = resources(stack, ALARM)
    assert alarm["Dimensions"][0] == {"Name": "EndpointName", "Value": "Backfill"}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"failures": None}, "nothing to watch: give failures, backlog_age or backlog_size"),
        ({"failures": 0}, "failures: got 0, allowed is at least 1"),
        ({"backlog_size": 0}, "backlog_size: got 0, allowed is at least 1"),
    ],
)
def test_thresholds_that_say_nothing_are_refused(
    endpoint: AsyncEndpoint, values: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        endpoint.add_alarms(**values)

    assert str(refusal.value) == f"add_alarms 'Alarms' of AsyncEndpoint 'Stack/Backfill': {told}"


def test_wait_of_less_than_a_minute_cannot_be_seen(endpoint: AsyncEndpoint) -> None:
    endpoint.add_alarms("Shortest", backlog_age=cdk.Duration.minutes(1))

    with pytest.raises(ConfigurationError, match="backlog_age: got 59, allowed is at least 60 sec"):
        endpoint.add_alarms("Shorter", backlog_age=cdk.Duration.seconds(59))

"""The alarms of an inference component."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import (
    ConfigurationError,
    InferenceComponentEndpoint,
    Model,
    ModelComponent,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"
REQUESTS, COPIES = "AWS/SageMaker", "/aws/sagemaker/InferenceComponents"
NOTHING = {"error_rate_percent": None, "no_capacity_failures": None}


@pytest.fixture
def shared(stack: cdk.Stack) -> InferenceComponentEndpoint:
    """An endpoint of 48 vCPUs and 4 GPUs."""
    return InferenceComponentEndpoint(stack, "Shared", instance_type="ml.g5.12xlarge")


@pytest.fixture
def component(shared: InferenceComponentEndpoint, model: Model) -> ModelComponent:
    return shared.add_component("Chronos", model=model, min_memory_mb=1024, cpus=1)


def test_errors_and_missing_copies_alarm_when_nothing_else_is_said(
    stack: cdk.Stack, component: ModelComponent, resources: Resources
) -> None:
    made = component.add_alarms()

    found = {alarm["MetricName"]: alarm for alarm in resources(stack, ALARM)}
    dimensions = [
        {"Name": "InferenceComponentName", "Value": stack.resolve(component.component_name)}
    ]
    assert [alarm.threshold for alarm in made] == [0.01, 1]
    assert found["Invocation5XXErrors"]["Dimensions"] == dimensions
    assert found["NoCapacityInvocationFailures"] == {
        "AlarmDescription": "Requests fail: the component has no copy on any instance",
        "Namespace": REQUESTS,
        "MetricName": "NoCapacityInvocationFailures",
        "Dimensions": dimensions,
        "Statistic": "Sum",
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "Threshold": 1,
        "TreatMissingData": "notBreaching",
    }


@pytest.mark.parametrize(
    ("argument", "value", "namespace", "metric", "statistic", "threshold"),
    [
        ("client_error_rate_percent", 5, REQUESTS, "Invocation4XXErrors", "Average", 0.05),
        ("model_latency", cdk.Duration.seconds(3), REQUESTS, "ModelLatency", "p99", 3_000_000),
        (
            "overhead_latency",
            cdk.Duration.millis(50),
            REQUESTS,
            "OverheadLatency",
            "Average",
            50_000,
        ),
        (
            "concurrent_requests_per_copy",
            4,
            REQUESTS,
            "ConcurrentRequestsPerCopy",
            "Maximum",
            4,
        ),
        ("cpu_percent", 80, COPIES, "CPUUtilizationNormalized", "Average", 80),
        ("memory_percent", 80, COPIES, "MemoryUtilizationNormalized", "Maximum", 80),
        ("gpu_percent", 80, COPIES, "GPUUtilizationNormalized", "Average", 80),
        ("gpu_memory_percent", 80, COPIES, "GPUMemoryUtilizationNormalized", "Maximum", 80),
        ("no_traffic", cdk.Duration.minutes(30), REQUESTS, "Invocations", "Sum", 1),
    ],
)
def test_each_is_found_by_the_name_of_the_component_alone(
    *,
    stack: cdk.Stack,
    component: ModelComponent,
    resources: Resources,
    argument: str,
    value: Any,
    namespace: str,
    metric: str,
    statistic: str,
    threshold: float,
) -> None:
    given: dict[str, Any] = {**NOTHING, argument: value}
    component.add_alarms(**given)

    (alarm,) = resources(stack, ALARM)

    kind = "ExtendedStatistic" if statistic == "p99" else "Statistic"
    assert (alarm["Namespace"], alarm["MetricName"]) == (namespace, metric)
    assert [each["Name"] for each in alarm["Dimensions"]] == ["InferenceComponentName"]
    assert (alarm[kind], alarm["Threshold"]) == (statistic, threshold)


def test_alarms_come_in_the_order_of_the_arguments(component: ModelComponent) -> None:
    made = component.add_alarms(
        no_traffic=cdk.Duration.hours(1),
        gpu_memory_percent=90,
        gpu_percent=90,
        memory_percent=90,
        cpu_percent=90,
        concurrent_requests_per_copy=8,
        model_latency=cdk.Duration.seconds(3),
    )

    assert [alarm.node.id for alarm in made] == [
        "ErrorRatePercent",
        "ModelLatency",
        "NoCapacityFailures",
        "ConcurrentRequestsPerCopy",
        "CpuPercent",
        "MemoryPercent",
        "GpuPercent",
        "GpuMemoryPercent",
        "NoTraffic",
    ]


def test_topic_is_told(stack: cdk.Stack, component: ModelComponent, resources: Resources) -> None:
    topic = sns.Topic(stack, "Topic")

    component.add_alarms(topic=topic)

    told = [alarm["AlarmActions"] for alarm in resources(stack, ALARM)]
    assert told == [[stack.resolve(topic.topic_arn)]] * 2
    assert len(resources(stack, "AWS::SNS::TopicPolicy")) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"no_capacity_failures": 0}, "no_capacity_failures: got 0, allowed is at least 1"),
        (
            {"concurrent_requests_per_copy": 0.5},
            "concurrent_requests_per_copy: got 0.5, allowed is at least 1",
        ),
        ({"cpu_percent": 100}, "cpu_percent: got 100, allowed is 0 to less than 100"),
        (NOTHING, "nothing to watch: give error_rate_percent, client_error_rate_percent, "),
    ],
)
def test_threshold_out_of_range_is_refused(
    component: ModelComponent, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        component.add_alarms(**wrong)

    assert str(refusal.value).startswith(
        f"add_alarms 'Alarms' of component 'Stack/Shared/Chronos': {told}"
    )


def test_gpus_of_instances_without_any_are_refused(stack: cdk.Stack, model: Model) -> None:
    shared = InferenceComponentEndpoint(stack, "Cpus", instance_type="ml.c6i.2xlarge")
    component = shared.add_component("Chronos", model=model, min_memory_mb=1024, cpus=1)
    component.add_alarms("Cpus", cpu_percent=90)

    with pytest.raises(ConfigurationError) as refusal:
        component.add_alarms(gpu_percent=90, gpu_memory_percent=90)

    assert [fault.partition(":")[0] for fault in refusal.value.faults] == [
        "gpu_percent",
        "gpu_memory_percent",
    ]


def test_late_count_is_the_threshold(
    stack: cdk.Stack, component: ModelComponent, resources: Resources, late_number: Any
) -> None:
    component.add_alarms(error_rate_percent=None, no_capacity_failures=late_number)

    (alarm,) = resources(stack, ALARM)
    assert alarm["Threshold"] == {"Ref": "Late"}


def test_instances_that_components_share_alarm_on_memory_and_disk(
    stack: cdk.Stack, shared: InferenceComponentEndpoint, resources: Resources
) -> None:
    made = shared.variant("AllTraffic").add_alarms(cpu_percent=50)

    alarms = resources(stack, ALARM)
    assert {alarm["Namespace"] for alarm in alarms} == {"/aws/sagemaker/Endpoints"}
    assert [(alarm.metric_name, alarm.threshold) for alarm in made] == [
        ("CPUUtilization", 50 * 48),
        ("MemoryUtilization", 90),
        ("DiskUtilization", 90),
    ]


def test_requests_of_instances_that_components_share_are_those_of_the_components(
    shared: InferenceComponentEndpoint,
) -> None:
    instances = shared.variant("AllTraffic")
    instances.add_alarms("Right", error_rate_percent=None)

    with pytest.raises(ConfigurationError) as refusal:
        instances.add_alarms(error_rate_percent=1, no_traffic=cdk.Duration.hours(1))

    elsewhere = "requests are counted for each component; call add_alarms of the component"
    assert refusal.value.faults == (
        f"error_rate_percent: {elsewhere}",
        f"no_traffic: {elsewhere}",
    )

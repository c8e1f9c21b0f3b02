"""The metrics of a variant: what CloudWatch knows them as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_cloudwatch as cloudwatch

from sagemaker_endpoints import (
    ContainerDefinition,
    Endpoint,
    EndpointVariant,
    InstanceVariant,
    InvocationHttpResponseCode,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]


@pytest.fixture
def champion(endpoint: RealTimeEndpoint) -> EndpointVariant:
    return endpoint.variant("champion")


@pytest.mark.parametrize(
    ("method", "namespace", "name", "statistic"),
    [
        ("invocations", "AWS/SageMaker", "Invocations", "Sum"),
        ("invocations_per_instance", "AWS/SageMaker", "InvocationsPerInstance", "Sum"),
        ("model_latency", "AWS/SageMaker", "ModelLatency", "Average"),
        ("invocation_model_errors", "AWS/SageMaker", "InvocationModelErrors", "Sum"),
        (
            "concurrent_requests_per_model",
            "AWS/SageMaker",
            "ConcurrentRequestsPerModel",
            "Maximum",
        ),
        ("mid_stream_errors", "AWS/SageMaker", "MidStreamErrors", "Sum"),
        ("first_chunk_latency", "AWS/SageMaker", "FirstChunkLatency", "Average"),
        ("first_chunk_model_latency", "AWS/SageMaker", "FirstChunkModelLatency", "Average"),
        ("first_chunk_overhead_latency", "AWS/SageMaker", "FirstChunkOverheadLatency", "Average"),
        ("overhead_latency", "AWS/SageMaker", "OverheadLatency", "Average"),
        ("disk_utilization", "/aws/sagemaker/Endpoints", "DiskUtilization", "Average"),
        ("cpu_utilization", "/aws/sagemaker/Endpoints", "CPUUtilization", "Average"),
        ("memory_utilization", "/aws/sagemaker/Endpoints", "MemoryUtilization", "Average"),
        ("gpu_utilization", "/aws/sagemaker/Endpoints", "GPUUtilization", "Average"),
        ("gpu_memory_utilization", "/aws/sagemaker/Endpoints", "GPUMemoryUtilization", "Average"),
    ],
)
def test_metric_has_the_names_that_sagemaker_publishes(
    stack: cdk.Stack,
    champion: EndpointVariant,
    *,
    method: str,
    namespace: str,
    name: str,
    statistic: str,
) -> None:
    metric = getattr(champion, f"metric_{method}")()

    assert (metric.namespace, metric.metric_name, metric.statistic) == (namespace, name, statistic)
    # Never Endpoint and Variant: an alarm on those has no data and never fires.
    dimensions = stack.resolve(metric.dimensions)
    assert dimensions["VariantName"] == "champion"
    assert dimensions["EndpointName"]["Fn::GetAtt"][1] == "EndpointName"
    assert len(dimensions) == 2


@pytest.mark.parametrize("group", ["4XX", "5XX"])
def test_errors_are_summed_by_group(champion: EndpointVariant, group: str) -> None:
    code = InvocationHttpResponseCode[f"INVOCATION_{group}_ERRORS"]

    metric = champion.metric_invocation_response_code(code)

    assert metric.metric_name == f"Invocation{group}Errors"
    assert (metric.namespace, metric.statistic) == ("AWS/SageMaker", "Sum")


def test_any_other_metric_can_be_named(champion: EndpointVariant) -> None:
    metric = champion.metric("AWS/SageMaker", "LoadedModelCount", statistic="Maximum")

    assert metric.metric_name == "LoadedModelCount"
    assert metric.statistic == "Maximum"


def test_options_win_over_defaults(champion: EndpointVariant) -> None:
    metric = champion.metric_model_latency(
        statistic="p99",
        period=cdk.Duration.minutes(1),
        label="slowest",
        color=cloudwatch.Color.RED,
    )

    assert metric.statistic == "p99"
    assert metric.period.to_seconds() == 60
    assert (metric.label, metric.color) == ("slowest", cloudwatch.Color.RED)


def test_metric_makes_an_alarm(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources
) -> None:
    code = InvocationHttpResponseCode.INVOCATION_5XX_ERRORS
    errors = champion.metric_invocation_response_code(code, period=cdk.Duration.minutes(1))

    errors.create_alarm(stack, "Errors", threshold=1, evaluation_periods=3)

    (alarm,) = resources(stack, "AWS::CloudWatch::Alarm")
    assert (alarm["MetricName"], alarm["Statistic"], alarm["Period"]) == (
        "Invocation5XXErrors",
        "Sum",
        60,
    )


def test_metric_makes_nothing_until_it_is_used(stack: cdk.Stack, champion: EndpointVariant) -> None:
    before = len(stack.node.find_all())

    champion.metric_model_latency()

    assert len(stack.node.find_all()) == before


@pytest.fixture
def elsewhere(app: cdk.App) -> cdk.Stack:
    """A stack in another account and Region than that of the endpoint."""
    return cdk.Stack(
        app, "Elsewhere", env=cdk.Environment(account="222222222222", region="us-east-1")
    )


def test_dashboard_elsewhere_reads_a_metric_where_it_is(
    elsewhere: cdk.Stack, stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> None:
    endpoint = RealTimeEndpoint(stack, "Named", variants=[variant], endpoint_name="demand")
    metric = endpoint.variant("champion").metric_invocations()

    graph = cloudwatch.GraphWidget(left=[metric])
    cloudwatch.Dashboard(elsewhere, "Dashboard", widgets=[[graph]])

    (dashboard,) = resources(elsewhere, "AWS::CloudWatch::Dashboard")
    body = elsewhere.resolve(dashboard["DashboardBody"])
    assert '"accountId":"111111111111","region":"eu-west-1"' in str(body)


def test_alarm_of_another_region_refuses_a_metric(
    elsewhere: cdk.Stack, champion: EndpointVariant
) -> None:
    with pytest.raises(RuntimeError, match="based on metric 'Invocations' in 'eu-west-1'"):
        champion.metric_invocations().create_alarm(
            elsewhere, "Alarm", threshold=1, evaluation_periods=1
        )


def test_metric_of_an_import_is_where_its_arn_says(stack: cdk.Stack) -> None:
    arn = "arn:aws:sagemaker:us-east-1:222222222222:endpoint/demand"
    variant = Endpoint.from_endpoint_arn(stack, "Imported", arn).variant("champion")

    metric = variant.metric_invocations()

    assert (metric.account, metric.region) == ("222222222222", "us-east-1")


def test_place_that_is_told_wins(champion: EndpointVariant) -> None:
    metric = champion.metric_invocations(account="333333333333", region="eu-north-1")

    assert (metric.account, metric.region) == ("333333333333", "eu-north-1")


def test_metric_of_a_stack_for_anywhere_tells_no_place(
    agnostic_stack: cdk.Stack, container: ContainerDefinition
) -> None:
    model = Model(agnostic_stack, "Model", containers=[container])
    variant = InstanceVariant(name="champion", model=model, instance_type="ml.m5.large")
    endpoint = RealTimeEndpoint(agnostic_stack, "Endpoint", variants=[variant])

    metric = endpoint.variant("champion").metric_invocations()

    assert (metric.account, metric.region) == (None, None)

"""The alarms of a multi-model endpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerImage,
    ModelData,
    MultiModelEndpoint,
    MultiModelVariant,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"
IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"


@pytest.fixture
def stores(stack: cdk.Stack) -> MultiModelVariant:
    """On ml.m5.large: 2 vCPUs, no GPU."""
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")
    return MultiModelEndpoint(
        stack,
        "PerStore",
        image=ContainerImage.from_uri(IMAGE),
        models=ModelData.from_prefix(bucket, "stores/"),
        instance_type="ml.m5.large",
    ).variant()


def test_errors_alone_alarm_when_nothing_else_is_said(
    stack: cdk.Stack, stores: MultiModelVariant, resources: Resources
) -> None:
    stores.add_alarms()

    (alarm,) = resources(stack, ALARM)
    assert alarm["MetricName"] == "Invocation5XXErrors"
    assert alarm["Dimensions"][1] == {"Name": "VariantName", "Value": "AllTraffic"}


def test_wait_for_a_model_alarms_by_its_average(
    stack: cdk.Stack, stores: MultiModelVariant, resources: Resources
) -> None:
    stores.add_alarms(error_rate_percent=None, model_loading_wait_time=cdk.Duration.seconds(5))

    (alarm,) = resources(stack, ALARM)
    assert alarm["MetricName"] == "ModelLoadingWaitTime"
    assert (alarm["Namespace"], alarm["Statistic"]) == ("AWS/SageMaker", "Average")
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (5_000_000, 3)


def test_the_rest_is_as_of_any_variant_and_in_the_order_of_the_arguments(
    stores: MultiModelVariant,
) -> None:
    made = stores.add_alarms(
        client_error_rate_percent=10,
        model_latency=cdk.Duration.seconds(1),
        overhead_latency=cdk.Duration.seconds(1),
        cpu_percent=50,
        memory_percent=90,
        disk_percent=90,
        model_loading_wait_time=cdk.Duration.seconds(5),
        no_traffic=cdk.Duration.hours(1),
    )

    assert [alarm.metric_name for alarm in made] == [
        "Invocation5XXErrors",
        "Invocation4XXErrors",
        "ModelLatency",
        "OverheadLatency",
        "CPUUtilization",
        "MemoryUtilization",
        "DiskUtilization",
        "ModelLoadingWaitTime",
        "Invocations",
    ]
    assert made[4].threshold == 100


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (
            {"model_loading_wait_time": cdk.Duration.seconds(0)},
            "model_loading_wait_time: got 0, allowed is more than 0",
        ),
        ({"gpu_percent": 50}, "gpu_percent: ml.m5.large has no GPU"),
        ({"gpu_memory_percent": 50}, "gpu_memory_percent: ml.m5.large has no GPU"),
        ({"error_rate_percent": None}, "nothing to watch: give error_rate_percent"),
    ],
)
def test_threshold_that_says_nothing_is_refused(
    stores: MultiModelVariant, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        stores.add_alarms(**wrong)

    assert str(refusal.value).startswith(
        f"add_alarms 'Alarms' of variant 'AllTraffic' of 'Stack/PerStore': {told}"
    )

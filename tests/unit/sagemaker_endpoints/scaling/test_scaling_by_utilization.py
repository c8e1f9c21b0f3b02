"""Instances that follow CPU, GPU, memory and disk: percent of the whole instance."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk.assertions import Template

from sagemaker_endpoints import (
    ConfigurationError,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    ScalableInstanceCount,
    UtilizationOptions,
)
from sagemaker_hosting.metadata import PERCENT

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
CapacityOn = Callable[..., ScalableInstanceCount]
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


@pytest.fixture
def capacity_on(stack: cdk.Stack, model: Model) -> CapacityOn:
    """The number of instances of a variant that runs on these types."""

    def of(*types: str) -> ScalableInstanceCount:
        variant = InstanceVariant(name="champion", model=model, instance_types=types)
        endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])
        return endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)

    return of


@pytest.fixture
def target(stack: cdk.Stack, resources: Resources) -> Callable[[], float]:
    """What the only policy aims for."""

    def value() -> float:
        (policy,) = resources(stack, POLICY)
        found: float = policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
        return found

    return value


@pytest.mark.parametrize(
    ("method", "metric_name"),
    [
        ("cpu", "CPUUtilization"),
        ("memory", "MemoryUtilization"),
        ("disk", "DiskUtilization"),
        ("gpu", "GPUUtilization"),
        ("gpu_memory", "GPUMemoryUtilization"),
    ],
)
def test_metric_is_that_of_the_variants_instances(
    stack: cdk.Stack,
    capacity_on: CapacityOn,
    resources: Resources,
    *,
    method: str,
    metric_name: str,
) -> None:
    capacity = capacity_on("ml.g5.xlarge")

    getattr(capacity, f"scale_on_{method}_utilization")("Load", percent=60)

    (policy,) = resources(stack, POLICY)
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    specification = tracking["CustomizedMetricSpecification"]
    dimensions = {each["Name"]: each["Value"] for each in specification.pop("Dimensions")}
    assert specification == {
        "Namespace": "/aws/sagemaker/Endpoints",
        "MetricName": metric_name,
        "Statistic": "Average",
    }
    assert dimensions["VariantName"] == "champion"
    assert dimensions["EndpointName"]["Fn::GetAtt"][1] == "EndpointName"
    assert len(dimensions) == 2


@pytest.mark.parametrize(
    ("method", "types", "expected"),
    [
        ("cpu", ["ml.m5.large"], 120),
        ("cpu", ["ml.c6i.4xlarge"], 960),
        ("cpu", ["ml.g5.2xlarge", "ml.g6.2xlarge"], 480),
        ("gpu", ["ml.g5.xlarge"], 60),
        ("gpu", ["ml.g5.12xlarge"], 240),
        ("gpu_memory", ["ml.p5.48xlarge"], 480),
        ("memory", ["ml.c6i.4xlarge"], 60),
        ("disk", ["ml.c6i.4xlarge", "ml.m5.large"], 60),
        ("memory", ["ml.z99.large"], 60),
    ],
)
def test_percentage_of_the_instance_is_counted_as_cloudwatch_does(
    capacity_on: CapacityOn,
    target: Callable[[], float],
    *,
    method: str,
    types: list[str],
    expected: float,
) -> None:
    capacity = capacity_on(*types)

    getattr(capacity, f"scale_on_{method}_utilization")("Load", percent=60)

    assert target() == expected


def test_target_value_is_taken_as_it_is(
    capacity_on: CapacityOn, target: Callable[[], float]
) -> None:
    capacity_on("ml.z99.large", "ml.m5.large").scale_on_cpu_utilization("Load", target_value=150)

    assert target() == 150


def test_variant_of_an_imported_endpoint_takes_the_target_value(
    stack: cdk.Stack, target: Callable[[], float]
) -> None:
    variant = RealTimeEndpoint.from_endpoint_name(stack, "Demand", "demand").variant("champion")
    capacity = variant.auto_scale_instance_count(max_capacity=2)

    capacity.scale_on_cpu_utilization("Load", target_value=150)

    assert target() == 150
    with pytest.raises(
        ConfigurationError, match="the number of vCPUs of the variant's instances is unknown"
    ):
        capacity.scale_on_cpu_utilization("Other", percent=60)


@pytest.mark.parametrize(
    ("types", "method", "values", "told"),
    [
        (["ml.m5.large"], "cpu", {}, "percent: give either percent or target_value; got neither"),
        (
            ["ml.m5.large"],
            "cpu",
            {"percent": 60, "target_value": 120},
            "percent: give either percent or target_value; got both",
        ),
        (["ml.m5.large"], "cpu", {"percent": 0}, "percent: got 0, allowed is more than 0, at most"),
        (["ml.m5.large"], "cpu", {"percent": 120}, "percent: got 120, allowed is more than 0, at"),
        (["ml.m5.large"], "cpu", {"target_value": 0}, "target_value: got 0, allowed is more than"),
        (
            ["ml.z99.large"],
            "cpu",
            {"percent": 60},
            "percent: the number of vCPUs of ml.z99.large is unknown; give target_value",
        ),
        (
            ["ml.g5.2xlarge", "ml.g5.4xlarge"],
            "cpu",
            {"percent": 60},
            (
                r"percent: no one target fits all types \(ml.g5.2xlarge has 8, ml.g5.4xlarge has "
                r"16 vCPUs\)"
            ),
        ),
        (
            ["ml.g5.xlarge", "ml.inf2.xlarge"],
            "gpu",
            {"percent": 60},
            r"percent: no one target fits all types \(ml.g5.xlarge has 1, ml.inf2.xlarge has 0 ",
        ),
        (
            ["ml.m5.large"],
            "gpu",
            {"percent": 60},
            "instance_type: ml.m5.large has no GPU: GPUUtilization never has a value",
        ),
        (
            ["ml.m5.large"],
            "cpu",
            {"target_value": 201},
            (
                "target_value: got 201, allowed is at most 200: CPUUtilization of ml.m5.large is "
                "never above it"
            ),
        ),
        (
            ["ml.g5.xlarge", "ml.inf2.xlarge"],
            "gpu",
            {"target_value": 101},
            "target_value: got 101, allowed is at most 100",
        ),
        (
            ["ml.p6e-gb200.36xlarge"],
            "gpu",
            {"percent": 60},
            "percent: the number of GPUs of ml.p6e-gb200.36xlarge is unknown",
        ),
        (
            ["ml.inf2.xlarge"],
            "gpu_memory",
            {"target_value": 60},
            "instance_type: ml.inf2.xlarge has no GPU: GPUMemoryUtilization never has a value",
        ),
    ],
)
def test_target_that_would_never_work_is_refused(
    capacity_on: CapacityOn,
    *,
    types: list[str],
    method: str,
    values: dict[str, float],
    told: str,
) -> None:
    capacity = capacity_on(*types)

    with pytest.raises(
        ConfigurationError,
        match=rf"^scale_on_{method}_utilization 'Load' of variant 'champion': {told}",
    ):
        getattr(capacity, f"scale_on_{method}_utilization")("Load", **values)


def test_target_that_all_of_an_instance_reaches_is_taken(
    capacity_on: CapacityOn, target: Callable[[], float]
) -> None:
    capacity_on("ml.m5.large").scale_on_cpu_utilization("Load", target_value=200)

    assert target() == 200


@pytest.mark.parametrize(
    ("types", "options", "expected"),
    [
        (["ml.m5.large"], {"percent": 39}, {PERCENT: 39}),
        (["ml.c6i.4xlarge", "ml.m5.4xlarge"], {"percent": 39}, {PERCENT: 39}),
        (["ml.m5.large"], {"percent": 40}, None),
        (["ml.m5.large"], {"percent": 1}, None),
        (["ml.m5.large"], {"target_value": 60}, None),
    ],
)
def test_low_percentage_of_several_vcpus_is_told_in_the_template(
    stack: cdk.Stack,
    capacity_on: CapacityOn,
    *,
    types: list[str],
    options: UtilizationOptions,
    expected: dict[str, float] | None,
) -> None:
    capacity_on(*types).scale_on_cpu_utilization("Load", **options)

    template = Template.from_stack(stack).to_json()
    (policy,) = (each for each in template["Resources"].values() if each["Type"] == POLICY)
    assert policy.get("Metadata") == expected


def test_gpus_of_some_types_can_be_followed(
    capacity_on: CapacityOn, target: Callable[[], float]
) -> None:
    capacity_on("ml.g5.xlarge", "ml.inf2.xlarge").scale_on_gpu_utilization("Gpu", target_value=70)

    assert target() == 70


def test_late_percentage_cannot_be_multiplied(capacity_on: CapacityOn, late_number: float) -> None:
    capacity = capacity_on("ml.m5.large")

    with pytest.raises(ConfigurationError, match="percent: only the deploy knows it"):
        capacity.scale_on_cpu_utilization("Load", percent=late_number)


def test_late_percentage_of_memory_needs_no_multiplying(
    stack: cdk.Stack, capacity_on: CapacityOn, target: Callable[[], Any], late_number: float
) -> None:
    capacity_on("ml.m5.large").scale_on_memory_utilization("Load", percent=late_number)

    assert target() == {"Ref": "Late"}
    assert stack.node.try_find_child("Late") is not None


def test_waits_are_rendered(
    stack: cdk.Stack, capacity: ScalableInstanceCount, resources: Resources
) -> None:
    capacity.scale_on_cpu_utilization(
        "Load",
        percent=60,
        scale_in_cooldown=cdk.Duration.minutes(10),
        scale_out_cooldown=cdk.Duration.seconds(0),
        disable_scale_in=False,
    )

    (policy,) = resources(stack, POLICY)
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (tracking["ScaleInCooldown"], tracking["ScaleOutCooldown"]) == (600, 0)
    assert tracking["DisableScaleIn"] is False

"""What containers, instances and their loads of a file become; lab.yaml has most of them once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment
from tests.unit.stacks.kinds.test_every_kind import (
    ALARM,
    CONFIG,
    POLICY,
    Templates,
    build,
    of_type,
    the,
)

MODEL, POOLS = "AWS::SageMaker::Model", ["ml.c7i.xlarge", "ml.c6i.xlarge", "ml.c5.xlarge"]
VARIANT = {"model": "nlinear", "instance_type": "ml.c6i.large"}


def variant_of(template: dict[str, Any]) -> dict[str, Any]:
    (variant,) = the(template, CONFIG)["ProductionVariants"]
    assert isinstance(variant, dict)
    return variant


def live(context: dict[str, Any], outdir: Path, **variant: Any) -> dict[str, Any]:
    """The template of a real-time endpoint of one variant."""
    endpoint = {"kind": "real_time", "variants": {"all": {"model": "nlinear", **variant}}}
    return build(context, outdir, endpoints={"live": endpoint})["Live"]


# ------------------------------------------------------------------- containers


def test_containers_answer_one_after_the_other(templates: Templates) -> None:
    model = the(templates["lab/Readings"], MODEL)

    first, second = model["Containers"]
    assert "PrimaryContainer" not in model
    assert model["InferenceExecutionConfig"] == {"Mode": "Serial"}
    assert first["Image"] == "registry.meters.example.com/readings/gap-filler:3.4.1"
    assert first["Environment"] == {"LONGEST_GAP_HOURS": "6"}
    assert "forecasting/nlinear:2026.11" in json.dumps(second["Image"])
    assert "forecasting-lab-models" in json.dumps(second["ModelDataUrl"])


def test_containers_that_callers_choose_have_hostnames(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    containers = [
        {"image": {"repository": "team/a", "tag": "1"}, "hostname": "a", "data": {"prefix": "a/"}},
        {"image": {"repository": "team/b", "tag": "1"}, "hostname": "b", "data": {"prefix": "b/"}},
    ]
    models = {"chosen": {"containers": containers, "mode": "direct"}}
    endpoint = {"kind": "real_time", "variants": {"all": {**VARIANT, "model": "chosen"}}}

    template = build(cdk_context, tmp_path, endpoints={"live": endpoint}, models=models)["Live"]

    model = the(template, MODEL)
    assert model["InferenceExecutionConfig"] == {"Mode": "Direct"}
    assert [each["ContainerHostname"] for each in model["Containers"]] == ["a", "b"]


def test_containers_run_in_batch_transforms(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    containers = [{"image": {"repository": f"team/{name}", "tag": "1"}} for name in "ab"]
    job = {
        "model": "series",
        "instance_type": "ml.m5.xlarge",
        "input": "in/",
        "output": "out/",
        "content_type": "text/csv",
    }
    models = {"series": {"containers": containers}}

    templates = build(cdk_context, tmp_path, batch={"nightly": job}, models=models)

    assert len(the(templates["Nightly"], MODEL)["Containers"]) == 2


# ------------------------------------------------------------------- instances


def test_types_are_tried_in_the_order_of_the_file(templates: Templates) -> None:
    variant = variant_of(templates["lab/Readings"])

    assert "InstanceType" not in variant
    assert variant["InstancePools"] == [
        {"InstanceType": name, "Priority": priority} for priority, name in enumerate(POOLS, 1)
    ]


def test_types_of_another_image_have_a_model_of_their_own(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    models = {"nlinear": {"image": {"framework": "pytorch", "version": "2.6.0"}}}
    types = ["ml.g5.xlarge", "ml.c6i.xlarge", "ml.g6.xlarge"]
    endpoint = {
        "kind": "real_time",
        "variants": {"all": {"model": "nlinear", "instance_types": types}},
    }

    template = build(cdk_context, tmp_path, endpoints={"live": endpoint}, models=models)["Live"]

    pools = variant_of(template)["InstancePools"]
    images = [json.dumps(model["PrimaryContainer"]["Image"]) for model in of_type(template, MODEL)]
    assert ["ModelNameOverride" in pool for pool in pools] == [False, True, False]
    assert [("gpu" in image, "cpu" in image) for image in images] == [(True, False), (False, True)]


def test_instances_are_told_what_the_file_says(templates: Templates) -> None:
    variant = variant_of(templates["lab/Readings"])

    assert variant["RoutingConfig"] == {"RoutingStrategy": "LEAST_OUTSTANDING_REQUESTS"}
    assert variant["VolumeSizeInGB"] == 32
    assert variant["ContainerStartupHealthCheckTimeoutInSeconds"] == 300
    assert "ModelDataDownloadTimeoutInSeconds" not in variant


def test_requests_that_begin_alike_go_together(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    numbers = {"prefix_length": 4096, "concurrency_threshold": 8}

    template = live(
        cdk_context, tmp_path, instance_type="ml.g5.xlarge", routing={"prefix_aware": numbers}
    )

    assert variant_of(template)["RoutingConfig"] == {
        "RoutingStrategy": "PREFIX_AWARE",
        "PrefixAwareRoutingConfig": {"PrefixLength": 4096, "ConcurrencyThreshold": 8},
    }


def test_drivers_sessions_and_reserved_capacity(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    plan = "arn:aws:sagemaker:eu-west-1:111111111111:training-plan/forecasts"

    template = live(
        cdk_context,
        tmp_path,
        instance_type="ml.g5.xlarge",
        inference_ami_version="al2023-ami-sagemaker-inference-gpu-4-1",
        enable_ssm_access=True,
        capacity_reservation=plan,
    )

    variant = variant_of(template)
    assert variant["InferenceAmiVersion"] == "al2023-ami-sagemaker-inference-gpu-4-1"
    assert variant["EnableSSMAccess"] is True
    assert variant["CapacityReservationConfig"]["MlReservationArn"] == plan
    assert "ssmmessages:OpenDataChannel" in json.dumps(template)


@pytest.mark.parametrize(("least", "first"), [(0, 1), (1, 1), (3, 3)])
def test_shared_instances_start_with_the_fewest_that_are_kept(
    cdk_context: dict[str, Any], tmp_path: Path, least: int, first: int
) -> None:
    shared = {
        "kind": "inference_component",
        "instance_type": "ml.c6i.large",
        "min_instances": least,
        "max_instances": 4,
        "components": {"one": {"model": "nlinear", "memory_mb": 128, "cpus": 1}},
    }

    variant = variant_of(build(cdk_context, tmp_path, endpoints={"live": shared})["Live"])

    assert variant["InitialInstanceCount"] == first


@pytest.mark.parametrize(
    "endpoint",
    [
        {"kind": "async", **VARIANT, "output": "answers/"},
        {"kind": "multi_model", **VARIANT, "model": "nlinear-per-substation"},
        {
            "kind": "inference_component",
            "instance_type": "ml.c6i.large",
            "max_instances": 1,
            "components": {"one": {"model": "nlinear", "memory_mb": 128, "cpus": 1}},
        },
    ],
    ids=lambda endpoint: str(endpoint["kind"]),
)
def test_every_kind_of_instances_has_volume_and_waits(
    endpoint: dict[str, Any], cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    told = {
        "volume_size_gb": 64,
        "model_data_download_timeout_seconds": 1200,
        "container_startup_timeout_seconds": 600,
    }

    template = build(cdk_context, tmp_path, endpoints={"live": endpoint | told})["Live"]

    variant = variant_of(template)
    assert (
        variant["VolumeSizeInGB"],
        variant["ModelDataDownloadTimeoutInSeconds"],
        variant["ContainerStartupHealthCheckTimeoutInSeconds"],
    ) == (64, 1200, 600)


def test_metrics_beyond_the_usual_ones_are_those_of_the_file(templates: Templates) -> None:
    config = the(templates["lab/Readings"], CONFIG)["MetricsConfig"]

    assert config == {"EnableEnhancedMetrics": True, "MetricPublishFrequencyInSeconds": 10}


# ------------------------------------------------------------------- loads and updates


@pytest.mark.parametrize(
    ("load", "instance_type", "expected"),
    [
        # CloudWatch counts CPU by vCPU and GPU by GPU: 60% of 4 of them is 240.
        ({"cpu_percent": 60}, "ml.c6i.xlarge", ("CPUUtilization", 240)),
        ({"gpu_percent": 60}, "ml.g5.12xlarge", ("GPUUtilization", 240)),
        ({"memory_percent": 60}, "ml.c6i.xlarge", ("MemoryUtilization", 60)),
    ],
)
def test_utilization_to_hold_is_of_the_whole_instance(
    load: dict[str, float],
    instance_type: str,
    expected: tuple[str, float],
    cdk_context: dict[str, Any],
    tmp_path: Path,
) -> None:
    scaling = {"min": 1, "max": 4, "disable_scale_in": True, **load}

    template = live(cdk_context, tmp_path, instance_type=instance_type, scaling=scaling)

    tracking = the(template, POLICY)["TargetTrackingScalingPolicyConfiguration"]
    metric = tracking["CustomizedMetricSpecification"]["MetricName"]
    assert (metric, tracking["TargetValue"]) == expected
    assert tracking["DisableScaleIn"] is True
    assert "ScaleOutCooldown" not in tracking


def test_update_of_an_async_endpoint_watches_its_errors(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    queue = {
        "kind": "async",
        **VARIANT,
        "output": "answers/",
        "instance_count": 4,
        "rollout": {"rolling": {"batch_percent": 25, "bake_minutes": 5}},
    }

    template = build(cdk_context, tmp_path, endpoints={"queue": queue})["Queue"]

    deployment = the(template, "AWS::SageMaker::Endpoint")["DeploymentConfig"]
    assert deployment["RollingUpdatePolicy"]["MaximumBatchSize"]["Value"] == 25
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 1
    assert len(of_type(template, ALARM)) > 1


def test_update_of_a_component_replaces_its_copies_in_batches(templates: Templates) -> None:
    component = the(templates["lab/Pretrained"], "AWS::SageMaker::InferenceComponent")

    assert component["DeploymentConfig"]["RollingUpdatePolicy"] == {
        "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 50},
        "WaitIntervalInSeconds": 300,
    }


def test_update_of_a_component_watches_alarms_of_its_own(templates: Templates) -> None:
    template = templates["lab/Pretrained"]

    component = the(template, "AWS::SageMaker::InferenceComponent")
    rollback = component["DeploymentConfig"]["AutoRollbackConfiguration"]["Alarms"]
    watched = [template["Resources"][each["AlarmName"]["Ref"]]["Properties"] for each in rollback]
    copies = [{"Name": "InferenceComponentName", "Value": component["InferenceComponentName"]}]
    assert {alarm["MetricName"]: alarm["Dimensions"] for alarm in watched} == {
        "Invocation5XXErrors": copies,
        "ModelLatency": copies,
    }


@pytest.mark.parametrize(
    "known",
    [{}, {"sagemaker-endpoints::AsyncPipeline": "tried out by this team, and it answers"}],
)
def test_pipeline_of_an_async_endpoint_is_acknowledged_at_its_model(
    known: dict[str, str], cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    containers = [
        {"image": {"uri": f"111111111111.dkr.ecr.eu-west-1.amazonaws.com/{name}:1"}}
        for name in "ab"
    ]
    series = {"containers": containers, "acknowledge": known}
    data = {
        "name": "test",
        "account": "111111111111",
        "region": "eu-west-1",
        "models": {"series": series},
        "endpoints": {"queue": {"kind": "async", **VARIANT, "model": "series", "output": "o/"}},
    }
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))

    stage = EnvironmentStage(app, environment=Environment.model_validate(data))

    messages = [
        str(message.entry.data) for stack in stage.synth().stacks for message in stack.messages
    ]
    assert any("AsyncPipeline" in message for message in messages) is (known == {})

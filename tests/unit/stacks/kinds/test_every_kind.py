"""What the kinds of hosting become; environments/lab.yaml has each of them once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from ruamel.yaml import YAML

from stacks._naming import job_name_prefix
from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment

Templates = dict[str, dict[str, Any]]

LAB = Path(__file__).parents[1] / "environments" / "lab.yaml"
CONFIG, ALARM = "AWS::SageMaker::EndpointConfig", "AWS::CloudWatch::Alarm"
POLICY, TARGET = (
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::ApplicationAutoScaling::ScalableTarget",
)


def of_type(template: dict[str, Any], resource_type: str) -> list[dict[str, Any]]:
    return [
        resource["Properties"]
        for resource in template["Resources"].values()
        if resource["Type"] == resource_type
    ]


def the(template: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (properties,) = of_type(template, resource_type)
    return properties


def build(context: dict[str, Any], outdir: Path, **changes: Any) -> Templates:
    """The templates of an environment that has nothing but what is given, and lab's models."""
    lab = YAML(typ="safe", pure=True).load(LAB)
    models = {key: model for key, model in lab["models"].items() if key != "nlinear"}
    models["nlinear"] = {"image": {"repository": "team/forecaster", "tag": "1.2"}}
    data = {"name": "test", "account": "111111111111", "region": "eu-west-1", "models": models}
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=Environment.model_validate(data | changes))
    return {
        stack.hierarchical_id.removeprefix("test/"): stack.template
        for nested in app.synth().nested_assemblies
        for stack in nested.nested_assembly.stacks
    }


def alarms_of(template: dict[str, Any]) -> dict[str, list[str]]:
    """The alarms that the environment's topic hears of: metric and the dimensions' names."""
    return {
        alarm["MetricName"]: [dimension["Name"] for dimension in alarm["Dimensions"]]
        for alarm in of_type(template, ALARM)
        if "sagemaker-lab-shared" in json.dumps(alarm.get("AlarmActions"))
    }


# ------------------------------------------------------------------- real-time


def test_shadow_gets_its_share_of_copies(templates: Templates) -> None:
    config = the(templates["lab/Demand"], CONFIG)

    (shadow,) = config["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["InitialVariantWeight"]) == ("shadow", 0.5)
    assert shadow["ModelName"] != config["ProductionVariants"][0]["ModelName"]


def test_rollout_is_that_of_the_file_and_watches_alarms(templates: Templates) -> None:
    deployment = the(templates["lab/Demand"], "AWS::SageMaker::Endpoint")["DeploymentConfig"]

    policy = deployment["BlueGreenUpdatePolicy"]
    assert policy["TerminationWaitInSeconds"] == 300
    assert policy["TrafficRoutingConfiguration"] == {
        "Type": "CANARY",
        "CanarySize": {"Type": "CAPACITY_PERCENT", "Value": 50},
        "WaitIntervalInSeconds": 600,
    }
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 2


@pytest.mark.parametrize(
    ("rollout", "expected"),
    [
        (
            {"linear": {"step_percent": 25, "bake_minutes": 5}},
            {"Type": "LINEAR", "LinearStepSize": {"Type": "CAPACITY_PERCENT", "Value": 25}},
        ),
        ({"all_at_once": {"bake_minutes": 5}}, {"Type": "ALL_AT_ONCE"}),
        (
            {"rolling": {"batch_percent": 25, "bake_minutes": 5}},
            {"MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 25}},
        ),
    ],
)
def test_every_rollout_becomes_its_policy(
    rollout: dict[str, Any],
    expected: dict[str, Any],
    cdk_context: dict[str, Any],
    tmp_path: Path,
) -> None:
    variant = {"model": "nlinear", "instance_type": "ml.c6i.large", "instance_count": 4}
    demand = {"kind": "real_time", "variants": {"all": variant}, "rollout": rollout}

    template = build(cdk_context, tmp_path, endpoints={"demand": demand})["Demand"]

    deployment = the(template, "AWS::SageMaker::Endpoint")["DeploymentConfig"]
    policies = [
        deployment.get("RollingUpdatePolicy", {}),
        deployment.get("BlueGreenUpdatePolicy", {}).get("TrafficRoutingConfiguration", {}),
    ]
    assert any(expected.items() <= policy.items() for policy in policies)


def test_captured_requests_go_to_the_data_bucket(templates: Templates) -> None:
    capture = the(templates["lab/Demand"], CONFIG)["DataCaptureConfig"]

    assert capture["InitialSamplingPercentage"] == 20
    assert "DataBucketName" in json.dumps(capture["DestinationS3Uri"])
    assert capture["DestinationS3Uri"]["Fn::Join"][1][-1] == "/captured/Demand/"


def test_schedules_change_the_bounds_beside_the_load(templates: Templates) -> None:
    target = the(templates["lab/Demand"], TARGET)
    policy = the(templates["lab/Demand"], POLICY)["TargetTrackingScalingPolicyConfiguration"]

    assert policy["TargetValue"] == 4
    assert [
        (
            action["ScheduledActionName"],
            action["Schedule"],
            action["Timezone"],
            action["ScalableTargetAction"],
        )
        for action in target["ScheduledActions"]
    ] == [
        ("Morning", "cron(30 6 ? * MON-FRI *)", "Europe/London", {"MinCapacity": 4}),
        ("Noon", "cron(0 12 ? * MON-FRI *)", "Europe/London", {"MinCapacity": 2}),
    ]


# ------------------------------------------------------------------- the other kinds


def test_serverless_endpoint_keeps_some_containers_warm(templates: Templates) -> None:
    (variant,) = the(templates["lab/OnRequest"], CONFIG)["ProductionVariants"]
    target = the(templates["lab/OnRequest"], TARGET)

    assert variant["ServerlessConfig"] == {
        "MemorySizeInMB": 2048,
        "MaxConcurrency": 10,
        "ProvisionedConcurrency": 1,
    }
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)


def test_serverless_endpoint_stays_out_of_the_vpc(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    vpc = {
        "vpc_id": "vpc-0a1b2c3d",
        "availability_zones": ["eu-west-1a"],
        "private_subnet_ids": ["subnet-0a1b2c3d"],
    }
    rare = {"kind": "serverless", "model": "nlinear", "memory_mb": 1024, "max_concurrency": 1}
    queue = {"kind": "async", "model": "nlinear", "instance_type": "ml.m5.large", "output": "o/"}

    endpoints = {"rare": rare, "queue": queue}
    templates = build(cdk_context, tmp_path, endpoints=endpoints, vpc=vpc)

    assert "VpcConfig" not in the(templates["Rare"], "AWS::SageMaker::Model")
    assert "VpcConfig" in the(templates["Queue"], "AWS::SageMaker::Model")


def test_async_endpoint_reads_and_writes_where_the_file_says(templates: Templates) -> None:
    config = the(templates["lab/Backfill"], CONFIG)["AsyncInferenceConfig"]

    output = config["OutputConfig"]
    assert output["S3OutputPath"]["Fn::Join"][1][-1] == "/backfill/answers/"
    assert output["S3FailurePath"]["Fn::Join"][1][-1] == "/backfill/failures/"
    assert set(output["NotificationConfig"]) == {"SuccessTopic", "ErrorTopic"}
    assert config["ClientConfig"] == {"MaxConcurrentInvocationsPerInstance": 4}


def test_topics_of_answers_are_encrypted_whatever_the_instances(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    queue = {
        "kind": "async",
        "model": "nlinear",
        "instance_type": "ml.g5.xlarge",  # with a local disk, which takes no key
        "output": "answers/",
        "notify": True,
    }

    template = build(cdk_context, tmp_path, endpoints={"queue": queue})["Queue"]

    topics = of_type(template, "AWS::SNS::Topic")
    assert ["KmsMasterKeyId" in topic for topic in topics] == [True, True]
    assert "KmsKeyId" not in the(template, CONFIG)


def test_async_endpoint_scales_to_none_and_back(templates: Templates) -> None:
    kinds = {policy["PolicyType"] for policy in of_type(templates["lab/Backfill"], POLICY)}

    assert the(templates["lab/Backfill"], TARGET)["MinCapacity"] == 0
    assert kinds == {"TargetTrackingScaling", "StepScaling"}


def test_multi_model_endpoint_serves_what_is_below_the_prefix(templates: Templates) -> None:
    model = the(templates["lab/Substations"], "AWS::SageMaker::Model")

    container = model["PrimaryContainer"]
    assert container["Mode"] == "MultiModel"
    assert "ArtifactBucketName" in json.dumps(container)
    assert "/substations/" in json.dumps(container)


def test_component_copies_scale_to_none_and_so_do_the_instances(templates: Templates) -> None:
    template = templates["lab/Pretrained"]
    (variant,) = the(template, CONFIG)["ProductionVariants"]
    component = the(template, "AWS::SageMaker::InferenceComponent")

    scaling = variant["ManagedInstanceScaling"]
    assert (scaling["MinInstanceCount"], scaling["MaxInstanceCount"]) == (0, 2)
    assert the(template, TARGET)["MinCapacity"] == 0
    assert component["Specification"]["ComputeResourceRequirements"] == {
        "MinMemoryRequiredInMb": 4096,
        "NumberOfAcceleratorDevicesRequired": 1,
    }


def test_uncompressed_model_is_read_as_it_lies(templates: Templates) -> None:
    model = the(templates["lab/Pretrained"], "AWS::SageMaker::Model")

    source = model["PrimaryContainer"]["ModelDataSource"]["S3DataSource"]
    assert (source["S3DataType"], source["CompressionType"]) == ("S3Prefix", "None")


def test_instances_with_local_disks_get_no_key(templates: Templates) -> None:
    with_key = {
        path for path in templates for config in of_type(templates[path], CONFIG)
        if "KmsKeyId" in config
    }  # fmt: skip

    assert {path for path in with_key if path.startswith("lab/")} == {
        "lab/Demand", "lab/OnRequest", "lab/Backfill", "lab/Substations", "lab/Explained",
        "lab/Balancing", "lab/Readings", "lab/OutageCauses",
    }  # fmt: skip


def test_batch_transform_runs_by_night_of_its_time_zone(templates: Templates) -> None:
    schedule = the(templates["lab/Nightly"], "AWS::Scheduler::Schedule")
    machine = json.dumps(the(templates["lab/Nightly"], "AWS::StepFunctions::StateMachine"))

    assert schedule["ScheduleExpression"] == "cron(0 2 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Europe/London"
    for part in ("/nightly/histories/", "/nightly/forecasts/", "ml.m5.xlarge", "'nightly-{}"):
        assert part in machine


def test_batch_transform_may_read_and_write_elsewhere(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    job = {
        "model": "nlinear",
        "instance_type": "ml.m5.xlarge",
        "input": "s3://histories/a/",
        "output": "s3://forecasts/b/",
        "content_type": "text/csv",
    }

    templates = build(cdk_context, tmp_path, endpoints={}, batch={"nightly": job})

    machine = json.dumps(the(templates["Nightly"], "AWS::StepFunctions::StateMachine"))
    assert "s3://histories/a/" in machine
    assert "s3://forecasts/b/" in machine
    assert "DataBucketName" not in templates["Shared"].get("Outputs", {})


def test_names_of_jobs_begin_with_the_key_as_far_as_there_is_room() -> None:
    assert job_name_prefix("nightly") == "nightly"
    assert job_name_prefix("day_ahead") == "day-ahead"
    assert job_name_prefix("every-single-meter-of-a-city") == "every-single-meter-of-a"


def test_model_package_brings_its_image(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"
    rare = {"kind": "serverless", "model": "demand", "memory_mb": 1024, "max_concurrency": 1}
    models = {"demand": {"image": {"package": arn}}}

    templates = build(cdk_context, tmp_path, endpoints={"rare": rare}, models=models)

    model = the(templates["Rare"], "AWS::SageMaker::Model")
    assert "model-package/demand/3" in json.dumps(model)


# ------------------------------------------------------------------- what they share


def test_data_bucket_is_there_only_where_it_is_needed(templates: Templates) -> None:
    shared = {path: template for path, template in templates.items() if path.endswith("/Shared")}

    outputs = {path for path, template in shared.items() if "DataBucketName" in template["Outputs"]}
    assert len(shared) == 4
    assert outputs == {"lab/Shared"}


def test_own_buckets_are_known_by_outputs_with_plain_names(templates: Templates) -> None:
    text = json.dumps([template for path, template in templates.items() if path[:4] == "lab/"])

    assert '"OutputName": "DataBucketArn"' in text
    assert '"OutputName": "ArtifactBucketArn"' in text


@pytest.mark.parametrize(
    ("stack", "expected"),
    [
        ("Demand", {"Invocation5XXErrors": "EndpointName", "ModelLatency": "EndpointName"}),
        ("OnRequest", {"Invocation5XXErrors": "EndpointName"}),
        ("Backfill", {"InvocationFailures": "EndpointName", "ApproximateBacklogSize": ""}),
        ("Substations", {"Invocation5XXErrors": "EndpointName"}),
        ("Pretrained", {"Invocation5XXErrors": "InferenceComponentName"}),
    ],
)
def test_every_kind_tells_the_topic_of_its_faults(
    stack: str, expected: dict[str, str], templates: Templates
) -> None:
    alarms = alarms_of(templates[f"lab/{stack}"])

    assert set(alarms) == set(expected)
    assert all(name in alarms[metric] for metric, name in expected.items() if name)


def test_backlog_has_no_variant(templates: Templates) -> None:
    alarms = alarms_of(templates["lab/Backfill"])

    assert alarms["ApproximateBacklogSize"] == ["EndpointName"]


def test_failed_and_missed_runs_are_told_to_the_topic(templates: Templates) -> None:
    alarms = alarms_of(templates["lab/Nightly"])

    assert {"ExecutionsFailed", "ExecutionsStarted"} <= set(alarms)

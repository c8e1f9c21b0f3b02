"""What each environment must and must not contain."""

from __future__ import annotations

from typing import Any

import pytest

Templates = dict[str, dict[str, Any]]

ENDPOINT_STACKS = (
    "dev/Demand",
    "staging/Demand",
    "staging/Intraday",
    "prod/Demand",
    "prod/Intraday",
)


def of_type(template: dict[str, Any], resource_type: str) -> dict[str, dict[str, Any]]:
    return {
        logical_id: resource["Properties"]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] == resource_type
    }


def variants(template: dict[str, Any]) -> list[dict[str, Any]]:
    (config,) = of_type(template, "AWS::SageMaker::EndpointConfig").values()
    return list(config["ProductionVariants"])


def test_each_endpoint_and_batch_transform_has_a_stack_beside_the_shared_one(
    stacks: dict[str, Any],
) -> None:
    environments = {path for path in stacks if not path.startswith("lab/")}
    lab = {path.removeprefix("lab/") for path in set(stacks) - environments}

    assert environments == {"dev/Shared", "staging/Shared", "prod/Shared", *ENDPOINT_STACKS}
    assert lab == {
        "Shared", "Demand", "OnRequest", "Backfill", "Substations", "Pretrained", "Nightly",
        "Explained", "Balancing", "Readings", "OutageCauses",
    }  # fmt: skip


def test_stack_names_are_explicit(stacks: dict[str, Any]) -> None:
    names = {path: stack.stack_name for path, stack in stacks.items()}

    assert names["dev/Demand"] == "sagemaker-dev-demand"
    assert names["prod/Shared"] == "sagemaker-prod-shared"


def test_only_production_is_protected_from_deletion(stacks: dict[str, Any]) -> None:
    protected = {path for path, stack in stacks.items() if stack.termination_protection}

    assert protected == {path for path in stacks if path.startswith("prod/")}


def test_stacks_and_resources_carry_the_tags_of_their_environment(stacks: dict[str, Any]) -> None:
    for path, stack in stacks.items():
        assert stack.tags["environment"] == path.partition("/")[0]
        assert stack.tags["team"] == "forecasting"


def test_each_environment_has_its_account(stacks: dict[str, Any]) -> None:
    accounts = {path.partition("/")[0]: stack.environment.account for path, stack in stacks.items()}

    assert accounts == {
        "dev": "111111111111",
        "staging": "222222222222",
        "prod": "333333333333",
        "lab": "444444444444",
    }


def test_logical_ids_are_the_same_in_every_environment(templates: Templates) -> None:
    staging, prod = templates["staging/Demand"], templates["prod/Demand"]

    assert set(staging["Resources"]) == set(prod["Resources"])
    dev_only = set(templates["dev/Demand"]["Resources"]) - set(prod["Resources"])
    assert dev_only == set()


@pytest.mark.parametrize("path", ENDPOINT_STACKS)
def test_volumes_are_encrypted_with_the_shared_key(templates: Templates, path: str) -> None:
    (config,) = of_type(templates[path], "AWS::SageMaker::EndpointConfig").values()

    source = config["KmsKeyId"]["Fn::GetStackOutput"]["StackName"]
    assert source == f"sagemaker-{path.partition('/')[0]}-shared"


@pytest.mark.parametrize("path", ENDPOINT_STACKS)
def test_every_variant_alarms_on_its_5xx_errors(templates: Templates, path: str) -> None:
    alarms = of_type(templates[path], "AWS::CloudWatch::Alarm").values()

    watched = [
        dimension["Value"]
        for alarm in alarms
        if alarm["MetricName"] == "Invocation5XXErrors"
        for dimension in alarm["Dimensions"]
        if dimension["Name"] == "VariantName"
    ]
    assert watched == [variant["VariantName"] for variant in variants(templates[path])]


def test_latency_limits_are_told_to_cloudwatch_in_microseconds(templates: Templates) -> None:
    alarms = of_type(templates["prod/Demand"], "AWS::CloudWatch::Alarm").values()

    latency = [alarm for alarm in alarms if alarm["MetricName"] == "ModelLatency"]
    assert [alarm["Threshold"] for alarm in latency] == [500_000, 500_000]
    assert {alarm["ExtendedStatistic"] for alarm in latency} == {"p99"}


def test_dev_runs_in_no_vpc_and_production_in_its_own(templates: Templates) -> None:
    dev = of_type(templates["dev/Demand"], "AWS::SageMaker::Model").values()
    prod = of_type(templates["prod/Demand"], "AWS::SageMaker::Model").values()

    assert all("VpcConfig" not in model for model in dev)
    assert all(len(model["VpcConfig"]["Subnets"]) == 3 for model in prod)


def test_variants_of_one_model_that_need_one_image_share_the_model(templates: Templates) -> None:
    assert len(of_type(templates["dev/Demand"], "AWS::SageMaker::Model")) == 1


def test_weights_are_those_of_the_file(templates: Templates) -> None:
    weights = {
        variant["VariantName"]: variant["InitialVariantWeight"]
        for variant in variants(templates["dev/Demand"])
    }

    assert weights == {"champion": 3, "challenger": 1}


def test_both_variants_scale_in_production_and_one_in_dev(templates: Templates) -> None:
    policy = "AWS::ApplicationAutoScaling::ScalingPolicy"

    assert len(of_type(templates["dev/Demand"], policy)) == 1
    targets = [
        rendered["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
        for rendered in of_type(templates["prod/Demand"], policy).values()
    ]
    # 30 requests a second, 60 seconds, a safety factor of a half
    assert targets == [900, 900]


def test_alarms_reach_the_encrypted_topic(templates: Templates) -> None:
    (key,) = of_type(templates["prod/Shared"], "AWS::KMS::Key").values()
    (topic_policy,) = of_type(templates["prod/Shared"], "AWS::SNS::TopicPolicy").values()

    statements = key["KeyPolicy"]["Statement"] + topic_policy["PolicyDocument"]["Statement"]
    by_cloudwatch = [
        statement["Action"]
        for statement in statements
        if statement["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    ]
    assert by_cloudwatch == [["kms:Decrypt", "kms:GenerateDataKey*"], "sns:Publish"]


def test_data_outlives_its_stack(templates: Templates) -> None:
    stateful = {"AWS::KMS::Key", "AWS::S3::Bucket"}

    policies = {
        resource["DeletionPolicy"]
        for resource in templates["dev/Shared"]["Resources"].values()
        if resource["Type"] in stateful
    }

    assert policies == {"Retain"}

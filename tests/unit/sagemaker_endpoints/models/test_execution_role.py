"""The role that a model runs under: exactly what it needs, made here or given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]


@pytest.fixture
def containers() -> list[ContainerDefinition]:
    return [
        ContainerDefinition(
            image=ContainerImage.from_framework("pytorch", version="2.6.0"),
            model_data=ModelData.from_uri("s3://my-bucket/path/model.tar.gz"),
        )
    ]


def test_made_role_allows_exactly_what_the_model_needs(
    stack: cdk.Stack, containers: list[ContainerDefinition], resources: Resources
) -> None:
    Model(stack, "Model", containers=containers)

    (role,) = resources(stack, "AWS::IAM::Role")

    (policy,) = role.pop("Policies")
    assert role == {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    }
    assert policy == {
        "PolicyName": "Serve",
        "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "PullImage",
                    "Effect": "Allow",
                    "Action": [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:BatchGetImage",
                        "ecr:GetDownloadUrlForLayer",
                    ],
                    "Resource": "arn:aws:ecr:eu-west-1:763104351884:repository/pytorch-inference",
                },
                {
                    "Sid": "LogInToEcr",
                    "Effect": "Allow",
                    "Action": "ecr:GetAuthorizationToken",
                    "Resource": "*",
                },
                {
                    "Sid": "ReadModelData",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::my-bucket/path/model.tar.gz",
                },
                {
                    "Sid": "WriteLogs",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogGroup",
                        "logs:CreateLogStream",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": (
                        "arn:aws:logs:eu-west-1:111111111111:log-group:/aws/sagemaker/Endpoints/*"
                    ),
                },
                {
                    "Sid": "PutMetrics",
                    "Effect": "Allow",
                    "Action": "cloudwatch:PutMetricData",
                    "Resource": "*",
                    "Condition": {
                        "StringLike": {
                            "cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]
                        }
                    },
                },
            ],
        },
    }


def test_every_arn_in_china_lies_in_its_partition(
    china_stack: cdk.Stack, containers: list[ContainerDefinition], resources: Resources
) -> None:
    Model(china_stack, "Model", containers=containers)

    (role,) = resources(china_stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    arns = [s["Resource"] for s in statements if s["Resource"] != "*"]
    assert len(arns) == 3
    assert all(arn.startswith("arn:aws-cn:") for arn in arns)


def test_partition_of_an_agnostic_stack_is_late(
    agnostic_stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    Model(agnostic_stack, "Model", containers=[container])

    (role,) = resources(agnostic_stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    (logs,) = (s["Resource"] for s in statements if s["Sid"] == "WriteLogs")
    assert logs["Fn::Join"][1][:2] == ["arn:", {"Ref": "AWS::Partition"}]


def test_grant_after_construction_is_there_before_the_model(
    stack: cdk.Stack, model: Model, by_id: ById
) -> None:
    bucket = s3.Bucket(stack, "Lookups")

    bucket.grant_read(model)

    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (role_id,) = by_id(stack, "AWS::IAM::Role")
    (rendered,) = by_id(stack, "AWS::SageMaker::Model").values()
    assert rendered["DependsOn"] == [policy_id]
    assert policy["Properties"]["Roles"] == [{"Ref": role_id}]
    assert by_id(stack, "AWS::S3::BucketPolicy") == {}


def test_grant_on_a_key_leaves_the_key_policy_alone(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    kms.Key(stack, "Key").grant_decrypt(model)

    (key,) = resources(stack, "AWS::KMS::Key")
    (policy,) = resources(stack, "AWS::IAM::Policy")

    (statement,) = key["KeyPolicy"]["Statement"]
    assert statement["Action"] == "kms:*"
    assert policy["PolicyDocument"]["Statement"][0]["Action"] == "kms:Decrypt"


def test_model_without_grants_has_no_policy_beside_its_role(
    stack: cdk.Stack, model: Model, by_id: ById
) -> None:
    del model

    (rendered,) = by_id(stack, "AWS::SageMaker::Model").values()

    assert by_id(stack, "AWS::IAM::Policy") == {}
    assert "DependsOn" not in rendered


def statements_on_volumes(policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        statement
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "kms:CreateGrant"
    ]


def test_key_of_the_endpoint_may_be_used_by_the_roles_of_its_models(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    key = kms.Key(stack, "Key")
    variants = [
        InstanceVariant(name=name, model=model, instance_type="ml.m5.large")
        for name in ("champion", "challenger")
    ]

    RealTimeEndpoint(stack, "Endpoint", variants=variants, encryption_key=key)

    (role,) = resources(stack, "AWS::IAM::Role")
    (statement,) = statements_on_volumes(role["Policies"])
    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    assert statement["Sid"] == "EncryptVolumes"
    assert statement["Resource"] == stack.resolve(key.key_arn) == config["KmsKeyId"]
    assert statement["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_endpoint_without_a_key_allows_none(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (role,) = resources(stack, "AWS::IAM::Role")

    assert statements_on_volumes(role["Policies"]) == []

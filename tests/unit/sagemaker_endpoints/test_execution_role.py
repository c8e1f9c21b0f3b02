"""The role that a model runs under: exactly what it needs, made here or given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
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
Render = Callable[[cdk.Stack], dict[str, Any]]


@pytest.fixture
def containers() -> list[ContainerDefinition]:
    return [
        ContainerDefinition(
            image=ContainerImage.from_framework("pytorch", version="2.6.0"),
            model_data=ModelData.from_uri("s3://my-bucket/path/model.tar.gz"),
        )
    ]


@pytest.fixture
def given_role(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


def whole_models(template: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in template["Resources"].values() if r["Type"] == "AWS::SageMaker::Model"]


def ids_of(template: dict[str, Any], resource_type: str) -> list[str]:
    return [key for key, r in template["Resources"].items() if r["Type"] == resource_type]


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
    stack: cdk.Stack, model: Model, template: Render, resources: Resources
) -> None:
    bucket = s3.Bucket(stack, "Lookups")

    bucket.grant_read(model)

    rendered = template(stack)
    (policy_id,) = ids_of(rendered, "AWS::IAM::Policy")
    policy = rendered["Resources"][policy_id]["Properties"]
    (role_id,) = ids_of(rendered, "AWS::IAM::Role")
    assert whole_models(rendered)[0]["DependsOn"] == [policy_id]
    assert policy["Roles"] == [{"Ref": role_id}]
    assert resources(stack, "AWS::S3::BucketPolicy") == []


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
    stack: cdk.Stack, model: Model, template: Render, resources: Resources
) -> None:
    del model

    assert resources(stack, "AWS::IAM::Policy") == []
    assert "DependsOn" not in whole_models(template(stack))[0]


def test_given_role_gets_the_rights_and_the_model_waits_for_them(
    stack: cdk.Stack,
    containers: list[ContainerDefinition],
    given_role: iam.Role,
    template: Render,
) -> None:
    Model(stack, "Model", containers=containers, role=given_role)

    rendered = template(stack)
    (role_id,) = ids_of(rendered, "AWS::IAM::Role")
    (policy_id,) = ids_of(rendered, "AWS::IAM::Policy")
    (model,) = whole_models(rendered)
    statements = rendered["Resources"][policy_id]["Properties"]["PolicyDocument"]["Statement"]
    assert "Policies" not in rendered["Resources"][role_id]["Properties"]
    assert model["Properties"]["ExecutionRoleArn"] == {"Fn::GetAtt": [role_id, "Arn"]}
    assert sorted(model["DependsOn"]) == sorted([role_id, policy_id])
    assert [s["Resource"] for s in statements if s["Action"] == "s3:GetObject"] == [
        "arn:aws:s3:::my-bucket/path/model.tar.gz"
    ]
    assert len(statements) == 5


def test_role_shared_by_models_repeats_no_sid(
    stack: cdk.Stack, container: ContainerDefinition, given_role: iam.Role, resources: Resources
) -> None:
    for name in ("champion", "challenger"):
        data = ModelData.from_uri(f"s3://my-bucket/{name}.tar.gz")
        shared = ContainerDefinition(image=container.image, model_data=data)
        Model(stack, name, containers=[shared], role=given_role)

    (policy,) = resources(stack, "AWS::IAM::Policy")

    statements = policy["PolicyDocument"]["Statement"]
    sids = [statement["Sid"] for statement in statements if "Sid" in statement]
    assert len(sids) == len(set(sids))
    assert [s["Resource"] for s in statements if s["Action"] == "s3:GetObject"] == [
        ["arn:aws:s3:::my-bucket/challenger.tar.gz", "arn:aws:s3:::my-bucket/champion.tar.gz"]
    ]


def test_grants_go_to_the_given_role(
    stack: cdk.Stack, container: ContainerDefinition, given_role: iam.Role, resources: Resources
) -> None:
    model = Model(stack, "Model", containers=[container], role=given_role)

    s3.Bucket(stack, "Lookups").grant_read(model)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    assert model.role is given_role
    assert "s3:List*" in str(policy["PolicyDocument"])


def test_imported_role_that_may_not_be_changed_stays_untouched(
    stack: cdk.Stack, container: ContainerDefinition, template: Render
) -> None:
    arn = "arn:aws:iam::111111111111:role/served-by-others"
    role = iam.Role.from_role_arn(stack, "Imported", arn, mutable=False)

    Model(stack, "Model", containers=[container], role=role)

    rendered = template(stack)["Resources"]
    assert [resource["Type"] for resource in rendered.values()] == ["AWS::SageMaker::Model"]
    assert next(iter(rendered.values()))["Properties"]["ExecutionRoleArn"] == arn


def test_role_of_another_account_stays_untouched(
    stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    role = iam.Role.from_role_arn(stack, "Imported", "arn:aws:iam::222222222222:role/elsewhere")

    Model(stack, "Model", containers=[container], role=role)

    assert resources(stack, "AWS::IAM::Policy") == []


def test_imported_role_of_this_account_gets_a_policy_as_cdk_does_it(
    stack: cdk.Stack, container: ContainerDefinition, template: Render
) -> None:
    role = iam.Role.from_role_arn(stack, "Imported", "arn:aws:iam::111111111111:role/ours")

    Model(stack, "Model", containers=[container], role=role)

    rendered = template(stack)
    (policy_id,) = ids_of(rendered, "AWS::IAM::Policy")
    assert rendered["Resources"][policy_id]["Properties"]["Roles"] == ["ours"]
    assert whole_models(rendered)[0]["DependsOn"] == [policy_id]


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


def test_given_role_may_use_the_keys_of_all_its_endpoints(
    stack: cdk.Stack, container: ContainerDefinition, given_role: iam.Role, resources: Resources
) -> None:
    model = Model(stack, "Model", containers=[container], role=given_role)
    variant = InstanceVariant(name="AllTraffic", model=model, instance_type="ml.m5.large")

    for name in ("Demand", "Returns"):
        key = kms.Key(stack, f"{name}Key")
        RealTimeEndpoint(stack, name, variants=[variant], encryption_key=key)

    (statement,) = statements_on_volumes(resources(stack, "AWS::IAM::Policy"))
    assert len(statement["Resource"]) == 2
    assert "Sid" not in statement


def test_endpoint_without_a_key_allows_none(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (role,) = resources(stack, "AWS::IAM::Role")

    assert statements_on_volumes(role["Policies"]) == []

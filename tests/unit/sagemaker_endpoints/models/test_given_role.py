"""A model under a role that was made elsewhere."""

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
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Render = Callable[[cdk.Stack], dict[str, Any]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]


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


def test_given_role_gets_the_rights_and_the_model_waits_for_them(
    stack: cdk.Stack,
    containers: list[ContainerDefinition],
    given_role: iam.Role,
    by_id: ById,
) -> None:
    Model(stack, "Model", containers=containers, role=given_role)

    ((role_id, role),) = by_id(stack, "AWS::IAM::Role").items()
    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (model,) = by_id(stack, "AWS::SageMaker::Model").values()
    statements = policy["Properties"]["PolicyDocument"]["Statement"]
    assert "Policies" not in role["Properties"]
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
    stack: cdk.Stack, container: ContainerDefinition, by_id: ById
) -> None:
    role = iam.Role.from_role_arn(stack, "Imported", "arn:aws:iam::111111111111:role/ours")

    Model(stack, "Model", containers=[container], role=role)

    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (model,) = by_id(stack, "AWS::SageMaker::Model").values()
    assert policy["Properties"]["Roles"] == ["ours"]
    assert model["DependsOn"] == [policy_id]


def statements_on_volumes(policies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        statement
        for policy in policies
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Action"] == "kms:CreateGrant"
    ]


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


@pytest.fixture
def role_of_another_stack(app: cdk.App, stack: cdk.Stack) -> iam.Role:
    roles = cdk.Stack(app, "Roles", env=cdk.Environment(account=stack.account, region=stack.region))
    return iam.Role(roles, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))


def test_role_of_another_stack_gets_its_policy_where_the_model_is(
    stack: cdk.Stack,
    container: ContainerDefinition,
    role_of_another_stack: iam.Role,
    by_id: ById,
    resources: Resources,
) -> None:
    bucket = s3.Bucket(stack, "Artifacts")
    data = ModelData.from_bucket(bucket, "model.tar.gz")
    containers = [ContainerDefinition(image=container.image, model_data=data)]
    model = Model(stack, "Model", containers=containers, role=role_of_another_stack)
    variant = InstanceVariant(name="AllTraffic", model=model, instance_type="ml.m5.large")
    key = kms.Key(stack, "Key")

    # Both in the policy of the role would make the two stacks depend on each other.
    RealTimeEndpoint(stack, "Demand", variants=[variant], encryption_key=key)

    ((policy_id, policy),) = by_id(stack, "AWS::IAM::Policy").items()
    (rendered,) = by_id(stack, "AWS::SageMaker::Model").values()
    assert resources(cdk.Stack.of(role_of_another_stack), "AWS::IAM::Policy") == []
    assert "Given" in str(policy["Properties"]["Roles"])
    assert rendered["DependsOn"] == [policy_id]
    (key_statement,) = statements_on_volumes([policy["Properties"]])
    assert key_statement["Resource"] == stack.resolve(key.key_arn)


def test_role_of_another_stack_that_may_not_be_changed_stays_untouched(
    stack: cdk.Stack,
    container: ContainerDefinition,
    role_of_another_stack: iam.Role,
    resources: Resources,
) -> None:
    role = role_of_another_stack.without_policy_updates()

    Model(stack, "Model", containers=[container], role=role)

    assert resources(stack, "AWS::IAM::Policy") == []


def test_endpoint_of_components_takes_a_role_of_another_stack(
    stack: cdk.Stack,
    container: ContainerDefinition,
    role_of_another_stack: iam.Role,
    by_id: ById,
) -> None:
    data = ModelData.from_bucket(s3.Bucket(stack, "Artifacts"), "model.tar.gz")
    containers = ContainerDefinition(image=container.image, model_data=data)
    shared = InferenceComponentEndpoint(
        stack, "Shared", instance_type="ml.g5.2xlarge", role=role_of_another_stack
    )

    shared.add_component("Chronos", container=containers, min_memory_mb=1024)

    (policy_id,) = by_id(stack, "AWS::IAM::Policy")
    (config,) = by_id(stack, "AWS::SageMaker::EndpointConfig").values()
    assert config["DependsOn"] == [policy_id]

"""Images in registries outside ECR."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct

from sagemaker_endpoints import ConfigurationError, ContainerDefinition, ContainerImage, Model

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]

URI = "registry.example.com:5000/team/forecaster:1.2"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:credentials"


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    return ec2.Vpc(stack, "Vpc", max_azs=2)


def serving_role(roles: list[dict[str, Any]]) -> dict[str, Any]:
    """The model's: the VPC has one as well."""
    (found,) = (role for role in roles if role["Policies"][0]["PolicyName"] == "Serve")
    return found


def actions_of(role: dict[str, Any]) -> str:
    return str([each["Action"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]])


def test_image_is_reached_through_the_vpc(
    stack: cdk.Stack, vpc: ec2.Vpc, resources: Resources
) -> None:
    image = ContainerImage.from_private_registry(URI)
    Model(stack, "Model", containers=[ContainerDefinition(image=image)], vpc=vpc)

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert model["PrimaryContainer"] == {
        "Image": URI,
        "ImageConfig": {"RepositoryAccessMode": "Vpc"},
    }


def test_role_may_pull_nothing_from_ecr(
    stack: cdk.Stack, vpc: ec2.Vpc, resources: Resources
) -> None:
    image = ContainerImage.from_private_registry(URI)
    Model(stack, "Model", containers=[ContainerDefinition(image=image)], vpc=vpc)

    role = serving_role(resources(stack, "AWS::IAM::Role"))

    assert "ecr:" not in actions_of(role)
    assert "lambda:" not in actions_of(role)


def test_credentials_come_from_a_function_that_the_role_may_call(
    stack: cdk.Stack, vpc: ec2.Vpc, resources: Resources
) -> None:
    function = lambda_.Function.from_function_arn(stack, "Function", FUNCTION)
    image = ContainerImage.from_private_registry(URI, credentials=function)
    Model(stack, "Model", containers=[ContainerDefinition(image=image)], vpc=vpc)

    (model,) = resources(stack, "AWS::SageMaker::Model")
    role = serving_role(resources(stack, "AWS::IAM::Role"))

    assert model["PrimaryContainer"]["ImageConfig"] == {
        "RepositoryAccessMode": "Vpc",
        "RepositoryAuthConfig": {"RepositoryCredentialsProviderArn": FUNCTION},
    }
    first = role["Policies"][0]["PolicyDocument"]["Statement"][0]
    assert (first["Action"], first["Resource"]) == ("lambda:InvokeFunction", FUNCTION)


def test_model_without_a_vpc_is_refused(stack: cdk.Stack) -> None:
    image = ContainerImage.from_private_registry(URI)

    with pytest.raises(
        ConfigurationError,
        match=r"^Model 'Stack/Model': vpc: missing; SageMaker reaches the private registry",
    ):
        Model(stack, "Model", containers=[ContainerDefinition(image=image)])


@pytest.mark.parametrize("uri", ["forecaster:1", "team/forecaster:1", "registry.example.com/a b:1"])
def test_address_without_a_registry_is_refused(uri: str) -> None:
    with pytest.raises(ConfigurationError, match=f"registry: uri: got '{uri}', allowed"):
        ContainerImage.from_private_registry(uri)


def test_address_in_ecr_is_refused() -> None:
    uri = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"

    with pytest.raises(ConfigurationError, match=r"which is in Amazon ECR; use .*from_uri"):
        ContainerImage.from_private_registry(uri)


def test_late_address_is_not_judged(
    stack: cdk.Stack, vpc: ec2.Vpc, resources: Resources, warnings_of: Warnings
) -> None:
    late = cdk.CfnParameter(stack, "Image").value_as_string
    image = ContainerImage.from_private_registry(late)
    model = Model(stack, "Model", containers=[ContainerDefinition(image=image)], vpc=vpc)

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"]["Image"] == {"Ref": "Image"}
    assert warnings_of(model) == []


@pytest.mark.parametrize(
    ("uri", "warns"),
    [
        ("registry.example.com/team/forecaster", True),
        ("registry.example.com/team/forecaster:latest", True),
        (URI, False),
        (f"registry.example.com/team/forecaster@sha256:{'0a' * 32}", False),
    ],
)
def test_tag_that_moves_warns(
    stack: cdk.Stack, vpc: ec2.Vpc, warnings_of: Warnings, *, uri: str, warns: bool
) -> None:
    image = ContainerImage.from_private_registry(uri)

    model = Model(stack, "Model", containers=[ContainerDefinition(image=image)], vpc=vpc)

    assert any("MutableImageTag" in text for text in warnings_of(model)) is warns

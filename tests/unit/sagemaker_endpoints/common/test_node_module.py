"""What CDK asks a construct in Node is answered by Python."""

from __future__ import annotations

import io
import json
import tarfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import ContainerDefinition, InstanceVariant, Model, RealTimeEndpoint
from sagemaker_endpoints.common import _node_module


def test_module_is_packed_to_the_same_bytes() -> None:
    packed = _node_module.tarball()

    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        entries = archive.getmembers()

    assert packed == _node_module.tarball()
    assert [entry.name for entry in entries] == [
        "package/package.json",
        "package/.jsii",
        "package/index.js",
    ]
    assert {(entry.mtime, entry.uid, entry.uname) for entry in entries} == {(0, 0, "")}


def test_module_has_the_version_of_the_package() -> None:
    root = Path(__file__).parents[4]
    folder = root / "constructs" / "sagemaker_endpoints" / "common" / "_node"
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]

    for name in ("package.json", "assembly.json"):
        told = json.loads((folder / name).read_text())
        assert (told["name"], told["version"]) == (project["name"], project["version"])


def test_model_is_a_reference_for_other_constructs(stack: cdk.Stack, model: Model) -> None:
    arn = sagemaker.CfnModel.arn_for_model(model)

    assert stack.resolve(arn) == stack.resolve(model.model_arn)


def test_what_a_class_of_ones_own_says_is_what_cdk_gets(
    stack: cdk.Stack,
    container: ContainerDefinition,
    resources: Callable[[cdk.Stack, str], list[dict[str, Any]]],
) -> None:
    role = iam.Role(stack, "Other", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))

    class Shared(Model):
        @property
        def grant_principal(self) -> iam.IPrincipal:
            return role

    model = Shared(stack, "Shared", containers=[container])

    s3.Bucket(stack, "Bucket").grant_read(model)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    assert policy["Roles"] == [stack.resolve(role.role_name)]


def test_python_says_why_there_is_no_answer(stack: cdk.Stack, model: Model) -> None:
    group = ec2.SecurityGroup(stack, "Group", vpc=ec2.Vpc(stack, "Vpc"))

    with pytest.raises(RuntimeError, match="only a model in a VPC has any; pass vpc"):
        group.connections.allow_from(model, ec2.Port.tcp(443))


def test_answer_that_is_missing_is_told_with_its_construct(
    stack: cdk.Stack, container: ContainerDefinition
) -> None:
    class Nobody(Model):
        @property
        def grant_principal(self) -> Any:
            return None

    bucket, model = s3.Bucket(stack, "Bucket"), Nobody(stack, "Model", containers=[container])

    with pytest.raises(RuntimeError, match="Nobody 'Stack/Model': grant_principal is None"):
        bucket.grant_read(model)


def test_interface_of_a_class_of_ones_own_is_what_cdk_sees(
    stack: cdk.Stack, variant: InstanceVariant
) -> None:
    asked: list[Any] = []

    @jsii.implements(lambda_.IDestination)
    class Answering(RealTimeEndpoint):
        # The names are CDK's.
        def bind(self, scope: Any, fn: Any, *, type: Any) -> lambda_.DestinationConfig:  # noqa: A002  # CDK's name
            asked.append((scope, fn, type))
            return lambda_.DestinationConfig(destination=self.endpoint_arn)

    endpoint = Answering(stack, "Answering", variants=[variant])

    lambda_.Function(
        stack,
        "Function",
        code=lambda_.Code.from_inline("def ask(event, context): ..."),
        handler="index.ask",
        runtime=lambda_.Runtime.PYTHON_3_13,
        on_success=endpoint,
    )

    ((_, _, kind),) = asked
    assert kind is lambda_.DestinationType.SUCCESS

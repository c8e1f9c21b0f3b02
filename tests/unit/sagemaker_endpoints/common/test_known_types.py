"""Objects that a parameter asks for, by what their classes tell: nothing right is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecr_assets as ecr_assets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_scheduler as scheduler
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import InstanceVariant, Model, RealTimeEndpoint, ShadowVariant
from sagemaker_endpoints.common._known_types import may_be

KEY = "arn:aws:kms:eu-west-1:111111111111:key/11111111-2222-3333-4444-555555555555"
ROLE = "arn:aws:iam::111111111111:role/Mine"
FUNCTION = "arn:aws:lambda:eu-west-1:111111111111:function:mine"
SECRET = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:mine-AbCdEf"  # noqa: S105  # a name


@jsii.implements(iam.IGrantable)
class OwnGrantable:
    """A class of a user."""

    def __init__(self, role: iam.Role) -> None:
        self._role = role

    @property
    @jsii.member(jsii_name="grantPrincipal")
    def grant_principal(self) -> iam.IPrincipal:
        return self._role


class OwnModel:
    """A model of which an attribute tells the name."""

    def __init__(self) -> None:
        self.model_name = "prices"


class AnswersAll:
    """Whose class tells nothing."""

    def __getattr__(self, name: str) -> str:
        return name


def key_of(stack: cdk.Stack) -> Any:
    """An interface that Node answers with, of no class of CDK's."""
    key = kms.Key.from_key_arn(stack, "Key", KEY)
    bucket = s3.Bucket.from_bucket_attributes(
        stack, "Encrypted", bucket_name="mine", encryption_key=key
    )
    return bucket.encryption_key


def vpc_of(stack: cdk.Stack) -> Any:
    return ec2.Vpc.from_vpc_attributes(stack, "Vpc", vpc_id="vpc-1", availability_zones=["a"])


def topic_of(stack: cdk.Stack) -> Any:
    return sns.Topic(stack, "Topic")


RIGHT: dict[str, tuple[str, Callable[[cdk.Stack], Any]]] = {
    "bucket": ("s3.IBucket", lambda stack: s3.Bucket(stack, "Bucket")),
    "imported bucket": ("s3.IBucket", lambda stack: s3.Bucket.from_bucket_name(stack, "B", "mine")),
    "key": ("kms.IKey", lambda stack: kms.Key(stack, "Key")),
    "imported key": ("kms.IKey", lambda stack: kms.Key.from_key_arn(stack, "Key", KEY)),
    "alias": ("kms.IKey", lambda stack: kms.Alias.from_alias_name(stack, "Key", "alias/mine")),
    "key of a bucket": ("kms.IKey", key_of),
    "role": ("iam.IRole", lambda stack: iam.Role.from_role_arn(stack, "Role", ROLE)),
    "fixed role": (
        "iam.IRole",
        lambda stack: iam.Role.from_role_arn(stack, "Role", ROLE, mutable=False),
    ),
    "vpc": ("ec2.IVpc", vpc_of),
    "group": (
        "ec2.ISecurityGroup",
        lambda stack: ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1"),
    ),
    "repository": (
        "ecr.IRepository",
        lambda stack: ecr.Repository.from_repository_name(stack, "Images", "mine"),
    ),
    "function": (
        "lambda_.IFunction",
        lambda stack: lambda_.Function.from_function_arn(stack, "Function", FUNCTION),
    ),
    "secret": (
        "secretsmanager.ISecret",
        lambda stack: secretsmanager.Secret.from_secret_complete_arn(stack, "Secret", SECRET),
    ),
    "principal": ("iam.IGrantable", lambda _: iam.ServicePrincipal("lambda.amazonaws.com")),
    "own grantable": (
        "iam.IGrantable",
        lambda stack: OwnGrantable(iam.Role(stack, "Role", assumed_by=iam.AccountRootPrincipal())),
    ),
    "own model": ("IModel", lambda _: OwnModel()),
    "imported model": ("IModel", lambda stack: Model.from_model_name(stack, "Model", "prices")),
    "model of CloudFormation": (
        "sagemaker.CfnModel",
        lambda stack: sagemaker.CfnModel(stack, "Model"),
    ),
    "whose class tells nothing": ("s3.IBucket", lambda _: AnswersAll()),
    "kind that no table has": ("iam.PolicyDocument", topic_of),
    "zone": ("cdk.TimeZone", lambda _: cdk.TimeZone.of("Europe/Paris")),
    "schedule": ("appscaling.Schedule", lambda _: appscaling.Schedule.expression("rate(1 day)")),
    "time": (
        "scheduler.ScheduleExpression",
        lambda _: scheduler.ScheduleExpression.rate(cdk.Duration.hours(1)),
    ),
    "size": ("cdk.Size", lambda _: cdk.Size.gibibytes(1)),
    "platform": ("ecr_assets.Platform", lambda _: ecr_assets.Platform.LINUX_ARM64),
    "path": ("Path", lambda _: Path("model")),
}


@pytest.mark.parametrize(("kind", "make"), RIGHT.values(), ids=RIGHT.keys())
def test_what_is_right_or_unknown_is_taken(
    stack: cdk.Stack, kind: str, make: Callable[[cdk.Stack], Any]
) -> None:
    assert may_be(kind, make(stack))


@pytest.mark.parametrize(
    "kind", sorted({kind for kind, _ in RIGHT.values()} - {"iam.PolicyDocument"})
)
def test_topic_is_none_of_them(stack: cdk.Stack, kind: str) -> None:
    assert not may_be(kind, topic_of(stack))


def test_class_is_no_object_of_it() -> None:
    assert not may_be("IModel", Model)


def test_class_that_derives_is_taken(endpoint: RealTimeEndpoint, model: Model) -> None:
    shadow = ShadowVariant(name="shadow", model=model, instance_type="ml.m5.large")

    assert may_be("InstanceVariant", shadow)
    assert may_be("Endpoint", endpoint)
    assert not may_be(
        "ShadowVariant", InstanceVariant(name="a", model=model, instance_type="ml.m5.large")
    )

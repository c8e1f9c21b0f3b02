"""Models made of a package: a version of the model registry, or a subscription."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import ConfigurationError, ContainerImage, Model, S3Location

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]

VERSION = "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/3"
SUBSCRIBED = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster-0123abcd"
SHARED = "arn:aws:sagemaker:eu-west-1:222222222222:model-package/demand/3"


@pytest.fixture
def role(stack: cdk.Stack) -> iam.IRole:
    return iam.Role.from_role_arn(stack, "Role", "arn:aws:iam::111111111111:role/Serve")


def test_package_is_the_container(
    stack: cdk.Stack, role: iam.IRole, resources: Resources, warnings_of: Warnings
) -> None:
    model = Model.from_model_package(
        stack, "Model", model_package_arn=VERSION, role=role, environment={"HORIZON": "24"}
    )

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"] == {
        "ModelPackageName": VERSION,
        "Environment": {"HORIZON": "24"},
    }
    assert "EnableNetworkIsolation" not in made
    assert not model.is_from_marketplace
    assert warnings_of(model) == []


def test_made_role_may_do_what_is_told_of_the_package(
    stack: cdk.Stack, resources: Resources, warnings_of: Warnings
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "registry")
    model = Model.from_model_package(
        stack,
        "Model",
        model_package_arn=VERSION,
        pulls=[ContainerImage.from_framework("sklearn", version="1.2-1")],
        reads=[S3Location(bucket=bucket, prefix="demand/")],
    )

    (role,) = resources(stack, "AWS::IAM::Role")

    rights = {
        each["Sid"]: each["Resource"] for each in role["Policies"][0]["PolicyDocument"]["Statement"]
    }
    assert rights["PullImage"] == (
        "arn:aws:ecr:eu-west-1:141502667606:repository/sagemaker-scikit-learn"
    )
    assert rights["ReadModelData"] == "arn:aws:s3:::registry/demand/*"
    assert rights["ListModelData"] == "arn:aws:s3:::registry"
    assert model.architectures == {"x86_64"}
    assert warnings_of(model) == []


def test_made_role_that_may_do_nothing_with_the_package_warns(
    stack: cdk.Stack, warnings_of: Warnings
) -> None:
    model = Model.from_model_package(stack, "Model", model_package_arn=VERSION)

    (warning,) = warnings_of(model)

    assert warning.startswith("the role made here may neither pull the package's image")
    assert warning.endswith("[ack: sagemaker-endpoints::ModelPackageRights]")


@pytest.mark.parametrize(
    ("arn", "fault"),
    [
        (
            "arn:aws:sagemaker:eu-west-1:111111111111:model-package-group/demand",
            (
                "which is a group of packages; name a version of it: "
                "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/1"
            ),
        ),
        (
            "demand/3",
            "allowed is arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>",
        ),
        (
            f"{VERSION}/latest",
            "allowed is arn:aws:sagemaker:<region>:<account>:model-package/<group>/<version>",
        ),
        (
            "arn:aws:sagemaker:us-east-1:111111111111:model-package/demand/3",
            (
                "the stack is for eu-west-1: a model and its package lie in one Region; register "
                "the version there"
            ),
        ),
    ],
    ids=["group", "name", "no number", "other Region"],
)
def test_what_names_no_package_of_this_region_is_refused(
    stack: cdk.Stack, arn: str, fault: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Model.from_model_package(stack, "Model", model_package_arn=arn)

    assert str(refusal.value) == f"Model 'Stack/Model': model_package_arn: got {arn!r}, {fault}"
    assert stack.node.children == []


def test_subscription_runs_isolated_and_needs_no_rights(
    stack: cdk.Stack, resources: Resources, warnings_of: Warnings
) -> None:
    model = Model.from_model_package(stack, "Model", model_package_arn=SUBSCRIBED)

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert model.is_from_marketplace
    assert made["EnableNetworkIsolation"] is True
    assert made["PrimaryContainer"] == {"ModelPackageName": SUBSCRIBED}
    assert warnings_of(model) == []


def test_what_a_subscription_does_not_allow_is_told_at_once(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Model.from_model_package(
            stack,
            "Model",
            model_package_arn=SUBSCRIBED,
            environment={"HORIZON": "24"},
            network_isolation=False,
        )

    assert str(refusal.value).splitlines() == [
        "Model 'Stack/Model': 2 faults",
        "  - environment: a package of the AWS Marketplace takes no variables; leave it out",
        (
            "  - network_isolation: got False, a package of the AWS Marketplace runs isolated "
            "only; leave it out"
        ),
    ]


def test_version_that_another_account_shares_is_no_subscription(
    stack: cdk.Stack, role: iam.IRole, resources: Resources
) -> None:
    Model.from_model_package(
        stack, "Model", model_package_arn=SHARED, role=role, environment={"HORIZON": "24"}
    )

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"]["Environment"] == {"HORIZON": "24"}


def test_package_of_the_own_account_without_a_version_warns(
    stack: cdk.Stack, role: iam.IRole, warnings_of: Warnings
) -> None:
    arn = VERSION.removesuffix("/3")

    model = Model.from_model_package(stack, "Model", model_package_arn=arn, role=role)

    (warning,) = warnings_of(model)
    assert warning.startswith(f"{arn} names no version")
    assert warning.endswith("[ack: sagemaker-endpoints::UnversionedModelPackage]")


def test_subscription_can_be_told_where_the_account_is_not_known(
    agnostic_stack: cdk.Stack, resources: Resources
) -> None:
    Model.from_model_package(
        agnostic_stack, "Model", model_package_arn=SUBSCRIBED, from_marketplace=True
    )
    Model.from_model_package(agnostic_stack, "Unknown", model_package_arn=SUBSCRIBED)

    told, unknown = resources(agnostic_stack, "AWS::SageMaker::Model")

    assert told["EnableNetworkIsolation"] is True
    assert "EnableNetworkIsolation" not in unknown


def test_late_arn_is_not_judged(stack: cdk.Stack, role: iam.IRole, resources: Resources) -> None:
    arn = cdk.CfnParameter(stack, "Approved").value_as_string
    Model.from_model_package(stack, "Model", model_package_arn=arn, role=role)

    (made,) = resources(stack, "AWS::SageMaker::Model")

    assert made["PrimaryContainer"] == {"ModelPackageName": {"Ref": "Approved"}}


def test_token_of_the_hub_has_no_place_in_a_package_either(
    stack: cdk.Stack, role: iam.IRole
) -> None:
    with pytest.raises(ConfigurationError, match=r"environment\['HF_TOKEN'\]: holds a Hugging"):
        Model.from_model_package(
            stack, "M", model_package_arn=VERSION, role=role, environment={"HF_TOKEN": "secret"}
        )

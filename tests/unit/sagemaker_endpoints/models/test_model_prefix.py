"""Artifacts that lie unpacked below a prefix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")


def container_of(stack: cdk.Stack, resources: Resources, data: ModelData) -> dict[str, Any]:
    Model(stack, "Model", containers=[ContainerDefinition(image=OWN, model_data=data)])
    (model,) = resources(stack, "AWS::SageMaker::Model")
    found: dict[str, Any] = model["PrimaryContainer"]
    return found


def test_prefix_is_mounted_as_it_is(
    stack: cdk.Stack, bucket: s3.IBucket, resources: Resources
) -> None:
    container = container_of(stack, resources, ModelData.from_prefix(bucket, "chronos/v2/"))

    assert container == {
        "Image": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1",
        "ModelDataSource": {
            "S3DataSource": {
                "S3Uri": "s3://my-bucket/chronos/v2/",
                "S3DataType": "S3Prefix",
                "CompressionType": "None",
            }
        },
    }


@pytest.mark.parametrize("accepted", [True, False])
def test_licence_is_accepted_or_not_as_said(
    stack: cdk.Stack, bucket: s3.IBucket, resources: Resources, *, accepted: bool
) -> None:
    data = ModelData.from_prefix(bucket, "chronos/v2/", accept_eula=accepted)

    container = container_of(stack, resources, data)

    source = container["ModelDataSource"]["S3DataSource"]
    assert source["ModelAccessConfig"] == {"AcceptEula": accepted}


def test_role_may_list_read_and_decrypt_the_prefix_alone(
    stack: cdk.Stack, resources: Resources
) -> None:
    key_arn = "arn:aws:kms:eu-west-1:111111111111:key/1"
    encrypted = s3.Bucket.from_bucket_attributes(
        stack,
        "Encrypted",
        bucket_arn="arn:aws:s3:::my-bucket",
        encryption_key=kms.Key.from_key_arn(stack, "Key", key_arn),
    )
    container_of(stack, resources, ModelData.from_prefix(encrypted, "chronos/v2/"))

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    rights = {
        each["Sid"]: (each["Action"], each["Resource"], each.get("Condition"))
        for each in statements
        if "ModelData" in each["Sid"]
    }
    assert rights == {
        "ReadModelData": ("s3:GetObject", "arn:aws:s3:::my-bucket/chronos/v2/*", None),
        "ReadModelDataKey": ("kms:Decrypt", key_arn, None),
        "ListModelData": (
            "s3:ListBucket",
            "arn:aws:s3:::my-bucket",
            {"StringLike": {"s3:prefix": "chronos/v2/*"}},
        ),
    }


@pytest.mark.parametrize("prefix", ["chronos", "/chronos/", "", "s3://my-bucket/chronos/"])
def test_what_is_no_prefix_is_refused(bucket: s3.IBucket, prefix: str) -> None:
    with pytest.raises(
        ConfigurationError, match=f"^ModelData.from_prefix: prefix: got '{prefix}', allowed is"
    ):
        ModelData.from_prefix(bucket, prefix)


@pytest.mark.parametrize("prefix", ["chronos/model.tar.gz", "chronos/model.tar.gz/"])
def test_one_archive_is_refused_as_a_prefix(bucket: s3.IBucket, prefix: str) -> None:
    with pytest.raises(
        ConfigurationError, match=r"which is one archive; use ModelData.from_bucket"
    ):
        ModelData.from_prefix(bucket, prefix)


def test_late_prefix_is_not_judged(
    stack: cdk.Stack, bucket: s3.IBucket, resources: Resources
) -> None:
    late = cdk.CfnParameter(stack, "Version").value_as_string

    container = container_of(stack, resources, ModelData.from_prefix(bucket, late))

    assert container["ModelDataSource"]["S3DataSource"]["S3Uri"] == {
        "Fn::Join": ["", ["s3://my-bucket/", {"Ref": "Version"}]]
    }

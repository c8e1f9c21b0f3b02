"""Where artifacts lie, and what a role may read of them."""

from __future__ import annotations

import re
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
Reads = Callable[[cdk.Stack], tuple[Any, dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")


def model_of(scope: cdk.Stack, data: ModelData, name: str = "Model") -> Model:
    return Model(scope, name, containers=[ContainerDefinition(image=OWN, model_data=data)])


def test_object_of_a_plain_bucket_is_all_that_may_be_read(
    stack: cdk.Stack, url_and_reads: Reads
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")
    model_of(stack, ModelData.from_bucket(bucket, "path/model.tar.gz"))

    url, reads = url_and_reads(stack)

    assert url == "s3://my-bucket/path/model.tar.gz"
    assert reads == {"ReadModelData": ("s3:GetObject", "arn:aws:s3:::my-bucket/path/model.tar.gz")}


def test_key_of_the_bucket_may_be_used_to_read(stack: cdk.Stack, url_and_reads: Reads) -> None:
    key = kms.Key.from_key_arn(
        stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/0a0a0a0a-0000-0000-0000-000000000000"
    )
    bucket = s3.Bucket.from_bucket_attributes(
        stack, "Models", bucket_name="my-bucket", encryption_key=key
    )
    model_of(stack, ModelData.from_bucket(bucket, "model.tar.gz"))

    _, reads = url_and_reads(stack)

    assert reads["DecryptModelData"] == ("kms:Decrypt", key.key_arn)


def test_bucket_made_in_the_app_is_named_late_and_keeps_its_policy(
    stack: cdk.Stack, resources: Resources, url_and_reads: Reads
) -> None:
    bucket = s3.Bucket(stack, "Models")
    model_of(stack, ModelData.from_bucket(bucket, "model.tar.gz"))

    url, _ = url_and_reads(stack)

    assert url["Fn::Join"][1][::2] == ["s3://", "/model.tar.gz"]
    assert resources(stack, "AWS::S3::BucketPolicy") == []


def test_late_object_key_is_taken(stack: cdk.Stack, url_and_reads: Reads) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")
    key = cdk.CfnParameter(stack, "ModelKey").value_as_string
    model_of(stack, ModelData.from_bucket(bucket, key))

    url, _ = url_and_reads(stack)

    assert url["Fn::Join"][1] == ["s3://my-bucket/", {"Ref": "ModelKey"}]


def test_address_gives_the_right_to_read_this_object(
    stack: cdk.Stack, url_and_reads: Reads
) -> None:
    model_of(stack, ModelData.from_uri("s3://my-bucket/path/model.tar.gz"))

    found = url_and_reads(stack)

    assert found == (
        "s3://my-bucket/path/model.tar.gz",
        {"ReadModelData": ("s3:GetObject", "arn:aws:s3:::my-bucket/path/model.tar.gz")},
    )


def test_object_in_china_lies_in_its_partition(
    china_stack: cdk.Stack, url_and_reads: Reads
) -> None:
    container = ContainerDefinition(
        image=ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312"),
        model_data=ModelData.from_uri("s3://my-bucket/model.tar.gz"),
    )
    Model(china_stack, "Model", containers=[container])

    _, reads = url_and_reads(china_stack)

    assert reads["ReadModelData"][1] == "arn:aws-cn:s3:::my-bucket/model.tar.gz"


def test_late_address_grants_what_lies_behind_the_scheme(
    stack: cdk.Stack, url_and_reads: Reads
) -> None:
    model_of(stack, ModelData.from_uri(cdk.CfnParameter(stack, "Uri").value_as_string))

    url, reads = url_and_reads(stack)

    behind = {"Fn::Select": [1, {"Fn::Split": ["s3://", {"Ref": "Uri"}]}]}
    assert url == {"Fn::Join": ["", ["s3://", behind]]}
    assert reads["ReadModelData"][1] == {"Fn::Join": ["", ["arn:aws:s3:::", behind]]}


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("my-bucket/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("https://my-bucket.s3.amazonaws.com/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("s3://my-bucket", r"s3://bucket/key\.tar\.gz"),
        ("s3://My_Bucket/model.tar.gz", r"s3://bucket/key\.tar\.gz"),
        ("s3://my-bucket/models/", "gzip-compressed tar"),
        ("s3://my-bucket/model.zip", "gzip-compressed tar"),
    ],
)
def test_address_of_no_archive_is_refused(uri: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"got '{re.escape(uri)}'.*{told}"):
        ModelData.from_uri(uri)


def test_statements_of_a_pipeline_are_merged(stack: cdk.Stack, resources: Resources) -> None:
    containers = [
        ContainerDefinition(image=OWN, model_data=ModelData.from_uri(f"s3://bucket/{name}.tar.gz"))
        for name in ("features", "forecast")
    ]
    Model(stack, "Pipeline", containers=containers)

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert [s["Resource"] for s in statements if s["Sid"] == "ReadModelData"] == [
        ["arn:aws:s3:::bucket/features.tar.gz", "arn:aws:s3:::bucket/forecast.tar.gz"]
    ]

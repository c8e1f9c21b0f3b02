"""Keeping requests and answers: where, how many, and who may write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ConfigurationError,
    DataCapture,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "captured")


def statements_of(role: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The statements of a role by their names."""
    (policy,) = role["Policies"]
    return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}


def test_everything_is_captured_unless_said_otherwise(
    stack: cdk.Stack, variant: InstanceVariant, bucket: s3.IBucket, resources: Resources
) -> None:
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], data_capture=DataCapture(bucket=bucket))

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["DataCaptureConfig"] == {
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
        "DestinationS3Uri": "s3://captured/",
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
    }


def test_everything_can_be_said(
    stack: cdk.Stack, variant: InstanceVariant, bucket: s3.IBucket, resources: Resources
) -> None:
    key = kms.Key(stack, "Key")
    capture = DataCapture(
        bucket=bucket,
        prefix="demand/",
        sampling_percentage=0,
        capture=("output",),
        encryption_key=key,
        csv_content_types=("text/csv",),
        json_content_types=("application/json", "application/jsonlines"),
    )
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], data_capture=capture)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["DataCaptureConfig"] == {
        "EnableCapture": True,
        "InitialSamplingPercentage": 0,
        "DestinationS3Uri": "s3://captured/demand/",
        "CaptureOptions": [{"CaptureMode": "Output"}],
        "KmsKeyId": stack.resolve(key.key_arn),
        "CaptureContentTypeHeader": {
            "CsvContentTypes": ["text/csv"],
            "JsonContentTypes": ["application/json", "application/jsonlines"],
        },
    }


def test_model_may_write_below_the_prefix_and_use_both_keys(
    stack: cdk.Stack, variant: InstanceVariant, resources: Resources
) -> None:
    of_bucket, of_files = kms.Key(stack, "OfBucket"), kms.Key(stack, "OfFiles")
    bucket = s3.Bucket(stack, "Bucket", encryption_key=of_bucket)
    capture = DataCapture(bucket=bucket, prefix="demand/", encryption_key=of_files)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], data_capture=capture)

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = statements_of(role)
    assert statements["CaptureData"]["Action"] == "s3:PutObject"
    assert statements["CaptureData"]["Resource"] == {
        "Fn::Join": ["", [stack.resolve(bucket.bucket_arn), "/demand/*"]]
    }
    for sid, key in (("CaptureDataKey", of_bucket), ("EncryptCapturedData", of_files)):
        assert statements[sid]["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
        assert statements[sid]["Resource"] == stack.resolve(key.key_arn)


def test_endpoint_without_capture_gives_no_rights(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    del endpoint

    (role,) = resources(stack, "AWS::IAM::Role")
    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert "CaptureData" not in statements_of(role)
    assert "DataCaptureConfig" not in config


def test_capture_is_no_property_that_could_be_excluded_from_retention(
    stack: cdk.Stack, variant: InstanceVariant, bucket: s3.IBucket, resources: Resources
) -> None:
    # The API lists DataCaptureConfig among the properties, "not currently supported".
    endpoint = RealTimeEndpoint(
        stack, "Endpoint", variants=[variant], data_capture=DataCapture(bucket=bucket)
    )
    endpoint.variant("champion").auto_scale_instance_count(max_capacity=4)

    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert rendered["ExcludeRetainedVariantProperties"] == [
        {"VariantPropertyType": "DesiredWeight"}
    ]


@pytest.mark.parametrize("percentage", [-1, 101, 12.5])
def test_share_that_sagemaker_refuses_is_refused(bucket: s3.IBucket, percentage: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"sampling_percentage: got .*, allowed is"):
        DataCapture(bucket=bucket, sampling_percentage=percentage)


@pytest.mark.parametrize("capture", [(), ("input", "header"), ("InputAndOutput",)])
def test_what_cannot_be_captured_is_refused(bucket: s3.IBucket, capture: Any) -> None:
    with pytest.raises(ConfigurationError, match="allowed is 'input', 'output' or both"):
        DataCapture(bucket=bucket, capture=capture)


@pytest.mark.parametrize("kind", ["csv_content_types", "json_content_types"])
@pytest.mark.parametrize(
    "content_type",
    ["application/vnd.api+json", "text", "text/csv; charset=utf-8", "", "a/" + "b" * 255],
)
def test_content_type_that_sagemaker_refuses_is_refused(
    bucket: s3.IBucket, kind: str, content_type: str
) -> None:
    values: dict[str, Any] = {kind: (content_type,)}

    with pytest.raises(ConfigurationError, match=f"{kind}: got '"):
        DataCapture(bucket=bucket, **values)


@pytest.mark.parametrize(("count", "taken"), [(10, True), (11, False)])
def test_content_types_are_at_most_ten(bucket: s3.IBucket, count: int, *, taken: bool) -> None:
    types = tuple(f"application/x-{number}" for number in range(count))

    if taken:
        assert DataCapture(bucket=bucket, csv_content_types=types).csv_content_types == types
        return
    with pytest.raises(ConfigurationError, match="got 11, allowed are at most 10"):
        DataCapture(bucket=bucket, csv_content_types=types)


def test_content_types_with_dots_are_taken(bucket: s3.IBucket) -> None:
    types = ("application/vnd.ms-excel.1",)

    assert DataCapture(bucket=bucket, csv_content_types=types).render() is not None


@pytest.mark.parametrize("prefix", ["/captured", "s3://captured/demand", "x" * 502])
def test_prefix_that_is_none_is_refused(bucket: s3.IBucket, prefix: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^DataCapture: prefix: got"):
        DataCapture(bucket=bucket, prefix=prefix)


def test_longest_address_is_taken(bucket: s3.IBucket) -> None:
    capture = DataCapture(bucket=bucket, prefix="x" * 498)

    assert len(capture.render()["destinationS3Uri"]) == 512


def test_all_faults_are_told_at_once(bucket: s3.IBucket) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        DataCapture(bucket=bucket, prefix="/x", sampling_percentage=101, capture=())

    assert refusal.value.faults == (
        "prefix: got '/x', allowed is a key's beginning: 'forecasts/'",
        "sampling_percentage: got 101, allowed is 0 to 100",
        "capture: got (), allowed is 'input', 'output' or both",
    )


def test_late_percentage_is_taken(
    stack: cdk.Stack,
    variant: InstanceVariant,
    bucket: s3.IBucket,
    resources: Resources,
    late_number: Any,
) -> None:
    capture = DataCapture(bucket=bucket, sampling_percentage=late_number)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], data_capture=capture)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["DataCaptureConfig"]["InitialSamplingPercentage"] == {"Ref": "Late"}


def test_imported_model_gets_no_rights(
    stack: cdk.Stack, bucket: s3.IBucket, resources: Resources
) -> None:
    model = Model.from_model_name(stack, "Model", "there-already")
    variant = InstanceVariant(name="champion", model=model, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant], data_capture=DataCapture(bucket=bucket))

    assert resources(stack, "AWS::IAM::Role") == []
    assert resources(stack, "AWS::IAM::Policy") == []

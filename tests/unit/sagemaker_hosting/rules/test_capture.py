"""What data capture takes, and whether its data arrives."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding

Check = Callable[[str], tuple[Finding, ...]]
Found = Callable[..., list[str]]

_UNKNOWN: Any = {"Ref": "Any"}
_BUCKET = {"Type": "AWS::S3::Bucket"}
_HERE = {"Fn::Sub": "s3://${Bucket}/champion"}


def capture(**properties: Any) -> dict[str, Any]:
    """A sound capture with other properties; None leaves one out."""
    sound = {
        "InitialSamplingPercentage": 20,
        "DestinationS3Uri": "s3://demand/champion",
        "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
        **properties,
    }
    return {name: value for name, value in sound.items() if value is not None}


@pytest.fixture
def found(findings_of: Check) -> Found:
    """Check a capture by the rules of captures alone; what counts are the rules."""

    def run(given: Any, **resources: dict[str, Any]) -> list[str]:
        variant = {
            "VariantName": "champion",
            "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]} if resources else "nlinear",
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": 1,
        }
        config = {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [variant], "DataCaptureConfig": given},
        }
        template = {
            "Parameters": {"Any": {"Type": "String"}},
            "Resources": {"Config": config, "Bucket": _BUCKET, "Other": _BUCKET, **resources},
        }
        return [f.rule.id for f in findings_of(json.dumps(template)) if f.rule.area == "CAP"]

    return run


@pytest.mark.parametrize(
    ("percentage", "expected"),
    [
        (0, []),
        (100, []),
        ("100", []),
        (_UNKNOWN, []),
        (-1, ["CAP-01"]),
        (101, ["CAP-01"]),
        (12.5, ["CAP-01"]),
        ("all", ["CAP-01"]),
        (None, ["CAP-01"]),
    ],
)
def test_sampling_is_a_whole_percentage(found: Found, percentage: Any, expected: list[str]) -> None:
    assert found(capture(InitialSamplingPercentage=percentage)) == expected


_MODE = {"CaptureMode": "Input"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([_MODE], []),
        ([_MODE] * 32, []),
        ([_MODE] * 33, ["CAP-02"]),
        ([], ["CAP-02"]),
        (None, ["CAP-02"]),
        ([{"CaptureMode": "InputAndOutput"}], []),
        ([{"CaptureMode": "input"}], ["CAP-02"]),
        ([{}], ["CAP-02"]),
        (_UNKNOWN, []),
        ([{"CaptureMode": _UNKNOWN}], []),
    ],
)
def test_sides_are_told(found: Found, options: Any, expected: list[str]) -> None:
    assert found(capture(CaptureOptions=options)) == expected


def test_capture_that_is_off_is_checked_as_well(found: Found) -> None:
    given = capture(EnableCapture=False, CaptureOptions=None, InitialSamplingPercentage=101)

    assert found(given) == ["CAP-01", "CAP-02"]


@pytest.mark.parametrize("given", [_UNKNOWN, {"Ref": "AWS::NoValue"}])
def test_capture_that_is_not_known_passes(found: Found, given: Any) -> None:
    assert found(given) == []


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (["application/json"], []),
        (["application/x-ndjson", "application/json.v1"], []),
        (["application/json"] * 10, []),
        (["application/json"] * 11, ["CAP-04"]),
        ([], ["CAP-04"]),
        (["application/vnd.api+json"], ["CAP-04"]),
        (["application/json; charset=utf-8"], ["CAP-04"]),
        (["json"], ["CAP-04"]),
        (["a/" + "b" * 255], ["CAP-04"]),
        ([_UNKNOWN], []),
        (_UNKNOWN, []),
    ],
)
@pytest.mark.parametrize("kind", ["CsvContentTypes", "JsonContentTypes"])
def test_content_types_have_no_plus(
    found: Found, kind: str, types: Any, expected: list[str]
) -> None:
    assert found(capture(CaptureContentTypeHeader={kind: types})) == expected


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("s3://demand", []),
        ("https://demand.s3.eu-west-1.amazonaws.com/champion", []),
        ("s3://demand/" + "p" * 500, []),
        ("s3://demand/" + "p" * 501, ["CAP-05"]),
        ("demand/champion", ["CAP-05"]),
        ("http://demand/champion", ["CAP-05"]),
        ("s3:/demand", ["CAP-05"]),
        ("s3://", ["CAP-05"]),
        (None, ["CAP-05"]),
        (_UNKNOWN, []),
        (_HERE, []),
        ({"Fn::Sub": "${Any}/champion"}, []),
        ({"Fn::Join": ["", ["s3:/", "/", _UNKNOWN]]}, []),
        ({"Fn::Join": ["", ["http://", _UNKNOWN]]}, ["CAP-05"]),
        ({"Fn::Sub": "${Bucket}/champion"}, ["CAP-05"]),
        ({"Ref": "Bucket"}, ["CAP-05"]),
        ({"Fn::GetAtt": ["Bucket", "Arn"]}, ["CAP-05"]),
    ],
)
def test_destination_is_an_address_of_s3(found: Found, uri: Any, expected: list[str]) -> None:
    assert found(capture(DestinationS3Uri=uri)) == expected


def test_storage_of_an_experiment_is_checked_likewise(found: Found) -> None:
    storage = {"Destination": "demand", "ContentType": {"CsvContentTypes": ["text/csv+x"]}}
    test = {
        "Type": "AWS::SageMaker::InferenceExperiment",
        "Properties": {"DataStorageConfig": storage},
    }

    assert sorted(found(capture(), Test=test)) == ["CAP-04", "CAP-05"]


# --- rights


def _role(*statements: dict[str, Any], **properties: Any) -> dict[str, Any]:
    policy = {"PolicyName": "Serve", "PolicyDocument": {"Statement": list(statements)}}
    return {"Type": "AWS::IAM::Role", "Properties": {"Policies": [policy], **properties}}


def _model(role: Any) -> dict[str, Any]:
    image = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1.0.0"
    given = {"ExecutionRoleArn": role, "PrimaryContainer": {"Image": image}}
    return {"Type": "AWS::SageMaker::Model", "Properties": given}


def _allow(action: Any, resource: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


_ROLE_ARN = {"Fn::GetAtt": ["Role", "Arn"]}
_OBJECTS = {"Fn::Sub": "${Bucket.Arn}/champion/*"}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (_allow("s3:PutObject", "*"), []),
        (_allow("s3:Put*", _OBJECTS), []),
        (_allow(["s3:GetObject", "s3:PutObject"], {"Fn::Sub": "${Bucket.Arn}/*"}), []),
        (_allow("s3:PutObject", _UNKNOWN), []),
        (_allow(_UNKNOWN, "*"), []),
        (_allow("s3:GetObject", "*"), ["CAP-07"]),
        (_allow("s3:PutObject", {"Fn::Sub": "${Other.Arn}/*"}), ["CAP-07"]),
        (_allow("s3:PutObject", {"Fn::GetAtt": ["Bucket", "Arn"]}), ["CAP-07"]),
        ({**_allow("s3:PutObject", "*"), "Effect": "Deny"}, ["CAP-07"]),
    ],
)
def test_role_may_put_what_is_captured(
    found: Found, statement: dict[str, Any], expected: list[str]
) -> None:
    given = capture(DestinationS3Uri=_HERE)

    assert found(given, Role=_role(statement), Model=_model(_ROLE_ARN)) == expected


def test_role_with_a_managed_policy_may_have_the_right(found: Found) -> None:
    role = _role(ManagedPolicyArns=["arn:aws:iam::aws:policy/AmazonS3FullAccess"])

    assert found(capture(), Role=role, Model=_model(_ROLE_ARN)) == []


def test_role_of_another_stack_passes(found: Found) -> None:
    assert found(capture(), Model=_model({"Fn::ImportValue": "role"})) == []


@pytest.mark.parametrize("enabled", [False, "false", _UNKNOWN])
def test_capture_that_may_be_off_needs_no_right(found: Found, enabled: Any) -> None:
    given = capture(EnableCapture=enabled)

    assert found(given, Role=_role(), Model=_model(_ROLE_ARN)) == []


def test_policy_of_its_own_gives_the_right(found: Found) -> None:
    document = {"Statement": [_allow("s3:PutObject", _OBJECTS)]}
    policy = {
        "Type": "AWS::IAM::Policy",
        "Properties": {
            "PolicyName": "Capture",
            "PolicyDocument": document,
            "Roles": [{"Ref": "Role"}],
        },
    }
    given = capture(DestinationS3Uri=_HERE)

    assert found(given, Role=_role(), Model=_model(_ROLE_ARN), Policy=policy) == []

"""What the role of an asynchronous endpoint and its callers may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import AsyncEndpoint, ContainerDefinition, Model, S3Location

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ARN = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/backfill"
KEY = "arn:aws:kms:eu-west-1:111111111111:key/"


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts")


@pytest.fixture
def encrypted_bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_attributes(
        stack,
        "Encrypted",
        bucket_name="secrets",
        encryption_key=kms.Key.from_key_arn(stack, "BucketKey", f"{KEY}of-the-bucket"),
    )


@pytest.fixture
def caller(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


@pytest.fixture
def rights_of_the_role(stack: cdk.Stack, resources: Resources) -> Callable[[], dict[str, Any]]:
    """What the one role of a model may do for an asynchronous endpoint."""

    def found() -> dict[str, Any]:
        (role,) = resources(stack, "AWS::IAM::Role")
        statements = role["Policies"][0]["PolicyDocument"]["Statement"]
        of_the_model = ("PullImage", "LogInToEcr", "WriteLogs", "PutMetrics")
        return {
            each["Sid"]: (each["Action"], each["Resource"])
            for each in statements
            if each["Sid"] not in of_the_model
        }

    return found


def rights_of(caller_policies: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    (policy,) = caller_policies
    return [(each["Action"], each["Resource"]) for each in policy["PolicyDocument"]["Statement"]]


def test_role_reads_payloads_and_writes_answers_in_the_output_bucket(
    stack: cdk.Stack,
    model: Model,
    bucket: s3.IBucket,
    rights_of_the_role: Callable[[], dict[str, Any]],
) -> None:
    endpoint = AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket,
        output_prefix="answers/",
    )

    rights = rights_of_the_role()

    assert rights == {
        "ReadPayloads": ("s3:GetObject", "arn:aws:s3:::forecasts/*"),
        "WriteAnswers": (
            ["s3:PutObject", "s3:AbortMultipartUpload"],
            "arn:aws:s3:::forecasts/answers/*",
        ),
    }
    assert endpoint.input_location == S3Location(bucket=bucket)
    assert endpoint.output_location == S3Location(bucket=bucket, prefix="answers/")
    assert endpoint.failure_location is None


def test_role_reads_and_writes_no_more_than_the_places_that_are_told(
    stack: cdk.Stack,
    model: Model,
    bucket: s3.IBucket,
    encrypted_bucket: s3.IBucket,
    rights_of_the_role: Callable[[], dict[str, Any]],
) -> None:
    AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket,
        output_prefix="answers/",
        failure_prefix="failures/",
        input_location=S3Location(bucket=encrypted_bucket, prefix="payloads/"),
        output_encryption_key=kms.Key.from_key_arn(stack, "Key", f"{KEY}of-the-answers"),
    )

    rights = rights_of_the_role()

    write = ["s3:PutObject", "s3:AbortMultipartUpload"]
    assert rights == {
        "ReadPayloads": ("s3:GetObject", "arn:aws:s3:::secrets/payloads/*"),
        "ReadPayloadsKey": ("kms:Decrypt", f"{KEY}of-the-bucket"),
        "WriteAnswers": (write, "arn:aws:s3:::forecasts/answers/*"),
        "WriteFailures": (write, "arn:aws:s3:::forecasts/failures/*"),
        "EncryptAnswers": (["kms:Decrypt", "kms:GenerateDataKey"], f"{KEY}of-the-answers"),
    }


def test_role_may_publish_and_use_the_keys_of_the_topics(
    stack: cdk.Stack,
    model: Model,
    bucket: s3.IBucket,
    rights_of_the_role: Callable[[], dict[str, Any]],
) -> None:
    topic = sns.Topic.from_topic_attributes(
        stack,
        "Topic",
        topic_arn="arn:aws:sns:eu-west-1:111111111111:answers",
        key_arn=f"{KEY}of-the-topic",
    )
    AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket,
        success_topic=topic,
        error_topic=topic,
    )

    rights = rights_of_the_role()

    assert rights["Notify"] == ("sns:Publish", "arn:aws:sns:eu-west-1:111111111111:answers")
    assert rights["NotifyKey"] == (
        ["kms:Decrypt", "kms:GenerateDataKey"],
        f"{KEY}of-the-topic",
    )


def test_role_may_use_the_key_of_topics_that_are_made(
    stack: cdk.Stack,
    model: Model,
    bucket: s3.IBucket,
    rights_of_the_role: Callable[[], dict[str, Any]],
) -> None:
    key = kms.Key(stack, "Key")
    AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket,
        notify=True,
        encryption_key=key,
    )

    rights = rights_of_the_role()

    assert len(rights["Notify"][1]) == 2
    assert rights["NotifyKey"][1] == stack.resolve(key.key_arn)
    assert rights["EncryptVolumes"] == ("kms:CreateGrant", stack.resolve(key.key_arn))


def test_given_role_gets_the_rights_too(
    stack: cdk.Stack, container: ContainerDefinition, bucket: s3.IBucket, resources: Resources
) -> None:
    role = iam.Role(stack, "Given", assumed_by=iam.ServicePrincipal("sagemaker.amazonaws.com"))
    model = Model(stack, "Model", containers=[container], role=role)
    AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=bucket,
        output_prefix="answers/",
    )

    rights = rights_of(resources(stack, "AWS::IAM::Policy"))

    assert ("s3:GetObject", "arn:aws:s3:::forecasts/*") in rights


def test_role_of_another_stack_gets_a_policy_that_the_endpoint_waits_for(
    app: cdk.App,
    model: Model,
    by_id: Callable[[cdk.Stack, str], dict[str, dict[str, Any]]],
) -> None:
    other = cdk.Stack(app, "Other", env=cdk.Environment(account="111111111111", region="eu-west-1"))
    made_there = s3.Bucket(other, "Made")
    AsyncEndpoint(
        other,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=made_there,
        notify=True,
    )

    ((policy_id, policy),) = by_id(other, "AWS::IAM::Policy").items()
    ((_, endpoint),) = by_id(other, "AWS::SageMaker::Endpoint").items()

    sids = [each["Sid"] for each in policy["Properties"]["PolicyDocument"]["Statement"]]
    assert sids == ["ReadPayloads", "WriteAnswers", "Notify"]
    assert len(policy["Properties"]["Roles"]) == 1
    assert endpoint["DependsOn"] == [policy_id]


def test_caller_asks_puts_payloads_and_fetches_answers(
    stack: cdk.Stack,
    model: Model,
    *,
    bucket: s3.IBucket,
    encrypted_bucket: s3.IBucket,
    caller: iam.Role,
    resources: Resources,
) -> None:
    endpoint = AsyncEndpoint(
        stack,
        "Backfill",
        model=model,
        instance_type="ml.m5.xlarge",
        output_bucket=encrypted_bucket,
        output_prefix="answers/",
        failure_prefix="failures/",
        input_location=S3Location(bucket=bucket, prefix="payloads/"),
        output_encryption_key=kms.Key.from_key_arn(stack, "Key", f"{KEY}of-the-answers"),
    )

    grant = endpoint.grant_invoke_async(caller)

    assert grant.success
    (policy,) = resources(stack, "AWS::IAM::Policy")
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Action": "sagemaker:InvokeEndpointAsync",
            "Effect": "Allow",
            "Resource": stack.resolve(endpoint.endpoint_arn),
        },
        {
            "Action": ["s3:AbortMultipartUpload", "s3:PutObject"],
            "Effect": "Allow",
            "Resource": "arn:aws:s3:::forecasts/payloads/*",
        },
        {
            "Action": "s3:GetObject",
            "Effect": "Allow",
            "Resource": [
                "arn:aws:s3:::secrets/answers/*",
                "arn:aws:s3:::secrets/failures/*",
            ],
        },
        {
            "Action": "kms:Decrypt",
            "Effect": "Allow",
            "Resource": [f"{KEY}of-the-answers", f"{KEY}of-the-bucket"],
        },
        {
            "Action": "s3:ListBucket",
            "Condition": {"StringLike": {"s3:prefix": "answers/*"}},
            "Effect": "Allow",
            "Resource": "arn:aws:s3:::secrets",
        },
        {
            "Action": "s3:ListBucket",
            "Condition": {"StringLike": {"s3:prefix": "failures/*"}},
            "Effect": "Allow",
            "Resource": "arn:aws:s3:::secrets",
        },
    ]


def test_caller_of_an_import_that_sends_payloads_along_puts_none(
    stack: cdk.Stack, bucket: s3.IBucket, caller: iam.Role, resources: Resources
) -> None:
    endpoint = AsyncEndpoint.from_endpoint_attributes(
        stack,
        "Theirs",
        endpoint_arn=ARN,
        output_location=S3Location(bucket=bucket, prefix="answers/"),
    )

    endpoint.grant_invoke_async(caller)

    assert rights_of(resources(stack, "AWS::IAM::Policy")) == [
        ("sagemaker:InvokeEndpointAsync", ARN),
        ("s3:GetObject", "arn:aws:s3:::forecasts/answers/*"),
        ("s3:ListBucket", "arn:aws:s3:::forecasts"),
    ]


def test_caller_of_an_import_gets_what_all_its_places_need(
    stack: cdk.Stack,
    bucket: s3.IBucket,
    encrypted_bucket: s3.IBucket,
    caller: iam.Role,
    resources: Resources,
) -> None:
    endpoint = AsyncEndpoint.from_endpoint_attributes(
        stack,
        "Theirs",
        endpoint_arn=ARN,
        input_location=S3Location(bucket=encrypted_bucket, prefix="payloads/"),
        output_location=S3Location(bucket=bucket, prefix="answers/"),
        failure_location=S3Location(bucket=bucket, prefix="failures/"),
        output_encryption_key=kms.Key.from_key_arn(stack, "Key", f"{KEY}of-the-answers"),
    )

    endpoint.grant_invoke_async(caller)

    rights = rights_of(resources(stack, "AWS::IAM::Policy"))
    put = ["s3:AbortMultipartUpload", "s3:PutObject"]
    assert (put, "arn:aws:s3:::secrets/payloads/*") in rights
    assert (["kms:Decrypt", "kms:GenerateDataKey"], f"{KEY}of-the-bucket") in rights
    assert ("kms:Decrypt", f"{KEY}of-the-answers") in rights
    assert endpoint.failure_location == S3Location(bucket=bucket, prefix="failures/")

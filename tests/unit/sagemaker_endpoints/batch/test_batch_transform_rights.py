"""What the roles of a batch transform may do: the machine's, the schedule's and the model's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import BatchTransform, Model, S3Location

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
HERE = "eu-west-1:111111111111"


@pytest.fixture
def rights_of(resources: Resources) -> Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]:
    """The statements of the role that a service assumes, by their Sids."""

    def found(stack: cdk.Stack, service: str) -> dict[str, dict[str, Any]]:
        (policies,) = (
            role["Policies"]
            for role in resources(stack, "AWS::IAM::Role")
            if role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["Service"] == service
        )
        (policy,) = policies
        return {statement["Sid"]: statement for statement in policy["PolicyDocument"]["Statement"]}

    return found


Rights = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]


def test_machine_runs_jobs_of_its_own_prefix_alone(
    stack: cdk.Stack, least: dict[str, Any], rights_of: Rights
) -> None:
    BatchTransform(stack, "Nightly", **least)

    rights = rights_of(stack, "states.amazonaws.com")
    jobs = f"arn:aws:sagemaker:{HERE}:transform-job/nightly-*"
    assert set(rights) == {
        "RunTransformJobs",
        "TagTransformJobs",
        "HearOfTransformJobs",
        "DeliverLogs",
        "Trace",
    }
    assert rights["RunTransformJobs"]["Action"] == [
        "sagemaker:CreateTransformJob",
        "sagemaker:DescribeTransformJob",
        "sagemaker:StopTransformJob",
    ]
    assert {rights[sid]["Resource"] for sid in ("RunTransformJobs", "TagTransformJobs")} == {jobs}
    assert rights["HearOfTransformJobs"]["Resource"] == (
        f"arn:aws:events:{HERE}:rule/StepFunctionsGetEventsForSageMakerTransformJobsRule"
    )


def test_machine_passes_no_role(stack: cdk.Stack, least: dict[str, Any], rights_of: Rights) -> None:
    BatchTransform(stack, "Nightly", **least)

    actions = str(rights_of(stack, "states.amazonaws.com"))
    assert "iam:PassRole" not in actions


def test_schedule_starts_this_machine_and_fills_this_queue_alone(
    stack: cdk.Stack,
    least: dict[str, Any],
    rights_of: Rights,
    by_id: Callable[[cdk.Stack, str], dict[str, Any]],
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule="rate(1 day)")

    rights = rights_of(stack, "scheduler.amazonaws.com")
    (machine,) = by_id(stack, "AWS::StepFunctions::StateMachine")
    (queue,) = by_id(stack, "AWS::SQS::Queue")
    assert {sid: (right["Action"], right["Resource"]) for sid, right in rights.items()} == {
        "StartRuns": ("states:StartExecution", {"Ref": machine}),
        "KeepFailedStarts": ("sqs:SendMessage", {"Fn::GetAtt": [queue, "Arn"]}),
    }


def test_roles_trust_their_service_for_this_account_alone(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule="rate(1 day)")

    conditions = {
        statement["Principal"]["Service"]: statement.get("Condition")
        for role in resources(stack, "AWS::IAM::Role")
        for statement in role["AssumeRolePolicyDocument"]["Statement"]
    }
    account = {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    assert conditions["states.amazonaws.com"] == {
        **account,
        "ArnLike": {"aws:SourceArn": f"arn:aws:states:{HERE}:stateMachine:*"},
    }
    assert conditions["scheduler.amazonaws.com"] == {
        **account,
        "ArnEquals": {"aws:SourceArn": f"arn:aws:scheduler:{HERE}:schedule-group/default"},
    }


def test_queue_is_encrypted_and_takes_tls_alone(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(stack, "Nightly", **least, schedule="rate(1 day)")

    (queue,) = resources(stack, "AWS::SQS::Queue")
    (policy,) = resources(stack, "AWS::SQS::QueuePolicy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert queue == {"SqsManagedSseEnabled": True, "MessageRetentionPeriod": 14 * 86400}
    assert (statement["Effect"], statement["Action"]) == ("Deny", "sqs:*")
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_model_reads_the_input_and_writes_the_output(
    stack: cdk.Stack, least: dict[str, Any], rights_of: Rights
) -> None:
    BatchTransform(stack, "Nightly", **least)

    rights = rights_of(stack, "sagemaker.amazonaws.com")
    added = {
        sid: (right["Action"], right["Resource"], right.get("Condition"))
        for sid, right in rights.items()
        if "Batch" in sid
    }
    assert added == {
        "ListBatchInput": (
            "s3:ListBucket",
            "arn:aws:s3:::forecasts",
            {"StringLike": {"s3:prefix": "series/*"}},
        ),
        "ReadBatchInput": ("s3:GetObject", "arn:aws:s3:::forecasts/series/*", None),
        "WriteBatchOutput": ("s3:PutObject", "arn:aws:s3:::forecasts/forecasts/*", None),
        "WriteBatchLogs": (
            [
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ],
            f"arn:aws:logs:{HERE}:log-group:/aws/sagemaker/TransformJobs*",
            None,
        ),
    }


def test_model_may_use_the_keys_of_the_job(
    stack: cdk.Stack, least: dict[str, Any], rights_of: Rights
) -> None:
    output = kms.Key.from_key_arn(stack, "Output", f"arn:aws:kms:{HERE}:key/1")
    volume = kms.Key.from_key_arn(stack, "Volume", f"arn:aws:kms:{HERE}:key/2")

    BatchTransform(
        stack, "Nightly", **least, output_encryption_key=output, volume_encryption_key=volume
    )

    rights = rights_of(stack, "sagemaker.amazonaws.com")
    assert rights["EncryptBatchOutput"]["Resource"] == f"arn:aws:kms:{HERE}:key/1"
    assert rights["EncryptVolumes"]["Resource"] == f"arn:aws:kms:{HERE}:key/2"
    assert "EncryptVolumes" not in rights_of(stack, "states.amazonaws.com")


def test_machine_lends_the_volume_key_to_a_model_from_elsewhere(
    stack: cdk.Stack, least: dict[str, Any], rights_of: Rights
) -> None:
    key = kms.Key.from_key_arn(stack, "Key", f"arn:aws:kms:{HERE}:key/1")
    imported = Model.from_model_name(stack, "Imported", "prices")

    BatchTransform(stack, "Nightly", **{**least, "model": imported}, volume_encryption_key=key)

    right = rights_of(stack, "states.amazonaws.com")["EncryptVolumes"]
    assert (right["Action"], right["Resource"]) == (
        "kms:CreateGrant",
        f"arn:aws:kms:{HERE}:key/1",
    )


def test_two_transforms_of_a_model_share_its_rights(
    stack: cdk.Stack, least: dict[str, Any], bucket: s3.IBucket, rights_of: Rights
) -> None:
    other = {**least, "input": S3Location(bucket=bucket, prefix="prices/")}

    BatchTransform(stack, "Nightly", **least)
    BatchTransform(stack, "Weekly", **other)

    assert rights_of(stack, "sagemaker.amazonaws.com")["ReadBatchInput"]["Resource"] == [
        "arn:aws:s3:::forecasts/series/*",
        "arn:aws:s3:::forecasts/prices/*",
    ]


def test_grantee_may_start_this_machine(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    grant = BatchTransform(stack, "Nightly", **least).grant_start(caller)

    grant.assert_success()
    (policy,) = resources(stack, "AWS::IAM::Policy")
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "states:StartExecution"
    assert statement["Resource"] == {"Ref": statement["Resource"]["Ref"]}
    assert statement["Resource"]["Ref"].startswith("Nightly")


def test_arns_follow_the_partition(china_stack: cdk.Stack, resources: Resources) -> None:
    bucket = s3.Bucket.from_bucket_name(china_stack, "Bucket", "forecasts")

    BatchTransform(
        china_stack,
        "Nightly",
        model=Model.from_model_name(china_stack, "Model", "prices"),
        instance_type="ml.m5.xlarge",
        input=S3Location(bucket=bucket, prefix="series/"),
        output=S3Location(bucket=bucket, prefix="forecasts/"),
    )

    found = str(resources(china_stack, "AWS::StepFunctions::StateMachine"))
    assert "arn:aws-cn:states:::sagemaker:createTransformJob.sync" in found
    assert "arn:aws:" not in str(resources(china_stack, "AWS::IAM::Role"))


def test_arns_of_an_agnostic_stack_are_those_of_its_deploy(
    agnostic_stack: cdk.Stack, resources: Resources
) -> None:
    bucket = s3.Bucket.from_bucket_name(agnostic_stack, "Bucket", "forecasts")

    BatchTransform(
        agnostic_stack,
        "Nightly",
        model=Model.from_model_name(agnostic_stack, "Model", "prices"),
        instance_type="ml.m5.xlarge",
        input=S3Location(bucket=bucket, prefix="series/"),
        output=S3Location(bucket=bucket, prefix="forecasts/"),
        schedule="rate(1 day)",
    )

    (machine,) = resources(agnostic_stack, "AWS::StepFunctions::StateMachine")
    _, parts = machine["DefinitionString"]["Fn::Join"]
    assert parts[1] == {"Ref": "AWS::Partition"}
    assert parts[2].startswith(":states:::sagemaker:createTransformJob.sync")
    assert "arn:aws:" not in str(resources(agnostic_stack, "AWS::IAM::Role"))

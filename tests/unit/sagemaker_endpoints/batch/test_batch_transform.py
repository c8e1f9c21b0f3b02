"""The state machine of a batch transform, and the job that it asks for."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_stepfunctions as stepfunctions

from sagemaker_endpoints import BatchTransform, Model, S3Location

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
MACHINE = "AWS::StepFunctions::StateMachine"
JOB_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


@pytest.fixture
def definition(resources: Resources) -> Callable[[cdk.Stack], dict[str, Any]]:
    """The state machine of a stack; what only the deploy knows is a name in angle brackets."""

    def parsed(stack: cdk.Stack) -> dict[str, Any]:
        (machine,) = resources(stack, MACHINE)
        written = machine["DefinitionString"]
        parts = written["Fn::Join"][1] if isinstance(written, dict) else [written]
        text = "".join(part if isinstance(part, str) else _shortened(part) for part in parts)
        found: dict[str, Any] = json.loads(text)
        return found

    return parsed


def _shortened(intrinsic: dict[str, Any]) -> str:
    if "Ref" in intrinsic:
        return "7" if intrinsic["Ref"] == "Late" else f"<{intrinsic['Ref']}>"
    return f"<{intrinsic['Fn::GetAtt'][1]}>"


def test_smallest_transform_is_this_state_machine(
    stack: cdk.Stack, least: dict[str, Any], definition: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    BatchTransform(stack, "Nightly", **least)

    assert definition(stack) == {
        "StartAt": "Transform",
        "TimeoutSeconds": 86400,
        "States": {
            "Transform": {
                "Type": "Task",
                "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
                "Parameters": {
                    "TransformJobName.$": (
                        "States.Format('nightly-{}-{}-{}', States.Hash($$.Execution.Id, 'MD5'), "
                        "$$.Execution.RedriveCount, $$.State.RetryCount)"
                    ),
                    "ModelName": "<ModelName>",
                    "TransformInput": {
                        "DataSource": {
                            "S3DataSource": {
                                "S3DataType": "S3Prefix",
                                "S3Uri": "s3://forecasts/series/",
                            }
                        }
                    },
                    "TransformOutput": {"S3OutputPath": "s3://forecasts/forecasts/"},
                    "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
                },
                "Retry": [
                    {
                        "ErrorEquals": [
                            "SageMaker.AmazonSageMakerException",
                            "SageMaker.ResourceLimitExceededException",
                        ],
                        "IntervalSeconds": 60,
                        "MaxAttempts": 5,
                        "BackoffRate": 2,
                        "MaxDelaySeconds": 600,
                        "JitterStrategy": "FULL",
                    },
                    {
                        "ErrorEquals": ["States.TaskFailed"],
                        "IntervalSeconds": 60,
                        "MaxAttempts": 1,
                        "BackoffRate": 2,
                    },
                ],
                "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Failed"}],
                "End": True,
            },
            "Failed": {"Type": "Fail", "ErrorPath": "$.Error", "CausePath": "$.Cause"},
        },
    }


def test_every_option_of_the_job_arrives(
    stack: cdk.Stack, least: dict[str, Any], definition: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/1")

    BatchTransform(
        stack,
        "Nightly",
        **least,
        instance_count=3,
        content_type="text/csv",
        accept="text/csv",
        split_type="Line",
        assemble_with="Line",
        strategy="MultiRecord",
        compression="Gzip",
        max_payload=cdk.Size.mebibytes(20),
        max_concurrent_transforms=5,
        environment={"HORIZON": "24"},
        join_source="Input",
        input_filter="$[1:]",
        output_filter="$[0,-1]",
        output_encryption_key=key,
        volume_encryption_key=key,
        invocation_timeout=cdk.Duration.minutes(5),
        invocation_retries=0,
        tags={"team": "grid"},
    )

    parameters = definition(stack)["States"]["Transform"]["Parameters"]
    del parameters["TransformJobName.$"]
    assert parameters == {
        "ModelName": "<ModelName>",
        "TransformInput": {
            "DataSource": {
                "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://forecasts/series/"}
            },
            "ContentType": "text/csv",
            "SplitType": "Line",
            "CompressionType": "Gzip",
        },
        "TransformOutput": {
            "S3OutputPath": "s3://forecasts/forecasts/",
            "Accept": "text/csv",
            "AssembleWith": "Line",
            "KmsKeyId": "arn:aws:kms:eu-west-1:111111111111:key/1",
        },
        "TransformResources": {
            "InstanceType": "ml.m5.xlarge",
            "InstanceCount": 3,
            "VolumeKmsKeyId": "arn:aws:kms:eu-west-1:111111111111:key/1",
        },
        "BatchStrategy": "MultiRecord",
        "MaxPayloadInMB": 20,
        "MaxConcurrentTransforms": 5,
        "Environment": {"HORIZON": "24"},
        "DataProcessing": {
            "InputFilter": "$[1:]",
            "OutputFilter": "$[0,-1]",
            "JoinSource": "Input",
        },
        "ModelClientConfig": {"InvocationsTimeoutInSeconds": 300, "InvocationsMaxRetries": 0},
        "Tags": [{"Key": "team", "Value": "grid"}],
    }


def test_zero_is_a_value(
    stack: cdk.Stack, least: dict[str, Any], definition: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    BatchTransform(
        stack,
        "Nightly",
        **least,
        max_payload=cdk.Size.mebibytes(0),
        max_concurrent_transforms=0,
        invocation_retries=0,
    )

    parameters = definition(stack)["States"]["Transform"]["Parameters"]
    assert parameters["MaxPayloadInMB"] == 0
    assert parameters["MaxConcurrentTransforms"] == 0
    assert parameters["ModelClientConfig"] == {"InvocationsMaxRetries": 0}


def test_late_number_stays_a_number(
    stack: cdk.Stack,
    least: dict[str, Any],
    late_number: Any,
    definition: Callable[[cdk.Stack], dict[str, Any]],
) -> None:
    BatchTransform(stack, "Nightly", **least, instance_count=late_number)

    parameters = definition(stack)["States"]["Transform"]["Parameters"]
    assert parameters["TransformResources"]["InstanceCount"] == 7


def test_files_take_the_key_of_their_bucket(
    stack: cdk.Stack, least: dict[str, Any], definition: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    bucket = s3.Bucket(stack, "Results", encryption_key=kms.Key(stack, "Key"))

    BatchTransform(stack, "Nightly", **{**least, "output": S3Location(bucket=bucket)})

    output = definition(stack)["States"]["Transform"]["Parameters"]["TransformOutput"]
    assert output["KmsKeyId"] == "<Arn>"


@pytest.mark.parametrize(("attempts", "retries"), [(1, 0), (10, 9)])
def test_attempts_are_told_as_retries(
    stack: cdk.Stack,
    least: dict[str, Any],
    definition: Callable[[cdk.Stack], dict[str, Any]],
    *,
    attempts: int,
    retries: int,
) -> None:
    BatchTransform(stack, "Nightly", **least, max_attempts=attempts)

    _refused, failed = definition(stack)["States"]["Transform"]["Retry"]
    assert failed["MaxAttempts"] == retries


def test_timeout_is_that_of_the_run(
    stack: cdk.Stack, least: dict[str, Any], definition: Callable[[cdk.Stack], dict[str, Any]]
) -> None:
    BatchTransform(stack, "Nightly", **least, timeout=cdk.Duration.hours(3))

    assert definition(stack)["TimeoutSeconds"] == 3 * 3600


@pytest.mark.parametrize(
    ("construct_id", "prefix"),
    [
        ("Nightly", "nightly"),
        ("Évry_2", "vry-2"),
        ("ForecastsOfEveryStoreInTheCountry", "forecastsofeverystoreint"),
        ("---", "batch"),
    ],
)
def test_job_is_named_for_its_construct_and_fits(
    stack: cdk.Stack,
    least: dict[str, Any],
    definition: Callable[[cdk.Stack], dict[str, Any]],
    *,
    construct_id: str,
    prefix: str,
) -> None:
    BatchTransform(stack, construct_id, **least)

    name = definition(stack)["States"]["Transform"]["Parameters"]["TransformJobName.$"]
    assert name.startswith(f"States.Format('{prefix}-{{}}-{{}}-{{}}'")
    assert JOB_NAME.fullmatch(f"{prefix}-{'0' * 32}-99-99")


def test_longest_prefix_makes_the_longest_job_name(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    prefix = "a" * 24

    BatchTransform(stack, "Nightly", **least, job_name_prefix=prefix)

    (machine,) = resources(stack, MACHINE)
    assert f"States.Format('{prefix}-" in json.dumps(machine)
    assert len(f"{prefix}-{'0' * 32}-99-99") == 63


def test_model_may_be_imported_or_plain(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    imported = Model.from_model_name(stack, "Imported", "prices")
    plain = sagemaker.CfnModel(
        stack, "Plain", execution_role_arn="arn:aws:iam::111111111111:role/serve"
    )

    BatchTransform(stack, "Nightly", **{**least, "model": imported})
    BatchTransform(stack, "Weekly", **{**least, "model": plain})

    nightly, weekly = map(json.dumps, resources(stack, MACHINE))
    assert '\\"ModelName\\":\\"prices\\"' in nightly
    assert '{"Fn::GetAtt": ["Plain", "ModelName"]}' in weekly


def test_run_is_logged_and_traced_without_its_data(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    BatchTransform(stack, "Nightly", **least)

    (machine,) = resources(stack, MACHINE)
    (group,) = resources(stack, "AWS::Logs::LogGroup")
    logging = machine["LoggingConfiguration"]
    assert (machine["StateMachineType"], machine["TracingConfiguration"]) == (
        "STANDARD",
        {"Enabled": True},
    )
    assert (logging["Level"], logging["IncludeExecutionData"]) == ("ALL", False)
    assert group == {"RetentionInDays": 365}


def test_log_group_takes_a_key_that_logs_may_use(
    stack: cdk.Stack, least: dict[str, Any], resources: Resources
) -> None:
    key = kms.Key(stack, "Key")

    BatchTransform(stack, "Nightly", **least, log_encryption_key=key)

    (group,) = resources(stack, "AWS::Logs::LogGroup")
    (made,) = resources(stack, "AWS::KMS::Key")
    *_, statement = made["KeyPolicy"]["Statement"]
    assert group["KmsKeyId"] == {"Fn::GetAtt": [_id_of(key), "Arn"]}
    assert statement["Principal"] == {"Service": "logs.eu-west-1.amazonaws.com"}
    assert statement["Condition"] == {
        "ArnLike": {
            "kms:EncryptionContext:aws:logs:arn": (
                "arn:aws:logs:eu-west-1:111111111111:log-group:*"
            )
        }
    }


def test_metrics_are_those_of_the_state_machine(stack: cdk.Stack, least: dict[str, Any]) -> None:
    nightly = BatchTransform(stack, "Nightly", **least)

    metrics = {
        metric.metric_name: metric
        for metric in (
            nightly.metric_started(),
            nightly.metric_succeeded(),
            nightly.metric_failed(),
            nightly.metric_timed_out(),
            nightly.metric_aborted(),
            nightly.metric_duration(),
        )
    }

    assert {name: metric.statistic for name, metric in metrics.items()} == {
        "ExecutionsStarted": "Sum",
        "ExecutionsSucceeded": "Sum",
        "ExecutionsFailed": "Sum",
        "ExecutionsTimedOut": "Sum",
        "ExecutionsAborted": "Sum",
        "ExecutionTime": "Average",
    }
    for metric in metrics.values():
        assert metric.namespace == "AWS/States"
        assert metric.dimensions == {"StateMachineArn": nightly.state_machine_arn}


def test_state_machine_is_the_default_child(stack: cdk.Stack, least: dict[str, Any]) -> None:
    nightly = BatchTransform(stack, "Nightly", **least)

    assert isinstance(nightly.node.default_child, stepfunctions.CfnStateMachine)
    assert nightly.node.default_child.node.path == nightly.cfn_state_machine.node.path


def _id_of(construct: kms.Key) -> str:
    child = construct.node.default_child
    assert isinstance(child, kms.CfnKey)
    return str(cdk.Stack.of(construct).get_logical_id(child))

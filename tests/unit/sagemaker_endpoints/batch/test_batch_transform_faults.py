"""What a batch transform refuses, each beside the nearest that it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
    S3Location,
)

IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"
JOIN: dict[str, Any] = {
    "join_source": "Input",
    "content_type": "text/csv",
    "accept": "text/csv",
    "split_type": "Line",
    "assemble_with": "Line",
}
LINES: dict[str, Any] = {"split_type": "Line", "assemble_with": "Line"}


@pytest.fixture
def key(stack: cdk.Stack) -> kms.IKey:
    return kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/1")


@pytest.fixture
def transform(stack: cdk.Stack, least: dict[str, Any]) -> Callable[..., BatchTransform]:
    """A batch transform that differs from the smallest in what is given."""

    def made(**options: Any) -> BatchTransform:
        return BatchTransform(stack, "Nightly", **{**least, **options})

    return made


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"instance_type": "ml.t2.medium"}, "instance_type: ml.t2.medium is no batch transform"),
        ({"instance_type": "ml.c7g.large"}, "instance_type: ml.c7g.large is no batch transform"),
        ({"instance_type": "m5.xlarge"}, "write ml.m5.xlarge"),
        ({"instance_count": 0}, "instance_count: got 0, allowed is 1 to 100"),
        ({"alarm_topic": "ops@example.com"}, "alarm_topic: got 'ops@example.com', allowed is sns."),
        ({"instance_count": 101}, "instance_count: got 101, allowed is 1 to 100"),
        ({"max_payload": cdk.Size.mebibytes(101)}, "max_payload: got 101, allowed is 0 to 100 MB"),
        ({"max_concurrent_transforms": -1}, "max_concurrent_transforms: got -1, allowed is at"),
        (
            {"max_payload": cdk.Size.mebibytes(51), "max_concurrent_transforms": 2},
            "max_concurrent_transforms: got 2 times 51 MB of max_payload, allowed are 100 MB",
        ),
        ({"strategy": "MultiRecord"}, "strategy: got 'MultiRecord', and it needs a split_type"),
        (
            {"strategy": "SingleRecord", "split_type": "None"},
            "strategy: got 'SingleRecord', and it needs a split_type",
        ),
        ({"split_type": "line"}, "split_type: got 'line', allowed is 'None', 'Line', 'RecordIO'"),
        ({"assemble_with": "RecordIO"}, "assemble_with: got 'RecordIO', allowed is 'None', 'Line'"),
        (
            {"strategy": "Single", **LINES},
            "strategy: got 'Single', allowed is 'MultiRecord', 'SingleRecord'",
        ),
        ({"compression": "gzip"}, "compression: got 'gzip', allowed is 'None', 'Gzip'"),
        ({"join_source": "input"}, "join_source: got 'input', allowed is 'Input', 'None'"),
        ({**JOIN, "content_type": None}, "content_type: got None, and join_source='Input' joins"),
        ({**JOIN, "accept": None}, "accept: got None, and join_source='Input' joins text/csv"),
        (
            {**JOIN, "content_type": "application/x-npy", "accept": "application/x-npy"},
            "content_type: got 'application/x-npy', and join_source='Input' joins",
        ),
        (
            {**JOIN, "accept": "application/json"},
            "accept: got 'application/json', and join_source='Input' needs that of content_type",
        ),
        (
            {**JOIN, "assemble_with": None},
            "assemble_with: got None, and join_source='Input' needs that of split_type, 'Line'",
        ),
        ({"input_filter": "1:"}, "input_filter: got '1:', allowed is a JSONPath such as"),
        ({"output_filter": "$" + "a" * 63}, "output_filter: got 64 characters, allowed are 63"),
        (
            {"input_filter": "$.demand", "content_type": "text/csv"},
            "input_filter: got '$.demand', and the columns of text/csv have no names",
        ),
        (
            {"output_filter": "$['id']", "content_type": "text/csv; charset=utf-8"},
            "output_filter: got \"$['id']\", and the columns of text/csv have no names",
        ),
        (
            {"environment": {f"V{number}": "" for number in range(17)}},
            "environment: got 17 variables, allowed are 16",
        ),
        ({"environment": {"a-b": ""}}, "environment['a-b']: name: got 'a-b', allowed is letters"),
        ({"environment": {"A": "a" * 10_241}}, "environment['A']: got 10241 characters"),
        ({"invocation_timeout": cdk.Duration.seconds(0)}, "invocation_timeout: got 0, allowed"),
        ({"invocation_timeout": cdk.Duration.seconds(3601)}, "invocation_timeout: got 3601"),
        ({"invocation_retries": -1}, "invocation_retries: got -1, allowed is 0 to 3"),
        ({"invocation_retries": 4}, "invocation_retries: got 4, allowed is 0 to 3"),
        ({"max_attempts": 0}, "max_attempts: got 0, allowed is 1 to 10"),
        ({"max_attempts": 11}, "max_attempts: got 11, allowed is 1 to 10"),
        ({"timeout": cdk.Duration.seconds(59)}, "timeout: got 59, allowed is 60 to"),
        ({"timeout": cdk.Duration.days(366)}, "timeout: got"),
        ({"expected_every": cdk.Duration.days(8)}, "expected_every: got 691200, allowed is 60 to"),
        ({"job_name_prefix": "Nightly"}, "job_name_prefix: got 'Nightly', allowed is 1 to 24"),
        ({"job_name_prefix": "a" * 25}, "job_name_prefix: got"),
        ({"job_name_prefix": "night-"}, "job_name_prefix: got 'night-'"),
        ({"tags": {f"t{number}": "" for number in range(51)}}, "tags: got 51, allowed are 50"),
        ({"tags": {"aws:x": ""}}, "tags: got 'aws:x', and AWS keeps 'aws:' for itself"),
        ({"tags": {"": "x"}}, "tags: a key has 0 characters"),
        ({"tags": {"t": "x" * 257}}, "tags['t']: got 257 characters, allowed are 256"),
        ({"time_zone": "Europe/Paris"}, "time_zone: belongs to a schedule, and there is none"),
        ({"start": "2027-01-01T00:00:00Z"}, "start: belongs to a schedule"),
        ({"end": "2027-01-01T00:00:00Z"}, "end: belongs to a schedule"),
        ({"window": cdk.Duration.minutes(5)}, "window: belongs to a schedule"),
        (
            {"schedule": "rate(1 day)", "window": cdk.Duration.minutes(0)},
            "window: got 0, allowed is 1 to 1440 minutes",
        ),
        (
            {"schedule": "rate(1 day)", "window": cdk.Duration.minutes(1441)},
            "window: got 1441, allowed is 1 to 1440 minutes",
        ),
        ({"schedule": "rate(1 day)", "start": "2027-01-01"}, "start: got '2027-01-01', allowed"),
        ({"schedule": "rate(1 day)", "time_zone": "Paris, France"}, "time_zone: got 'Paris, Fr"),
        (
            {
                "schedule": "rate(1 day)",
                "start": "2027-01-02T00:00:00Z",
                "end": "2027-01-01T00:00:00Z",
            },
            "end: got '2027-01-01T00:00:00Z', allowed is after start",
        ),
    ],
)
def test_what_aws_refuses_is_refused(
    transform: Callable[..., BatchTransform], options: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        transform(**options)

    assert told in str(refusal.value)


@pytest.mark.parametrize(
    "options",
    [
        {"instance_type": "ml.m5.large"},
        {"instance_type": "ml.p2.xlarge"},
        {"instance_count": 1},
        {"instance_count": 100},
        {"max_payload": cdk.Size.mebibytes(100)},
        {"max_payload": cdk.Size.mebibytes(50), "max_concurrent_transforms": 2},
        {"max_payload": cdk.Size.mebibytes(0), "max_concurrent_transforms": 500},
        {"max_concurrent_transforms": 100},
        {"strategy": "MultiRecord", **LINES},
        {"strategy": "SingleRecord", "split_type": "RecordIO"},
        JOIN,
        {**JOIN, "content_type": "text/csv; header=absent"},
        {
            "join_source": "Input",
            "content_type": "application/json",
            "accept": "application/json",
        },
        {
            **JOIN,
            "content_type": "application/jsonlines",
            "accept": "application/jsonlines",
            "output_filter": "$['id','SageMakerOutput']",
        },
        {"join_source": "None", "assemble_with": "None"},
        {"input_filter": "$.features"},
        {"input_filter": "$[0,2:]", "output_filter": "$[-1]", "content_type": "text/csv"},
        {"input_filter": "$", "content_type": "text/csv"},
        {"output_filter": "$" + "a" * 62},
        {"environment": {f"V{number}": "" for number in range(16)}},
        {"environment": {"A": "a" * 10_240}},
        {"invocation_timeout": cdk.Duration.hours(1), "invocation_retries": 3},
        {"expected_every": cdk.Duration.days(7)},
        {"job_name_prefix": "night-2"},
        {"tags": {f"t{number}": "x" * 256 for number in range(50)}},
        {"timeout": cdk.Duration.days(365)},
        {"schedule": "rate(1 day)", "window": cdk.Duration.days(1)},
    ],
)
def test_what_aws_takes_is_taken(
    transform: Callable[..., BatchTransform],
    warnings_of: Callable[[IConstruct], list[str]],
    options: dict[str, Any],
) -> None:
    made = transform(**options)

    assert warnings_of(made) == []


def test_model_of_unpacked_files_is_refused(
    stack: cdk.Stack, transform: Callable[..., BatchTransform], bucket: s3.IBucket
) -> None:
    image = ContainerImage.from_uri(IMAGE)
    unpacked = ContainerDefinition(
        image=image, model_data=ModelData.from_prefix(bucket, "chronos/")
    )

    with pytest.raises(ConfigurationError, match="model: 'Stack/Unpacked' reads its artifact as a"):
        transform(model=Model(stack, "Unpacked", containers=[unpacked]))


def test_model_of_many_models_is_refused(
    stack: cdk.Stack, transform: Callable[..., BatchTransform], bucket: s3.IBucket
) -> None:
    stores = ContainerDefinition(
        image=ContainerImage.from_uri(IMAGE),
        model_data=ModelData.from_prefix(bucket, "stores/"),
        mode="MultiModel",
    )

    with pytest.raises(ConfigurationError, match="model: 'Stack/Stores' is a multi-model one"):
        transform(model=Model(stack, "Stores", containers=[stores]))


def test_model_whose_callers_choose_a_container_is_refused(
    stack: cdk.Stack, transform: Callable[..., BatchTransform]
) -> None:
    chosen = Model(stack, "Chosen", containers=_two_containers(), inference_execution_mode="Direct")

    with pytest.raises(ConfigurationError, match="model: 'Stack/Chosen' lets callers choose a"):
        transform(model=chosen)


@pytest.mark.parametrize("mode", [None, "Serial"])
def test_pipeline_is_taken(
    stack: cdk.Stack,
    transform: Callable[..., BatchTransform],
    mode: Literal["Serial"] | None,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    pipeline = Model(stack, "Pipeline", containers=_two_containers(), inference_execution_mode=mode)

    assert warnings_of(transform(model=pipeline)) == []


def _two_containers() -> list[ContainerDefinition]:
    return [
        ContainerDefinition(image=ContainerImage.from_uri(IMAGE), container_hostname=name)
        for name in ("first", "second")
    ]


def test_key_for_local_disks_is_refused(
    transform: Callable[..., BatchTransform], key: kms.IKey
) -> None:
    with pytest.raises(
        ConfigurationError, match=r"volume_encryption_key: ml.g5.xlarge has local NVMe disks"
    ):
        transform(instance_type="ml.g5.xlarge", volume_encryption_key=key)


def test_key_for_volumes_is_taken(
    stack: cdk.Stack,
    transform: Callable[..., BatchTransform],
    key: kms.IKey,
    resources: Callable[[cdk.Stack, str], list[dict[str, Any]]],
) -> None:
    transform(instance_type="ml.p3.2xlarge", volume_encryption_key=key)

    (machine,) = resources(stack, "AWS::StepFunctions::StateMachine")
    assert f'\\"VolumeKmsKeyId\\":\\"{key.key_arn}\\"' in json.dumps(machine)


def test_what_only_the_deploy_knows_is_never_wrong(
    stack: cdk.Stack,
    transform: Callable[..., BatchTransform],
    late_number: Any,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    late = cdk.CfnParameter(stack, "LateText").value_as_string

    made = transform(
        instance_type=late,
        instance_count=late_number,
        max_concurrent_transforms=late_number,
        max_payload=cdk.Size.mebibytes(100),
        content_type=late,
        accept=late,
        input_filter=late,
        environment={"A": late},
        job_name_prefix=late,
        tags={"t": late},
        schedule=late,
        time_zone=late,
        start=late,
        end=late,
        expected_every=cdk.Duration.days(1),
    )

    assert warnings_of(made) == []


def test_all_faults_are_told_at_once(transform: Callable[..., BatchTransform]) -> None:
    with pytest.raises(ConfigurationError, match=r"Nightly'?: 4 faults\n") as refusal:
        transform(
            instance_type="ml.t2.medium", instance_count=0, strategy="MultiRecord", max_attempts=0
        )

    assert str(refusal.value).count("\n  - ") == 4


def test_refused_transform_leaves_nothing(
    stack: cdk.Stack, transform: Callable[..., BatchTransform]
) -> None:
    with pytest.raises(ConfigurationError):
        transform(instance_count=0)

    assert stack.node.try_find_child("Nightly") is None


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"split_type": "Line"}, "AnswersRunTogether"),
        ({"assemble_with": "Line"}, "AnswersRunTogether"),
        ({"split_type": "TFRecord", "assemble_with": "Line"}, "AnswersRunTogether"),
        ({"instance_type": "ml.x99.large"}, "UnknownInstanceType"),
    ],
)
def test_what_is_hardly_meant_warns(
    transform: Callable[..., BatchTransform],
    warnings_of: Callable[[IConstruct], list[str]],
    options: dict[str, Any],
    rule: str,
) -> None:
    (warning,) = warnings_of(transform(**options))

    assert f"sagemaker-endpoints::{rule}" in warning


@pytest.mark.parametrize(
    ("read", "written", "warns"),
    [
        ("series/", "series/forecasts/", True),
        ("series", "series-forecasts/", True),
        ("", "forecasts/", True),
        ("series/", "series", False),
        ("series/", "forecasts/", False),
    ],
)
def test_results_below_the_input_warn(
    transform: Callable[..., BatchTransform],
    bucket: s3.IBucket,
    warnings_of: Callable[[IConstruct], list[str]],
    *,
    read: str,
    written: str,
    warns: bool,
) -> None:
    made = transform(
        input=S3Location(bucket=bucket, prefix=read),
        output=S3Location(bucket=bucket, prefix=written),
    )

    assert [("ReadsItsResults" in warning) for warning in warnings_of(made)] == [True] * warns


def test_results_in_another_bucket_do_not_warn(
    stack: cdk.Stack,
    transform: Callable[..., BatchTransform],
    bucket: s3.IBucket,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    other = s3.Bucket.from_bucket_name(stack, "Other", "results")

    made = transform(input=S3Location(bucket=bucket), output=S3Location(bucket=other))

    assert warnings_of(made) == []

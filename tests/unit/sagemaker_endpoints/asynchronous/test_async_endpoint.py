"""An asynchronous endpoint: its queue's configuration, what it refuses and warns of, imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns
from constructs import IConstruct

from sagemaker_endpoints import (
    AsyncEndpoint,
    ConfigurationError,
    ContainerDefinition,
    InvocationHttpResponseCode,
    Model,
    ModelData,
    S3Location,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
CONFIG = "AWS::SageMaker::EndpointConfig"
ARN = "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/backfill"


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts")


@pytest.fixture
def make(stack: cdk.Stack, model: Model, bucket: s3.IBucket) -> Callable[..., AsyncEndpoint]:
    """An endpoint named Backfill with the smallest values that do, or with others."""

    def made(**values: Any) -> AsyncEndpoint:
        smallest = {"model": model, "instance_type": "ml.m5.xlarge", "output_bucket": bucket}
        return AsyncEndpoint(stack, "Backfill", **{**smallest, **values})

    return made


def test_smallest_endpoint_writes_to_its_bucket(
    stack: cdk.Stack, model: Model, make: Callable[..., AsyncEndpoint], resources: Resources
) -> None:
    make()

    (config,) = resources(stack, CONFIG)

    assert config == {
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "ModelName": stack.resolve(model.model_name),
                "InstanceType": "ml.m5.xlarge",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ],
        "AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://forecasts/"}},
    }


def test_every_option_is_rendered(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], resources: Resources
) -> None:
    volumes, answers = kms.Key(stack, "Volumes"), kms.Key(stack, "Answers")
    success, error = sns.Topic(stack, "Success"), sns.Topic(stack, "Error")
    make(
        output_prefix="answers/",
        failure_prefix="failures/",
        success_topic=success,
        error_topic=error,
        include_response_in=["success", "error"],
        max_concurrent_invocations_per_instance=1000,
        initial_instance_count=2,
        variant_name="nightly",
        endpoint_name="backfill",
        encryption_key=volumes,
        output_encryption_key=answers,
        volume_size=cdk.Size.gibibytes(64),
        model_data_download_timeout=cdk.Duration.minutes(5),
        container_startup_health_check_timeout=cdk.Duration.minutes(10),
    )

    (config,) = resources(stack, CONFIG)
    (rendered,) = resources(stack, "AWS::SageMaker::Endpoint")

    (variant,) = config["ProductionVariants"]
    del variant["ModelName"]
    assert variant == {
        "VariantName": "nightly",
        "InstanceType": "ml.m5.xlarge",
        "InitialInstanceCount": 2,
        "InitialVariantWeight": 1,
        "VolumeSizeInGB": 64,
        "ModelDataDownloadTimeoutInSeconds": 300,
        "ContainerStartupHealthCheckTimeoutInSeconds": 600,
    }
    assert config["KmsKeyId"] == stack.resolve(volumes.key_arn)
    assert config["AsyncInferenceConfig"] == {
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": 1000},
        "OutputConfig": {
            "S3OutputPath": "s3://forecasts/answers/",
            "S3FailurePath": "s3://forecasts/failures/",
            "KmsKeyId": stack.resolve(answers.key_arn),
            "NotificationConfig": {
                "SuccessTopic": stack.resolve(success.topic_arn),
                "ErrorTopic": stack.resolve(error.topic_arn),
                "IncludeInferenceResponseIn": [
                    "SUCCESS_NOTIFICATION_TOPIC",
                    "ERROR_NOTIFICATION_TOPIC",
                ],
            },
        },
    }
    assert rendered["EndpointName"] == "backfill"


def test_topics_are_made_on_request(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], resources: Resources
) -> None:
    key = kms.Key(stack, "Key")
    endpoint = make(notify=True, encryption_key=key)

    topics = resources(stack, "AWS::SNS::Topic")
    policies = resources(stack, "AWS::SNS::TopicPolicy")
    (config,) = resources(stack, CONFIG)

    assert topics == [{"KmsMasterKeyId": stack.resolve(key.key_arn)}] * 2
    assert [p["PolicyDocument"]["Statement"][0]["Sid"] for p in policies] == [
        "AllowPublishThroughSSLOnly"
    ] * 2
    assert endpoint.success_topic is not None
    assert endpoint.error_topic is not None
    assert config["AsyncInferenceConfig"]["OutputConfig"]["NotificationConfig"] == {
        "SuccessTopic": stack.resolve(endpoint.success_topic.topic_arn),
        "ErrorTopic": stack.resolve(endpoint.error_topic.topic_arn),
    }


def test_topic_that_is_given_is_not_made(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], resources: Resources
) -> None:
    given = sns.Topic(stack, "Given")
    endpoint = make(notify=True, error_topic=given)

    topics = resources(stack, "AWS::SNS::Topic")

    assert len(topics) == 2
    assert endpoint.error_topic is given


def test_nobody_is_told_unless_asked(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], resources: Resources
) -> None:
    endpoint = make()

    assert (endpoint.success_topic, endpoint.error_topic) == (None, None)
    assert resources(stack, "AWS::SNS::Topic") == []


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {"max_concurrent_invocations_per_instance": 0},
            "max_concurrent_invocations_per_instance: got 0, allowed is 1 to 1000",
        ),
        (
            {"max_concurrent_invocations_per_instance": 1001},
            "max_concurrent_invocations_per_instance: got 1001, allowed is 1 to 1000",
        ),
        (
            {"initial_instance_count": 0},
            "initial_instance_count: got 0, allowed is at least 1",
        ),
        (
            {"variant_name": "all_traffic"},
            (
                "variant_name: got 'all_traffic', allowed is 1 to 63 letters, digits and inner "
                "hyphens"
            ),
        ),
        (
            {"endpoint_name": "-backfill"},
            "endpoint_name: got '-backfill', allowed is 1 to 63 letters, digits and inner hyphens",
        ),
        (
            {"output_prefix": "/answers"},
            "output_prefix: got '/answers', allowed is a key's beginning: 'forecasts/'",
        ),
        (
            {"failure_prefix": "s3://forecasts/failures"},
            (
                "failure_prefix: got 's3://forecasts/failures', allowed is a key's beginning: "
                "'forecasts/'"
            ),
        ),
        (
            {"instance_type": "ml.inf1.xlarge"},
            (
                "instance_type: got 'ml.inf1.xlarge', and no Inf1 instance serves "
                "asynchronously; take ml.inf2.xlarge"
            ),
        ),
        (
            {"include_response_in": ["success"]},
            (
                "include_response_in: got 'success', and there is no success_topic to carry the "
                "response; give one, or notify=True"
            ),
        ),
        (
            {"include_response_in": ["SUCCESS_NOTIFICATION_TOPIC"], "notify": True},
            (
                "include_response_in: got 'SUCCESS_NOTIFICATION_TOPIC', allowed are 'success' "
                "and 'error'"
            ),
        ),
    ],
)
def test_values_that_cannot_work_are_refused(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], values: dict[str, Any], told: str
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make(**values)

    assert str(refusal.value) == f"AsyncEndpoint 'Stack/Backfill': {told}"
    assert stack.node.try_find_child("Backfill") is None


def test_response_needs_the_topic_of_its_kind(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint]
) -> None:
    with pytest.raises(ConfigurationError, match="there is no error_topic to carry"):
        make(success_topic=sns.Topic(stack, "Success"), include_response_in=["success", "error"])


def test_all_faults_are_told_at_once_by_the_names_they_were_given_under(
    make: Callable[..., AsyncEndpoint],
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make(
            variant_name="a_b",
            instance_type="ml.t3.medium",
            output_prefix="/out",
            max_concurrent_invocations_per_instance=0,
        )

    first, *listed = str(refusal.value).splitlines()
    assert first == "AsyncEndpoint 'Stack/Backfill': 4 faults"
    assert [f"  - {fault}" for fault in refusal.value.faults] == listed
    assert [fault.split(":")[0] for fault in listed] == [
        "  - variant_name",
        "  - instance_type",
        "  - output_prefix",
        "  - max_concurrent_invocations_per_instance",
    ]


def test_late_values_pass_every_check(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], late_number: int, resources: Resources
) -> None:
    late = cdk.CfnParameter(stack, "Text").value_as_string
    make(
        instance_type=late,
        output_prefix=late,
        initial_instance_count=late_number,
        max_concurrent_invocations_per_instance=late_number,
    )

    (config,) = resources(stack, CONFIG)

    assert config["ProductionVariants"][0]["InstanceType"] == {"Ref": "Text"}
    assert config["AsyncInferenceConfig"] == {
        "ClientConfig": {"MaxConcurrentInvocationsPerInstance": {"Ref": "Late"}},
        "OutputConfig": {"S3OutputPath": {"Fn::Join": ["", ["s3://forecasts/", {"Ref": "Text"}]]}},
    }


def test_multi_model_container_is_refused(
    stack: cdk.Stack,
    container: ContainerDefinition,
    bucket: s3.IBucket,
    make: Callable[..., AsyncEndpoint],
) -> None:
    data = ModelData.from_prefix(bucket, "stores/")
    many = ContainerDefinition(image=container.image, model_data=data, mode="MultiModel")
    model = Model(stack, "Many", containers=[many])

    with pytest.raises(ConfigurationError) as refusal:
        make(model=model)

    assert str(refusal.value) == (
        "AsyncEndpoint 'Stack/Backfill': model: 'Stack/Many' is a multi-model one, and an "
        "asynchronous request cannot name one of its models; use a MultiModelEndpoint"
    )


def test_package_of_the_marketplace_is_refused(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint]
) -> None:
    arn = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster-0123"
    model = Model.from_model_package(
        stack, "Bought", model_package_arn=arn, from_marketplace=True, network_isolation=True
    )

    with pytest.raises(ConfigurationError) as refusal:
        make(model=model)

    assert str(refusal.value) == (
        "AsyncEndpoint 'Stack/Backfill': model: 'Stack/Bought' is a package of the AWS "
        "Marketplace, which asynchronous endpoints do not serve; use a RealTimeEndpoint"
    )


def test_right_endpoint_warns_of_nothing(
    make: Callable[..., AsyncEndpoint], warnings_of: Warnings
) -> None:
    endpoint = make(notify=True)

    assert warnings_of(endpoint) == []


def test_pipeline_warns(
    stack: cdk.Stack,
    container: ContainerDefinition,
    make: Callable[..., AsyncEndpoint],
    warnings_of: Warnings,
) -> None:
    endpoint = make(model=Model(stack, "Pipeline", containers=[container, container]))

    (warning,) = warnings_of(endpoint)

    assert "'Stack/Pipeline' is a pipeline of 2 containers" in warning
    assert "[ack: sagemaker-endpoints::AsyncPipeline]" in warning


@pytest.mark.parametrize("kind", ["imported", "L1"])
def test_model_whose_role_cannot_be_changed_warns(
    stack: cdk.Stack,
    make: Callable[..., AsyncEndpoint],
    warnings_of: Warnings,
    kind: str,
) -> None:
    theirs = (
        Model.from_model_name(stack, "Theirs", "theirs")
        if kind == "imported"
        else sagemaker.CfnModel(stack, "Theirs")
    )
    endpoint = make(model=theirs)

    (warning,) = warnings_of(endpoint)

    assert warning.startswith("model: its role cannot be changed from here: it has to read")
    assert warning.endswith("[ack: sagemaker-endpoints::AsyncModelRights]")


def test_fifo_topic_warns(
    stack: cdk.Stack, make: Callable[..., AsyncEndpoint], warnings_of: Warnings
) -> None:
    endpoint = make(error_topic=sns.Topic(stack, "Ordered", fifo=True))

    (warning,) = warnings_of(endpoint)

    assert warning.endswith("[ack: sagemaker-endpoints::AsyncFifoTopic]")


def test_unknown_instance_type_warns(
    make: Callable[..., AsyncEndpoint], warnings_of: Warnings
) -> None:
    endpoint = make(instance_type="ml.z99.large")

    (warning,) = warnings_of(endpoint)

    assert "[ack: sagemaker-endpoints::UnknownInstanceType]" in warning


@pytest.mark.parametrize(
    ("method", "name", "statistic"),
    [
        ("metric_backlog_size", "ApproximateBacklogSize", "Average"),
        (
            "metric_backlog_size_per_instance",
            "ApproximateBacklogSizePerInstance",
            "Average",
        ),
        ("metric_age_of_oldest_request", "ApproximateAgeOfOldestRequest", "Maximum"),
        ("metric_has_backlog_without_capacity", "HasBacklogWithoutCapacity", "Average"),
    ],
)
def test_metrics_of_the_queue_know_no_variant(
    stack: cdk.Stack,
    make: Callable[..., AsyncEndpoint],
    method: str,
    name: str,
    statistic: str,
) -> None:
    endpoint = make()

    metric = getattr(endpoint, method)()

    assert (metric.namespace, metric.metric_name) == ("AWS/SageMaker", name)
    assert metric.statistic == statistic
    assert stack.resolve(metric.dimensions) == {
        "EndpointName": stack.resolve(endpoint.endpoint_name)
    }


@pytest.mark.parametrize(
    ("method", "name", "statistic"),
    [
        ("metric_invocations_processed", "InvocationsProcessed", "Sum"),
        ("metric_invocation_failures", "InvocationFailures", "Sum"),
        ("metric_expired_requests", "ExpiredRequests", "Sum"),
        ("metric_request_download_failures", "RequestDownloadFailures", "Sum"),
        ("metric_response_upload_failures", "ResponseUploadFailures", "Sum"),
        ("metric_notification_failures", "NotificationFailures", "Sum"),
        ("metric_time_in_backlog", "TimeInBacklog", "Average"),
        ("metric_request_download_latency", "RequestDownloadLatency", "Average"),
        ("metric_model_latency", "ModelLatency", "Average"),
        ("metric_response_upload_latency", "ResponseUploadLatency", "Average"),
        ("metric_total_processing_time", "TotalProcessingTime", "Average"),
    ],
)
def test_metrics_of_requests_are_those_of_the_variant(
    stack: cdk.Stack,
    make: Callable[..., AsyncEndpoint],
    method: str,
    name: str,
    statistic: str,
) -> None:
    endpoint = make()

    metric = getattr(endpoint, method)()

    assert (metric.namespace, metric.metric_name) == ("AWS/SageMaker", name)
    assert metric.statistic == statistic
    assert stack.resolve(metric.dimensions) == {
        "EndpointName": stack.resolve(endpoint.endpoint_name),
        "VariantName": "AllTraffic",
    }


@pytest.mark.parametrize("code", list(InvocationHttpResponseCode))
def test_errors_are_counted(
    make: Callable[..., AsyncEndpoint], code: InvocationHttpResponseCode
) -> None:
    metric = make().metric_invocation_response_code(code)

    assert (metric.metric_name, metric.statistic) == (code.value, "Sum")


def test_metric_options_win(make: Callable[..., AsyncEndpoint]) -> None:
    endpoint = make()

    assert endpoint.metric_invocation_failures(statistic="Average").statistic == "Average"
    assert endpoint.metric_backlog_size(statistic="Maximum").statistic == "Maximum"


def test_instances_are_measured(make: Callable[..., AsyncEndpoint]) -> None:
    metric = make().variant("AllTraffic").metric_cpu_utilization()

    assert (metric.namespace, metric.metric_name) == ("/aws/sagemaker/Endpoints", "CPUUtilization")


@pytest.mark.parametrize(
    ("method", "name"),
    [
        ("metric_invocations", "Invocations"),
        ("metric_invocations_per_instance", "InvocationsPerInstance"),
        ("metric_overhead_latency", "OverheadLatency"),
    ],
)
def test_metric_that_is_never_published_is_refused(
    make: Callable[..., AsyncEndpoint], method: str, name: str
) -> None:
    variant = make().variant("AllTraffic")

    with pytest.raises(ConfigurationError) as refusal:
        getattr(variant, method)()

    assert str(refusal.value) == (
        f"metric {name} of variant 'AllTraffic': an asynchronous endpoint does not publish it"
    )


def test_variant_of_another_name_is_refused(make: Callable[..., AsyncEndpoint]) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        make().variant("champion")

    assert str(refusal.value) == (
        "AsyncEndpoint 'Stack/Backfill': variant: got 'champion', it has 'AllTraffic'"
    )


def test_import_by_name_has_the_metrics(stack: cdk.Stack) -> None:
    endpoint = AsyncEndpoint.from_endpoint_name(stack, "Theirs", "Backfill")

    metric = endpoint.metric_backlog_size()

    assert endpoint.endpoint_arn == ARN
    assert metric.dimensions == {"EndpointName": "Backfill"}


def test_import_by_arn_knows_the_name(stack: cdk.Stack) -> None:
    endpoint = AsyncEndpoint.from_endpoint_arn(stack, "Theirs", ARN)

    assert endpoint.endpoint_name == "backfill"


def test_import_scales(stack: cdk.Stack, resources: Resources) -> None:
    endpoint = AsyncEndpoint.from_endpoint_attributes(
        stack, "Theirs", endpoint_arn=ARN, endpoint_name="Backfill", variant_name="nightly"
    )

    endpoint.auto_scale_instance_count(max_capacity=2)

    (target,) = resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")
    assert target["ResourceId"] == "endpoint/Backfill/variant/nightly"
    assert target["MinCapacity"] == 0


def test_import_without_places_cannot_tell_callers_where_answers_are(stack: cdk.Stack) -> None:
    endpoint = AsyncEndpoint.from_endpoint_name(stack, "Theirs", "backfill")
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.grant_invoke_async(caller)

    assert endpoint.output_location is None
    assert str(refusal.value) == (
        "AsyncEndpoint 'Stack/Theirs': grant_invoke_async: where its answers go is not known; "
        "import it by from_endpoint_attributes(output_location=...)"
    )


def test_import_with_half_of_the_places_is_refused(stack: cdk.Stack, bucket: s3.IBucket) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        AsyncEndpoint.from_endpoint_attributes(
            stack, "Theirs", endpoint_arn=ARN, input_location=S3Location(bucket=bucket)
        )

    assert str(refusal.value) == (
        "AsyncEndpoint 'Stack/Theirs': output_location: missing; callers cannot fetch answers "
        "without it"
    )

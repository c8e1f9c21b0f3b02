"""A multi-model endpoint: its container, its role, who may call which model, and its metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerImage,
    ModelData,
    MultiModelEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")


@pytest.fixture
def models(bucket: s3.IBucket) -> ModelData:
    return ModelData.from_prefix(bucket, "stores/")


@pytest.fixture
def endpoint(stack: cdk.Stack, models: ModelData) -> MultiModelEndpoint:
    return MultiModelEndpoint(
        stack, "PerStore", image=OWN, models=models, instance_type="ml.m5.large"
    )


@pytest.fixture
def caller(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


def test_container_loads_models_below_the_prefix_and_keeps_them(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, resources: Resources
) -> None:
    del endpoint

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert model["PrimaryContainer"] == {
        "Image": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1",
        "Mode": "MultiModel",
        "ModelDataUrl": "s3://my-bucket/stores/",
        "MultiModelConfig": {"ModelCacheSetting": "Enabled"},
    }


def test_cache_can_be_turned_off(stack: cdk.Stack, models: ModelData, resources: Resources) -> None:
    MultiModelEndpoint(
        stack,
        "PerStore",
        image=OWN,
        models=models,
        instance_type="ml.m5.large",
        model_cache=False,
        environment={"FORECAST_HORIZON": "24"},
    )

    (model,) = resources(stack, "AWS::SageMaker::Model")

    container = model["PrimaryContainer"]
    assert container["MultiModelConfig"] == {"ModelCacheSetting": "Disabled"}
    assert container["Environment"] == {"FORECAST_HORIZON": "24"}


@pytest.mark.parametrize("own", [{}, {"TS_ENABLE_MODEL_API": "false"}], ids=["ours", "own"])
def test_torchserve_is_told_to_load_models_unless_told_otherwise(
    stack: cdk.Stack, models: ModelData, resources: Resources, own: dict[str, str]
) -> None:
    MultiModelEndpoint(
        stack,
        "PerStore",
        image=ContainerImage.from_framework("pytorch", version="2.6.0"),
        models=models,
        instance_type="ml.m5.large",
        environment=own,
        entry_point="serve.py",
    )

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert model["PrimaryContainer"]["Environment"] == {
        "SAGEMAKER_PROGRAM": "serve.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        "TS_ENABLE_MODEL_API": "true",
        **own,
    }


def test_one_variant_has_all_traffic(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, resources: Resources
) -> None:
    model_name = stack.resolve(endpoint.model.model_name)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config == {
        "ProductionVariants": [
            {
                "VariantName": "AllTraffic",
                "ModelName": model_name,
                "InstanceType": "ml.m5.large",
                "InitialInstanceCount": 1,
                "InitialVariantWeight": 1,
            }
        ]
    }


def test_instances_are_as_asked_for(
    stack: cdk.Stack, models: ModelData, resources: Resources
) -> None:
    key = kms.Key.from_key_arn(stack, "Key", "arn:aws:kms:eu-west-1:111111111111:key/1")
    MultiModelEndpoint(
        stack,
        "PerStore",
        image=OWN,
        models=models,
        instance_type="ml.m5.large",
        initial_instance_count=2,
        variant_name="stores",
        endpoint_name="per-store",
        encryption_key=key,
        volume_size=cdk.Size.gibibytes(100),
        model_data_download_timeout=cdk.Duration.minutes(5),
        container_startup_health_check_timeout=cdk.Duration.minutes(2),
    )

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    (endpoint,) = resources(stack, "AWS::SageMaker::Endpoint")

    (variant,) = config["ProductionVariants"]
    assert variant["VariantName"] == "stores"
    assert variant["InitialInstanceCount"] == 2
    assert variant["VolumeSizeInGB"] == 100
    assert variant["ModelDataDownloadTimeoutInSeconds"] == 300
    assert variant["ContainerStartupHealthCheckTimeoutInSeconds"] == 120
    assert config["KmsKeyId"] == "arn:aws:kms:eu-west-1:111111111111:key/1"
    assert endpoint["EndpointName"] == "per-store"


def test_role_may_list_and_read_the_prefix_alone(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, resources: Resources
) -> None:
    del endpoint

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    about_s3 = [each for each in statements if str(each["Action"]).startswith("s3:")]
    assert about_s3 == [
        {
            "Sid": "ReadModelData",
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::my-bucket/stores/*",
        },
        {
            "Sid": "ListModelData",
            "Effect": "Allow",
            "Action": "s3:ListBucket",
            "Resource": "arn:aws:s3:::my-bucket",
            "Condition": {"StringLike": {"s3:prefix": "stores/*"}},
        },
    ]


@pytest.mark.parametrize(
    "data",
    [
        ModelData.from_uri("s3://my-bucket/stores/model.tar.gz"),
        ModelData.from_asset("model_code/nlinear", exclude=["data/**"]),
    ],
    ids=["uri", "asset"],
)
def test_one_archive_is_refused(stack: cdk.Stack, data: ModelData) -> None:
    with pytest.raises(
        ConfigurationError,
        match=r"^Model 'Stack/PerStore/Model': containers: model_data: got one archive, "
        r"s3://\S+\.tar\.gz; .*ModelData\.from_prefix",
    ):
        MultiModelEndpoint(stack, "PerStore", image=OWN, models=data, instance_type="ml.m5.large")


def test_all_faults_are_told_at_once_and_leave_nothing_behind(
    stack: cdk.Stack, models: ModelData
) -> None:
    before = [child.node.id for child in stack.node.children]

    with pytest.raises(ConfigurationError) as refusal:
        MultiModelEndpoint(
            stack,
            "PerStore",
            image=OWN,
            models=models,
            instance_type="m5.large",
            initial_instance_count=0,
            variant_name="-",
            endpoint_name="per_store",
        )

    told = str(refusal.value).splitlines()
    assert told[0] == "MultiModelEndpoint 'Stack/PerStore': 4 faults"
    assert [line.split(":")[0] for line in told[1:]] == [
        "  - endpoint_name",
        "  - variant_name",
        "  - instance_type",
        "  - initial_instance_count",
    ]
    assert [child.node.id for child in stack.node.children] == before


def test_instance_of_another_architecture_is_refused(stack: cdk.Stack, models: ModelData) -> None:
    image = ContainerImage.from_framework("sklearn", version="1.2-1")

    with pytest.raises(
        ConfigurationError, match=r"'ml.c7g.large', which is arm64, .* is built for x86_64"
    ):
        MultiModelEndpoint(
            stack, "PerStore", image=image, models=models, instance_type="ml.c7g.large"
        )


def test_callers_may_ask_all_models(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, caller: iam.Role, resources: Resources
) -> None:
    endpoint.grant_invoke(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")

    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Action": "sagemaker:InvokeEndpoint",
            "Effect": "Allow",
            "Resource": stack.resolve(endpoint.endpoint_arn),
        }
    ]


def test_callers_may_be_held_to_their_models(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, caller: iam.Role, resources: Resources
) -> None:
    grant = endpoint.grant_invoke(caller, target_models=["store-1/*", "common.tar.gz"])

    (policy,) = resources(stack, "AWS::IAM::Policy")

    assert grant.success
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "StringLike": {"sagemaker:TargetModel": ["store-1/*", "common.tar.gz"]}
    }
    assert statement["Resource"] == stack.resolve(endpoint.endpoint_arn)


def test_no_model_to_ask_is_refused(endpoint: MultiModelEndpoint, caller: iam.Role) -> None:
    with pytest.raises(ConfigurationError, match="target_models: got none, name one or more"):
        endpoint.grant_invoke(caller, target_models=[])


def test_other_constructs_take_it_as_an_endpoint(
    stack: cdk.Stack, endpoint: MultiModelEndpoint
) -> None:
    arn = sagemaker.CfnEndpoint.arn_for_endpoint(endpoint)

    assert stack.resolve(arn) == stack.resolve(endpoint.endpoint_arn)


@pytest.mark.parametrize(
    ("method", "namespace", "name"),
    [
        ("metric_model_loading_wait_time", "AWS/SageMaker", "ModelLoadingWaitTime"),
        ("metric_model_unloading_time", "AWS/SageMaker", "ModelUnloadingTime"),
        ("metric_model_downloading_time", "AWS/SageMaker", "ModelDownloadingTime"),
        ("metric_model_loading_time", "AWS/SageMaker", "ModelLoadingTime"),
        ("metric_model_cache_hit", "AWS/SageMaker", "ModelCacheHit"),
        ("metric_loaded_model_count", "/aws/sagemaker/Endpoints", "LoadedModelCount"),
    ],
)
def test_loads_are_measured(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, method: str, namespace: str, name: str
) -> None:
    metric = getattr(endpoint.variant(), method)(statistic="p99")

    assert (metric.namespace, metric.metric_name, metric.statistic) == (namespace, name, "p99")
    assert stack.resolve(metric.dimensions) == {
        "EndpointName": stack.resolve(endpoint.endpoint_name),
        "VariantName": "AllTraffic",
    }


def test_variant_of_another_name_is_refused(endpoint: MultiModelEndpoint) -> None:
    assert endpoint.variant("AllTraffic") is endpoint.variant()
    with pytest.raises(ConfigurationError, match="got 'stores', it has 'AllTraffic'"):
        endpoint.variant("stores")


def test_instances_follow_the_load(
    stack: cdk.Stack, endpoint: MultiModelEndpoint, resources: Resources
) -> None:
    capacity = endpoint.auto_scale_instance_count(max_capacity=4)
    capacity.scale_on_invocations("Load", invocations_per_minute=60)

    (target,) = resources(stack, "AWS::ApplicationAutoScaling::ScalableTarget")
    (made,) = resources(stack, "AWS::SageMaker::Endpoint")

    assert target["ScalableDimension"] == "sagemaker:variant:DesiredInstanceCount"
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    assert made["RetainAllVariantProperties"] is True


@pytest.mark.parametrize(
    ("image", "instance_type", "warns"),
    [
        (
            ContainerImage.from_framework("tensorflow", version="2.20.0", processor="gpu"),
            "ml.g5.xlarge",
            True,
        ),
        (
            ContainerImage.from_framework("tensorflow", version="2.20.0"),
            "ml.m5.large",
            False,
        ),
        (
            ContainerImage.from_framework(
                "sagemaker-tritonserver", version="26.05", instance_type="ml.g5.xlarge"
            ),
            "ml.g5.xlarge",
            False,
        ),
        (
            ContainerImage.from_framework("tensorflow", version="2.20.0"),
            "ml.inf2.xlarge",
            False,
        ),
        (OWN, "ml.g5.xlarge", False),
    ],
    ids=["gpu", "cpu", "triton", "no gpu", "own"],
)
def test_models_on_a_gpu_without_triton_warn(
    stack: cdk.Stack,
    models: ModelData,
    warnings_of: Warnings,
    image: ContainerImage,
    instance_type: str,
    *,
    warns: bool,
) -> None:
    endpoint = MultiModelEndpoint(
        stack, "PerStore", image=image, models=models, instance_type=instance_type
    )

    assert any("MultiModelGpu" in text for text in warnings_of(endpoint)) is warns


def test_image_that_aws_does_not_list_for_several_models_warns(
    stack: cdk.Stack, models: ModelData, warnings_of: Warnings
) -> None:
    listed = ContainerImage.from_framework("sklearn", version="1.2-1")
    not_listed = ContainerImage.from_framework("autogluon", version="1.5.0")

    quiet = MultiModelEndpoint(
        stack, "Listed", image=listed, models=models, instance_type="ml.m5.large"
    )
    loud = MultiModelEndpoint(
        stack, "NotListed", image=not_listed, models=models, instance_type="ml.m5.large"
    )

    assert [text for text in warnings_of(quiet) if "MultiModelImage" in text] == []
    (warning,) = (text for text in warnings_of(loud) if "MultiModelImage" in text)
    assert warning.startswith("AWS does not list autogluon among the images")

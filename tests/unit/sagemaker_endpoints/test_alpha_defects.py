"""What AWS's alpha constructs get wrong (seen in templates of 2.275.0a0), and ours do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_applicationautoscaling as appscaling
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
TARGET = "AWS::ApplicationAutoScaling::ScalableTarget"
POLICY = "AWS::ApplicationAutoScaling::ScalingPolicy"


def variant_of(model: Model, **values: Any) -> InstanceVariant:
    return InstanceVariant(
        **{"name": "AllTraffic", "model": model, "instance_type": "ml.m5.large", **values}
    )


def test_d1_weight_zero_stays_zero(stack: cdk.Stack, model: Model, resources: Resources) -> None:
    # The alpha writes weight 1: a dark variant beside one of 0.1 gets 91 % of the traffic.
    RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            variant_of(model, name="live", initial_weight=0.1),
            variant_of(model, name="dark", initial_weight=0),
        ],
    )

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert [v["InitialVariantWeight"] for v in config["ProductionVariants"]] == [0.1, 0]


def test_d2_second_scaled_variant_gets_its_own_target(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    # The alpha fails: "There is already a Construct with name 'ScalingRole'".
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[variant_of(model, name="champion"), variant_of(model, name="challenger")],
    )

    for name in ("champion", "challenger"):
        capacity = endpoint.variant(name).auto_scale_instance_count(max_capacity=4)
        capacity.scale_on_invocations("Load", invocations_per_minute=70)

    scaled = [target["ResourceId"]["Fn::Join"][1][-1] for target in resources(stack, TARGET)]
    assert scaled == ["/variant/champion", "/variant/challenger"]
    assert len({policy["ScalingTargetId"]["Ref"] for policy in resources(stack, POLICY)}) == 2


def test_d3_min_capacity_zero_is_refused_not_replaced_by_the_initial_count(
    endpoint: RealTimeEndpoint,
) -> None:
    # The alpha silently turns 0 into the initial count.
    with pytest.raises(ConfigurationError, match="min_capacity: got 0, allowed is at least 1"):
        endpoint.variant("champion").auto_scale_instance_count(min_capacity=0, max_capacity=4)


def test_d3_bounds_may_lie_beside_the_initial_count(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    # The alpha throws unless minimum <= initial count <= maximum; AWS moves the count instead.
    endpoint = RealTimeEndpoint(
        stack, "Endpoint", variants=[variant_of(model, initial_instance_count=5)]
    )

    endpoint.variant("AllTraffic").auto_scale_instance_count(min_capacity=2, max_capacity=4)

    (target,) = resources(stack, TARGET)
    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 4)
    assert config["ProductionVariants"][0]["InitialInstanceCount"] == 5


def test_d4_pipeline_of_two_images_of_aws_synthesizes(
    stack: cdk.Stack, resources: Resources
) -> None:
    # The alpha fails: "There is already a Construct with name 'DlcRepository'".
    Model(
        stack,
        "Pipeline",
        containers=[
            ContainerDefinition(image=ContainerImage.from_framework("sklearn", version="1.2-1")),
            ContainerDefinition(
                image=ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312")
            ),
        ],
    )

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert [container["Image"] for container in model["Containers"]] == [
        "141502667606.dkr.ecr.eu-west-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3",
        "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312",
    ]


def test_d4_models_of_one_image_live_in_one_stack(stack: cdk.Stack, resources: Resources) -> None:
    # The same clash of ids, one level up.
    for name in ("Champion", "Challenger"):
        image = ContainerImage.from_framework("pytorch", version="2.6.0")
        Model(stack, name, containers=[ContainerDefinition(image=image)])

    models = resources(stack, "AWS::SageMaker::Model")

    assert len({model["PrimaryContainer"]["Image"] for model in models}) == 1
    assert len(models) == 2


def test_d4_pipeline_of_two_images_built_from_folders_synthesizes(
    stack: cdk.Stack, docker_folder: Path, tmp_path: Path, resources: Resources
) -> None:
    # The alpha's clash again, for images that the deploy builds.
    other = tmp_path / "other"
    other.mkdir()
    (other / "Dockerfile").write_text("FROM scratch\nLABEL second=yes\n")
    images = [ContainerImage.from_asset(str(folder)) for folder in (docker_folder, other)]

    Model(stack, "Pipeline", containers=[ContainerDefinition(image=image) for image in images])

    (model,) = resources(stack, "AWS::SageMaker::Model")
    assert len({str(container["Image"]) for container in model["Containers"]}) == 2


def test_d5_digest_is_joined_by_an_at_sign(stack: cdk.Stack, resources: Resources) -> None:
    # The alpha writes repository:sha256:..., which is no image.
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")
    digest = f"sha256:{'0a' * 32}"
    image = ContainerImage.from_ecr_repository(repository, tag_or_digest=digest)

    Model(stack, "Model", containers=[ContainerDefinition(image=image)])

    (model,) = resources(stack, "AWS::SageMaker::Model")
    assert str(model["PrimaryContainer"]["Image"]).find(f"/forecaster@{digest}") > 0


def test_d5_tag_has_no_default(stack: cdk.Stack) -> None:
    # The alpha's is `latest`.
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")

    with pytest.raises(TypeError, match="tag_or_digest"):
        ContainerImage.from_ecr_repository(repository)  # type: ignore[call-arg] # what is tested


def test_d5_tag_latest_warns(
    stack: cdk.Stack, warnings_of: Callable[[IConstruct], list[str]]
) -> None:
    # The alpha uses it unasked.
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")
    image = ContainerImage.from_ecr_repository(repository, tag_or_digest="latest")

    Model(stack, "Model", containers=[ContainerDefinition(image=image)])

    (warning,) = warnings_of(stack)
    assert "[ack: sagemaker-endpoints::MutableImageTag]" in warning


def test_d6_role_reads_the_one_object_and_has_no_managed_policy(
    stack: cdk.Stack, resources: Resources
) -> None:
    # The alpha attaches AmazonSageMakerFullAccess and grants the whole bucket.
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")
    image = ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312")
    data = ModelData.from_bucket(bucket, "path/model.tar.gz")

    Model(stack, "Model", containers=[ContainerDefinition(image=image, model_data=data)])

    (role,) = resources(stack, "AWS::IAM::Role")
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    on_s3 = [s for s in statements if "s3:" in str(s["Action"])]
    assert "ManagedPolicyArns" not in role
    assert [(s["Action"], s["Resource"]) for s in on_s3] == [
        ("s3:GetObject", "arn:aws:s3:::my-bucket/path/model.tar.gz")
    ]


def test_d7_schedules_steps_and_any_metric_are_public(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    # The alpha's scale object offers scale_on_invocations alone; the others are protected.
    champion = endpoint.variant("champion")
    capacity = champion.auto_scale_instance_count(max_capacity=4)

    capacity.scale_on_schedule(
        "Night", schedule=appscaling.Schedule.cron(hour="2", minute="0"), min_capacity=3
    )
    capacity.scale_on_metric(
        "Steps",
        metric=champion.metric_cpu_utilization(),
        scaling_steps=[
            appscaling.ScalingInterval(upper=10, change=-1),
            appscaling.ScalingInterval(lower=70, change=2),
        ],
    )
    capacity.scale_to_track_metric(
        "Memory", metric=champion.metric_memory_utilization(), target_value=60
    )

    (target,) = resources(stack, TARGET)
    policies = resources(stack, POLICY)
    tracked = policies[-1]["TargetTrackingScalingPolicyConfiguration"]
    assert target["ScheduledActions"][0]["ScalableTargetAction"] == {"MinCapacity": 3}
    assert [policy["PolicyType"] for policy in policies] == [
        "StepScaling",
        "StepScaling",
        "TargetTrackingScaling",
    ]
    assert tracked["CustomizedMetricSpecification"]["MetricName"] == "MemoryUtilization"
    assert tracked["TargetValue"] == 60


@pytest.mark.parametrize("key", ["model.zip", "models/", "model.tar", "model.tgz"])
def test_d8_object_that_is_no_tar_gz_is_refused(stack: cdk.Stack, key: str) -> None:
    # The alpha checks local paths alone and takes any key.
    bucket = s3.Bucket.from_bucket_name(stack, "Models", "my-bucket")

    with pytest.raises(ConfigurationError, match=rf"object_key: got '{key}'.*\.tar\.gz"):
        ModelData.from_bucket(bucket, key)


def test_d9_imported_endpoint_has_variants_with_metrics(stack: cdk.Stack) -> None:
    # The alpha's imported endpoint has neither.
    imported = RealTimeEndpoint.from_endpoint_name(stack, "Imported", "demand")

    metric = imported.variant("champion").metric_model_latency()

    assert metric.dimensions == {"EndpointName": "demand", "VariantName": "champion"}


def test_d12_streaming_is_granted_by_itself(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, resources: Resources
) -> None:
    # The alpha grants sagemaker:InvokeEndpoint and nothing else.
    caller = iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))

    endpoint.grant_invoke(caller)
    endpoint.grant_invoke_stream(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")
    assert [statement["Action"] for statement in policy["PolicyDocument"]["Statement"]] == [
        "sagemaker:InvokeEndpoint",
        "sagemaker:InvokeEndpointWithResponseStream",
    ]

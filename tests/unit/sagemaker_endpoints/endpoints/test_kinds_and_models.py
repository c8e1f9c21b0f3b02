"""What a kind of hosting does not do with a kind of model."""

from __future__ import annotations

from collections.abc import Callable

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3
from constructs import IConstruct

from sagemaker_endpoints import (
    AsyncEndpoint,
    BatchTransform,
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    DataCapture,
    InferenceComponentEndpoint,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
    Rollout,
    S3Location,
    ShadowTest,
)

Warnings = Callable[[IConstruct], list[str]]
OWN = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"
BOUGHT = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster-0123"
X86, ARM = "ml.m5.xlarge", "ml.c7g.xlarge"


@pytest.fixture
def bucket(stack: cdk.Stack) -> s3.IBucket:
    return s3.Bucket.from_bucket_name(stack, "Bucket", "forecasts")


@pytest.fixture
def arm_model(stack: cdk.Stack) -> Model:
    """A model whose image is built for Graviton."""
    image = ContainerImage.from_uri(OWN, architecture="arm64")
    return Model(stack, "Arm", containers=[ContainerDefinition(image=image)])


def several(stack: cdk.Stack, *, direct: bool) -> Model:
    """A model of two containers."""
    image = ContainerImage.from_uri(OWN)
    return Model(
        stack,
        "Several",
        containers=[ContainerDefinition(image=image, container_hostname=name) for name in "ab"],
        inference_execution_mode="Direct" if direct else "Serial",
    )


def fault_of(make: Callable[[], object]) -> str:
    """The one fault for which something is refused."""
    with pytest.raises(ConfigurationError) as refusal:
        make()
    (fault,) = refusal.value.faults
    return fault


def test_asynchronous_request_cannot_name_a_container(stack: cdk.Stack, bucket: s3.IBucket) -> None:
    model = several(stack, direct=True)

    fault = fault_of(
        lambda: AsyncEndpoint(
            stack, "Backfill", model=model, instance_type=X86, output_bucket=bucket
        )
    )

    assert fault == (
        "model: 'Stack/Several' lets callers choose a container, and an asynchronous request "
        "cannot name one; serve a model of the one container"
    )


def test_asynchronous_endpoint_runs_images_built_for_its_instances(
    stack: cdk.Stack, bucket: s3.IBucket, arm_model: Model
) -> None:
    fault = fault_of(
        lambda: AsyncEndpoint(
            stack, "Wrong", model=arm_model, instance_type=X86, output_bucket=bucket
        )
    )
    right = AsyncEndpoint(stack, "Right", model=arm_model, instance_type=ARM, output_bucket=bucket)

    assert "an image of 'Stack/Arm' is built for arm64" in fault
    assert right.variant("AllTraffic").variant_name == "AllTraffic"


def test_component_runs_images_built_for_the_instances_of_its_endpoint(
    stack: cdk.Stack, arm_model: Model, model: Model
) -> None:
    shared = InferenceComponentEndpoint(
        stack, "Shared", instance_type=X86, min_instance_count=1, max_instance_count=1
    )

    fault = fault_of(lambda: shared.add_component("Wrong", model=arm_model, min_memory_mb=1024))
    right = shared.add_component("Right", model=model, min_memory_mb=1024)

    assert "got 'ml.m5.xlarge', which is x86_64, and an image of 'Stack/Arm'" in fault
    assert shared.components == (right,)


def test_component_of_a_container_runs_an_image_built_for_the_instances(stack: cdk.Stack) -> None:
    shared = InferenceComponentEndpoint(stack, "Shared", instance_type=X86)
    arm, x86 = (
        ContainerDefinition(image=ContainerImage.from_uri(OWN, architecture=architecture))
        for architecture in ("arm64", "x86_64")
    )

    fault = fault_of(lambda: shared.add_component("Wrong", container=arm, min_memory_mb=1024))
    right = shared.add_component("Right", container=x86, min_memory_mb=1024)

    assert "and the container's image is built for arm64; choose an instance type of" in fault
    assert right in shared.components


def test_batch_transform_runs_images_built_for_its_instances(
    stack: cdk.Stack, bucket: s3.IBucket, arm_model: Model
) -> None:
    fault = fault_of(
        lambda: BatchTransform(
            stack,
            "Nightly",
            model=arm_model,
            instance_type=X86,
            input=S3Location(bucket=bucket, prefix="series/"),
            output=S3Location(bucket=bucket, prefix="answers/"),
            content_type="text/csv",
        )
    )

    assert "an image of 'Stack/Arm' is built for arm64" in fault


def test_shadow_test_runs_images_built_for_its_instances(
    stack: cdk.Stack, variant: InstanceVariant, endpoint: RealTimeEndpoint, arm_model: Model
) -> None:
    shadow = InstanceVariant(name="next", model=arm_model, instance_type=X86)

    fault = fault_of(
        lambda: ShadowTest(
            stack, "Test", endpoint=endpoint, production_variant=variant, shadow_variant=shadow
        )
    )

    assert fault.startswith("variant 'next': instance_type: got 'ml.m5.xlarge', which is x86_64")


def test_package_of_the_marketplace_is_updated_without_steps(
    stack: cdk.Stack, warnings_of: Warnings
) -> None:
    bought = Model.from_model_package(stack, "Bought", model_package_arn=BOUGHT)

    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[InstanceVariant(name="v", model=bought, instance_type=X86)],
        rollout=Rollout.canary(percent=10, bake=cdk.Duration.minutes(10)),
    )

    (warning,) = warnings_of(endpoint)
    assert "'Stack/Bought', a package of the AWS Marketplace: SageMaker updates" in warning
    assert "[ack: sagemaker-endpoints::RolloutWithoutGuardrails]" in warning


@pytest.mark.parametrize("kind", ["pipeline", "direct", "multi-model"])
def test_capture_of_several_models_or_containers_warns(
    stack: cdk.Stack, bucket: s3.IBucket, warnings_of: Warnings, kind: str
) -> None:
    if kind == "multi-model":
        data = ModelData.from_prefix(bucket, "stores/")
        image = ContainerImage.from_uri(OWN)
        many = ContainerDefinition(image=image, model_data=data, mode="MultiModel")
        model = Model(stack, "Several", containers=[many])
    else:
        model = several(stack, direct=kind == "direct")

    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[InstanceVariant(name="v", model=model, instance_type=X86)],
        data_capture=DataCapture(bucket=bucket),
    )

    (warning,) = warnings_of(endpoint)
    assert "'Stack/Several' is" in warning
    assert "[ack: sagemaker-endpoints::DataCaptureOfSeveral]" in warning


def test_capture_of_a_single_model_does_not_warn(
    stack: cdk.Stack, bucket: s3.IBucket, variant: InstanceVariant, warnings_of: Warnings
) -> None:
    endpoint = RealTimeEndpoint(
        stack, "Endpoint", variants=[variant], data_capture=DataCapture(bucket=bucket)
    )

    assert warnings_of(endpoint) == []

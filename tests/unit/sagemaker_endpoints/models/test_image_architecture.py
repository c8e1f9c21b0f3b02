"""Images run on the machines that they are built for."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecr_assets as ecr_assets

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    IModel,
    InstancePool,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

OWN = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"
X86, ARM = "ml.m5.large", "ml.c7g.large"


def model_of(stack: cdk.Stack, *images: ContainerImage, name: str = "Model") -> Model:
    return Model(stack, name, containers=[ContainerDefinition(image=image) for image in images])


def serve(stack: cdk.Stack, model: IModel, instance_type: str) -> RealTimeEndpoint:
    variant = InstanceVariant(name="live", model=model, instance_type=instance_type)
    return RealTimeEndpoint(stack, "Endpoint", variants=[variant])


@pytest.mark.parametrize(
    ("image", "architectures"),
    [
        (ContainerImage.from_framework("pytorch", version="2.6.0"), {"x86_64"}),
        (ContainerImage.from_framework("sklearn", version="1.2-1"), {"x86_64"}),
        (ContainerImage.from_framework("pytorch", version="2.6.0", instance_type=ARM), {"arm64"}),
        (ContainerImage.from_framework("sklearn", version="1.0-1", instance_type=ARM), {"arm64"}),
        (
            ContainerImage.from_framework("tensorflow", version="2.16.1", instance_type=ARM),
            {"arm64"},
        ),
        (ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312"), {"x86_64"}),
        (ContainerImage.from_dlc("pytorch-inference-arm64", "2.6.0-cpu-py312"), {"arm64"}),
        (ContainerImage.from_uri(OWN), set()),
        (ContainerImage.from_uri(OWN, architecture="arm64"), {"arm64"}),
    ],
)
def test_model_knows_what_its_images_are_built_for(
    stack: cdk.Stack, image: ContainerImage, architectures: set[str]
) -> None:
    assert model_of(stack, image).architectures == architectures


def test_pipeline_may_hold_several(stack: cdk.Stack) -> None:
    repository = ecr.Repository.from_repository_name(stack, "Repository", "forecaster")
    images = [
        ContainerImage.from_ecr_repository(repository, tag_or_digest="1", architecture="arm64"),
        ContainerImage.from_uri(OWN, architecture="x86_64"),
        ContainerImage.from_uri(OWN),
    ]

    assert model_of(stack, *images).architectures == {"arm64", "x86_64"}


@pytest.mark.parametrize(
    ("architecture", "platform"),
    [(None, "linux/amd64"), ("x86_64", "linux/amd64"), ("arm64", "linux/arm64")],
)
def test_image_is_built_for_the_machines_asked_for(
    app: cdk.App,
    stack: cdk.Stack,
    docker_folder: Path,
    architecture: Literal["x86_64", "arm64"] | None,
    platform: str,
) -> None:
    model = model_of(stack, ContainerImage.from_asset(docker_folder, architecture=architecture))

    app.synth()

    manifest = json.loads(Path(app.outdir, "Stack.assets.json").read_text())
    (asset,) = manifest["dockerImages"].values()
    assert asset["source"]["platform"] == platform
    assert model.architectures == {architecture or "x86_64"}


def test_platform_tells_the_architecture_where_it_can(
    stack: cdk.Stack, docker_folder: Path
) -> None:
    platforms = {
        "arm64": ecr_assets.Platform.LINUX_ARM64,
        "x86_64": ecr_assets.Platform.LINUX_AMD64,
        None: ecr_assets.Platform.custom("linux/riscv64"),
    }

    for architecture, platform in platforms.items():
        image = ContainerImage.from_asset(docker_folder, platform=platform)
        model = model_of(stack, image, name=f"Of{architecture}")
        assert model.architectures == ({architecture} if architecture is not None else set())


def test_platform_and_architecture_together_are_refused(docker_folder: Path) -> None:
    with pytest.raises(
        ConfigurationError, match="got platform 'linux/arm64' and architecture 'x86_64'; give one"
    ):
        ContainerImage.from_asset(
            docker_folder, platform=ecr_assets.Platform.LINUX_ARM64, architecture="x86_64"
        )


@pytest.mark.parametrize(
    ("built_for", "instance_type", "is_of"), [("x86_64", ARM, "arm64"), ("arm64", X86, "x86_64")]
)
def test_instance_that_cannot_run_the_image_is_refused(
    stack: cdk.Stack,
    built_for: Literal["x86_64", "arm64"],
    instance_type: str,
    is_of: str,
) -> None:
    model = model_of(stack, ContainerImage.from_uri(OWN, architecture=built_for))

    with pytest.raises(ConfigurationError) as refusal:
        serve(stack, model, instance_type)

    assert str(refusal.value) == (
        f"RealTimeEndpoint 'Stack/Endpoint': variant 'live': instance_type: got {instance_type!r}, "
        f"which is {is_of}, and an image of 'Stack/Model' is built for {built_for}; choose an "
        f"instance type of {built_for}, or an image for {is_of}"
    )


@pytest.mark.parametrize(
    ("architecture", "instance_type"),
    [("x86_64", X86), ("arm64", ARM), (None, ARM), ("arm64", "ml.x9z.large")],
    ids=["x86_64", "arm64", "unknown image", "unknown type"],
)
def test_instance_that_may_run_the_image_is_taken(
    stack: cdk.Stack,
    resources: Resources,
    architecture: Literal["x86_64", "arm64"] | None,
    instance_type: str,
) -> None:
    model = model_of(stack, ContainerImage.from_uri(OWN, architecture=architecture))
    serve(stack, model, instance_type)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert config["ProductionVariants"][0]["InstanceType"] == instance_type


def test_late_type_and_imported_model_are_not_judged(
    stack: cdk.Stack, resources: Resources
) -> None:
    late = cdk.CfnParameter(stack, "Type").value_as_string
    model = model_of(stack, ContainerImage.from_uri(OWN, architecture="arm64"))
    imported = Model.from_model_name(stack, "Imported", "forecaster-7")
    variants = [
        InstanceVariant(name="late", model=model, instance_type=late),
        InstanceVariant(name="imported", model=imported, instance_type=X86),
    ]
    RealTimeEndpoint(stack, "Endpoint", variants=variants)

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    assert len(config["ProductionVariants"]) == 2


def test_each_pool_is_held_against_the_model_that_it_runs(stack: cdk.Stack) -> None:
    for_arm = model_of(stack, ContainerImage.from_uri(OWN, architecture="arm64"), name="Arm")
    for_x86 = model_of(stack, ContainerImage.from_uri(OWN, architecture="x86_64"), name="X86")
    fits = InstancePool(instance_type=X86, model=for_x86)
    variant = InstanceVariant(
        name="live", model=for_arm, instance_types=[ARM, fits, "ml.m5.xlarge"]
    )

    with pytest.raises(ConfigurationError) as refusal:
        RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (fault,) = refusal.value.faults
    assert fault.startswith("variant 'live': instance_type: got 'ml.m5.xlarge', which is x86_64")

"""Images that can be pulled and should not be: each warns, and can be acknowledged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import aws_cdk as cdk
import pytest
from constructs import IConstruct

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model

Warnings = Callable[[IConstruct], list[str]]

DIGEST = f"sha256:{'0a' * 32}"


def model_of(stack: cdk.Stack, *images: ContainerImage, name: str = "Model") -> Model:
    return Model(stack, name, containers=[ContainerDefinition(image=image) for image in images])


@pytest.mark.parametrize(
    "uri",
    [
        "222222222222.dkr.ecr.eu-west-1.amazonaws.com/forecaster",
        "222222222222.dkr.ecr.eu-west-1.amazonaws.com/forecaster:latest",
    ],
    ids=["no tag", "latest"],
)
def test_mutable_tag_warns(stack: cdk.Stack, warnings_of: Warnings, uri: str) -> None:
    model = model_of(stack, ContainerImage.from_uri(uri))

    (warning,) = warnings_of(model)

    assert "[ack: sagemaker-endpoints::MutableImageTag]" in warning


def test_digest_beside_latest_does_not_warn(stack: cdk.Stack, warnings_of: Warnings) -> None:
    uri = f"222222222222.dkr.ecr.eu-west-1.amazonaws.com/forecaster:latest@{DIGEST}"

    model = model_of(stack, ContainerImage.from_uri(uri))

    assert warnings_of(model) == []


def test_image_that_aws_no_longer_patches_warns_once_a_model(
    stack: cdk.Stack, warnings_of: Warnings
) -> None:
    image = ContainerImage.from_framework("pytorch", version="2.1.0", py_version="py310")

    model = model_of(stack, image, image)

    (warning,) = warnings_of(model)
    assert "patching ended by 2024-10-04" in warning
    assert warning.endswith("[ack: sagemaker-endpoints::ImagePastEndOfPatch]")


def test_image_without_a_known_end_of_patching_does_not_warn(
    stack: cdk.Stack, warnings_of: Warnings
) -> None:
    image = ContainerImage.from_framework("sklearn", version="1.2-1")

    model = model_of(stack, image)

    assert warnings_of(model) == []


@pytest.mark.parametrize("acknowledged_first", [True, False])
def test_warning_can_be_acknowledged(
    stack: cdk.Stack, warnings_of: Warnings, *, acknowledged_first: bool
) -> None:
    image = ContainerImage.from_uri("222222222222.dkr.ecr.eu-west-1.amazonaws.com/forecaster")
    acknowledgment = cdk.Acknowledgment(
        id="sagemaker-endpoints::MutableImageTag", reason="rebuilt daily, on purpose"
    )

    if acknowledged_first:
        cdk.Validations.of(stack).acknowledge(acknowledgment)
    model = model_of(stack, image)
    if not acknowledged_first:
        cdk.Validations.of(stack).acknowledge(acknowledgment)

    assert warnings_of(model) == []


def test_warnings_reach_the_validation_report(app: cdk.App, stack: cdk.Stack) -> None:
    model_of(stack, ContainerImage.from_dlc("pytorch-inference", "latest"))

    app.synth()

    report = json.loads(Path(app.outdir, "validation-report.json").read_text())
    (violation,) = report["pluginReports"][0]["violations"]
    assert violation["ruleName"] == "sagemaker-endpoints::MutableImageTag"
    assert violation["violatingConstructs"][0]["constructPath"] == "Stack/Model"

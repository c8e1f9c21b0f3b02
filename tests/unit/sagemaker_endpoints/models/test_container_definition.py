"""A container: its environment, its hostname, and the code that its image runs."""

from __future__ import annotations

import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
PYTORCH = ContainerImage.from_framework("pytorch", version="2.6.0")
SCRIPT_MODE = {
    "SAGEMAKER_PROGRAM": "inference.py",
    "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
}


@pytest.fixture
def rendered(
    stack: cdk.Stack, resources: Resources
) -> Callable[[ContainerDefinition], dict[str, Any]]:
    """The container as CloudFormation gets it."""

    def render(container: ContainerDefinition) -> dict[str, Any]:
        Model(stack, "Model", containers=[container])
        (model,) = resources(stack, "AWS::SageMaker::Model")
        found: dict[str, Any] = model["PrimaryContainer"]
        return found

    return render


Rendered = Callable[[ContainerDefinition], dict[str, Any]]


def archive(path: Path, *names: str) -> Path:
    """A tar.gz with empty files."""
    with tarfile.open(path, "w:gz") as tar:
        for name in names:
            tar.addfile(tarfile.TarInfo(name))
    return path


def test_container_of_an_own_image_has_nothing_but_the_image(rendered: Rendered) -> None:
    assert rendered(ContainerDefinition(image=OWN)) == {
        "Image": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"
    }


def test_environment_and_hostname_are_rendered_as_given(rendered: Rendered) -> None:
    container = ContainerDefinition(
        image=OWN, environment={"FORECAST_HORIZON": "24"}, container_hostname="forecaster"
    )

    found = rendered(container)

    assert found["Environment"] == {"FORECAST_HORIZON": "24"}
    assert found["ContainerHostname"] == "forecaster"


def test_framework_image_is_told_what_to_run(rendered: Rendered, model_folder: Path) -> None:
    container = ContainerDefinition(
        image=PYTORCH,
        model_data=ModelData.from_asset(model_folder),
        environment={"FORECAST_HORIZON": "24"},
    )

    assert rendered(container)["Environment"] == {**SCRIPT_MODE, "FORECAST_HORIZON": "24"}


def test_own_setting_wins_over_ours(rendered: Rendered, model_folder: Path) -> None:
    (model_folder / "serve.py").write_text("")
    container = ContainerDefinition(
        image=PYTORCH,
        model_data=ModelData.from_asset(model_folder),
        environment={"SAGEMAKER_PROGRAM": "serve.py"},
    )

    assert rendered(container)["Environment"]["SAGEMAKER_PROGRAM"] == "serve.py"


def test_framework_image_without_an_artifact_runs_no_code_of_it(rendered: Rendered) -> None:
    assert "Environment" not in rendered(ContainerDefinition(image=PYTORCH))


def test_own_image_is_told_nothing(rendered: Rendered, model_folder: Path) -> None:
    container = ContainerDefinition(image=OWN, model_data=ModelData.from_asset(model_folder))

    assert "Environment" not in rendered(container)


def test_entry_point_of_another_name_is_run_and_looked_for(
    rendered: Rendered, tmp_path: Path
) -> None:
    artifact = archive(tmp_path / "model.tar.gz", "code/serve.py", "model.pth")
    container = ContainerDefinition(
        image=PYTORCH, model_data=ModelData.from_asset(artifact), entry_point="serve.py"
    )

    assert rendered(container)["Environment"]["SAGEMAKER_PROGRAM"] == "serve.py"


def test_entry_point_that_the_artifact_lacks_is_refused(
    stack: cdk.Stack, model_folder: Path
) -> None:
    container = ContainerDefinition(
        image=PYTORCH, model_data=ModelData.from_asset(model_folder), entry_point="serve.py"
    )

    with pytest.raises(ConfigurationError, match=r"model_data: .*neither code/serve\.py nor"):
        Model(stack, "Model", containers=[container])


@pytest.mark.parametrize(
    "environment",
    [
        {"SAGEMAKER_PROGRAM": cdk.Aws.STACK_NAME},
        {"SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/elsewhere"},
    ],
    ids=["known to the deploy alone", "in another folder"],
)
def test_code_that_cannot_be_looked_for_is_not(
    rendered: Rendered, tmp_path: Path, environment: dict[str, str]
) -> None:
    artifact = archive(tmp_path / "model.tar.gz", "model.pth")
    container = ContainerDefinition(
        image=PYTORCH, model_data=ModelData.from_asset(artifact), environment=environment
    )

    assert rendered(container)["ModelDataUrl"].startswith("s3://")


def test_archive_without_code_is_refused_for_a_framework_image(
    stack: cdk.Stack, tmp_path: Path
) -> None:
    data = ModelData.from_asset(archive(tmp_path / "model.tar.gz", "inference.py", "model.pth"))

    with pytest.raises(
        ConfigurationError,
        match=r"^Model 'Stack/M': containers: model_data: .*code/inference\.py.*"
        r"holds inference\.py, model\.pth; move inference\.py to code/inference\.py$",
    ):
        Model(stack, "M", containers=[ContainerDefinition(image=PYTORCH, model_data=data)])


def test_torchscript_model_needs_no_code(rendered: Rendered, tmp_path: Path) -> None:
    data = ModelData.from_asset(archive(tmp_path / "model.tar.gz", "model.pt"))

    assert "ModelDataUrl" in rendered(ContainerDefinition(image=PYTORCH, model_data=data))


@pytest.mark.parametrize(
    "image",
    [OWN, ContainerImage.from_dlc("pytorch-inference", "2.6.0-cpu-py312")],
    ids=["own", "dlc"],
)
def test_other_images_take_any_artifact(
    rendered: Rendered, tmp_path: Path, image: ContainerImage
) -> None:
    data = ModelData.from_asset(archive(tmp_path / "model.tar.gz", "weights.bin"))

    assert "ModelDataUrl" in rendered(ContainerDefinition(image=image, model_data=data))


@pytest.mark.parametrize("spoil", [b"", b"no archive", b"\x1f\x8b\x08\x00cut short"])
def test_corrupt_archive_is_refused_for_a_framework_image(
    stack: cdk.Stack, tmp_path: Path, spoil: bytes
) -> None:
    artifact = tmp_path / "model.tar.gz"
    artifact.write_bytes(spoil)
    container = ContainerDefinition(image=PYTORCH, model_data=ModelData.from_asset(artifact))

    with pytest.raises(ConfigurationError, match=r"model_data: .*model\.tar\.gz is no gzip"):
        Model(stack, "Model", containers=[container])


def test_artifact_in_a_bucket_is_taken_at_its_word(rendered: Rendered) -> None:
    data = ModelData.from_uri("s3://my-bucket/model.tar.gz")

    assert rendered(ContainerDefinition(image=PYTORCH, model_data=data))["Environment"] == (
        SCRIPT_MODE
    )


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        ContainerDefinition(
            image=OWN,
            environment={"1ST": "a", "LONG": "x" * 1025},
            container_hostname="-forecaster",
        )

    lines = str(refusal.value).splitlines()
    assert lines[0] == "ContainerDefinition: 3 faults"
    assert lines[1].startswith("  - environment['1ST']: name: got '1ST', allowed is letters")
    assert lines[2].startswith("  - environment['LONG']: got 1025 characters, allowed are 1024")
    assert lines[3].startswith("  - container_hostname: got '-forecaster'")


def test_hundred_variables_of_full_length_are_allowed() -> None:
    container = ContainerDefinition(
        image=OWN, environment={f"V{number}": "x" * 1024 for number in range(100)}
    )

    assert len(container.environment) == 100


def test_more_than_a_hundred_variables_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="got 101 variables, allowed are 100"):
        ContainerDefinition(image=OWN, environment={f"V{number}": "x" for number in range(101)})


def test_late_values_are_not_judged(stack: cdk.Stack) -> None:
    late = cdk.CfnParameter(stack, "Late").value_as_string

    container = ContainerDefinition(
        image=OWN, environment={"TABLE": late * 200}, container_hostname=late
    )

    assert container.container_hostname == late


def test_entry_point_is_told_to_an_image_of_ones_own(
    stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    data = ModelData.from_uri("s3://models/model.tar.gz")
    built_on_aws = ContainerDefinition(
        image=container.image, model_data=data, entry_point="serve.py"
    )

    Model(stack, "Model", containers=[built_on_aws])

    (model,) = resources(stack, "AWS::SageMaker::Model")
    assert model["PrimaryContainer"]["Environment"] == {
        "SAGEMAKER_PROGRAM": "serve.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
    }


def test_entry_point_without_an_artifact_is_refused(container: ContainerDefinition) -> None:
    with pytest.raises(ConfigurationError, match="entry_point: is a file of the artifact, and th"):
        ContainerDefinition(image=container.image, entry_point="serve.py")


def test_late_name_of_a_variable_is_refused(
    stack: cdk.Stack, container: ContainerDefinition
) -> None:
    name = cdk.CfnParameter(stack, "Name").value_as_string

    with pytest.raises(ConfigurationError, match="only the deploy knows the name, and CloudForm"):
        ContainerDefinition(image=container.image, environment={name: "value"})

"""What pip installs: the wheel has everything, and works where there is no source."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from email import message_from_bytes
from pathlib import Path

from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder

APP = """
import aws_cdk as cdk

import sagemaker_endpoints as own

app = cdk.App(outdir="cdk.out")
stack = cdk.Stack(app, "Stack", env=cdk.Environment(account="111111111111", region="eu-west-1"))
cdk.Validations.of(app).add_plugins(own.SageMakerChecks())
image = own.ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")
model = own.Model(stack, "Model", containers=[own.ContainerDefinition(image=image)])
variant = own.InstanceVariant(name="all", model=model, instance_type="ml.m5.large")
endpoint = own.RealTimeEndpoint(stack, "Endpoint", variants=[variant])
endpoint.variant("all").auto_scale_instance_count(max_capacity=4).scale_on_invocations(
    "Load", invocations_per_minute=70
)
app.synth()
print(own.__file__)
"""


def run(place: Path, folder: Path, *arguments: str) -> str:
    """Run Python in *folder*, where the library lies in *place* and all else where it is."""
    path = (str(place), sysconfig.get_paths()["purelib"])
    done = subprocess.run(
        # -S: no .pth, which would put the source folder on the path.
        [sys.executable, "-S", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def build(builder: type[SdistBuilder] | type[WheelBuilder], project: Path, folder: Path) -> Path:
    (built,) = builder(str(project)).build(directory=str(folder))
    return Path(built)


def test_wheel_has_every_file_of_the_packages_and_no_other(root: Path, tmp_path: Path) -> None:
    sources = (root / "constructs").rglob("*")
    expected = {
        path.relative_to(root / "constructs").as_posix()
        for path in sources
        if path.is_file() and "__pycache__" not in path.parts
    }

    with zipfile.ZipFile(build(WheelBuilder, root, tmp_path)) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert found == expected


def test_wheel_of_the_source_archive_is_the_same(root: Path, tmp_path: Path) -> None:
    with tarfile.open(build(SdistBuilder, root, tmp_path)) as source:
        source.extractall(tmp_path, filter="data")
    (project,) = (path.parent for path in tmp_path.glob("*/pyproject.toml"))

    again = build(WheelBuilder, project, tmp_path / "again")

    assert again.read_bytes() == build(WheelBuilder, root, tmp_path).read_bytes()


def test_wheel_says_what_it_needs_and_what_it_is_licensed_by(root: Path, wheel: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    with zipfile.ZipFile(wheel) as archive:
        folder = next(
            name.partition("/")[0] for name in archive.namelist() if ".dist-info/" in name
        )
        told = message_from_bytes(archive.read(f"{folder}/METADATA"))
        licence = archive.read(f"{folder}/licenses/LICENSE").decode()

    assert told["Requires-Python"] == project["requires-python"]
    assert told.get_all("Provides-Extra") == sorted(project["optional-dependencies"])
    assert told["License-Expression"] == "Apache-2.0"
    assert "Apache License" in licence


def test_app_synthesizes_with_what_was_installed_without_docstrings_and_asserts(
    wheel: Path, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)  # noqa: S202  # our own

    said = run(installed, tmp_path, "-OO", "-c", APP)

    assert Path(said.strip()).is_relative_to(installed)
    assert (tmp_path / "cdk.out" / "Stack.template.json").exists()


def test_app_and_prices_work_in_a_zip(wheel: Path, tmp_path: Path) -> None:
    said = run(wheel, tmp_path, "-c", APP)
    priced = run(wheel, tmp_path, "-m", "sagemaker_hosting.cli", "cost", "cdk.out")

    assert Path(said.strip()).is_relative_to(wheel)
    assert "list prices of" in priced

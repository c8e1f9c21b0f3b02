"""The command `endpoints` where the packages of its extras are not installed, as real processes."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
ENDPOINTS = Path(sys.executable).parent / "endpoints"
ABSENT = """
import sys


class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)


sys.meta_path.insert(0, Absent())
"""


def run(
    folder: Path, *arguments: str, without: tuple[str, ...]
) -> subprocess.CompletedProcess[str]:
    """Run the installed command while some packages cannot be found."""
    (folder / "sitecustomize.py").write_text(ABSENT.format(names=without))
    return subprocess.run(
        [ENDPOINTS, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_python_without_any_package_is_told_the_extra_in_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "sagemaker_hosting.cli", "check", "t.yaml"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "constructs")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "endpoints needs typer: pip install 'sagemaker-endpoints[checks]'\n"


@pytest.mark.parametrize(
    ("command", "missing", "extra"),
    [
        (["--help"], "typer", "checks"),
        (["check", "t.yaml"], "yaml", "checks"),
        (["smoke", "dev"], "boto3", "operate"),
        (["deployed", "dev", "--output", "out"], "botocore", "operate"),
        (["cost", "refresh"], "boto3", "operate"),
    ],
)
def test_what_is_missing_is_told_with_its_extra(
    tmp_path: Path, command: list[str], missing: str, extra: str
) -> None:
    (tmp_path / "t.yaml").write_text("Resources: {T: {Type: AWS::SNS::Topic}}")

    done = run(tmp_path, *command, without=(missing,))

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f" needs {missing}: pip install 'sagemaker-endpoints[{extra}]'" in done.stderr


def test_templates_in_json_are_checked_without_yaml(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}')

    done = run(tmp_path, "check", "t.json", without=("yaml",))

    assert (done.returncode, done.stderr) == (0, "")


def test_another_module_that_is_missing_is_a_fault_of_ours(tmp_path: Path) -> None:
    done = run(tmp_path, "--help", without=("json",))

    assert done.returncode == 1
    assert "ModuleNotFoundError: No module named 'json'" in done.stderr


def test_extras_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {"checks": ("pyyaml", "typer"), "operate": ("boto3",)}

    for extra, packages in needed.items():
        wanted = " ".join(project["optional-dependencies"][extra])
        assert all(package in wanted for package in packages)

"""constructs/ is a source root that shadows nothing; importing the library is cheap."""

from __future__ import annotations

import dataclasses
import inspect
import json
import subprocess
import sys
from pathlib import Path

import constructs
import pytest

import sagemaker_endpoints

# Each costs more than all of the library: they are imported where they are used.
COSTLY = {"sagemaker", "boto3", "botocore", "pydantic", "cfnlint", "aws_cdk.aws_ec2"}


def test_constructs_folder_is_a_source_root_not_a_package(root: Path) -> None:
    assert not (root / "constructs" / "__init__.py").exists()
    assert constructs.__file__ is not None
    assert not Path(constructs.__file__).is_relative_to(root / "constructs")


def test_source_root_holds_the_published_packages_alone(root: Path) -> None:
    found = {path.name for path in (root / "constructs").iterdir() if path.is_dir()}

    assert found - {"__pycache__"} == {"sagemaker_endpoints", "sagemaker_hosting"}


def test_no_folder_of_tests_is_named_constructs(root: Path) -> None:
    assert [path for path in (root / "tests").rglob("constructs") if path.is_dir()] == []


@pytest.mark.parametrize("package", ["sagemaker_endpoints", "sagemaker_hosting"])
def test_published_package_says_that_it_is_typed(root: Path, package: str) -> None:
    assert (root / "constructs" / package / "py.typed").exists()


def test_importing_the_library_loads_nothing_costly() -> None:
    everything = "from sagemaker_endpoints import *"
    program = f"import json, sys; {everything}; print(json.dumps(sorted(sys.modules)))"

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    )

    loaded = set(json.loads(answer.stdout))
    assert "sagemaker_endpoints.endpoints._real_time_endpoint" in loaded
    assert loaded & COSTLY == set()


def test_public_names_are_sorted_and_exist() -> None:
    names = sagemaker_endpoints.__all__

    assert names == sorted(names)
    assert [name for name in names if not hasattr(sagemaker_endpoints, name)] == []


@pytest.mark.parametrize("name", sagemaker_endpoints.__all__)
def test_public_name_says_what_it_is(name: str) -> None:
    thing = getattr(sagemaker_endpoints, name)

    doc = thing.__doc__ or ""
    assert doc.strip()
    # The text that a dataclass writes for itself says nothing.
    assert not (dataclasses.is_dataclass(thing) and doc.startswith(f"{name}("))


@pytest.mark.parametrize("name", sagemaker_endpoints.__all__)
def test_public_members_say_what_they_do(name: str) -> None:
    thing = getattr(sagemaker_endpoints, name)
    ours = [
        base for base in inspect.getmro(thing) if base.__module__.startswith("sagemaker_endpoints")
    ]
    members = {
        member: value
        for base in ours
        for member, value in vars(base).items()
        if not member.startswith("_") and (inspect.isroutine(value) or isinstance(value, property))
    }

    undocumented = [member for member, value in members.items() if not inspect.getdoc(value)]

    assert undocumented == []

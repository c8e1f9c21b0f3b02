"""The project's own app, with a stand-in for the sandbox that synthesizes it."""

from pathlib import Path
from typing import Any, cast

import pytest

from sandbox import Sandbox, SandboxError
from sandbox._errors import CdkFailed
from sandbox._project import check_environment, named_environment, synthesize


@pytest.fixture
def environments(tmp_path: Path) -> Path:
    folder = tmp_path / "environments"
    folder.mkdir()
    for name in ("dev", "staging", "lab"):
        (folder / f"{name}.yaml").touch()
    return folder


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("dve", "did you mean dev? there are: dev, lab, staging"),
        ("DEV", "did you mean dev? there are: dev, lab, staging"),
        ("", "there are: dev, lab, staging"),
        ("zzz", "there are: dev, lab, staging"),
        ("dev,lab", "one at a time"),
        ("lab/Demand", "a stack of it is named by --stack: lab --stack Demand"),
    ],
)
def test_environment_that_has_no_file_is_told_with_what_was_meant(
    name: str, meant: str, environments: Path
) -> None:
    with pytest.raises(SandboxError) as error:
        check_environment(name, folder=environments)

    assert str(error.value) == (
        f"ENV must be an environment of environments/, got {name!r}; {meant}"
    )


def test_environment_that_has_a_file_is_taken(environments: Path) -> None:
    check_environment("dev", folder=environments)


def test_app_is_asked_where_environments_have_no_files(tmp_path: Path) -> None:
    check_environment("dev", folder=tmp_path / "environments")


class Failing:
    """A sandbox whose CDK CLI fails, and has said why."""

    def __init__(self, root: Path, output: str) -> None:
        self.root = root
        self.output = output

    def cdk(self, *arguments: str, **_: Any) -> None:
        raise CdkFailed(f"cdk {arguments[0]} failed (1): {self.output}", output=self.output)


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("environments/dev.yaml:3: wrong", "what is wrong is above"),
        (
            "Another CLI (PID=7) is currently synthing to cdk.out.",
            "another command of this sandbox is at work: wait until it ends",
        ),
    ],
)
def test_what_the_app_has_shown_is_not_told_again(output: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SandboxError) as error:
        synthesize(cast("Sandbox", Failing(tmp_path, output)), "dev")

    assert str(error.value) == f"environment dev was not synthesized: {told}"


def test_environment_is_named_by_the_path_of_its_file_as_well(tmp_path: Path) -> None:
    folder = tmp_path / "environments"

    assert named_environment(str(folder / "dev.yaml"), folder=folder) == "dev"
    assert named_environment("dev", folder=folder) == "dev"
    assert named_environment("elsewhere/dev.yaml", folder=folder) == "elsewhere/dev.yaml"

"""Commands where the user is in another folder of a project than its root."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from tests.unit.sagemaker_hosting.projects import committed, edited, made

SECOND = "a second document starts here; write one template per file"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with eight files that are no templates; its `environments` is the folder."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    edited(tmp_path, "dev")
    made(tmp_path, "dev")
    (tmp_path / "examples").mkdir()
    for number in range(8):
        text = "Resources: {T: {Type: AWS::SNS::Topic}}\n---\nResources: {}\n"
        (tmp_path / "examples" / f"{number}.yaml").write_text(text)
    committed(tmp_path)
    monkeypatch.chdir(tmp_path / "environments")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", ["dev", "prod"])
def test_environment_in_another_folder_is_told_where_the_root_is(name: str) -> None:
    done = run("cost", name)

    assert done.exit_code == 2
    assert done.stderr == (
        f"{name!r} is no environment, and there is no such file or folder; "
        "the project's root is ..: run it there\n"
    )


@pytest.mark.usefixtures("project")
def test_smoke_test_in_another_folder_is_told_where_the_root_is() -> None:
    done = run("smoke", "dev", "--no-invoke")

    assert done.exit_code == 2
    assert done.stderr == (
        "there is neither cdk.out nor templates here; the project's root is ..: run it there\n"
    )


def test_root_is_found_from_any_depth(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "templates" / "dev")

    done = run("cost", "prod")

    assert done.stderr.endswith("the project's root is ../..: run it there\n")


def test_folder_without_a_project_above_it_is_told_of_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = run("cost", "dev")

    assert done.stderr.endswith("there is no such file or folder; name one that exists\n")


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", [("check",), ("cost",), ("review", "HEAD")])
def test_root_that_is_named_as_a_folder_of_templates_is_told_briefly(
    command: tuple[str, ...],
) -> None:
    done = run(*command, "..")

    *faults, more, root = done.stderr.splitlines()
    assert done.exit_code == 2
    assert faults == [f"../examples/{number}.yaml:2: {SECOND}" for number in range(5)]
    assert more == f"3 more: {SECOND}"
    assert root == "the project's root is ..: run it there, or name ../templates"


def test_root_that_is_the_current_folder_is_no_folder_of_templates(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    done = run("check", ".")

    last = done.stderr.splitlines()[-1]
    assert last == "this folder is the project's root: name its templates or cdk.out"


def test_folder_that_is_no_root_is_told_without_one(project: Path) -> None:
    done = run("check", str(project / "examples"))

    assert done.exit_code == 2
    assert "the project's root" not in done.stderr

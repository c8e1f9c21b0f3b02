"""Templates that are older than their environment files, as the commands tell of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from tests.unit.sagemaker_hosting.projects import assembled, committed, edited, started


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two environments, all of it committed; it is the current folder."""
    started(tmp_path, monkeypatch, "dev", "prod")
    assembled(tmp_path, "dev", "prod")
    committed(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


DEV = "dev was synthesized from another version of environments/dev.yaml"


@pytest.mark.usefixtures("project")
def test_nothing_is_told_of_templates_that_the_files_give() -> None:
    for command in (
        ("cost", "dev"),
        ("cost", "cdk.out"),
        ("review", "main"),
        ("cost", "templates"),
    ):
        done = run(*command)

        assert (done.exit_code, done.stderr) == (0, "")


# --- cost


def test_environment_is_not_priced_by_templates_of_another_version(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("cost", "prod", "dev")

    assert (done.exit_code, done.stdout) == (2, "")
    first, way_out = done.stderr.splitlines()
    assert first == f"templates: {DEV}"
    assert way_out == (
        "make templates writes them anew, or make synth ENV=dev and endpoints cost cdk.out; "
        "endpoints cost templates/dev prices them as they are"
    )


def test_environment_is_priced_though_another_one_is_out_of_date(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("cost", "prod")

    assert (done.exit_code, done.stderr) == (0, "")


def test_budget_and_traffic_of_the_file_are_tried_out_without_a_synth(project: Path) -> None:
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("400", "1"))

    done = run("cost", "dev")

    assert (done.exit_code, done.stderr) == (1, "")
    assert "the budget of 1.00" in done.stdout


@pytest.mark.parametrize(
    "path", ["templates", "templates/dev", "templates/dev/Shared.json", "cdk.out"]
)
def test_what_is_named_by_its_path_is_priced_with_a_note(project: Path, path: str) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("cost", path, "--region", "eu-west-1")

    assert done.exit_code == 0
    assert done.stderr == f"note: {DEV}; synthesize it again\n"


def test_other_traffic_is_noted_where_templates_state_it(project: Path) -> None:
    file = project / "environments" / "dev.yaml"
    file.write_text(file.read_text().replace("400", "500"))

    by_templates = run("cost", "templates/dev")
    by_file = run("cost", "templates/dev", "--environment", "environments/dev.yaml")

    assert "note: dev was synthesized with another Region, budget or traffic" in by_templates.stderr
    assert by_file.stderr == ""


def test_faults_of_the_file_are_told_before_its_version(project: Path) -> None:
    (project / "environments" / "dev.yaml").write_text("regoin: eu-west-1\n")

    done = run("cost", "dev")

    assert done.exit_code == 2
    assert done.stderr.startswith("environments/dev.yaml:1: unknown key 'regoin'")


# --- check


@pytest.mark.parametrize(
    "paths", [("cdk.out",), ("templates/dev",), ("templates", "templates/dev")]
)
def test_check_reads_what_is_named_with_a_note(project: Path, paths: tuple[str, ...]) -> None:
    before = run("check", *paths)
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("check", *paths)

    assert (before.exit_code, before.stderr) == (0, "")
    assert (done.exit_code, done.stdout) == (0, before.stdout)
    assert done.stderr == f"note: {DEV}; synthesize it again\n"


def test_check_of_standard_input_knows_no_file(project: Path) -> None:
    template = (project / "templates" / "dev" / "Demand.json").read_text()
    edited(project, "dev", "ml.c6i.xlarge")

    done = CliRunner().invoke(app, ["check", "-"], input=template)

    assert (done.exit_code, done.stderr) == (0, "")


# --- review


@pytest.mark.parametrize("arguments", [("main",), ("main", "."), ("main", "--format", "json")])
def test_working_tree_is_not_reviewed_by_templates_of_another_version(
    project: Path, arguments: tuple[str, ...]
) -> None:
    edited(project, "dev", "ml.c6i.xlarge")
    edited(project, "lab")

    done = run("review", *arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    *told, way_out = done.stderr.splitlines()
    assert told == [
        f"templates: {DEV}",
        "templates: lab has no templates, and there is environments/lab.yaml",
    ]
    assert way_out == (
        "make templates writes them anew, or make synth ENV=dev,lab and endpoints review BASE "
        "cdk.out; endpoints review BASE templates reviews them as they are"
    )


def test_environment_that_has_no_file_any_more_cannot_be_synthesized(project: Path) -> None:
    (project / "environments" / "dev.yaml").unlink()

    done = run("review", "main")

    assert done.stderr.splitlines() == [
        "templates: dev has templates, but no environments/dev.yaml any more",
        "make templates writes them anew; endpoints review BASE templates reviews them as they are",
    ]


def test_review_of_a_path_tells_it_in_the_review(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("review", "main", "templates")

    assert (done.exit_code, done.stderr) == (0, "")
    assert f"\nout of date: {DEV}" in done.stdout


def test_review_for_others_tells_it_to_who_runs_it_as_well(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("review", "main", "cdk.out", "--format", "json")

    assert done.exit_code == 0
    assert done.stderr == f"note: {DEV}; synthesize it again\n"
    assert json.loads(done.stdout)["cases"]["stale"]


def test_pipeline_can_fail_on_it(project: Path) -> None:
    edited(project, "dev", "ml.c6i.xlarge")

    done = run("review", "main", "cdk.out", "--fail-on", "stale")

    assert done.exit_code == 1
    assert done.stderr == "fails on stale (1)\n"

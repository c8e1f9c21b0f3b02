"""`endpoints traffic`, as people and pipelines call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.cost import text_of
from tests.unit.sagemaker_hosting.cost.bills import (
    TABLES,
    endpoint,
    predefined,
    prices_of,
    scaling,
    variant,
)

PER_INSTANCE = "SageMakerVariantInvocationsPerInstance"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one environment and one trace; it is the current folder."""
    (tmp_path / "templates/prod").mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/prod.yaml").write_text("region: eu-west-1\n")
    (tmp_path / "prices.json").write_text(text_of(prices_of(TABLES)), encoding="utf-8")
    resources = endpoint(variant()) | scaling(1, 4, **predefined(PER_INSTANCE, 100))
    (tmp_path / "templates/prod/Demand.json").write_text(json.dumps({"Resources": resources}))
    rows = "".join(f"2026-06-01T00:{minute:02}Z,250\n" for minute in range(20))
    (tmp_path / "requests.csv").write_text(f"timestamp,value\n{rows}")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["traffic", *arguments])


@pytest.mark.usefixtures("project")
def test_environment_is_replayed_and_what_finds_no_room_is_a_finding() -> None:
    done = run("prod", "--trace", "requests.csv", "--prices", "prices.json")

    assert done.exit_code == 1
    assert "prod: Demand, ml.c6i.large, 1 to 4 instances" in done.stdout
    assert "always 2" in done.stdout


@pytest.mark.usefixtures("project")
def test_room_for_every_request_is_fine() -> None:
    done = run("prod", "--trace", "requests.csv", "--capacity", "demand=250")

    assert done.exit_code == 0
    assert "no room" not in done.stdout


@pytest.mark.usefixtures("project")
def test_options_change_what_is_replayed() -> None:
    done = run(
        *("prod", "--trace", "demand=requests.csv", "--times", "0.5", "--start", "0"),
        *("--format", "json"),
    )

    [found] = json.loads(done.stdout)["replays"]
    [part] = found["parts"]
    assert (found["trace"]["requests"], found["trace"]["factor"]) == (2500, 0.5)
    # 125 a minute by a target of 100 are 2; the alarm takes four minutes, and nothing to start.
    assert [row["condition"] for row in part["rows"]] == ["as_written", "no_more", "always"]
    assert part["rows"][0]["mean"] == (4 + 16 * 2) / 20


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ([], "name an environment such as prod, a template, a folder of templates"),
        (["prod"], "name the requests by --trace FILE, or --trace ENDPOINT=FILE"),
        (["prod", "--trace", "no.csv"], "no.csv: cannot be read (No such file or directory)"),
        (["prod", "--trace", "demand=no.csv"], "no.csv: cannot be read (No such file"),
        (["prod", "--trace", "demnd=requests.csv"], "--trace demnd: the templates have no "),
        (["prd", "--trace", "requests.csv"], "'prd' is no environment"),
        (["prod", "--trace", "requests.csv", "--times", "0"], "--times 0: must be a number above"),
        (
            ["prod", "--trace", "requests.csv", "--trace", "requests.csv"],
            "--trace requests.csv: what has no name has a trace already",
        ),
        (
            ["prod", "--trace", "requests.csv", "--capacity", "many"],
            "--capacity many: 'many' is no number of requests above 0",
        ),
        (
            ["prod", "--trace", "requests.csv", "--capacity", "demand=0"],
            "--capacity demand=0: '0' is no number of requests above 0",
        ),
    ],
)
@pytest.mark.usefixtures("project")
def test_what_cannot_be_used_is_one_line(arguments: list[str], fault: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert done.stderr.startswith(fault)
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout


def test_same_requests_come_to_each_environment_that_is_named(project: Path) -> None:
    (project / "templates/dev").mkdir()
    text = (project / "templates/prod/Demand.json").read_text()
    (project / "templates/dev/Demand.json").write_text(text)

    for given in ("requests.csv", "demand=requests.csv"):
        done = run("templates/prod", "templates/dev", "--trace", given)

        heads = [line for line in done.stdout.splitlines() if "instances" in line]
        assert heads == [
            "prod: Demand, ml.c6i.large, 1 to 4 instances",
            "dev: Demand, ml.c6i.large, 1 to 4 instances",
        ]
    of_one = run("templates/prod", "templates/dev", "--trace", "prod/demand=requests.csv")
    assert "dev: Demand" not in of_one.stdout


@pytest.mark.usefixtures("project")
def test_less_than_half_a_request_without_room_is_fine() -> None:
    assert run("prod", "--trace", "requests.csv", "--capacity", "249.99").exit_code == 0


@pytest.mark.usefixtures("project")
def test_start_that_is_alike_for_all_is_told_once() -> None:
    done = run("prod", "--trace", "requests.csv", "--start", "2")

    assert "what is added answers after 2 min;" in done.stdout


@pytest.mark.usefixtures("project")
def test_all_traces_that_cannot_be_used_are_told() -> None:
    done = run("prod", "--trace", "a=no.csv", "--trace", "b=prices.json")

    assert done.exit_code == 2
    assert [line.split(":")[0] for line in done.stderr.splitlines()] == ["no.csv", "prices.json"]


def test_duration_of_the_environments_file_is_taken(project: Path) -> None:
    metric = "SageMakerVariantConcurrentRequestsPerModelHighResolution"
    resources = endpoint(variant()) | scaling(1, 4, **predefined(metric, 5))
    (project / "templates/prod/Demand.json").write_text(json.dumps({"Resources": resources}))
    (project / "environments/prod.yaml").write_text(
        "region: eu-west-1\n"
        "endpoints: {demand: {traffic: {requests_per_day: 1, duration_ms: 6000}}}\n"
    )

    done = run("prod", "--trace", "requests.csv")

    assert "one bears 100 requests a minute: twice the target of 5 at a time" in done.stdout


def test_equals_sign_in_a_files_name_is_no_name_of_an_endpoint(project: Path) -> None:
    (project / "day=1.csv").write_text((project / "requests.csv").read_text())

    assert run("prod", "--trace", "day=1.csv", "--times", "0.1").exit_code == 0

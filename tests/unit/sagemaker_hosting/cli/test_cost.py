"""`endpoints cost`, as people and pipelines call it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.cost import own_prices, text_of
from tests.unit.sagemaker_hosting.cost.bills import TABLES, endpoint, prices_of, variant


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one environment, of one instance; it is the current folder."""
    (tmp_path / "templates/prod").mkdir(parents=True)
    (tmp_path / "environments").mkdir()
    (tmp_path / "prices.json").write_text(text_of(prices_of(TABLES)), encoding="utf-8")
    write(tmp_path, endpoint(variant()))
    state(tmp_path, "region: eu-west-1\nmonthly_budget_usd: 100\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(project: Path, resources: dict[str, Any]) -> None:
    template = json.dumps({"Resources": resources})
    (project / "templates/prod/Demand.json").write_text(template)


def state(project: Path, text: str) -> None:
    (project / "environments/prod.yaml").write_text(text)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["cost", *arguments])


@pytest.mark.usefixtures("project")
def test_environment_is_priced_by_its_file_and_its_templates() -> None:
    done = run("prod", "--prices", "prices.json")

    assert done.exit_code == 0
    assert "prod (eu-west-1)" in done.stdout
    assert "73 % of the budget of 100.00 USD a month" in done.stdout


def test_budget_that_is_exceeded_fails(project: Path) -> None:
    state(project, "region: eu-west-1\nmonthly_budget_usd: 72.99\n")

    done = run("prod", "--prices", "prices.json")

    assert done.exit_code == 1
    assert "0.01 more than the budget of 72.99" in done.stdout


def test_budget_of_a_template_that_nothing_reads_is_refused(project: Path) -> None:
    said = {"sagemaker-hosting:environment": {"monthly_budget": 5}}
    template = {"Metadata": said, "Resources": endpoint(variant())}
    (project / "templates/prod/Demand.json").write_text(json.dumps(template))

    done = run("templates/prod", "--region", "eu-west-1", "--prices", "prices.json")

    assert done.exit_code == 2
    assert "unknown key 'monthly_budget'; did you mean monthly_budget_usd?" in done.stderr


@pytest.mark.parametrize(("budget", "code", "word"), [(100, 0, "warning"), (72, 1, "error")])
def test_part_without_a_price_fails_nothing_and_hides_nothing(
    project: Path, budget: int, code: int, word: str
) -> None:
    write(project, endpoint(variant("champion"), variant("newer", InstanceType="ml.z9.large")))
    state(project, f"region: eu-west-1\nmonthly_budget_usd: {budget}\n")

    done = run("prod", "--prices", "prices.json")

    # 73 of the champion's are known.
    assert done.exit_code == code
    assert "  not in it: no price of ml.z9.large in eu-west-1\n" in done.stdout
    assert re.search(rf"^  {word}: .*at least .*budget of {budget}\.00", done.stdout, re.MULTILINE)


@pytest.mark.usefixtures("project")
def test_template_is_priced_with_a_file_that_states_the_rest() -> None:
    done = run(
        "templates/prod/Demand.json",
        *("--environment", "environments/prod.yaml", "--prices", "prices.json"),
        *("--format", "json"),
    )

    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert report["environments"][0]["month"]["typical"]["usd"] == 73
    assert report["environments"][0]["monthly_budget_usd"] == 100


@pytest.mark.usefixtures("project")
def test_folder_is_priced_in_a_region() -> None:
    done = run("templates", "--region", "eu-west-1", "--prices", "prices.json", "--explain")

    assert done.exit_code == 0
    assert "730 hours x 0.1 USD per instance-hour" in done.stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "name an environment such as prod"),
        (
            ("templates",),
            "templates/prod/Demand.json: its Region is not known; name it by --region",
        ),
        (("staging",), "staging"),
        (("prod", "--prices", "none.json"), "none.json: cannot be read"),
        (("prod", "--environment", "none.yaml"), "none.yaml"),
    ],
)
def test_input_that_cannot_be_used_is_told(arguments: tuple[str, ...], fault: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert fault in done.stderr


def test_traffic_that_is_wrong_is_told(project: Path) -> None:
    write(project, endpoint(variant(), traffic={"requests": 1}))

    done = run("prod")

    assert done.exit_code == 2
    assert "unknown key 'requests'" in done.stderr


def test_refresh_without_credentials_says_so_and_changes_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(project / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(project / "none"))
    before = text_of(own_prices())

    done = run("refresh", "--output", "own.json")

    assert done.exit_code == 2
    assert "there are no AWS credentials" in done.stderr
    assert not (project / "own.json").exists()
    assert text_of(own_prices()) == before


def test_neither_boto3_nor_the_rules_are_loaded_to_price(project: Path) -> None:
    code = (
        "import sys\n"
        "from sagemaker_hosting.cost import cost_of\n"
        "from sagemaker_hosting.templates import read_templates\n"
        "cost_of(read_templates(['templates'], region='eu-west-1'))\n"
        "print([m for m in ('boto3', 'aws_cdk', 'pydantic', 'sagemaker_hosting.rules')"
        " if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=project
    )

    assert done.stdout == "[]\n"

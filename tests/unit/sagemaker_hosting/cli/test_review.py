"""`endpoints review`, as a shell or a pipeline runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app

TEMPLATE = """
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: AllTraffic
          ModelName: nlinear
          InstanceType: {type}
          InitialInstanceCount: 1
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointName: {name}
      EndpointConfigName: !GetAtt Config.EndpointConfigName
"""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with templates before and after."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(TEMPLATE.format(type="ml.c6i.large", name="demand"))
    (tmp_path / "new.yaml").write_text(TEMPLATE.format(type="ml.c6i.xlarge", name="forecasts"))


def endpoints(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["review", *arguments])


def test_review_without_a_policy_exits_with_0() -> None:
    done = endpoints("old.yaml", "new.yaml", "--region", "eu-west-1")

    assert done.exit_code == 0
    assert done.stdout.startswith("old.yaml → new.yaml\n1 endpoint: 1 replaced")
    assert "1 x ml.c6i.large → 1 x ml.c6i.xlarge" in done.stdout


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (["--fail-on", "replaced"], 1),
        (["--fail-on", "widened,REPLACED"], 1),
        (["--fail-on", "widened", "--fail-on", "replaced"], 1),
        (["--fail-on", "all"], 1),
        (["--fail-on", "widened,budget,findings,deleted"], 0),
        (["--fail-on", "none"], 0),
    ],
)
def test_policy_decides_the_exit_code(policy: list[str], code: int) -> None:
    done = endpoints("old.yaml", "new.yaml", *policy)

    assert done.exit_code == code
    assert ("fails on replaced (1)" in done.stderr) is bool(code)


def test_key_of_the_metadata_that_nothing_reads_is_told_of_what_can_be_corrected() -> None:
    said = "Metadata:\n  sagemaker-hosting:environment: {monthly_budget: 5}\n"
    wrong = Path("wrong.yaml")
    wrong.write_text(said + TEMPLATE.format(type="ml.c6i.large", name="demand"))

    corrected = endpoints("wrong.yaml", "new.yaml", "--region", "eu-west-1")
    added = endpoints("old.yaml", "wrong.yaml", "--region", "eu-west-1")

    assert corrected.exit_code == 0
    assert added.exit_code == 2
    assert "wrong.yaml:2: sagemaker-hosting:environment: unknown key 'monthly_budget'" in (
        added.stderr
    )


def test_unknown_policy_exits_with_2_and_tells_the_nearest() -> None:
    done = endpoints("old.yaml", "new.yaml", "--fail-on", "replacd")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "--fail-on knows no 'replacd'; nearest: replaced" in done.stderr


def test_input_that_cannot_be_read_exits_with_2() -> None:
    Path("cut.json").write_text('{"Resources": {')

    done = endpoints("cut.json", "new.yaml")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("cut.json:1: ")


def test_what_is_neither_path_nor_revision_exits_with_2(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    done = endpoints("nowhere", "new.yaml")

    assert done.exit_code == 2
    assert "'nowhere' is no path" in done.stderr


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_output_is_what_would_be_printed(form: str) -> None:
    printed = endpoints("old.yaml", "new.yaml", "--format", form)

    written = endpoints("old.yaml", "new.yaml", "--format", form, "--output", "review.out")

    assert (written.exit_code, written.stdout) == (0, "")
    assert Path("review.out").read_text(encoding="utf-8") == printed.stdout


def test_file_is_written_though_the_policy_fails() -> None:
    done = endpoints(
        "old.yaml", "new.yaml", "--format", "json", "--output", "review.json", "--fail-on", "all"
    )

    assert done.exit_code == 1
    assert json.loads(Path("review.json").read_text())["cases"]["replaced"]


def test_file_that_cannot_be_written_exits_with_2() -> None:
    done = endpoints("old.yaml", "new.yaml", "--output", "nowhere/review.txt")

    assert done.exit_code == 2
    assert done.stderr.startswith("nowhere/review.txt: cannot be written")


def test_environment_file_states_traffic_and_budget() -> None:
    Path("prod.yaml").write_text("region: eu-west-1\nmonthly_budget_usd: 1\n")

    done = endpoints("old.yaml", "new.yaml", "--environment", "prod.yaml", "--fail-on", "budget")

    assert done.exit_code == 1
    assert "its budget is 1.00 USD" in done.stdout


def test_no_change_is_one_line() -> None:
    done = endpoints("old.yaml", "old.yaml")

    assert done.stdout == "no change from old.yaml to old.yaml: 1 stack as before\n"


def test_the_review_loads_no_sdk() -> None:
    program = (
        "import sys; from sagemaker_hosting.review import *; "
        "print([m for m in ('boto3', 'botocore', 'aws_cdk', 'pydantic') if m in sys.modules])"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"

"""`endpoints smoke`, as a pipeline calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.metadata import ENVIRONMENT
from sagemaker_hosting.operate.smoke import Pace

ROOT = Path(__file__).parents[4]


@pytest.fixture
def dev(deployment: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A deployment in the current folder, and an AWS that the command meets."""
    deployment.sample(expect=[{"at": "predictions.0", "length": 3}])
    deployment.deploy()
    deployment.synthesized()
    monkeypatch.chdir(deployment.folder)

    def of_cloud(**options: Any) -> Any:
        deployment.options = options
        return deployment.cloud.aws(**options)

    monkeypatch.setattr("sagemaker_hosting.operate.Aws", of_cloud)
    return deployment


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["smoke", *arguments])


def test_exit_code_is_0_when_all_is_well(dev: Any) -> None:
    result = run("dev")

    lines = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (0, "")
    assert lines[0] == "dev in 111111111111/eu-west-1, as in cdk.out"
    assert lines[2] == f"dev/Demand  {dev.name}"
    assert lines[3] == "  ok         stack sagemaker-dev-demand: UPDATE_COMPLETE"
    assert lines[-1] == "1 endpoint, 7 checks: 7 passed"


def test_exit_code_is_1_when_a_check_failed_though_others_could_not_be_made(dev: Any) -> None:
    dev.described()["EndpointConfigName"] = "old"
    dev.cloud.fail("InvokeEndpoint", "AccessDeniedException", "no", status=403)

    result = run("dev")

    assert result.exit_code == 1
    assert "  FAILED     configuration of the stack: old serves, the stack has" in result.stdout
    assert "  UNCHECKED  champion answers nlinear/week: access denied" in result.stdout
    assert result.stdout.endswith("1 endpoint, 7 checks: 4 passed, 1 failed, 2 unchecked\n")


def test_exit_code_is_2_when_something_cannot_be_checked(dev: Any) -> None:
    dev.cloud.fail("InvokeEndpoint", "AccessDeniedException", "no", status=403)

    assert run("dev").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["prod"], "cdk.out has no environment prod; nearest: dev\n"),
        (["dev", "--app", "elsewhere"], "elsewhere: "),
        (["dev", "--only", "intraday"], "dev has no endpoint intraday; nearest: dev/Demand\n"),
        (["dev", "--samples", "models"], "models: is no folder"),
    ],
)
def test_exit_code_is_2_with_one_clear_error(dev: Any, arguments: list[str], message: str) -> None:
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(message)
    assert dev.cloud.asked == []


def test_exit_code_is_2_where_nothing_was_synthesized(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = run("dev")

    assert result.exit_code == 2
    assert result.stderr == (
        "there is neither cdk.out nor templates here; write cdk.out (cdk synth), or name another "
        "place by --app\n"
    )


def test_credentials_that_expired_are_one_line(dev: Any) -> None:
    dev.cloud.fail("GetCallerIdentity", "ExpiredToken", "expired", status=403)

    result = run("dev")

    assert result.exit_code == 2
    assert result.stderr == (
        "the AWS credentials have expired (ExpiredToken): log in (aws sso login, aws configure), "
        "or set AWS_PROFILE\n"
    )


def test_report_for_programs_has_every_check(dev: Any) -> None:
    result = run("dev", "--format", "json")

    report = json.loads(result.stdout)
    assert list(report) == ["version", "environment", "read_from", "places", "endpoints", "summary"]
    assert report["version"] == 1
    assert report["summary"] == {"passed": 7, "failed": 0, "unchecked": 0, "skipped": 0}
    [endpoint] = report["endpoints"]
    assert (endpoint["endpoint"], endpoint["name"]) == ("dev/Demand", dev.name)
    assert endpoint["checks"][-1] == {
        "what": "challenger answers nlinear/week",
        "outcome": "passed",
        "detail": "",
        "milliseconds": endpoint["checks"][-1]["milliseconds"],
    }


def test_options_reach_aws(dev: Any) -> None:
    role = "arn:aws:iam::111111111111:role/smoke"
    given = {"AccessKeyId": "A" * 16, "SecretAccessKey": "s", "SessionToken": "t"}
    given["Expiration"] = "2026-11-22T13:00:00Z"
    dev.cloud.answers["AssumeRole"] = {"Credentials": given}
    url = "http://127.0.0.1:4566"

    result = run("dev", "--assume-role", role, "--endpoint-url", url, "--region", "eu-west-1")

    assert result.exit_code == 0
    assert dev.options == {"region": "eu-west-1", "assume_role": role, "endpoint_url": url}
    assert dev.cloud.times("AssumeRole") == 1


@pytest.mark.usefixtures("dev")
def test_without_samples_state_and_configuration_are_still_checked() -> None:
    result = run("dev", "--no-invoke", "--samples", "nowhere")

    assert result.exit_code == 0
    assert result.stdout.endswith("1 endpoint, 5 checks: 5 passed\n")


def test_committed_templates_are_read_where_there_is_no_assembly(dev: Any) -> None:
    folder = dev.folder / "templates" / "dev"
    folder.mkdir(parents=True)
    (folder / "Demand.json").write_text(json.dumps(dev.template()))
    (dev.folder / "cdk.out" / "manifest.json").unlink()
    (dev.folder / "cdk.out").rename(dev.folder / "gone")

    result = run("dev", "--only", "demand")

    assert result.exit_code == 0
    assert result.stdout.startswith("dev in eu-west-1, as in templates\n")
    assert result.stderr == (
        "compares with templates, because cdk.out is not here; cdk.out would tell the account and "
        "the names of stacks as well: write it (cdk synth), or name another place by --app\n"
    )


@pytest.fixture
def templates_alone(dev: Any) -> Any:
    """The templates of an environment, which state its Region, and no assembly."""
    folder = dev.folder / "templates" / "dev"
    folder.mkdir(parents=True)
    said = {ENVIRONMENT: {"name": "dev", "region": "eu-south-2"}}
    (folder / "Demand.json").write_text(json.dumps({"Metadata": said, **dev.template()}))
    (folder / "Nested.json").write_text(json.dumps(dev.template()))
    (dev.folder / "cdk.out").rename(dev.folder / "gone")
    return dev


def test_region_that_templates_state_is_where_they_are_looked_for(
    templates_alone: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION")

    result = run("dev", "--only", "dev/Demand", "--no-invoke")

    assert result.stdout.startswith("dev in eu-south-2, as in templates\n")
    assert templates_alone.cloud.regions == {"eu-south-2"}


@pytest.mark.usefixtures("templates_alone")
def test_region_that_is_given_counts_more_than_that_of_templates() -> None:
    result = run("dev", "--region", "eu-north-1", "--only", "dev/Demand", "--no-invoke")

    assert result.stdout.startswith("dev in eu-north-1, as in templates\n")


@pytest.mark.usefixtures("templates_alone")
def test_nested_stack_that_states_no_region_is_where_the_others_are() -> None:
    result = run("dev", "--only", "dev/Nested", "--no-invoke")

    assert result.stdout.startswith("dev in eu-south-2, as in templates\n")


@pytest.mark.usefixtures("templates_alone")
def test_without_credentials_and_region_the_credentials_alone_are_told(tmp_path: Path) -> None:
    kept = {key: os.environ[key] for key in os.environ if not key.startswith("AWS_")}
    none = {"AWS_CONFIG_FILE": str(tmp_path / "no"), "AWS_EC2_METADATA_DISABLED": "true"}
    none["AWS_SHARED_CREDENTIALS_FILE"] = none["AWS_CONFIG_FILE"]

    done = subprocess.run(
        [sys.executable, "-m", "sagemaker_hosting.cli", "smoke", "dev"],
        env=kept | none,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "there are no AWS credentials: log in (aws sso login, aws configure), or set AWS_PROFILE\n"
    )


def test_assembly_of_other_environments_is_told_to_be_passed_over(dev: Any) -> None:
    for environment in ("lab", "staging"):
        folder = dev.folder / "templates" / environment
        folder.mkdir(parents=True)
        (folder / "Demand.json").write_text(json.dumps(dev.template()))

    passed_over = run("lab", "--only", "demand", "--region", "eu-west-1")
    nowhere = run("prod")

    assert passed_over.stderr.startswith(
        "compares with templates, because cdk.out has no environment lab; "
    )
    assert nowhere.stderr == (
        "neither cdk.out nor templates has an environment prod; nearest: dev, lab, staging\n"
    )


def test_limit_and_tries_reach_the_check(dev: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace(now=lambda: dev.now, sleep=dev.slept.append)
    monkeypatch.setattr("sagemaker_hosting.operate.smoke._smoke.Pace", lambda: pace)

    result = run("dev", "--max-latency-ms", "19", "--tries", "2")

    assert result.exit_code == 1
    assert (
        "  FAILED     champion answers nlinear/week in 20 ms: at most 19 ms are allowed, and none "
        "of 2 tries was faster\n"
    ) in result.stdout


@pytest.mark.parametrize("command", ["check", "--help"])
def test_boto3_is_imported_for_smoke_alone(tmp_path: Path, command: str) -> None:
    (tmp_path / "t.json").write_text('{"Resources": {"T": {"Type": "AWS::SNS::Topic"}}}')
    arguments = [command, "t.json"] if command == "check" else [command]
    script = (
        "import sys\n"
        "from sagemaker_hosting.cli._app import app\n"
        "try:\n"
        f"    app({arguments!r})\n"
        "finally:\n"
        "    found = {'boto3', 'botocore', 'sagemaker_hosting.operate'} & set(sys.modules)\n"
        "    print('imported:', found or 'none')\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("imported: none\n")

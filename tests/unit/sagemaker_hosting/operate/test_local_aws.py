"""The local AWS that runs in a project, with a socket that stands in for it."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.operate import Aws
from sagemaker_hosting.operate.local_aws import way_to_local_aws
from sagemaker_hosting.templates import Template, read_templates

OPTIONS = "--account 111111111111 --region eu-west-1"
WAY = f'a sandbox runs here: eval "$(python -m sandbox env {OPTIONS})" leads to it'


@pytest.fixture
def project(deployment: Any) -> Path:
    """A folder with an assembly of dev."""
    deployment.synthesized()
    folder: Path = deployment.folder
    return folder


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def runs(project: Path, listener: socket.socket) -> Path:
    """The address that the local AWS keeps while it runs."""
    return _keep(project, json.dumps({"port": listener.getsockname()[1], "pid": 1}))


def _keep(project: Path, address: str) -> Path:
    (project / ".sandbox").mkdir()
    file = project / ".sandbox" / "endpoint.json"
    file.write_text(address)
    return file


def _templates(folder: Path) -> tuple[Template, ...]:
    return read_templates([folder / "cdk.out"])


@pytest.mark.usefixtures("runs")
def test_way_leads_to_the_account_and_region_of_the_templates(project: Path) -> None:
    assert way_to_local_aws("dev", _templates(project), folder=project) == WAY


@pytest.mark.usefixtures("runs")
def test_templates_that_tell_no_account_are_those_of_what_was_deployed(project: Path) -> None:
    (project / "cdk.out").rename(project / ".sandbox" / "cdk.out")

    dev = way_to_local_aws("dev", (), folder=project)
    prod = way_to_local_aws("prod", (), folder=project)

    assert dev == f"{WAY}, and --app .sandbox/cdk.out to its stacks"
    assert prod == 'a sandbox runs here: eval "$(python -m sandbox env)" leads to it'


def test_nothing_is_told_where_no_sandbox_was_started(project: Path) -> None:
    assert way_to_local_aws("dev", _templates(project), folder=project) is None


def test_nothing_is_told_of_a_sandbox_that_was_killed(
    project: Path, runs: Path, listener: socket.socket
) -> None:
    listener.close()

    assert runs.exists()
    assert way_to_local_aws("dev", _templates(project), folder=project) is None


@pytest.mark.parametrize("address", ["", "{}", "[]", '{"port": null}', '{"port": 70000}'])
def test_address_that_is_none_is_passed_over(address: str, project: Path) -> None:
    _keep(project, address)

    assert way_to_local_aws("dev", _templates(project), folder=project) is None


def _smoke(monkeypatch: pytest.MonkeyPatch, project: Path) -> str:
    monkeypatch.chdir(project)
    result = CliRunner().invoke(app, ["smoke", "dev", "--no-invoke"])
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


@pytest.mark.usefixtures("runs")
def test_smoke_without_credentials_tells_of_the_sandbox_that_runs(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    problem, way = _smoke(monkeypatch, project).splitlines()

    assert problem.startswith("there are no AWS credentials: log in")
    assert way == WAY


@pytest.mark.usefixtures("runs")
def test_smoke_with_credentials_of_another_account_tells_of_the_sandbox_that_runs(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    monkeypatch.setattr(Aws, "account", lambda *_, **__: "123456789012")

    problem, way = _smoke(monkeypatch, project).splitlines()

    assert problem.startswith("the credentials are of account 123456789012, the templates for")
    assert way == WAY


@pytest.mark.usefixtures("runs")
def test_fault_that_is_not_of_credentials_is_told_alone(
    monkeypatch: pytest.MonkeyPatch, project: Path
) -> None:
    monkeypatch.chdir(project)

    result = CliRunner().invoke(app, ["smoke", "dev", "--only", "nobody", "--no-invoke"])

    assert result.stderr == "dev has no endpoint nobody; nearest: dev/Demand\n"

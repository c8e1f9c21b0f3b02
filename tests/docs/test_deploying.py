"""Every command of docs/deploying.md is there, with the options that it is given."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore import xform_name
from cfnlint.decode import cfn_yaml
from typer.main import get_command

from sagemaker_hosting.cli._app import app as endpoints_cli
from stacks.settings import load_pipeline

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deploying.md"
MAKE_TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
ENDPOINTS: dict[str, Any] = getattr(get_command(endpoints_cli), "commands", {})
# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
_OF_EVERY_AWS_COMMAND = {"--profile", "--region", "--query", "--output"}
# Made by the AWS CLI itself of several calls.
_OF_CLOUDFORMATION_DEPLOY = {
    "--stack-name",
    "--template-file",
    "--capabilities",
    "--parameter-overrides",
}
_OF_GH = {
    ("api",): {"--method", "-F", "--jq"},
    ("variable", "set"): {"--env", "--body"},
    ("run", "list"): {"--workflow", "--status"},
    ("run", "rerun"): set(),
}


def commands() -> Iterator[str]:
    """What stands behind the prompts, with the lines that go on after a backslash."""
    for block in re.findall(r"^```console\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL):
        whole = re.sub(r"\\\n\s+", "", block)
        lines = whole.splitlines()
        assert all(line.startswith("$ ") for line in lines), block
        yield from (line.removeprefix("$ ") for line in lines)


def options_of(words: list[str]) -> set[str]:
    return {word for word in words if re.match(r"--?[a-zA-Z]", word)}


@cache
def cdk_help(command: str) -> str:
    cdk = ROOT / "node_modules" / ".bin" / "cdk"
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run(
        [cdk, command, "--help"], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def check_aws(service: str, operation: str, arguments: list[str]) -> None:
    given = options_of(arguments) - _OF_EVERY_AWS_COMMAND
    for word in arguments:
        if word.startswith("file://"):
            assert (ROOT / word.removeprefix("file://")).exists()
    if (service, operation) == ("cloudformation", "deploy"):
        assert given == _OF_CLOUDFORMATION_DEPLOY
        check_parameters(arguments)
        return
    model = botocore.session.get_session().get_service_model(service)
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[operation]).input_shape
    assert shape is not None
    known = {f"--{xform_name(name, '-')}": member for name, member in shape.members.items()}
    known |= {
        f"--no-{xform_name(name, '-')}": member
        for name, member in shape.members.items()
        if member.type_name == "boolean"
    }
    assert given - set(known) == set()
    required = {f"--{xform_name(name, '-')}" for name in shape.required_members}
    assert required - {option.replace("--no-", "--", 1) for option in given} == set()


def check_parameters(arguments: list[str]) -> None:
    file = ROOT / arguments[arguments.index("--template-file") + 1]
    parameters = cfn_yaml.load(str(file))["Parameters"]
    overridden = arguments[arguments.index("--parameter-overrides") + 1 :]
    given = dict(word.split("=", 1) for word in overridden if not word.startswith("--"))

    assert set(given) <= set(parameters)
    assert {name for name, each in parameters.items() if "Default" not in each} <= set(given)
    for name, value in given.items():
        assert re.fullmatch(parameters[name]["AllowedPattern"], value)


def check(words: list[str]) -> None:
    while re.fullmatch(r"AWS_PROFILE=\w+", words[0]):
        words = words[1:]
    match words:
        case ["make", target, *settings]:
            assert target in MAKE_TARGETS
            assert all(setting in ("ENV=dev", "ENV=staging", "ENV=prod") for setting in settings)
        case ["endpoints", name, *arguments]:
            # Parsing is what refuses a wrong option; nothing is called.
            ENDPOINTS[name].make_context(name, arguments)
        case ["npx", "cdk", name, *arguments]:
            assert name in ("bootstrap", "deploy", "destroy")
            options = {option.replace("--no-", "--", 1) for option in options_of(arguments)}
            assert [option for option in options if option not in cdk_help(name)] == []
        case ["aws", service, operation, *arguments]:
            check_aws(service, operation, arguments)
        case ["gh", *arguments]:
            (known,) = [o for start, o in _OF_GH.items() if tuple(arguments[: len(start)]) == start]
            assert options_of(arguments) <= known
        case _:
            pytest.fail(f"nobody knows the command {shlex.join(words)}")


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_command_exists(command: str) -> None:
    check(shlex.split(command))


def test_page_goes_all_the_way() -> None:
    told = "\n".join(commands())

    for step in (
        "service-quotas",
        "cdk bootstrap",
        "make deploy",
        "cdk deploy Pipeline",
        "destroy",
    ):
        assert step in told


def test_file_of_the_pipeline_loads(tmp_path: Path) -> None:
    (text,) = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    file = tmp_path / "pipeline.yaml"
    file.write_text(text)

    settings = load_pipeline(file, ["dev", "staging", "prod"])

    assert settings is not None
    assert [each.name for each in settings.environments] == ["dev", "staging", "prod"]
    # Nothing that can be said is left out of the example, but the smoke test that is on anyway.
    assert settings.model_fields_set == set(type(settings).model_fields)


def test_files_and_pages_that_it_names_are_there() -> None:
    text = PAGE.read_text()
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    named = re.findall(r"`(delivery/[\w.-]+)`", text)

    assert links
    assert [link for link in links if not (PAGE.parent / link.partition("#")[0]).exists()] == []
    optional = {"delivery/pipeline.yaml"}
    assert [name for name in named if name not in optional and not (ROOT / name).exists()] == []


def test_workflows_are_told() -> None:
    text = PAGE.read_text()
    workflows = {path.name for path in (ROOT / ".github" / "workflows").glob("*.yml")}

    # The last one is part of deploy.yml.
    assert {name for name in workflows if f"`{name}`" not in text} == {"deploy-environment.yml"}
    variables = set()
    for path in (ROOT / ".github" / "workflows").glob("*.yml"):
        variables |= set(re.findall(r"vars\.(\w+)", path.read_text()))
    assert {name for name in variables if name not in text} == {"PIP_EXTRA_INDEX_URL"}

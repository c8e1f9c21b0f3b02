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

import pytest
from typer.main import get_command

from sagemaker_hosting.cli._app import app as endpoints_cli
from stacks.settings import load_pipeline
from tests.docs.aws_commands import check_aws, options_of

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "deploying.md"
MAKE_TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
ENDPOINTS: dict[str, Any] = getattr(get_command(endpoints_cli), "commands", {})
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


@cache
def cdk_help(command: str) -> str:
    cdk = ROOT / "node_modules" / ".bin" / "cdk"
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run(
        [cdk, command, "--help"], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


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

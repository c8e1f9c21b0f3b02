"""Holds the commands that the guide shows against what there is to be called."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from sagemaker_hosting.cli._app import app as endpoints_cli
from sandbox._cli import app as sandbox_cli
from tests.docs.aws_commands import check_aws

ROOT = Path(__file__).parents[2]
MAKE_TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
ENVIRONMENTS = re.compile(r"ENV=(dev|staging|prod)([ ,](dev|staging|prod))*")
ENDPOINTS_COMMANDS: dict[str, Any] = getattr(get_command(endpoints_cli), "commands", {})
SANDBOX_COMMANDS: dict[str, Any] = getattr(get_command(sandbox_cli), "commands", {})


def commands() -> list[tuple[str, str]]:
    """Every line with a prompt, with its page."""
    return [
        (page.stem, line)
        for page in sorted((ROOT / "docs" / "guide").glob("*.md"))
        for line in re.findall(r"^\$ (.+)$", page.read_text(), re.MULTILINE)
    ]


# test_guide.py runs these.
_RUN = (
    ["python", "-m", "stacks.settings"],
    ["python", "-m", "stacks.settings", "dev"],
    ["python", "model_code/ets/train.py"],
)


def check(words: list[str]) -> None:
    match words:
        case _ if words in _RUN:
            pass
        case ["make", target, *settings]:
            assert target in MAKE_TARGETS
            assert all(ENVIRONMENTS.fullmatch(setting) for setting in settings)
        case ["python", "-m", "sandbox", name, *arguments]:
            # Parsing is what refuses a wrong option; nothing is called.
            SANDBOX_COMMANDS[name].make_context(name, arguments)
        case ["endpoints", name, *arguments]:
            ENDPOINTS_COMMANDS[name].make_context(name, arguments)
        case ["cfn-lint", _, "--append-rules", "sagemaker_hosting.cfn_lint"]:
            pass  # tests/unit/sagemaker_hosting/test_cfn_lint.py runs it
        case ["eval", inner]:
            check(shlex.split(inner.removeprefix("$(").removesuffix(")")))
        case ["python3", "-m", "venv", ".venv"] | ["pip" | "npm", "install", *_]:
            pass  # test_your_own_project.py reads them
        case ["npx" | "mkdir" | "cp" | "git", *_] | ["source", ".venv/bin/activate"]:
            pass  # and runs these, in the environment that is activated
        case ["export", "PYTHONPATH=$PWD"] | ["cd", "~" | "-"]:
            pass  # test_sandbox_page.py runs them
        case _:
            pytest.fail(f"nobody knows the command {shlex.join(words)}")


@pytest.mark.parametrize(("page", "command"), sorted(set(commands())))
def test_command_exists(page: str, command: str) -> None:  # noqa: ARG001  # tells where it is
    words = shlex.split(command, comments=True)
    if words[0] == "aws":
        check_aws(words[1], words[2], words[3:])
    else:
        check(words)

"""What is measured is what is run every day."""

from __future__ import annotations

import ast
import shlex
from pathlib import Path

import pytest

from benchmarks.app_with import BUDGETS, CHECKS, OURS, PACKS, VALIDATOR
from benchmarks.commands import COMMANDS, FULL, QUICK


@pytest.fixture(scope="module")
def recipe(root: Path) -> str:
    """The command of `make synth`, as the Makefile has it."""
    lines = (root / "Makefile").read_text().splitlines()
    return lines[next(at for at, line in enumerate(lines) if line.startswith("synth:")) + 1]


def test_full_synth_is_that_of_the_makefile(recipe: str) -> None:
    assert recipe.strip().startswith("@" + shlex.join(COMMANDS[FULL])), recipe


def test_quick_synth_is_that_of_the_makefile(root: Path, recipe: str) -> None:
    more = COMMANDS[QUICK][len(COMMANDS[FULL]) :]

    assert recipe.endswith("$(ONE_ENV)")
    told = shlex.join(more).replace("environments=dev", "environments=$(ENV)")
    assert f"ONE_ENV := $(if $(filter command line environment,$(origin ENV)),{told})" in (
        root / "Makefile"
    ).read_text().replace("'", "")


def test_packs_are_those_of_the_app(root: Path) -> None:
    tree = ast.parse((root / "stacks" / "checks.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "cdk_nag"
        for alias in node.names
    }

    assert set(PACKS.values()) == imported
    assert set(CHECKS) == {OURS, BUDGETS, VALIDATOR, *PACKS}

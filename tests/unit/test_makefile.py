"""make refuses what it would pass over, and asks for what is there before it does anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

NAMED = (
    "requirements.txt requirements-dev.txt requirements-ministack.txt constraints.txt "
    "pyproject.toml package.json package-lock.json"
)
SETTINGS = ("ENV", "STACK", "BASE", "MAKEFLAGS", "MAKEOVERRIDES", "MAKELEVEL")


def make(root: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What make would do, with none of the settings of a make that these tests run in."""
    own = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return subprocess.run(
        ["make", "--dry-run", *arguments],
        cwd=root, env=own | variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("wrong", ["env=shops", "stack=Demand", "base=main", "STAKC=Demand"])
def test_setting_that_nothing_reads_is_refused(root: Path, wrong: str) -> None:
    done = make(root, "destroy", wrong)

    name = wrong.partition("=")[0]
    assert done.returncode
    assert f"{name} is not read: what may be set is ENV, STACK, BASE and PYTHON" in done.stderr


@pytest.mark.parametrize(
    ("target", "setting"), [("synth", "STACK=Demand"), ("templates", "ENV=dev"), ("diff", "BASE=x")]
)
def test_setting_of_another_target_is_refused(root: Path, target: str, setting: str) -> None:
    done = make(root, target, setting)

    assert done.returncode
    assert f"make {target} does not read {setting.partition('=')[0]}" in done.stderr


@pytest.mark.parametrize("command", ["diff", "deploy", "destroy"])
@pytest.mark.parametrize(
    ("settings", "checked", "selected"),
    [
        ((), "'dev' ", "'dev/*'"),
        (("ENV=dev", "STACK=Demand"), "'dev' 'Demand'", "'dev/Demand'"),
        (("ENV=dev,lab", "STACK=A,B"), "'dev,lab' 'A' 'B'", "'dev/A' 'dev/B' 'lab/A' 'lab/B'"),
    ],
)
def test_stacks_are_checked_before_the_cli_is_asked(
    root: Path, command: str, settings: tuple[str, ...], checked: str, selected: str
) -> None:
    said = make(root, command, *settings).stdout

    check = said.index(f"python -m stacks.stack_choice {checked}\n")
    assert check < said.index(f"cdk {command} {selected} -c")


def test_stack_that_the_shell_exports_is_not_passed_over(root: Path) -> None:
    assert "cdk destroy 'dev/Demand' -c" in make(root, "destroy", STACK="Demand").stdout


def test_revision_is_looked_for_before_templates_are_made(root: Path) -> None:
    said = make(root, "review", "BASE=main").stdout

    found = said.index('endpoints review "main" "main"')
    made = said.index("stacks.reviewed_templates")
    assert found < made < said.index('endpoints review "main" .')


INSTALLED = {
    ".venv/bin/python": "-m venv .venv\n",
    "node_modules/.bin/cdk": "npm ci",
    ".venv-ministack/bin/python": "-m venv .venv-ministack\n",
}


@pytest.mark.parametrize("deleted", [None, *INSTALLED])
def test_what_was_deleted_is_installed_again_and_nothing_else(
    root: Path, tmp_path: Path, deleted: str | None
) -> None:
    for file in [".npmrc", *NAMED.split(), *INSTALLED]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch()
    shutil.copy(root / "Makefile", tmp_path)
    (tmp_path / ".make").mkdir()
    for stamp in ("prerequisites", "python", "node", "ministack"):
        (tmp_path / ".make" / stamp).touch()
    if deleted is not None:
        (tmp_path / deleted).unlink()

    said = make(tmp_path, "setup").stdout

    done = [file for file, command in INSTALLED.items() if command in said]
    assert done == ([deleted] if deleted is not None else [])

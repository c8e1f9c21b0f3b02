"""Runs what docs/guide/sandbox.md shows of a running sandbox, as one session of a shell.

The session is in a copy of the project with the environments of the tests and a sandbox of its own,
on any free port. A mark in the
line above a block, as in test_guide.py, says what becomes of it:

- `in a sandbox`: the commands of a console block, or the program of a Python block, succeed. A text
  block with this mark is what the block before it prints.
- `fails in a sandbox`: the one command of a console block fails, and ends with what is shown.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import EXAMPLES
from tests.docs.test_guide import ROOT, Block, blocks_of

PAGE = ROOT / "docs" / "guide" / "sandbox.md"
RUNS, FAILS = "in a sandbox", "fails in a sandbox"
COPIED = ("app.py", "model_code", "sandbox", "stacks")
LINKED = (".venv", ".venv-ministack", "node_modules")
CUT = "=== cut here: "
PROMPT = "$ "

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(
        not (ROOT / ".venv-ministack").exists(), reason="MiniStack is not installed"
    ),
]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, in which `cdk.out` is what the sandbox synthesizes."""
    folder = tmp_path_factory.mktemp("project")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)  # with .pyc files: Python starts often
        else:
            shutil.copyfile(source, folder / name)
    shutil.copytree(EXAMPLES, folder / "environments")
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    # Other tests have every check read the app, and take a while.
    settings = json.loads((ROOT / "cdk.json").read_text())
    settings["context"]["checks"] = "quick"
    (folder / "cdk.json").write_text(json.dumps(settings))
    (folder / "cdk.out").symlink_to(folder / ".sandbox" / "cdk.out")
    (folder / "home").mkdir()
    return folder


def marked() -> list[Block]:
    return [block for block in blocks_of(PAGE) if block.mark in (RUNS, FAILS)]


def script(blocks: list[Block]) -> Iterator[str]:
    yield "set -eu"
    yield "trap 'python -m sandbox down >/dev/null' EXIT"
    for block in blocks:
        yield f"echo; echo '{CUT}{block.place}'"
        commands = [
            line.removeprefix(PROMPT) for line in block.text.splitlines() if line.startswith(PROMPT)
        ]
        if block.language == "python":
            yield f"python - <<'END OF BLOCK'\n{block.text}END OF BLOCK"
        elif block.mark == FAILS:
            (command,) = commands
            yield f"if {command} 2>&1; then exit 9; fi"
        elif block.language == "console":
            yield from commands


@pytest.fixture(scope="module")
def session(project: Path) -> dict[str, str]:
    """What each block printed, by its place; fails where a block does."""
    program = "\n".join(script(marked())).replace("sandbox up", "sandbox up --port 0")
    kept = {name: os.environ[name] for name in ("PATH", "JSII_NODE") if name in os.environ}
    cache = Path.home() / ".cache" / "aws" / "jsii" / "package-cache"
    done = subprocess.run(
        ["bash", "-c", program],
        cwd=project,
        env=kept | {"HOME": str(project / "home"), "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache)},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    parts = done.stdout.split(f"\n{CUT}")[1:]
    return {place: said for place, _, said in (part.partition("\n") for part in parts)}


def test_every_block_of_the_page_succeeds(session: dict[str, str]) -> None:
    assert list(session) == [block.place for block in marked()]


def test_programs_print_what_is_shown(session: dict[str, str]) -> None:
    shown = {
        before.place: after.text
        for before, after in zip(marked(), marked()[1:], strict=False)
        if after.language == "text"
    }

    assert {place: f"{session[place].rstrip()}\n" for place in shown} == shown


def test_command_that_fails_ends_as_is_shown(session: dict[str, str]) -> None:
    (failing,) = [block for block in marked() if block.mark == FAILS]

    ended = session[failing.place].rstrip().splitlines()
    told = failing.text.splitlines()[1:]

    assert ended[-len(told) :] == told

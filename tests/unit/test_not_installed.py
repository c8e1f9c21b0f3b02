"""What starts without the project's virtual environment says in one line what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_FIX = "run make setup, then source .venv/bin/activate\n"


@pytest.mark.parametrize(
    ("command", "missing"),
    [
        (["app.py"], "nothing is installed in this Python: "),
        (["-m", "stacks.settings"], "nothing is installed in this Python: "),
        (["-m", "sandbox", "up"], "typer is not installed: "),
        (["-m", "sandbox.demo"], "rich is not installed: "),
        (["-m", "benchmarks"], "nothing is installed in this Python: "),
        (["-m", "benchmarks.checks"], "nothing is installed in this Python: "),
        (["-m", "benchmarks.mutations"], "nothing is installed in this Python: "),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, list) else "",
)
def test_python_without_packages_is_told_the_fix(
    root: Path, command: list[str], missing: str
) -> None:
    # -S: without site-packages.
    done = subprocess.run(
        [sys.executable, "-S", *command],
        cwd=root,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{missing}{_FIX}")


def test_module_of_the_sandbox_that_is_missing_is_a_fault_of_ours(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "sandbox").mkdir()
    (tmp_path / "sandbox" / "__init__.py").touch()
    main = (root / "sandbox" / "__main__.py").read_text()
    (tmp_path / "sandbox" / "__main__.py").write_text(main)

    done = subprocess.run(
        [sys.executable, "-m", "sandbox"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "No module named 'sandbox._cli'" in done.stderr

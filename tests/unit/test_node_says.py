"""Warnings that CDK prints at a synth do not stand among the dots of the tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

TESTS = """
import time

import aws_cdk as cdk
import pytest


@pytest.mark.parametrize("word", ["passes", "fails"])
def test_synth(word, cdk_context, pytestconfig, tmp_path):
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))
    stack = cdk.Stack(app, "Stack")
    cdk.Validations.of(stack).add_warning("tests::Rule", f"a warning of what {word}")
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():  # as between two tests
        app.synth()
        time.sleep(0.5)  # a thread passes on what Node writes
    assert word == "passes"
"""


def test_warning_of_a_synth_is_shown_with_a_test_that_fails_alone(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "cdk.json").symlink_to(root / "cdk.json")
    (tmp_path / "tests").mkdir()
    shutil.copyfile(root / "tests" / "conftest.py", tmp_path / "tests" / "conftest.py")
    (tmp_path / "tests" / "test_synth.py").write_text(TESTS)

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    said = f"{done.stdout}{done.stderr}"
    before, _, section = said.partition("Captured from Node call")
    assert "1 failed, 1 passed" in said
    assert "a warning of what fails" not in before
    assert "WARNING a warning of what fails" in section
    assert "a warning of what passes" not in said

"""The benchmark compares equal things."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks._likeness import differences
from benchmarks.synth import synthesize
from benchmarks.writers._facts import RESOURCES


@pytest.mark.parametrize("writer", ["ours", "dicts", "generic"])
def test_writer_gives_the_resources_of_raw_l1(writer: str, tmp_path: Path) -> None:
    template = synthesize(writer, 2, str(tmp_path / writer))["Stack0"]
    yardstick = synthesize("structs", 2, str(tmp_path / "structs"))["Stack0"]

    assert len(yardstick["Resources"]) == 2 * RESOURCES
    assert differences(template, yardstick) == []


def test_stacks_are_filled_one_after_the_other(tmp_path: Path) -> None:
    templates = synthesize("generic", 41, str(tmp_path))

    sizes = {name: len(template["Resources"]) for name, template in templates.items()}
    assert sizes == {"Stack0": 40 * RESOURCES, "Stack1": RESOURCES}


def test_process_tells_what_it_took(root: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.synth",
        "structs",
        "1",
        str(tmp_path),
        "--messages",
    ]

    figures = json.loads(subprocess.check_output(command, cwd=root, text=True))

    assert figures.pop("messages") == 14
    assert min(figures.values()) > 0

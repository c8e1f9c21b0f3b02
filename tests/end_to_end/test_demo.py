"""`make demo` tells the whole story: real CLI, local AWS, real model code, real forecasts."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

pytestmark = pytest.mark.end_to_end


@pytest.fixture(scope="module")
def demo(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox.demo"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )


def test_demo_succeeds(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, f"{demo.stdout}{demo.stderr}"
    assert "all as it must be" in demo.stdout


def test_demo_says_nothing_on_stderr(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.stderr == ""


def test_demo_checks_each_deploy_by_its_templates_and_samples(
    demo: subprocess.CompletedProcess[str],
) -> None:
    checked = re.findall(r"^  ok +(\S+ answers \S+) in \d+ ms$", demo.stdout, re.MULTILINE)

    assert checked == ["champion answers nlinear/week", "challenger answers nlinear/week"]
    assert demo.stdout.count("1 endpoint, 7 checks: 7 passed") == 2


def test_demo_prints_forecasts_that_beat_last_week(
    demo: subprocess.CompletedProcess[str],
) -> None:
    forecast, naive = re.findall(r": ([\d,]+) MW", demo.stdout)

    assert int(forecast.replace(",", "")) < int(naive.replace(",", ""))


def test_demo_shows_the_split_before_and_after_the_change(
    demo: subprocess.CompletedProcess[str],
) -> None:
    shown = re.findall(r"^  (\S+) +([\d.]+) +(\d+) +\d+$", demo.stdout, re.MULTILINE)

    half = len(shown) // 2
    assert sum(int(expected) for _, _, expected in shown) == 2 * 400
    assert [name for name, _, _ in shown[:half]] == [name for name, _, _ in shown[half:]]
    assert shown[:half] != shown[half:]


def test_demo_leaves_no_process_behind(demo: subprocess.CompletedProcess[str], root: Path) -> None:
    state = str(root / ".sandbox" / "demo")

    left = [
        process.info["cmdline"]
        for process in psutil.process_iter(["cmdline"])
        if any(state in argument for argument in process.info["cmdline"] or [])
    ]

    assert demo.returncode == 0
    assert left == []

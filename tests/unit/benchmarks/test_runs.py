"""Commands are run in turns, and measured as the tree of processes that they are."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest

from benchmarks._runs import Run, Spread, in_turns, ratios, run, spread

_BUSY = "import time\nwhile time.process_time() < 0.2: pass"


def test_cpu_of_children_counts(tmp_path: Path) -> None:
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {_BUSY!r}])"

    busy = run([sys.executable, "-c", parent], cwd=tmp_path)

    assert busy.cpu >= 0.2
    assert busy.wall >= 0.2


def test_command_that_fails_is_told_with_its_stderr(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"exit code 3\nno such endpoint"):
        run(["sh", "-c", "echo no such endpoint >&2; exit 3"], cwd=tmp_path)


def test_variables_are_added_to_those_of_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_THE_CALLER", "1")

    done = run(["sh", "-c", "echo $OF_THE_CALLER $MORE"], cwd=tmp_path, environment={"MORE": "2"})

    assert done.output == "1 2\n"


def test_jobs_take_turns_and_the_first_turn_only_warms() -> None:
    order: list[str] = []

    def job(name: str) -> Run:
        order.append(name)
        return Run(cpu=len(order), wall=0, output="")

    runs = in_turns({name: partial(job, name) for name in "ab"}, 2)

    assert order == ["a", "b"] * 3
    assert {name: [each.cpu for each in runs[name]] for name in runs} == {"a": [3, 5], "b": [4, 6]}


def test_ratio_is_that_of_pairs() -> None:
    assert ratios([2, 3, 8], [1, 3, 2]) == Spread(median=2, least=1, most=4)


@pytest.mark.parametrize(
    ("figures", "text"), [([1.0, 1.234, 1.5], "1.23 (1.00 to 1.50)"), ([2.0], "2.00")]
)
def test_spread_is_told_where_there_is_one(figures: list[float], text: str) -> None:
    assert spread(figures).text() == text

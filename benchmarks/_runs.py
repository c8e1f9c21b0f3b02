"""Runs commands in turns, and says what each took: CPU of the whole tree of processes, not time.

Other work on the machine lengthens the time that a command takes, and hardly its CPU; what is left
of it hits those that run in turns alike, so ratios are those of pairs that ran one after the other.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

_Key = TypeVar("_Key")


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One run of a command.

    Attributes:
        cpu: seconds, of user and system, of the process and all that it waited for.
        wall: seconds.
        output: what it printed.
    """

    cpu: float
    wall: float
    output: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """What several runs gave."""

    median: float
    least: float
    most: float

    def text(self, digits: int = 2, factor: float = 1) -> str:
        """For a table: `1.02 (0.98 to 1.07)`."""
        median, least, most = (
            f"{each * factor:.{digits}f}" for each in (self.median, self.least, self.most)
        )
        return median if least == most else f"{median} ({least} to {most})"


def spread(figures: Sequence[float]) -> Spread:
    """Median, least and most."""
    return Spread(median=statistics.median(figures), least=min(figures), most=max(figures))


def ratios(figures: Sequence[float], yardstick: Sequence[float]) -> Spread:
    """Of pairs: the first of the one by the first of the other, and so on."""
    return spread([mine / theirs for mine, theirs in zip(figures, yardstick, strict=True)])


def run(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str] | None = None) -> Run:
    """Run a command to its end.

    Args:
        command: program and arguments.
        cwd: folder it runs in.
        environment: what differs from this process's variables.

    Raises:
        RuntimeError: it failed; with what it wrote to stderr.
    """
    # .pyc files are part of what is measured, also where the caller writes none.
    variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(environment or {})}
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # the benchmarks' own commands
            command, cwd=cwd, env=variables, stdin=subprocess.DEVNULL, stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
        output.seek(0)
        errors.seek(0)
        if process.returncode != 0:
            raise RuntimeError(
                f"{' '.join(command)}: exit code {process.returncode}\n{errors.read()}"
            )
        return Run(cpu=usage.ru_utime + usage.ru_stime, wall=wall, output=output.read())


def in_turns(jobs: Mapping[_Key, Callable[[], Run]], repeats: int) -> dict[_Key, list[Run]]:
    """Run each job once to warm caches, then all of them, one after the other, again and again."""
    runs: dict[_Key, list[Run]] = {key: [] for key in jobs}
    for repeat in range(repeats + 1):
        for key, job in jobs.items():
            result = job()
            if repeat > 0:
                runs[key].append(result)
        tell(f"{repeat} of {repeats}" if repeat > 0 else "warm")
    return runs


def tell(text: str) -> None:
    """Progress, for who waits."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  # a command line

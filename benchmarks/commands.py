"""What the commands of every day take: `make synth`, quick or not, each check, fresh containers.

`python -m benchmarks commands` writes the section "The app's commands" of docs/benchmarks.md.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._page import PAGE, table, write_section
from benchmarks._places import JSII, ROOT
from benchmarks._runs import Run, Spread, in_turns, ratios, run, spread
from benchmarks.app_with import BUDGETS, CHECKS, OURS, PACKS, VALIDATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Runs = dict[str, list["Run"]]

_SYNTH = ("cdk", "synth", "--quiet", "**", "--strict", "--no-lookups")
# As the Makefile has them.
FULL, QUICK = "`make synth`", "`make synth ENV=dev`"
COMMANDS: Mapping[str, Sequence[str]] = {
    FULL: _SYNTH,
    QUICK: (*_SYNTH, "-c", "environments=dev", "-c", "checks=quick", "--no-validation"),
}
NONE, ALL = "no check", "all of them"
SETS: Mapping[str, Sequence[str]] = {
    NONE: (),
    "our rules": (OURS,),
    "budgets of the environments": (BUDGETS,),
    "cdk-nag, AwsSolutions alone": ("AwsSolutions",),
    "cdk-nag, all four packs": tuple(PACKS),
    "CDK's own validator": (VALIDATOR,),
    ALL: CHECKS,
}
WARM, RESTORED = "warm", "fresh container, both caches restored"
CONTAINERS = (
    WARM,
    RESTORED,
    "fresh container, .pyc alone",
    "fresh container, jsii's cache alone",
    "fresh container, no cache",
)
INNER_LOOP, FRESH = 0.35, 1.1


def measure(repeats: int, folder: Path) -> tuple[Runs, Runs, Runs]:
    """Runs of the commands, of the sets of checks, of the containers."""
    commands = in_turns({name: partial(_command, name, folder) for name in COMMANDS}, repeats)
    checks = in_turns({name: partial(_checks, SETS[name], folder) for name in SETS}, repeats)
    containers = in_turns({name: partial(_container, name, folder) for name in CONTAINERS}, repeats)
    return commands, checks, containers


def _command(name: str, folder: Path) -> Run:
    # As the Makefile: Node 24 and the CLI of this project.
    path = [ROOT / ".venv" / "node", ROOT / ".venv" / "bin", ROOT / "node_modules" / ".bin"]
    variables = {**JSII, "PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]])}
    command = [*COMMANDS[name], "--output", str(folder / "cdk.out")]
    return run(command, cwd=ROOT, environment=variables)


def _checks(checks: Sequence[str], folder: Path, **variables: str) -> Run:
    shutil.rmtree(folder / "app", ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.app_with", str(folder / "app"), *checks]
    return run(command, cwd=ROOT, environment={**JSII, **variables})


def _container(name: str, folder: Path) -> Run:
    """The app with all checks, in a home that knows nothing but the caches of that name."""
    if name == WARM:
        return _checks(CHECKS, folder)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    cache, compiled = home / ".cache" / "aws" / "jsii" / "package-cache", home / "pyc"
    compiled.mkdir(parents=True)
    variables = {"HOME": str(home), "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(cache)}
    if name in (RESTORED, "fresh container, jsii's cache alone"):
        shutil.copytree(_package_cache(), cache)
    if name in ("fresh container, jsii's cache alone", "fresh container, no cache"):
        # Where Python looks for .pyc files instead, and finds none.
        variables |= {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": "1"}
    return _checks(CHECKS, folder, **variables)


def _package_cache() -> Path:
    default = Path.home() / ".cache" / "aws" / "jsii" / "package-cache"
    return Path(os.environ.get("JSII_RUNTIME_PACKAGE_CACHE_ROOT", default))


def main(*, repeats: int, head: str) -> None:
    """Measure, and write the section of the page."""
    with tempfile.TemporaryDirectory() as place:
        commands, checks, containers = measure(repeats, Path(place))
    write(commands, checks, containers, head)


def write(commands: Runs, checks: Runs, containers: Runs, head: str) -> None:
    """Write the section of the page."""
    parts = [
        head,
        "Seconds of CPU of all processes, median (least to most).",
        "### Every environment, or one",
        _turns(commands),
        _table(commands, FULL),
        _verdict(_ratio(commands, QUICK, FULL), INNER_LOOP),
        "### What a check costs",
        f"`app.py` without the CLI, every environment, with these checks alone. {_turns(checks)}",
        _table(checks, NONE),
        "### A fresh container",
        f"{_CACHES} {_turns(containers)}",
        _table(containers, WARM),
        _verdict(_ratio(containers, RESTORED, WARM), FRESH),
    ]
    write_section(PAGE, "The app's commands", "\n\n".join(parts))


def _turns(runs: Runs) -> str:
    return f"{len(next(iter(runs.values())))} turns."


_CACHES = """\
Two caches make a fresh container as fast as a warm one; restore both in CI:

- `.pyc` files: `python -m compileall -q .venv/lib` when the packages are installed, as `make setup`
  does; `PYTHONDONTWRITEBYTECODE` and `uv` leave them out;
- jsii's unpacked packages: `~/.cache/aws/jsii/package-cache`, or where
  `JSII_RUNTIME_PACKAGE_CACHE_ROOT` says.

`app.py` with every check, without the CLI, in a home that has nothing else."""


def _ratio(runs: Runs, name: str, yardstick: str) -> Spread:
    return ratios(*([one.cpu for one in runs[each]] for each in (name, yardstick)))


def _table(runs: Runs, yardstick: str) -> str:
    rows = [
        [name, spread([one.cpu for one in each]).text(), _ratio(runs, name, yardstick).text()]
        for name, each in runs.items()
    ]
    return table(["", "seconds", f"to {yardstick}"], rows)


def _verdict(figure: Spread, at_most: float) -> str:
    met = "met" if round(figure.median, 2) <= at_most else "**not met**"
    return f"Target: ≤ {at_most:.2f}, {met} with {figure.text()}."

"""Times `endpoints check` as a whole process on many endpoints, and cfn-lint beside it.

`python -m benchmarks.checks` writes the section "Checks" of docs/benchmarks.md. An endpoint is what
a team has in production: a role, a model, a configuration of two variants, the endpoint, a scalable
target with a policy, and three alarms; 50 endpoints are a template. `python -m benchmarks.checks
--rules 1000` tells which rules take the time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from benchmarks import _installed  # noqa: F401  # tells what is missing
from benchmarks._page import PAGE, table, write_section
from benchmarks._production_templates import endpoint, write_templates
from benchmarks._runs import in_turns, run, spread

MOST_FOR_CFN_LINT: Final = 100  # more would take it minutes
TEXT: Final = """
Whole processes, interpreter start included, on endpoints of 9 resources each, 50 of them in a
template: median (least to most). `endpoints check` starts no Node and opens no connection.
cfn-lint is {cfnlint}.
"""
PLUGIN: Final = """
At synth the same checks are a plugin; its CPU seconds beside those of the whole synth of this app:
"""
ROOT: Final = Path(__file__).parents[1]
BIN: Final = Path(sys.executable).parent


def compare(*, repeats: int) -> str:
    """Time both; the body of the section."""
    rows = []
    for endpoints in (1, 100, 1000):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            paths = [str(path) for path in write_templates(folder, endpoints)]
            programs = {"endpoints": [str(BIN / "endpoints"), "check", *paths]}
            if endpoints <= MOST_FOR_CFN_LINT:
                programs["cfn-lint"] = [str(BIN / "cfn-lint"), *paths]
            jobs = {each: partial(run, command, cwd=folder) for each, command in programs.items()}
            runs = in_turns(jobs, repeats)
        figures = [
            spread([getattr(each, kind) for each in runs[program]]).text()
            if program in runs
            else ""
            for program in ("endpoints", "cfn-lint")
            for kind in ("cpu", "wall")
        ]
        rows.append([f"{endpoints:,}", f"{endpoints * len(endpoint('E')):,}", *figures])
    heads = ["endpoints", "resources", "`endpoints check`: CPU s", "s", "cfn-lint: CPU s", "s"]
    return table(heads, rows)


def plugin(*, repeats: int) -> str:
    """Time the plugin within a synth of the app: without CDK's own validator, and with it."""
    rows = []
    for told, options in ((" --no-validation", ["--no-validation"]), ("", [])):
        with tempfile.TemporaryDirectory() as name:
            taken, app = Path(name, "seconds"), ROOT / "benchmarks" / "timed_app.py"
            command = [
                *("cdk", "synth", "--quiet", "**", "--no-lookups", *options),
                *("--output", str(Path(name, "cdk.out"))),
                *("--app", f"{sys.executable} {app} {taken}"),
            ]
            shares, plugins, wholes = [], [], []
            for _ in range(repeats):
                wholes.append(run(command, cwd=ROOT).cpu)
                plugins.append(float(taken.read_text(encoding="utf-8")))
                shares.append(plugins[-1] / wholes[-1])
        share = f"{spread(shares).median:.1%}"
        rows.append(
            [f"`cdk synth '**'{told}`", *(spread(f).text() for f in (plugins, wholes)), share]
        )
    return table(["", "plugin", "whole synth", "share"], rows)


def main(*, repeats: int, head: str) -> None:
    """Measure, and write the section."""
    text = TEXT.format(cfnlint=version("cfn-lint"))
    parts = [f"{head}\n{text}", compare(repeats=repeats), PLUGIN.strip(), plugin(repeats=repeats)]
    write_section(PAGE, "Checks", "\n\n".join(parts))


def slowest(endpoints: int, most: int = 15) -> str:
    """Find the rules that take the time; milliseconds of each."""
    from sagemaker_hosting.rules import RULES, _engine  # noqa: PLC0415  # not where time is taken
    from sagemaker_hosting.templates import read_templates  # noqa: PLC0415  # likewise
    from sagemaker_hosting.view import Hosting  # noqa: PLC0415  # likewise

    with tempfile.TemporaryDirectory() as name:
        hosting = Hosting(read_templates(write_templates(Path(name), endpoints)))
    taken: Counter[str] = Counter()
    for turn in ("links are found", "rules alone"):
        for rule in RULES:
            things = list(_engine._things(hosting, rule.looks_at))  # noqa: SLF001  # the engine is what is measured
            started = time.perf_counter()
            for thing in things:
                list(rule.check(thing))
            taken[f"{rule.id} ({turn})"] = int((time.perf_counter() - started) * 1_000_000)
    return "\n".join(f"{micro / 1000:8.1f} ms  {rule}" for rule, micro in taken.most_common(most))


def told(arguments: Sequence[str]) -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checks", description=__doc__)
    parser.add_argument("--rules", type=int, metavar="ENDPOINTS", help="the slowest rules")
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args(arguments)
    if given.repeats < 1 or (given.rules is not None and given.rules < 1):
        parser.error("--repeats and --rules must be at least 1")
    if given.rules:
        print(slowest(given.rules))  # noqa: T201  # what it is for
        return
    today = datetime.now(UTC).date().isoformat()
    command = f"python -m benchmarks.checks --repeats {given.repeats}"
    main(repeats=given.repeats, head=f"`{command}`, {today}.")


if __name__ == "__main__":
    told(sys.argv[1:])

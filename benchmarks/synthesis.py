"""The same endpoints, written in seven ways: what each costs beside raw L1.

`python -m benchmarks synthesis` runs all of them in turns, again and again, and writes the section
"Synthesis" of docs/benchmarks.md.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._likeness import differences
from benchmarks._outcome import Outcome
from benchmarks._places import JSII, NODE, ROOT, node_modules, python_of
from benchmarks._runs import Run, in_turns, run, tell
from benchmarks._synthesis_page import write
from benchmarks.synth import ENDPOINTS_PER_STACK, context, templates
from benchmarks.writers import _facts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.lines import Line

NUMBERS = (1, 10, 50, 200)
YARDSTICK = "structs"
_TURNS_OF_LINES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """One way to write endpoints.

    Attributes:
        title: for tables.
        venv: virtual environment of its own, None for the project's.
    """

    title: str
    venv: str | None = None


WRITERS: Mapping[str, Writer] = {
    "structs": Writer(title="raw L1, structs"),
    "ours": Writer(title="**this library**"),
    "dicts": Writer(title="raw L1, dictionaries"),
    "generic": Writer(title="generic `CfnResource`"),
    "alpha": Writer(title="AWS's alpha L2", venv="alpha"),
    "generative_ai": Writer(title="generative-ai-cdk-constructs", venv="generative-ai"),
    "plain": Writer(title="JavaScript, raw L1"),
}


def command(writer: str, endpoints: int, outdir: Path) -> list[str]:
    """What synthesizes that many endpoints of a writer."""
    if writer == "plain":
        script = ROOT / "benchmarks" / "writers" / "plain.js"
        return [str(NODE), str(script), str(endpoints), str(outdir), str(_facts_file(outdir))]
    venv = WRITERS[writer].venv
    python = python_of(venv) if venv is not None else sys.executable
    return [python, "-m", "benchmarks.synth", writer, str(endpoints), str(outdir)]


def synthesize(writer: str, endpoints: int, outdir: Path, *options: str) -> Run:
    """Synthesize in a process of its own, into a fresh folder."""
    shutil.rmtree(outdir, ignore_errors=True)
    environment = {"NODE_PATH": str(node_modules())} if writer == "plain" else JSII
    return run([*command(writer, endpoints, outdir), *options], cwd=ROOT, environment=environment)


def _facts_file(outdir: Path) -> Path:
    facts = {name: value for name, value in vars(_facts).items() if name.isupper()}
    facts |= {"CONTEXT": context(), "ENDPOINTS_PER_STACK": ENDPOINTS_PER_STACK}
    file = outdir.with_suffix(".facts.json")
    if not file.exists():
        file.write_text(json.dumps(facts))
    return file


def look(writer: str, numbers: Sequence[int], folder: Path) -> dict[str, Any]:
    """What is the same at every run: resources, bytes, messages, differences."""
    messages, sizes, resources = {}, {}, {}
    for number in numbers:
        outdir = folder / f"{writer}-{number}"
        options = [] if writer == "plain" else ["--messages"]
        told = json.loads(synthesize(writer, number, outdir, *options).output)
        messages[number] = told["messages"]
        sizes[number] = sum(file.stat().st_size for file in outdir.glob("*.template.json"))
        resources[number] = sum(len(each["Resources"]) for each in templates(str(outdir)).values())
    return {"messages": messages, "sizes": sizes, "resources": resources}


def compare(writer: str, folder: Path) -> list[str]:
    """What two endpoints of a writer have, and those of the yardstick have not, and the reverse."""
    for each in (writer, YARDSTICK):
        synthesize(each, 2, folder / each)
    mine, theirs = (templates(str(folder / each))["Stack0"] for each in (writer, YARDSTICK))
    return differences(mine, theirs)


def measure(
    repeats: int, *, writers: Sequence[str] = tuple(WRITERS), numbers: Sequence[int] = NUMBERS
) -> dict[str, Outcome]:
    """Look at each writer once, then run all of them in turns."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        constant = {}
        for writer in writers:
            tell(f"looking at {WRITERS[writer].title}")
            constant[writer] = {
                **look(writer, numbers, folder),
                "differences": compare(writer, folder),
            }
        jobs = {
            (writer, number): partial(synthesize, writer, number, folder / writer)
            for number in numbers
            for writer in writers
        }
        runs = in_turns(jobs, repeats)
    return {
        writer: Outcome(
            runs={number: runs[writer, number] for number in numbers}, **constant[writer]
        )
        for writer in writers
    }


def versions() -> dict[str, str]:
    """Of what was measured."""
    lines = []
    for python in (sys.executable, python_of("alpha"), python_of("generative-ai")):
        listing = [python, "-m", "pip", "list", "--format=freeze"]
        lines += subprocess.check_output(listing, text=True).splitlines()  # noqa: S603  # ourselves
    wanted = (
        "aws-cdk-lib",
        "aws-cdk.aws-sagemaker-alpha",
        "cdklabs.generative-ai-cdk-constructs",
        "jsii",
        "cdk-nag",
    )
    found: dict[str, str] = {}
    for line in lines:
        name, _, version = line.partition("==")
        if name in wanted:
            found.setdefault(name, version)  # of two cdk-nags the project's
    found["Python"] = sys.version.split()[0]
    node = [str(NODE), "--version"]
    found["Node"] = subprocess.check_output(node, text=True).strip().lstrip("v")  # noqa: S603  # ours
    return found


def main(*, repeats: int, head: str) -> None:
    """Measure, and write the section of the page."""
    outcomes = measure(repeats)
    titled = {WRITERS[name].title: outcome for name, outcome in outcomes.items()}
    write(titled, lines(), versions(), head)


def lines() -> dict[str, list[Line]]:
    """Which lines of the library, and of raw L1, wait for Node: the quietest of some turns."""
    module = [sys.executable, "-m", "benchmarks.lines"]
    jobs = {
        writer: partial(run, [*module, writer], cwd=ROOT, environment=JSII)
        for writer in ("ours", YARDSTICK)
    }
    turns: dict[str, list[list[Line]]] = {
        writer: [json.loads(each.output) for each in runs]
        for writer, runs in in_turns(jobs, _TURNS_OF_LINES).items()
    }
    return {
        writer: min(each, key=lambda turn: sum(line["ms"] for line in turn))
        for writer, each in turns.items()
    }

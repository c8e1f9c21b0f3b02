"""Synthesizes an environment file of many endpoints: does each cost what the first ones did?

`python -m benchmarks scale` writes the section "Scale" of docs/benchmarks.md, each number from a
process of its own: seconds of CPU for reading the file, building the constructs and synthesizing,
of Python and Node together, and the memory that both have at the end.
`python -m benchmarks.scale 500` prints the figures of one process.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import aws_cdk as cdk
import jsii
import psutil

from benchmarks._page import PAGE, table, write_section
from benchmarks._runs import run, spread, tell
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environment

ROOT = Path(__file__).parents[1]
NUMBERS = (50, 100, 200, 500)
MOST = 3
_ENDPOINT = """\
  demand-{number:03}:
    kind: real_time
    variants:
      champion:
        model: nlinear
        instance_type: ml.c6i.large
        weight: 9
        scaling: {{min: 1, max: 4, invocations_per_minute: 70}}
      challenger: {{model: nlinear, instance_type: ml.c6i.large, weight: 1}}
    alarms: {{model_latency_p99_ms: 500}}
"""


def environment_file(endpoints: int) -> str:
    """An environment of that many endpoints: each 10 resources."""
    head = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear:
    image: {uri: "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1"}
    data: {uri: "s3://models-of-the-team/nlinear/model.tar.gz"}
endpoints:
"""
    return head + "".join(_ENDPOINT.format(number=number) for number in range(endpoints))


def synthesize(endpoints: int, folder: Path) -> dict[str, float]:
    """Write the file, read it, build and synthesize; what each took."""
    file = folder / "environments" / "many.yaml"
    file.parent.mkdir()
    file.write_text(environment_file(endpoints))
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = cdk.App(
        context=context,
        outdir=str(folder / "cdk.out"),
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    started, beginning = time.perf_counter(), _cpu_seconds()
    environment = load_environment(file)
    read = _cpu_seconds()
    EnvironmentStage(app, environment=environment)
    built = _cpu_seconds()
    app.synth()
    done = _cpu_seconds()
    return {
        "read": read - beginning,
        "build": built - read,
        "synth": done - built,
        "ms_per_endpoint": (done - beginning) / endpoints * 1000,
        "wall": time.perf_counter() - started,
        "python_mb": _mb(psutil.Process()),
        "node_mb": max(map(_mb, _node_processes())),
    }


def _node_processes() -> list[psutil.Process]:
    # jsii's process starts the one that runs CDK.
    outer = psutil.Process(jsii.kernel.provider._process._process.pid)  # type: ignore[attr-defined]  # noqa: SLF001  # jsii's own
    return [outer, *outer.children()]


def _cpu_seconds() -> float:
    """Of this process and of Node's, every thread of them."""
    times = [process.cpu_times() for process in (psutil.Process(), *_node_processes())]
    return float(sum(each.user + each.system for each in times))


def _mb(process: psutil.Process) -> float:
    memory: int = process.memory_info().rss
    return memory / 1024**2


def main(*, repeats: int, head: str) -> None:
    """Measure, and write the section of the page."""
    rows = []
    for endpoints in NUMBERS:
        command = [sys.executable, "-m", "benchmarks.scale", str(endpoints)]
        turns = [json.loads(run(command, cwd=ROOT).output) for _ in range(min(repeats, MOST))]
        tell(f"{endpoints} endpoints")
        figures = {name: spread([turn[name] for turn in turns]) for name in turns[0]}
        row = [figures[name].text() for name in ("read", "build", "synth")]
        row += [figures[name].text(0) for name in ("ms_per_endpoint", "python_mb", "node_mb")]
        rows.append([str(endpoints), *row])
    heads = [
        "endpoints",
        "reading the file, s",
        "building, s",
        "synthesizing, s",
        "ms an endpoint",
        "Python, MB",
        "Node, MB",
    ]
    told = f"Median (least to most) of {min(repeats, MOST)} processes each, CPU of Python and Node."
    write_section(PAGE, "Scale", f"{head}\n\n{_EXPLANATION}\n{told}\n\n{table(heads, rows)}")


_EXPLANATION = """\
An environment file of many endpoints, 10 resources each, in stacks of their own."""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(synthesize(int(sys.argv[1]), Path(place))))  # noqa: T201  # what it is for

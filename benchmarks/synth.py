"""Synthesizes many endpoints in one process, as one of the writers writes them.

`python -m benchmarks.synth ours 50 OUTDIR` and `python -m benchmarks.synth structs 50 OUTDIR`
differ in nothing but who writes the resources; `python -m benchmarks` runs them in turns. It prints
what the process took, as JSON.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii

from benchmarks.writers._facts import ACCOUNT, REGION

ROOT = Path(__file__).parents[1]
ENDPOINTS_PER_STACK = 40  # of 11 resources each, at the most: a stack may have 500
# Of macOS in bytes, elsewhere in kilobytes.
_MB = 1024**2 if sys.platform == "darwin" else 1024


def synthesize(writer: str, endpoints: int, outdir: str) -> dict[str, dict[str, Any]]:
    """Build and synthesize; the template of each stack.

    Args:
        writer: module of `benchmarks.writers`.
        endpoints: how many.
        outdir: where the cloud assembly goes.
    """
    build(writer, endpoints, outdir)
    return templates(outdir)


def build(writer: str, endpoints: int, outdir: str) -> None:
    """Build and synthesize."""
    add = importlib.import_module(f"benchmarks.writers.{writer}").add
    app = cdk.App(
        context=context(),
        outdir=outdir,
        analytics_reporting=False,
        builtin_cloud_formation_validation=False,
    )
    stack = None
    for number in range(endpoints):
        if number % ENDPOINTS_PER_STACK == 0:
            stack = cdk.Stack(
                app,
                f"Stack{number // ENDPOINTS_PER_STACK}",
                env=cdk.Environment(account=ACCOUNT, region=REGION),
            )
        add(stack, f"E{number}")
    app.synth()


def context() -> dict[str, Any]:
    """The feature flags of this project."""
    flags: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return flags


def templates(outdir: str) -> dict[str, dict[str, Any]]:
    """The templates of a cloud assembly, by the name of their stack."""
    return {
        file.name.removesuffix(".template.json"): json.loads(file.read_text())
        for file in sorted(Path(outdir).glob("*.template.json"))
    }


def _own_peak_mb() -> float:
    """Memory of this process at its most.

    Linux counts what the process was forked from to `ru_maxrss` as well.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (peak,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB


def main() -> None:
    """Synthesize, and print what Python and Node took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("writer")
    parser.add_argument("endpoints", type=int)
    parser.add_argument("outdir")
    parser.add_argument("--messages", action="store_true", help="count them: takes time of its own")
    options = parser.parse_args()
    messages: list[Any] = []
    if options.messages:
        from benchmarks.messages import recorded  # noqa: PLC0415  # not where time is measured

        with recorded() as messages:
            build(options.writer, options.endpoints, options.outdir)
    else:
        build(options.writer, options.endpoints, options.outdir)
    # The CPU of a child is told when it has ended.
    jsii.kernel.provider._process.stop()  # type: ignore[attr-defined]  # noqa: SLF001  # jsii's own
    python = resource.getrusage(resource.RUSAGE_SELF)
    node = resource.getrusage(resource.RUSAGE_CHILDREN)
    figures = {
        "python_cpu": python.ru_utime + python.ru_stime,
        "node_cpu": node.ru_utime + node.ru_stime,
        "python_mb": _own_peak_mb(),
        "node_mb": node.ru_maxrss / _MB,
        "messages": len(messages),
    }
    print(json.dumps(figures))  # noqa: T201  # what it is for


if __name__ == "__main__":
    main()

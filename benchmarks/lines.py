"""Which lines of the library wait for Node, and how long, for each endpoint.

`python -m benchmarks.lines ours` prints JSON; with `structs` it is what the same endpoint takes
when it is written by hand.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TypedDict

from benchmarks.messages import recorded
from benchmarks.synth import build

ENDPOINTS = 200
ROOT = Path(__file__).parents[1]


class Line(TypedDict):
    """What a line says to Node for each endpoint, how often, and how many ms it waits."""

    line: str
    says: str
    times: float
    ms: float


def waits(writer: str) -> list[Line]:
    """Lines, longest first; by the median of a line's messages, for the machine may be busy."""
    with tempfile.TemporaryDirectory() as folder, recorded() as messages:
        build(writer, ENDPOINTS, folder)
    of_lines = defaultdict(list)
    for message in messages:
        of_lines[message.sender, message.api, message.subject].append(message.seconds)
    lines: list[Line] = [
        {
            "line": sender.removeprefix(f"{ROOT}/"),
            "says": f"{api} {subject.replace('aws-cdk-lib.', '')}",
            "times": len(seconds) / ENDPOINTS,
            "ms": statistics.median(seconds) * len(seconds) / ENDPOINTS * 1000,
        }
        for (sender, api, subject), seconds in of_lines.items()
        if len(seconds) >= ENDPOINTS
    ]
    return sorted(lines, key=lambda line: -line["ms"])


if __name__ == "__main__":
    print(json.dumps(waits(sys.argv[1])))  # noqa: T201  # what it is for

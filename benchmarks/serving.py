"""Forecasts a second, and how long each takes: the sandbox, TorchServe, and no server at all.

`python -m benchmarks serving` asks each server from 1, 4 and 16 clients, in turns, and writes the
section "Serving" of docs/benchmarks.md. TorchServe takes part where Java is installed.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks._clients import Load, ask
from benchmarks._model_servers import (
    WORKERS,
    cpu_seconds,
    has_java,
    lay_out,
    memory_mb,
    sandbox,
    torchserve,
)
from benchmarks._page import PAGE, table, write_section
from benchmarks._places import ROOT, python_of
from benchmarks._runs import spread, tell

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import psutil

CLIENTS = (1, 4, 16)
SECONDS = 3.0
LINE_SECONDS = 0.1
MODEL = ROOT / "model_code" / "nlinear"
_MS = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """What clients saw of a server in one turn, and what it took.

    Attributes:
        load: what the clients saw.
        cpu: seconds of the server's processes for each answer.
    """

    load: Load
    cpu: float


def turn(port: int, server: psutil.Process, request: bytes, clients: int, seconds: float) -> Turn:
    """Ask a server from that many clients."""
    before = cpu_seconds(server)
    load = ask(port, request, clients=clients, seconds=seconds)
    return Turn(load=load, cpu=(cpu_seconds(server) - before) / len(load.latencies))


def http_request(body: bytes) -> bytes:
    """The request of one forecast."""
    head = (
        "POST /invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure(repeats: int) -> tuple[dict[tuple[str, int], list[Turn]], dict[str, float]]:
    """Turns of each server and number of clients, and the memory of each server in MB."""
    request = http_request((MODEL / "sample.json").read_bytes())
    turns: dict[tuple[str, int], list[Turn]] = {}
    with tempfile.TemporaryDirectory() as place, contextlib.ExitStack() as stack:
        folder = Path(place)
        model = lay_out(MODEL, folder / "model")
        servers = {"sandbox": stack.enter_context(sandbox(model))}
        if has_java():
            servers["TorchServe"] = stack.enter_context(torchserve(model, folder))
        for port, process in servers.values():
            turn(port, process, request, max(CLIENTS), SECONDS)
        for repeat in range(repeats):
            for clients in CLIENTS:
                for name, (port, process) in servers.items():
                    one = turn(port, process, request, clients, SECONDS)
                    turns.setdefault((name, clients), []).append(one)
            tell(f"{repeat + 1} of {repeats}")
        memory = {name: memory_mb(process) for name, (_, process) in servers.items()}
    return turns, memory


def direct() -> dict[str, Any]:
    """The model code, called without a server."""
    with tempfile.TemporaryDirectory() as place:
        model = lay_out(MODEL, Path(place) / "model")
        script = ROOT / "benchmarks" / "forecasts.py"
        command = [python_of("torchserve"), str(script), str(model), str(MODEL / "sample.json")]
        figures: dict[str, Any] = json.loads(subprocess.check_output(command, text=True))  # noqa: S603  # ourselves
        return figures


def main(*, repeats: int, head: str) -> None:
    """Measure, and write the section of the page."""
    turns, memory = measure(repeats)
    alone = direct()
    called = f"{alone['per_second']:.0f}", f"{alone['p50'] * _MS:.2f}", f"{alone['p99'] * _MS:.2f}"
    rows = [["model code called", "1", *called, "", ""]]
    rows += [_row(name, clients, each) for (name, clients), each in turns.items()]
    heads = ["", "clients", "a second", "p50, ms", "p99, ms", "under 100 ms", "CPU ms a forecast"]
    steps = [[step, f"{figure:.0f}"] for step, figure in alone["microseconds"].items()]
    told = ", ".join(f"{name} {figure:.0f} MB" for name, figure in memory.items())
    parts = [
        head,
        _EXPLANATION.format(workers=WORKERS, seconds=SECONDS, repeats=repeats),
        table(heads, rows),
        f"Memory, shared pages counted once: {told}.",
        "### Where the time of a forecast goes",
        "Microseconds of CPU, one series of 336 values to 48, medians of rounds in turns.",
        table(["step", "µs"], steps),
        _PARSER.format(share=_share_of_a_parser(alone["microseconds"], turns["sandbox", 1])),
    ]
    if not has_java():
        parts.insert(2, "TorchServe did not take part: it needs Java, and there was none.")
    write_section(PAGE, "Serving", "\n\n".join(parts))


_EXPLANATION = """\
`model_code/nlinear` in the sandbox's model server and in TorchServe 0.12.0, as AWS's PyTorch images
run it: {workers} workers each, the clients on the same cores. Median (least to most) of {repeats}
turns of {seconds:.0f} seconds; under 100 ms: of the turn with the fewest."""


_PARSER = """\
orjson in place of json would spare {share:.1%} of what the sandbox takes for a forecast. It is not
used: neither torch nor AWS's toolkit brings it, so that a container would install it at each
start, over the network."""


def _share_of_a_parser(microseconds: Mapping[str, float], turns: Sequence[Turn]) -> float:
    spared = (
        microseconds["input_fn: json.loads"]
        - microseconds["input_fn: orjson.loads instead"]
        + microseconds["output_fn: json.dumps"]
        - microseconds["output_fn: orjson.dumps instead"]
    )
    return spared / 1e6 / spread([each.cpu for each in turns]).median


def _row(name: str, clients: int, turns: Sequence[Turn]) -> list[str]:
    loads = [each.load for each in turns]
    return [
        name,
        str(clients),
        spread([load.per_second for load in loads]).text(0),
        spread([load.quantile(0.5) * _MS for load in loads]).text(1),
        spread([load.quantile(0.99) * _MS for load in loads]).text(1),
        _share(min(load.within(LINE_SECONDS) for load in loads)),
        spread([each.cpu * _MS for each in turns]).text(),
    ]


def _share(share: float) -> str:
    return "all" if share == 1 else f"{share:.2%}"

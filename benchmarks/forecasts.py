"""Calls model code without a server, and its steps one by one: what is left to gain in them?

`forecasts.py MODEL_FOLDER REQUEST.json` prints JSON. It runs in the virtual environment that has
orjson beside torch, and imports nothing of the project but the model code.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_SECONDS = 0.3
_ROUNDS = 7
_WARM_UP = 200
_JSON = "application/json"


def measure(folder: Path, body: bytes) -> dict[str, Any]:
    """Latencies of whole calls, and microseconds of CPU of each step.

    Args:
        folder: model.tar.gz, unpacked.
        body: request in JSON.
    """
    sys.path.insert(0, str(folder / "code"))
    code = importlib.import_module("inference")
    model = code.model_fn(str(folder))

    def whole() -> None:
        code.output_fn(code.predict_fn(code.input_fn(body, _JSON), model), _JSON)

    latencies = _latencies(whole)
    return {
        "per_second": len(latencies) / sum(latencies),
        "p50": latencies[len(latencies) // 2],
        "p99": latencies[int(0.99 * len(latencies))],
        "microseconds": _in_turns(_steps(code, model, body)),
    }


def _steps(code: Any, model: Any, body: bytes) -> dict[str, Callable[[], object]]:
    import numpy as np  # noqa: PLC0415  # where the model code's packages are
    import orjson  # type: ignore[import-not-found]  # noqa: PLC0415  # in the same place
    import torch  # noqa: PLC0415  # likewise

    text = body.decode()
    instances = json.loads(text)["instances"]
    series = code.input_fn(body, _JSON)
    forecast = code.predict_fn(series, model)
    past = torch.from_numpy(np.array(series, dtype=np.float32))
    rows = [[float(f"{value:.7g}") for value in row] for row in forecast.tolist()]
    answer = {"predictions": rows}

    def network() -> object:
        with torch.inference_mode():
            return model.net(past)[:, : model.horizon]

    def both() -> object:
        return code.predict_fn(code.input_fn(body, _JSON), model)

    return {
        "all three": lambda: code.output_fn(both(), _JSON),
        "input_fn": lambda: code.input_fn(body, _JSON),
        "input_fn: json.loads": lambda: json.loads(text),
        "input_fn: orjson.loads instead": lambda: orjson.loads(body),
        "input_fn: numbers looked at": lambda: code._numbers(instances[0], ""),  # noqa: SLF001  # a part of the model code is measured
        "predict_fn": lambda: code.predict_fn(series, model),
        "predict_fn: to 32-bit floats": lambda: np.array(series, dtype=np.float32),
        "predict_fn: a tensor of lists instead": lambda: torch.tensor(
            instances, dtype=torch.float32
        ),
        "predict_fn: the network": network,
        "predict_fn: finite?": lambda: np.isfinite(forecast).all(),
        "output_fn": lambda: code.output_fn(forecast, _JSON),
        "output_fn: seven digits": lambda: [
            [float(f"{value:.7g}") for value in row] for row in forecast.tolist()
        ],
        "output_fn: json.dumps": lambda: json.dumps(answer),
        "output_fn: orjson.dumps instead": lambda: orjson.dumps(answer).decode(),
        "output_fn: orjson of the array, digits and all": lambda: orjson.dumps(
            {"predictions": forecast}, option=orjson.OPT_SERIALIZE_NUMPY
        ).decode(),
    }


def _latencies(call: Callable[[], object]) -> list[float]:
    for _ in range(_WARM_UP):
        call()
    latencies = []
    end = time.perf_counter() + _SECONDS * _ROUNDS
    while time.perf_counter() < end:
        started = time.perf_counter()
        call()
        latencies.append(time.perf_counter() - started)
    return sorted(latencies)


def _in_turns(steps: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of CPU of a call: the median of rounds in which all steps take their turn."""
    rounds: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(_ROUNDS):
        for name, step in steps.items():
            calls, started = 0, time.thread_time()
            end = started + _SECONDS / len(steps) * 3
            while time.thread_time() < end:
                for _ in range(20):
                    step()
                calls += 20
            rounds[name].append((time.thread_time() - started) / calls * 1e6)
    return {name: statistics.median(each) for name, each in rounds.items()}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes())))  # noqa: T201  # a command line

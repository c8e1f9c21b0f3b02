"""SageMaker handlers of the NLinear forecaster.

In: JSON ``{"instances": [[22262, 21756, ...], ...]}`` or CSV with one series a line, oldest value
first, each at least as long as the model's context; of longer ones the last ``context`` values
count. Series may differ in length. Out: ``{"predictions": [[...], ...]}`` or CSV with one forecast
a line, in the order of the input, as the request's Accept says.

The environment variable FORECAST_HORIZON (1 to the model's horizon) shortens the forecasts.

Whatever is wrong with a request is raised here as a 4xx: the toolkit's own handlers answer 500.
"""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
import torch
from net import NLinear  # type: ignore[import-not-found]  # lies beside this file in code/
from numpy.typing import NDArray
from sagemaker_inference import errors

JSON = "application/json"
CSV = "text/csv"


@dataclass(frozen=True, kw_only=True)
class Forecaster:
    """A loaded network and the number of values that it is asked for."""

    net: NLinear
    horizon: int


def model_fn(model_dir: str) -> Forecaster:
    """Load config.json and the weights.

    Args:
        model_dir: Folder that model.tar.gz was unpacked into.

    Raises:
        ValueError: FORECAST_HORIZON is not between 1 and the model's horizon.
    """
    config = json.loads(Path(model_dir, "config.json").read_text(encoding="utf-8"))
    net = NLinear(context=config["context"], horizon=config["horizon"])
    weights = torch.load(Path(model_dir, "model.pth"), map_location="cpu", weights_only=True)
    net.load_state_dict(weights)
    return Forecaster(net=net.eval(), horizon=_asked_horizon(longest=config["horizon"]))


def input_fn(body: str | bytes | bytearray, content_type: str | None) -> list[NDArray[np.float64]]:
    """Read the series of one request.

    Raises:
        BaseInferenceToolkitError: 415 for any type but JSON and CSV in UTF-8, 400 for a body that
            is empty, malformed, or holds anything but finite numbers.
    """
    media_type, parameters = _parse_media_type(content_type or "")
    if media_type not in (JSON, CSV) or parameters.get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise _refuse(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"content type {content_type!r} is not supported: send {JSON} or {CSV} in utf-8",
        )
    # The toolkit decodes a body only where the content type carries no parameters.
    try:
        text = body if isinstance(body, str) else bytes(body).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad_request(f"the body is not utf-8: {error}") from error
    return _read_json(text) if media_type == JSON else _read_csv(text)


def predict_fn(
    series: Sequence[Sequence[float] | NDArray[np.float64]], model: Forecaster
) -> NDArray[np.float32]:
    """Forecast every series.

    Returns:
        Forecasts in the unit of the input; shape (series, horizon).

    Raises:
        BaseInferenceToolkitError: 400 for a series that is shorter than the context, or whose
            values lie beyond what 32-bit floats can hold.
    """
    context = model.net.context
    for position, values in enumerate(series):
        if len(values) < context:
            raise _bad_request(
                f"series {position} has {len(values)} values: at least {context} are needed"
            )
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused below
        past = np.array([values[-context:] for values in series], dtype=np.float32)
    with torch.inference_mode():
        forecasts: NDArray[np.float32] = model.net(torch.from_numpy(past)).numpy()
    forecasts = forecasts[:, : model.horizon]
    if not np.isfinite(forecasts).all():
        raise _bad_request("the values are too large to forecast in 32-bit floats")
    return forecasts


def output_fn(forecasts: NDArray[np.float32], accept: str) -> tuple[str, str]:
    """Write the forecasts as the caller accepts them.

    Returns:
        The body and its content type.

    Raises:
        BaseInferenceToolkitError: 406 where neither JSON nor CSV is accepted.
    """
    # Seven digits are what a 32-bit float holds.
    rows = [[float(f"{value:.7g}") for value in row] for row in forecasts.tolist()]
    content_type = _accepted(accept)
    if content_type == CSV:
        return "".join(",".join(map(repr, row)) + "\n" for row in rows), CSV
    return json.dumps({"predictions": rows}), JSON


def _asked_horizon(*, longest: int) -> int:
    asked = os.environ.get("FORECAST_HORIZON", str(longest))
    if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= longest):
        raise ValueError(
            f"FORECAST_HORIZON must be a whole number from 1 to {longest}, got {asked!r}"
        )
    return int(asked)


def _read_json(text: str) -> list[NDArray[np.float64]]:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad_request(f"the body is not JSON: {error}") from error
    instances = payload.get("instances") if isinstance(payload, dict) else None
    if not isinstance(instances, list) or not instances:
        raise _bad_request('the body must be {"instances": [[...], ...]} with at least one series')
    return [_numbers(values, f"instances[{i}]") for i, values in enumerate(instances)]


def _read_csv(text: str) -> list[NDArray[np.float64]]:
    lines = text.splitlines()
    if not lines:
        raise _bad_request("the body is empty: send one series a line")
    return [_csv_numbers(line, f"line {number}") for number, line in enumerate(lines, start=1)]


def _csv_numbers(line: str, place: str) -> NDArray[np.float64]:
    values = []
    for column, cell in enumerate(line.split(","), start=1):
        try:
            values.append(float(cell))
        except ValueError as error:
            raise _bad_request(f"{place}, column {column}: {cell!r} is not a number") from error
    return _numbers(values, place)


def _numbers(values: Any, place: str) -> NDArray[np.float64]:
    # json.loads reads NaN and Infinity, and True is an int in Python: look at the exact types.
    if not isinstance(values, list) or not set(map(type, values)) <= {int, float}:
        raise _bad_request(f"{place} must be a list of numbers")
    try:
        numbers = np.array(values, dtype=np.float64)
    except OverflowError as error:
        raise _bad_request(f"{place} holds a number that is too large") from error
    if not np.isfinite(numbers).all():
        raise _bad_request(f"{place} must hold finite numbers: fill the gaps of a series first")
    return numbers


def _accepted(accept: str) -> str:
    """Choose between JSON and CSV: highest q first, then the caller's order."""
    wishes = [_parse_media_type(wish) for wish in accept.split(",")]
    for media_range, parameters in sorted(wishes, key=lambda wish: -_quality(wish[1])):
        if _quality(parameters) > 0:
            for content_type in (JSON, CSV):
                kind = content_type.partition("/")[0]
                if media_range in (content_type, f"{kind}/*", "*/*"):
                    return content_type
    raise _refuse(HTTPStatus.NOT_ACCEPTABLE, f"cannot answer as {accept!r}: accept {JSON} or {CSV}")


def _quality(parameters: dict[str, str]) -> float:
    try:
        return float(parameters.get("q", "1"))
    except ValueError:
        return 0.0


def _parse_media_type(value: str) -> tuple[str, dict[str, str]]:
    media_type, *rest = (part.strip().lower() for part in value.split(";"))
    return media_type, dict(_parameters(rest))


def _parameters(parts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for part in parts:
        name, _, value = part.partition("=")
        yield name.strip(), value.strip().strip('"')


def _bad_request(message: str) -> Exception:
    return _refuse(HTTPStatus.BAD_REQUEST, message)


def _refuse(status: HTTPStatus, message: str) -> Exception:
    error: Exception = errors.BaseInferenceToolkitError(status.value, message, status.phrase)
    return error

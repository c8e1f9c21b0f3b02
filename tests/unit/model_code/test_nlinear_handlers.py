"""The handlers of model_code/nlinear, called as the toolkit calls them."""

import ast
import json
import sys
from typing import Any

import numpy as np
import pytest
import torch
from sagemaker_inference.errors import BaseInferenceToolkitError

JSON = "application/json"
CSV = "text/csv"


@pytest.fixture(scope="module")
def handlers(nlinear: Any) -> Any:
    return nlinear.inference


@pytest.fixture(scope="module")
def model(nlinear: Any) -> Any:
    return nlinear.inference.model_fn(str(nlinear.folder))


@pytest.fixture(scope="module")
def sample(nlinear: Any) -> list[float]:
    payload = json.loads((nlinear.folder / "sample.json").read_text())
    (values,) = payload["instances"]
    return [float(value) for value in values]


def forecast(handlers: Any, model: Any, body: Any, content_type: str, accept: str = JSON) -> Any:
    series = handlers.input_fn(body, content_type)
    return handlers.output_fn(handlers.predict_fn(series, model), accept)


def as_json(*series: list[Any]) -> str:
    return json.dumps({"instances": series})


def as_csv(*series: list[float]) -> str:
    return "".join(",".join(map(str, values)) + "\n" for values in series)


def test_json_comes_back_as_one_day_for_each_series(
    handlers: Any, model: Any, sample: list[float]
) -> None:
    body, content_type = forecast(handlers, model, as_json(sample, sample[::-1]), JSON)

    predictions = json.loads(body)["predictions"]
    assert content_type == JSON
    assert [len(values) for values in predictions] == [48, 48]
    assert predictions[0] != predictions[1]


def test_csv_and_json_hold_the_same_figures(handlers: Any, model: Any, sample: list[float]) -> None:
    other = [value / 7 for value in sample]

    as_lines, content_type = forecast(handlers, model, as_csv(sample, other), CSV, CSV)

    as_object, _ = forecast(handlers, model, as_json(sample, other), JSON)
    lines = [[float(cell) for cell in line.split(",")] for line in as_lines.splitlines()]
    assert content_type == CSV
    assert lines == json.loads(as_object)["predictions"]


def test_the_forecast_of_the_sample_is_within_three_percent_of_what_was_measured(
    nlinear: Any, handlers: Any, model: Any, sample: list[float]
) -> None:
    measured = nlinear.train.read_series()[-48:]

    (predicted,) = handlers.predict_fn([sample], model)

    assert (np.abs(predicted - measured) / measured).mean() < 0.03


def test_of_a_longer_series_the_last_week_counts(
    handlers: Any, model: Any, sample: list[float]
) -> None:
    longer = [1.0] * 100 + sample

    body, _ = forecast(handlers, model, as_json(longer, sample), JSON)

    first, second = json.loads(body)["predictions"]
    assert first == second


@pytest.mark.parametrize(("factor", "shift"), [(1e-3, 0.0), (250.0, 0.0), (1.0, -40_000.0)])
def test_the_forecast_follows_unit_and_level(
    handlers: Any, model: Any, sample: list[float], factor: float, shift: float
) -> None:
    (expected,) = handlers.predict_fn([sample], model)

    (moved,) = handlers.predict_fn([[factor * value + shift for value in sample]], model)

    assert moved == pytest.approx(factor * expected + shift, rel=1e-4)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "Application/JSON",
        "application/json; charset=utf8; profile=x",
    ],
)
@pytest.mark.parametrize("kind", [str, str.encode, lambda text: bytearray(text.encode())])
def test_json_is_known_by_its_media_type_whatever_its_parameters(
    handlers: Any, model: Any, sample: list[float], content_type: str, kind: Any
) -> None:
    body, _ = forecast(handlers, model, kind(as_json(sample)), content_type)

    assert len(json.loads(body)["predictions"][0]) == 48


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (JSON, JSON),
        (CSV, CSV),
        ("*/*", JSON),
        ("text/*", CSV),
        ("text/html, text/csv", CSV),
        ("application/json;q=0.2, text/csv", CSV),
        ("text/csv;q=0, */*;q=0.1", JSON),
        ("application/json; charset=utf-8", JSON),
    ],
)
def test_the_answer_has_the_type_that_is_accepted(
    handlers: Any, model: Any, sample: list[float], accept: str, answered: str
) -> None:
    _, content_type = forecast(handlers, model, as_json(sample), JSON, accept)

    assert content_type == answered


@pytest.mark.parametrize("accept", ["image/png", "application/x-npy", "text/csv;q=0", "", "json"])
def test_an_answer_that_is_not_accepted_is_a_406(
    handlers: Any, model: Any, sample: list[float], accept: str
) -> None:
    with pytest.raises(BaseInferenceToolkitError, match="accept application/json") as refused:
        forecast(handlers, model, as_json(sample), JSON, accept)

    assert refused.value.status_code == 406


@pytest.mark.parametrize(
    "content_type",
    ["image/png", "application/x-npy", "application/json; charset=latin-1", "", None],
)
def test_another_content_type_is_a_415(handlers: Any, content_type: Any) -> None:
    with pytest.raises(BaseInferenceToolkitError, match="is not supported") as refused:
        handlers.input_fn(b"[]", content_type)

    assert refused.value.status_code == 415


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "not JSON"),
        ("{oops", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe", "not utf-8"),
        ("[[1, 2]]", '{"instances": [[...], ...]}'),
        ("{}", '{"instances": [[...], ...]}'),
        ('{"instances": []}', "at least one series"),
        ('{"instances": {"a": 1}}', "at least one series"),
        ('{"instances": [1, 2]}', "instances[0] must be a list of numbers"),
        ('{"instances": [[1], ["2"]]}', "instances[1] must be a list of numbers"),
        ('{"instances": [[1, null]]}', "must be a list of numbers"),
        ('{"instances": [[1, true]]}', "must be a list of numbers"),
        ('{"instances": [[[1]]]}', "must be a list of numbers"),
        ('{"instances": [[1, NaN]]}', "must hold finite numbers"),
        ('{"instances": [[-Infinity]]}', "must hold finite numbers"),
        ('{"instances": [[1e999]]}', "must hold finite numbers"),
        ('{"instances": [[1' + "0" * 400 + "]]}", "too large"),
        ('{"instances": [[1' + "0" * 5000 + "]]}", "not JSON"),
    ],
)
def test_bad_json_is_a_400_that_says_what_is_wrong(handlers: Any, body: Any, said: str) -> None:
    with pytest.raises(BaseInferenceToolkitError) as refused:
        handlers.input_fn(body, "application/json; charset=utf-8")

    assert refused.value.status_code == 400
    assert said in refused.value.message


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "empty"),
        ("date,demand\n", "line 1, column 1: 'date' is not a number"),
        ("1,2\n1,,3\n", "line 2, column 2: '' is not a number"),
        ("1,2\n\n3,4\n", "line 2, column 1"),
        ("1,nan\n", "line 1 must hold finite numbers"),
        ("1;2\n", "line 1, column 1"),
    ],
)
def test_bad_csv_is_a_400_that_names_the_line(handlers: Any, body: str, said: str) -> None:
    with pytest.raises(BaseInferenceToolkitError) as refused:
        handlers.input_fn(body, CSV)

    assert refused.value.status_code == 400
    assert said in refused.value.message


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_may_end_its_lines_as_windows_does(
    handlers: Any, sample: list[float], line_end: str
) -> None:
    body = as_csv(sample, sample).replace("\n", line_end)

    assert [series.tolist() for series in handlers.input_fn(body, CSV)] == [sample, sample]


def test_a_series_that_is_too_short_is_a_400_that_names_it(
    handlers: Any, model: Any, sample: list[float]
) -> None:
    with pytest.raises(BaseInferenceToolkitError) as refused:
        handlers.predict_fn([sample, sample[1:]], model)

    assert refused.value.status_code == 400
    assert refused.value.message == "series 1 has 335 values: at least 336 are needed"


@pytest.mark.parametrize("huge", [3e38, 1e300])
def test_values_beyond_32_bit_floats_are_a_400_and_never_nan(
    handlers: Any, model: Any, huge: float
) -> None:
    with pytest.raises(BaseInferenceToolkitError, match="too large") as refused:
        handlers.predict_fn([[huge, -huge] * 168], model)

    assert refused.value.status_code == 400


def test_forecast_horizon_shortens_the_forecast(
    nlinear: Any, model: Any, sample: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORECAST_HORIZON", "24")

    short = nlinear.inference.model_fn(str(nlinear.folder))

    (full,) = nlinear.inference.predict_fn([sample], model)
    (first_half,) = nlinear.inference.predict_fn([sample], short)
    assert first_half.tolist() == full[:24].tolist()


@pytest.mark.parametrize("asked", ["0", "49", "-1", "1.5", "a day", "", "²"])
def test_a_horizon_that_the_model_lacks_keeps_it_from_loading(
    nlinear: Any, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("FORECAST_HORIZON", asked)

    with pytest.raises(ValueError, match="whole number from 1 to 48"):
        nlinear.inference.model_fn(str(nlinear.folder))


def test_the_weights_are_a_plain_state_dict(nlinear: Any) -> None:
    state = torch.load(nlinear.folder / "model.pth", weights_only=True)

    assert {name: tuple(tensor.shape) for name, tensor in state.items()} == {
        "linear.weight": (48, 336)
    }


@pytest.mark.parametrize("file", ["inference.py", "net.py"])
def test_served_code_imports_only_what_the_image_has(nlinear: Any, file: str) -> None:
    there = {"torch", "numpy", "sagemaker_inference", "net", *sys.stdlib_module_names}

    tree = ast.parse((nlinear.folder / file).read_text())

    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported
    assert imported <= there

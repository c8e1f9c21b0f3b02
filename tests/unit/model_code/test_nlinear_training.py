"""model_code/nlinear: the data, the fit, and the figures of its README."""

import csv
import itertools
import json
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch


@pytest.fixture(scope="module")
def scores(nlinear: Any) -> dict[str, Any]:
    """Errors of the committed weights and of both naives on the held-out days."""
    train = nlinear.train
    config = train.Config.read(nlinear.folder / "config.json")
    series = train.read_series()
    model = nlinear.inference.model_fn(str(nlinear.folder))
    start = len(series) - config.held_out_days * 48
    return {s.method: s for s in train.evaluate(model.net, series=series, start=start)}


def test_the_series_is_twelve_whole_weeks_of_half_hours(nlinear: Any) -> None:
    with nlinear.train.SERIES.open(newline="") as lines:
        rows = list(csv.DictReader(lines))

    times = [datetime.fromisoformat(row["start"]) for row in rows]
    assert len(rows) == 4032 == 12 * 7 * 48
    assert times[0] == datetime(2000, 6, 5)  # noqa: DTZ001  # local time, as published
    assert {b - a for a, b in itertools.pairwise(times)} == {timedelta(minutes=30)}
    assert (rows[0]["demand_mw"], rows[-1]["demand_mw"]) == ("22262", "23132")
    assert sum(int(row["demand_mw"]) for row in rows) == 119_416_293


def test_training_reproduces_the_committed_weights_and_sample(
    nlinear: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nlinear.train.main(["--write", "--folder", str(tmp_path)])

    def weights(folder: Path) -> np.ndarray[Any, Any]:
        state = torch.load(folder / "model.pth", weights_only=True)
        return np.asarray(state["linear.weight"])

    assert np.abs(weights(tmp_path) - weights(nlinear.folder)).max() < 1e-4
    assert np.abs(weights(nlinear.folder)).max() > 0.1
    assert (tmp_path / "sample.json").read_text() == (nlinear.folder / "sample.json").read_text()
    assert "weights differ from this fit by at most 0.0e+00" in capsys.readouterr().out


def test_without_write_training_compares_and_leaves_the_folder_alone(
    nlinear: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = torch.load(nlinear.folder / "model.pth", weights_only=True)["linear.weight"] + 1
    torch.save({"linear.weight": other}, tmp_path / "model.pth")
    before = (tmp_path / "model.pth").read_bytes()

    nlinear.train.main(["--folder", str(tmp_path)])

    assert "weights differ from this fit by at most 1.0e+00" in capsys.readouterr().out
    assert (tmp_path / "model.pth").read_bytes() == before


def test_the_fit_never_sees_the_held_out_days(nlinear: Any) -> None:
    train = nlinear.train
    config = train.Config.read(nlinear.folder / "config.json")
    series = train.read_series()[: -config.held_out_days * 48]

    fitted = train.fit(
        series, context=config.context, horizon=config.horizon, penalty=config.penalty
    )

    state = torch.load(nlinear.folder / "model.pth", weights_only=True)
    assert np.abs(fitted - np.asarray(state["linear.weight"])).max() < 1e-4


def test_the_forecaster_beats_both_naives_by_a_third(scores: dict[str, Any]) -> None:
    best_naive = min(scores["one week before"].mae, scores["one day before"].mae)

    assert scores["NLinear"].mae < best_naive * 2 / 3


def test_the_naives_repeat_the_week_and_the_day_before(nlinear: Any) -> None:
    past = np.arange(1000.0)

    week = nlinear.train.repeat(lag=336, horizon=48)(past)
    day = nlinear.train.repeat(lag=48, horizon=48)(past)

    assert week.tolist() == past[664:712].tolist()
    assert day.tolist() == past[952:].tolist()


def test_the_figures_of_the_readme_are_those_of_the_committed_weights(
    nlinear: Any, scores: dict[str, Any]
) -> None:
    text = (nlinear.folder / "README.md").read_text()

    rows = re.findall(r"^\| ([\w ]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", text, re.MULTILINE)

    written = {method: tuple(map(float, figures)) for method, *figures in rows}
    assert written.keys() == scores.keys()
    for method, (mae, mape, mase) in written.items():
        assert mae == pytest.approx(scores[method].mae, abs=0.051)
        assert mape == pytest.approx(scores[method].mape, abs=0.0051)
        assert mase == pytest.approx(scores[method].mase, abs=0.00051)


def test_the_penalty_is_within_a_thousandth_of_the_best_candidate(nlinear: Any) -> None:
    train = nlinear.train
    config = train.Config.read(nlinear.folder / "config.json")

    by_penalty = train.validate(train.read_series()[: -config.held_out_days * 48], config)

    assert by_penalty[config.penalty] < min(by_penalty.values()) * 1.001


def test_the_sample_is_the_week_before_the_last_held_out_day(nlinear: Any) -> None:
    payload = json.loads((nlinear.folder / "sample.json").read_text())

    series = nlinear.train.read_series()
    assert payload == {"instances": [series[-384:-48].tolist()]}

"""Questions to the forecaster whose answers are known: the days it was not fitted on."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import plotext

if TYPE_CHECKING:
    from pathlib import Path

Series = tuple[float, ...]

_PLOT_WIDTH, _PLOT_HEIGHT = 90, 20
_HOURS, _TICK_MW = 24, 2500


@dataclass(frozen=True, kw_only=True)
class Day:
    """A held-out day.

    Attributes:
        date: "Thursday 24 August 2000".
        week_before: what the forecaster is shown, in MW, a value every half-hour.
        truth: what really happened on the day.
    """

    date: str
    week_before: Series
    truth: Series

    @property
    def same_day_last_week(self) -> Series:
        """The forecast of somebody who repeats what was measured a week before."""
        return self.week_before[: len(self.truth)]


def held_out_days(model_code: Path) -> tuple[Day, ...]:
    """The days at the end of the series that the committed weights have never seen."""
    config = json.loads((model_code / "config.json").read_text())
    (file,) = (model_code / "data").glob("*.csv")
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    values = [float(row["demand_mw"]) for row in rows]
    context, horizon = config["context"], config["horizon"]
    first = len(values) - config["training"]["held_out_days"] * horizon
    return tuple(
        Day(
            date=f"{datetime.fromisoformat(rows[start]['start']):%A %-d %B %Y}",
            week_before=tuple(values[start - context : start]),
            truth=tuple(values[start : start + horizon]),
        )
        for start in range(first, len(values), horizon)
    )


def body_of(days: tuple[Day, ...]) -> bytes:
    """One request for the forecasts of several days, in JSON."""
    return json.dumps({"instances": [day.week_before for day in days]}).encode()


def forecasts(runtime: Any, endpoint_name: str, days: tuple[Day, ...]) -> tuple[Series, ...]:
    """Ask the endpoint through boto3's sagemaker-runtime client."""
    answer = runtime.invoke_endpoint(
        EndpointName=endpoint_name,
        ContentType="application/json",
        Accept="application/json",
        Body=body_of(days),
    )
    predictions = json.loads(answer["Body"].read())["predictions"]
    return tuple(tuple(prediction) for prediction in predictions)


def mean_error(guesses: tuple[Series, ...], days: tuple[Day, ...]) -> float:
    """The mean absolute error over all half-hours of *days*, in MW."""
    errors = [
        abs(guessed - actual)
        for guess, day in zip(guesses, days, strict=True)
        for guessed, actual in zip(guess, day.truth, strict=True)
    ]
    return sum(errors) / len(errors)


def plot(prediction: Series, day: Day) -> str:
    """Forecast and truth over the hours of a day, as text."""
    hours = [half_hour / 2 for half_hour in range(len(day.truth))]
    plotext.clear_figure()
    plotext.theme("clear")
    plotext.plot_size(_PLOT_WIDTH, _PLOT_HEIGHT)
    plotext.scatter(hours, list(day.truth), label="what really happened", marker="o")
    plotext.plot(hours, list(prediction), label="forecast", marker="·")
    plotext.xlim(0, _HOURS)
    plotext.xticks(range(0, _HOURS + 1, 3))
    lowest, highest = min(*prediction, *day.truth), max(*prediction, *day.truth)
    first_tick = (int(lowest) // _TICK_MW + 1) * _TICK_MW
    plotext.yticks(range(first_tick, int(highest) + 1, _TICK_MW))
    plotext.title(f"{day.date}, MW by the hour")
    text: str = plotext.uncolorize(plotext.build())
    return text

"""Fit the NLinear forecaster in closed form and measure it on days that it has not seen.

python model_code/nlinear/train.py            fit, measure, compare with the committed weights
python model_code/nlinear/train.py --write    the same, and write model.pth and sample.json
"""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from net import NLinear  # type: ignore[import-not-found]  # lies beside this file
from numpy.typing import NDArray

HERE = Path(__file__).resolve().parent
SERIES = HERE / "data" / "demand_england_wales.csv"
DAY = 48
WEEK = 7 * DAY
PENALTIES = (1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2)

Series = NDArray[np.float64]
Method = Callable[[Series], Series]


@dataclass(frozen=True, kw_only=True, slots=True)
class Config:
    """What config.json says.

    Attributes:
        context: Values that a forecast is made from.
        horizon: Values that are forecast.
        held_out_days: Days at the end of the series that the fit never sees.
        penalty: Strength of the ridge, in mean squares of the inputs.
    """

    context: int
    horizon: int
    held_out_days: int
    penalty: float

    @classmethod
    def read(cls, path: Path) -> "Config":
        """Read a config.json."""
        config = json.loads(path.read_text(encoding="utf-8"))
        training = config["training"]
        return cls(
            context=config["context"],
            horizon=config["horizon"],
            held_out_days=training["held_out_days"],
            penalty=training["penalty"],
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Errors of one method over all held-out days.

    Attributes:
        method: Its name.
        mae: Mean absolute error in megawatts.
        mape: Mean absolute error in percent of the true value.
        mase: MAE as a share of the MAE that repeating the week before makes on the training part.
    """

    method: str
    mae: float
    mape: float
    mase: float


def read_series(path: Path = SERIES) -> Series:
    """Read the demand column: megawatts, one value each half-hour."""
    with path.open(encoding="utf-8", newline="") as lines:
        return np.array([float(row["demand_mw"]) for row in csv.DictReader(lines)])


def fit(series: Series, *, context: int, horizon: int, penalty: float) -> Series:
    """Solve the ridge regression of the next values on the last ones.

    Every window of the series is one example, both sides taken relative to the last known value.

    Returns:
        The weights of the linear layer; shape (horizon, context).
    """
    windows = np.lib.stride_tricks.sliding_window_view(series, context + horizon)
    relative = windows - windows[:, context - 1 : context]
    past, future = relative[:, :context], relative[:, context:]
    ridge = penalty * float(np.sum(past**2)) / context * np.eye(context)
    weights = np.linalg.solve(past.T @ past + ridge, past.T @ future)
    return weights.T.astype(np.float64)


def to_net(weights: Series) -> NLinear:
    """Put fitted weights into the network that is served (32-bit)."""
    horizon, context = weights.shape
    net = NLinear(context=context, horizon=horizon)
    net.load_state_dict({"linear.weight": torch.tensor(weights, dtype=torch.float32)})
    return net.eval()


def forecaster(net: NLinear) -> Method:
    """Forecast with the served network."""

    def forecast(past: Series) -> Series:
        with torch.inference_mode():
            values = net(torch.tensor(past[None, -net.context :], dtype=torch.float32))
        result: Series = values.numpy()[0].astype(np.float64)
        return result

    return forecast


def repeat(*, lag: int, horizon: int) -> Method:
    """Forecast by repeating the values of ``lag`` half-hours before (seasonal naive)."""

    def forecast(past: Series) -> Series:
        return past[len(past) - lag : len(past) - lag + horizon]

    return forecast


def score(name: str, method: Method, *, series: Series, start: int, horizon: int) -> Score:
    """Forecast from ``start`` on, one horizon after the other, each from the true past."""
    origins = range(start, len(series) - horizon + 1, horizon)
    truth = np.stack([series[origin : origin + horizon] for origin in origins])
    errors = np.abs(truth - np.stack([method(series[:origin]) for origin in origins]))
    scale = np.mean(np.abs(series[WEEK:start] - series[: start - WEEK]))
    return Score(
        method=name,
        mae=float(errors.mean()),
        mape=float((errors / truth).mean() * 100),
        mase=float(errors.mean() / scale),
    )


def evaluate(net: NLinear, *, series: Series, start: int) -> list[Score]:
    """Score the network and both seasonal naives on everything from ``start`` on."""
    horizon: int = net.horizon
    methods = {
        "NLinear": forecaster(net),
        "one week before": repeat(lag=WEEK, horizon=horizon),
        "one day before": repeat(lag=DAY, horizon=horizon),
    }
    return [
        score(name, method, series=series, start=start, horizon=horizon)
        for name, method in methods.items()
    ]


def validate(series: Series, config: Config) -> dict[float, float]:
    """Measure each penalty on the last days of the training part, fitted on what comes before.

    Returns:
        MAE in megawatts by penalty.
    """
    start = len(series) - config.held_out_days * DAY
    size = {"context": config.context, "horizon": config.horizon}
    return {
        penalty: score(
            "validation",
            forecaster(to_net(fit(series[:start], **size, penalty=penalty))),
            series=series,
            start=start,
            horizon=config.horizon,
        ).mae
        for penalty in PENALTIES
    }


def table(scores: Sequence[Score]) -> str:
    """Render scores as the Markdown table of the README."""
    head = "| method | MAE, MW | MAPE, % | MASE |\n|---|---|---|---|\n"
    return head + "".join(
        f"| {s.method} | {s.mae:.1f} | {s.mape:.2f} | {s.mase:.3f} |\n" for s in scores
    )


def write(folder: Path, *, net: NLinear, series: Series) -> None:
    """Write model.pth, and as sample.json the request for the last held-out day."""
    torch.save(net.state_dict(), folder / "model.pth")
    origin = len(series) - net.horizon
    values = series[origin - net.context : origin].astype(int).tolist()
    payload = json.dumps({"instances": [values]})
    (folder / "sample.json").write_text(payload + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; see the module's docstring."""
    parser = argparse.ArgumentParser(description="Fit and measure the NLinear forecaster.")
    parser.add_argument("--write", action="store_true", help="write model.pth and sample.json")
    parser.add_argument("--folder", type=Path, default=HERE, help="where they are (default: here)")
    options = parser.parse_args(arguments)

    config, series = Config.read(HERE / "config.json"), read_series()
    start = len(series) - config.held_out_days * DAY
    train = series[:start]
    say = sys.stdout.write
    say(f"penalty, and MAE on the last {config.held_out_days} days of the training part\n")
    for penalty, mae in validate(train, config).items():
        mark = " <- config.json" if penalty == config.penalty else ""
        say(f"  {penalty:g}  {mae:.1f} MW{mark}\n")

    net = to_net(fit(train, context=config.context, horizon=config.horizon, penalty=config.penalty))
    say(f"\nheld out: the last {config.held_out_days} days, one forecast for each\n\n")
    say(table(evaluate(net, series=series, start=start)) + "\n")

    if options.write:
        write(options.folder, net=net, series=series)
    stored = torch.load(options.folder / "model.pth", weights_only=True)["linear.weight"]
    difference = float((stored - net.state_dict()["linear.weight"]).abs().max())
    say(f"model.pth: weights differ from this fit by at most {difference:.1e}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

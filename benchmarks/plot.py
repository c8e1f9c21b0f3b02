"""Draws what `python -m benchmarks` measured: `plot.py FIGURES.json PICTURE.svg`.

It runs in the virtual environment that has matplotlib, and imports nothing of the project.
"""

from __future__ import annotations

import json
import statistics
import sys
from pathlib import Path

import matplotlib as mpl  # type: ignore[import-not-found]  # in the benchmark's own virtual environment

mpl.use("svg")
from matplotlib import pyplot as plt

_OURS = "this library"


def draw(figures: dict[str, dict[str, list[float]]], picture: Path) -> None:
    """A line of medians for each writer, and from least to most around it.

    Args:
        figures: CPU seconds of all runs, by writer and number of endpoints.
        picture: SVG file to write.
    """
    mpl.rcParams["svg.hashsalt"] = "benchmarks"  # the same picture for the same figures
    figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
    for writer, runs in figures.items():
        numbers = [int(number) for number in runs]
        medians = [statistics.median(each) for each in runs.values()]
        (line,) = axes.plot(
            numbers,
            medians,
            marker="o",
            linewidth=3 if writer == _OURS else 1.5,
            zorder=3 if writer == _OURS else 2,
            label=writer,
        )
        axes.fill_between(
            numbers,
            [min(each) for each in runs.values()],
            [max(each) for each in runs.values()],
            color=line.get_color(),
            alpha=0.12,
            linewidth=0,
        )
    axes.set(xlabel="endpoints", ylabel="CPU seconds, Python and Node", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    draw(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))

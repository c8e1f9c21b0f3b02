"""The demo asks for days that the model has never seen, and measures the answers rightly."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

from sandbox.demo._question import Day, body_of, held_out_days, mean_error, plot


def test_all_held_out_days_follow_each_other_to_the_end_of_the_series(root: Path) -> None:
    days = held_out_days(root / "model_code" / "nlinear")

    assert len(days) == 20
    assert days[-1].date == "Sunday 27 August 2000"
    assert all(
        later.week_before[-48:] == earlier.truth for earlier, later in itertools.pairwise(days)
    )


def test_a_request_carries_a_week_for_each_day(root: Path) -> None:
    days = held_out_days(root / "model_code" / "nlinear")

    instances = json.loads(body_of(days[:2]))["instances"]

    assert [len(instance) for instance in instances] == [336, 336]


def test_the_error_is_the_mean_of_what_was_missed() -> None:
    day = Day(date="a day", week_before=(1.0,), truth=(10.0, 20.0))

    assert mean_error(((11.0, 17.0),), (day,)) == 2.0


def test_the_plot_holds_both_lines_and_no_colours() -> None:
    day = Day(date="a day", week_before=(), truth=tuple(map(float, range(20_000, 20_048))))

    text = plot(day.truth, day)

    assert "what really happened" in text
    assert "forecast" in text
    assert "\x1b" not in text

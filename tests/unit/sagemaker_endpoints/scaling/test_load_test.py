"""From what a load test measured to what scaling aims for."""

from __future__ import annotations

from typing import Any

import pytest

from sagemaker_endpoints import ConfigurationError, LoadTest


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"max_requests_per_second": 30}, 900),
        ({"max_requests_per_second": 30, "safety_factor": 1}, 1800),
        ({"max_requests_per_second": 0.1, "safety_factor": 0.5}, 3),
    ],
)
def test_target_is_per_minute_with_a_margin(values: dict[str, float], expected: float) -> None:
    assert LoadTest(**values).invocations_per_minute == expected


def test_figures_that_make_no_sense_are_refused_together() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        LoadTest(max_requests_per_second=0, safety_factor=1.1)

    assert str(refusal.value) == (
        "LoadTest: 2 faults\n"
        "  - max_requests_per_second: got 0, allowed is more than 0\n"
        "  - safety_factor: got 1.1, allowed is more than 0, at most 1"
    )


def test_late_figure_cannot_be_multiplied(late_number: Any) -> None:
    with pytest.raises(ConfigurationError, match="safety_factor: only the deploy knows it"):
        LoadTest(max_requests_per_second=30, safety_factor=late_number)

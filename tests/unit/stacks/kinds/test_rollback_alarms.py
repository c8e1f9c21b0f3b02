"""What an environment file says of the alarms that take an update back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.stacks.kinds.test_every_kind import ALARM, build, of_type

VARIANT = {"model": "nlinear", "instance_type": "ml.c6i.large", "instance_count": 4}
ERRORS, LATENCY = 0.01, 10_000_000
"""1 % of a minute's requests, and ten seconds in microseconds: the library's own."""
WAYS = {
    "canary": {"percent": 25, "bake_minutes": 5},
    "linear": {"step_percent": 25, "bake_minutes": 5},
    "rolling": {"batch_percent": 25, "bake_minutes": 5},
    "all_at_once": {"bake_minutes": 5},
}


def rollback_alarms(
    context: dict[str, Any], outdir: Path, endpoint: dict[str, Any]
) -> list[tuple[float, int]]:
    """Threshold and periods of each alarm that an update watches."""
    template = build(context, outdir, endpoints={"live": endpoint})["Live"]
    return sorted(
        (alarm["Threshold"], alarm["EvaluationPeriods"])
        for alarm in of_type(template, ALARM)
        if alarm["AlarmDescription"].startswith(("new fleet", "copies"))
    )


@pytest.mark.parametrize("way", WAYS)
def test_thresholds_of_the_file_are_those_of_every_way(
    way: str, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    alarms = {"error_rate_percent": 0.5, "model_latency_ms": 300, "evaluation_periods": 3}
    rollout = {way: WAYS[way], "alarms": alarms}
    endpoint = {"kind": "real_time", "variants": {"all": VARIANT}, "rollout": rollout}

    assert rollback_alarms(cdk_context, tmp_path, endpoint) == [(0.005, 3), (300_000, 3)]


@pytest.mark.parametrize(
    ("alarms", "expected"),
    [
        (None, [(ERRORS, 2), (LATENCY, 2)]),
        ({"error_rate_percent": 0}, [(0, 2), (LATENCY, 2)]),
        ({"model_latency_ms": 1500}, [(ERRORS, 2), (1_500_000, 2)]),
        ({"evaluation_periods": 1}, [(ERRORS, 1), (LATENCY, 1)]),
    ],
)
def test_what_is_left_out_is_as_the_library_has_it(
    alarms: dict[str, Any] | None,
    expected: list[tuple[float, int]],
    cdk_context: dict[str, Any],
    tmp_path: Path,
) -> None:
    said = {} if alarms is None else {"alarms": alarms}
    rollout = {"all_at_once": {"bake_minutes": 5}, **said}
    endpoint = {"kind": "real_time", "variants": {"all": VARIANT}, "rollout": rollout}

    assert rollback_alarms(cdk_context, tmp_path, endpoint) == expected


@pytest.mark.parametrize(
    ("alarms", "expected"),
    [
        ({"error_rate_percent": 2}, [(0.02, 2)]),
        ({"model_latency_ms": 30_000}, [(ERRORS, 2), (30_000_000, 2)]),
    ],
)
def test_queue_is_watched_for_its_time_only_if_the_file_says_so(
    alarms: dict[str, Any],
    expected: list[tuple[float, int]],
    cdk_context: dict[str, Any],
    tmp_path: Path,
) -> None:
    rollout = {"all_at_once": {"bake_minutes": 5}, "alarms": alarms}
    endpoint = {"kind": "async", **VARIANT, "output": "answers/", "rollout": rollout}

    assert rollback_alarms(cdk_context, tmp_path, endpoint) == expected


def test_component_has_thresholds_of_its_own(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    rollout = {"batch_percent": 50, "bake_minutes": 5, "alarms": {"model_latency_ms": 2000}}
    component = {"model": "nlinear", "memory_mb": 1024, "accelerators": 1, "rollout": rollout}
    endpoint = {
        "kind": "inference_component",
        "instance_type": "ml.g5.2xlarge",
        "min_instances": 1,
        "max_instances": 2,
        "components": {"day": component},
    }

    assert rollback_alarms(cdk_context, tmp_path, endpoint) == [(ERRORS, 2), (2_000_000, 2)]

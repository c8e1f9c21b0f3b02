"""Numbers that are hardly meant in the unit of their key are noted, with what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacks.settings import load_environment, notes_in

HEAD = """\
account: "111111111111"
region: eu-west-1
alarm_emails: [oncall@example.com]
models:
  nlinear: {image: {repository: team/forecaster, tag: "1.2"}}
endpoints:
  demand:
"""
REAL_TIME = """\
    kind: real_time
    variants:
      champion:
        model: nlinear
        instance_type: %s
        scaling: {min: 1, max: 4, %s}
"""
COMPONENTS = """\
    kind: inference_component
    instance_type: ml.c6i.xlarge
    max_instances: 2
    components:
      day-ahead:
        {model: nlinear, memory_mb: 2048, scaling: {min: 1, max: 2, %s}, traffic: %s}
"""
SCALING = "13: endpoints.demand.variants.champion.scaling"
COMPONENT = "13: endpoints.demand.components.day-ahead"
ENDS = "it ends make synth unless endpoints.demand.acknowledge has"


def notes(tmp_path: Path, endpoint: str) -> list[str]:
    path = tmp_path / "environments" / "dev.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + endpoint, encoding="utf-8")
    found = notes_in(load_environment(path))
    return [str(note).removeprefix("environments/dev.yaml:") for note in found]


@pytest.mark.parametrize(
    ("instance_type", "load", "note"),
    [
        (
            "ml.c6i.large",
            "cpu_percent: 0.7",
            (
                f"cpu_percent: 0.7 is 0.7 % of the instance; {ENDS} "
                '"SageMaker::SCL-22"; did you mean 70?'
            ),
        ),
        (
            "ml.g5.12xlarge",
            "gpu_percent: 0.6",
            (
                f"gpu_percent: 0.6 is 0.6 % of the instance; {ENDS} "
                '"SageMaker::SCL-22"; did you mean 60?'
            ),
        ),
        # One GPU, or all of the memory, counts to 100: no check of the synth looks at it.
        (
            "ml.g5.xlarge",
            "gpu_percent: 0.6",
            "gpu_percent: 0.6 is 0.6 % of the instance; did you mean 60?",
        ),
        (
            "ml.c6i.large",
            "memory_percent: 1",
            "memory_percent: 1 is 1 % of the instance; did you mean 100?",
        ),
        (
            "ml.c6i.large",
            "invocations_per_minute: 0.5",
            (
                "invocations_per_minute: 0.5 is less than 1 invocation in a minute; "
                f'{ENDS} "SageMaker::SCL-13"; did you mean 30?'
            ),
        ),
        (
            "ml.c6i.large",
            "max_requests_per_second: 0.02",
            (
                "max_requests_per_second: 0.02 a second, times 60 and the safety_factor 0.5, is "
                f'0.6, less than 1 invocation in a minute; {ENDS} "SageMaker::SCL-13"'
            ),
        ),
        (
            "ml.c6i.large",
            "cpu_percent: 60, scale_in_cooldown_seconds: 300000",
            ("scale_in_cooldown_seconds: 300000 seconds are 3.5 days; did you mean 300?"),
        ),
    ],
)
def test_load_in_another_unit_is_noted(
    tmp_path: Path, instance_type: str, load: str, note: str
) -> None:
    assert notes(tmp_path, REAL_TIME % (instance_type, load)) == [f"{SCALING}.{note}"]


@pytest.mark.parametrize(
    ("instance_type", "load"),
    [
        ("ml.c6i.large", "cpu_percent: 1.5"),
        ("ml.g5.xlarge", "gpu_percent: 20"),
        ("ml.c6i.large", "memory_percent: 1.5"),
        ("ml.c6i.large", "invocations_per_minute: 1"),
        ("ml.c6i.large", "max_requests_per_second: 0.04"),
        ("ml.c6i.large", "max_requests_per_second: 0.02, safety_factor: 0.9"),
        ("ml.c6i.large", "concurrent_requests: 0.5"),
        ("ml.c6i.large", "cpu_percent: 60, scale_out_cooldown_seconds: 86400"),
    ],
)
def test_load_that_may_be_meant_is_not_noted(tmp_path: Path, instance_type: str, load: str) -> None:
    assert notes(tmp_path, REAL_TIME % (instance_type, load)) == []


def test_share_of_several_types_is_noted(tmp_path: Path) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 0.7")
    several = endpoint.replace("type: ml.c6i.large", "types: [ml.c6i.large, ml.c7i.large]")

    assert notes(tmp_path, several) == [
        (
            f"{SCALING}.cpu_percent: 0.7 is 0.7 % of the instance; {ENDS} "
            '"SageMaker::SCL-22"; did you mean 70?'
        )
    ]


def test_latency_and_duration_in_seconds_are_noted(tmp_path: Path) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 60")
    more = (
        "    alarms: {model_latency_p99_ms: 0.5}\n"
        "    traffic: {requests_per_day: 1, duration_ms: 0.02}\n"
    )

    assert notes(tmp_path, endpoint + more) == [
        (
            f"14: endpoints.demand.alarms.model_latency_p99_ms: 0.5 is 0.5 ms; {ENDS} "
            '"SageMaker::MET-01"; did you mean 500?'
        ),
        "15: endpoints.demand.traffic.duration_ms: 0.02 is 0.02 ms; did you mean 20?",
    ]


@pytest.mark.parametrize(
    ("milliseconds", "noted"),
    [
        ("60000", []),
        (
            "500000",
            [
                (
                    "14: endpoints.demand.alarms.model_latency_p99_ms: 500000 ms are 500 seconds, "
                    "and SageMaker waits 60 for an answer that is not streamed: without streams "
                    "this never alarms; did you mean 500?"
                )
            ],
        ),
    ],
)
def test_latency_that_no_answer_takes_is_noted(
    tmp_path: Path, milliseconds: str, noted: list[str]
) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 60")

    alarms = f"    alarms: {{model_latency_p99_ms: {milliseconds}}}\n"

    assert notes(tmp_path, endpoint + alarms) == noted


def test_latency_of_a_rollout_is_noted_likewise(tmp_path: Path) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 60")
    rollout = "    rollout: {all_at_once: {bake_minutes: 5}, alarms: {model_latency_ms: %s}}\n"

    [in_seconds] = notes(tmp_path / "seconds", endpoint + rollout % 1)
    [in_microseconds] = notes(tmp_path / "microseconds", endpoint + rollout % 300000)

    assert in_seconds.startswith(
        f"14: endpoints.demand.rollout.alarms.model_latency_ms: 1 is 1 ms; {ENDS} "
    )
    assert in_seconds.endswith("did you mean 1000?")
    assert "300000 ms are 300 seconds" in in_microseconds
    assert notes(tmp_path / "milliseconds", endpoint + rollout % 300) == []


def test_latency_of_a_rollout_of_what_nobody_waits_for_is_not_noted(tmp_path: Path) -> None:
    endpoint = (
        "    kind: async\n"
        "    model: nlinear\n"
        "    instance_type: ml.c6i.large\n"
        "    output: answers/\n"
        "    rollout: {all_at_once: {bake_minutes: 5}, alarms: {model_latency_ms: 300000}}\n"
    )

    assert notes(tmp_path, endpoint) == []


@pytest.mark.parametrize(
    ("percent", "noted"),
    [
        (0, []),
        (0.05, []),
        (
            0.01,
            [
                (
                    "14: endpoints.demand.rollout.alarms.error_rate_percent: 0.01 is 0.01 %, not a "
                    f'share of 1; {ENDS} "sagemaker-endpoints::ShareForPercent"; did you mean 1?'
                )
            ],
        ),
    ],
)
def test_share_of_errors_that_takes_an_update_back_is_noted(
    tmp_path: Path, percent: float, noted: list[str]
) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 60")
    rollout = "    rollout: {all_at_once: {bake_minutes: 5}, alarms: {error_rate_percent: %g}}\n"

    assert notes(tmp_path, endpoint + rollout % percent) == noted


def test_latency_and_duration_in_milliseconds_are_not_noted(tmp_path: Path) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 60")
    more = (
        "    alarms: {model_latency_p99_ms: 5.5}\n"
        "    traffic: {requests_per_day: 1, duration_ms: 1}\n"
    )

    assert notes(tmp_path, endpoint + more) == []


def test_component_is_noted_likewise(tmp_path: Path) -> None:
    traffic = "{requests_per_day: 1, duration_ms: 0.5}"

    assert notes(tmp_path, COMPONENTS % ("invocations_per_copy: 0.5", traffic)) == [
        (
            f"{COMPONENT}.scaling.invocations_per_copy: 0.5 is less than 1 invocation in a "
            f'minute; {ENDS} "SageMaker::SCL-13"; did you mean 30?'
        ),
        f"{COMPONENT}.traffic.duration_ms: 0.5 is 0.5 ms; did you mean 500?",
    ]


def test_number_that_is_acknowledged_is_not_noted(tmp_path: Path) -> None:
    endpoint = REAL_TIME % ("ml.c6i.large", "cpu_percent: 0.7")
    known = '    acknowledge: {"SageMaker::SCL-22": requests come all at once here}\n'

    assert notes(tmp_path, endpoint + known) == []

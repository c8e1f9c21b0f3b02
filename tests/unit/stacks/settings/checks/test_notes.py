"""What is doubtful about an environment is told, and stops nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.settings import Environment, load_environment, notes_in
from stacks.settings.__main__ import main

HEAD = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear: {image: {repository: team/forecaster, tag: "1.2"}, data: {prefix: models/}}
endpoints:
"""
REAL_TIME = """\
  demand:
    kind: real_time
    variants:
      champion:
        model: nlinear
        instance_type: ml.c6i.large
        scaling:
          min: 1
          max: 4
          cpu_percent: 60
"""
MULTI_MODEL = """\
  demand:
    kind: multi_model
    model: nlinear
    instance_type: ml.c6i.large
    scaling:
      min: 1
      max: 4
      cpu_percent: 60
"""
MORNING = "morning: {schedule: cron(30 6 ? * MON-FRI *), min: 3}"
EVENING = "evening: {schedule: cron(0 20 ? * MON-FRI *), min: 1}"

Notes = Callable[..., list[str]]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    """Tells what is noted of endpoints, in environments/dev.yaml."""
    path = tmp_path / "environments" / "dev.yaml"
    path.parent.mkdir()

    def notes_of(endpoints: str, head: str = HEAD) -> list[str]:
        path.write_text(head + endpoints, encoding="utf-8")
        found = notes_in(load_environment(path))
        return [str(note).removeprefix("environments/dev.yaml:") for note in found]

    return notes_of


def scheduled(endpoint: str, *schedules: str) -> str:
    indent = endpoint.splitlines()[-1].partition("cpu")[0]
    return f"{endpoint}{indent}schedules: {{{', '.join(schedules)}}}\n"


def test_schedule_that_none_sets_back_is_noted(notes: Notes) -> None:
    assert notes(scheduled(REAL_TIME, MORNING)) == [
        (
            "16: endpoints.demand.variants.champion.scaling.schedules.morning.min: 3 stays from "
            "then on: no other schedule sets min again"
        )
    ]


def test_schedule_of_a_multi_model_endpoint_is_noted_likewise(notes: Notes) -> None:
    maximum = MORNING.replace("min: 3", "max: 9")

    (note,) = notes(scheduled(MULTI_MODEL, maximum, EVENING))

    assert ".scaling.schedules.morning.max: 9 stays from then on" in note


@pytest.mark.parametrize("endpoint", [REAL_TIME, MULTI_MODEL])
def test_schedules_that_set_each_other_back_are_not_noted(notes: Notes, endpoint: str) -> None:
    assert notes(scheduled(endpoint, MORNING, EVENING)) == []
    assert notes(endpoint) == []


def test_schedule_of_the_bound_that_holds_anyway_is_not_noted(notes: Notes) -> None:
    assert notes(scheduled(REAL_TIME, EVENING)) == []


def test_alarms_that_nobody_hears_are_noted(notes: Notes) -> None:
    alarms = f"{REAL_TIME}    alarms: {{model_latency_p99_ms: 500}}\n"

    assert notes(alarms) == [
        "16: endpoints.demand.alarms: nobody hears of them; give the environment alarm_emails"
    ]
    assert notes(alarms, f"alarm_emails: [oncall@example.com]\n{HEAD}") == []


WRONG_SIZE = REAL_TIME.replace("c6i.large", "m6i.48xlarge").replace(
    "cpu_percent: 60", "concurrent_requests: 4"
)


def test_size_that_a_family_does_not_have_is_noted_at_its_line(notes: Notes) -> None:
    assert notes(WRONG_SIZE) == [
        (
            "11: endpoints.demand.variants.champion.instance_type: no table of 2026-11-22 knows "
            "ml.m6i.48xlarge: it is newer, or misspelt (SageMaker hosts models on m6i in the sizes "
            "large, xlarge, 2xlarge, 4xlarge, 8xlarge, 12xlarge, 16xlarge, 24xlarge, 32xlarge; "
            "nearest: ml.m6i.32xlarge); it ends make synth unless endpoints.demand.acknowledge has "
            '"sagemaker-endpoints::UnknownInstanceType"'
        )
    ]


@pytest.mark.parametrize(
    "finding", ["sagemaker-endpoints::UnknownInstanceType", "SageMaker::VAR-02"]
)
def test_type_that_is_acknowledged_is_not_noted(notes: Notes, finding: str) -> None:
    known = f'    acknowledge: {{"{finding}": new in eu-west-1 since Monday}}\n'

    assert notes(WRONG_SIZE + known) == []


def test_one_of_several_types_is_noted_by_its_place(notes: Notes) -> None:
    several = WRONG_SIZE.replace(
        "instance_type: ml.m6i.48xlarge", "instance_types: [ml.m6i.large, ml.z99.large]"
    )

    (note,) = notes(several)

    assert note.startswith(
        "11: endpoints.demand.variants.champion.instance_types[1]: no table of 2026-11-22 knows "
        "ml.z99.large: it is newer, or misspelt"
    )


def test_type_of_a_batch_transform_is_noted_by_what_transforms_run_on(notes: Notes) -> None:
    job = (
        "batch:\n  nightly: {model: nlinear, instance_type: ml.c5.7xlarge, input: days/, "
        "output: forecasts/, content_type: text/csv}\n"
    )

    (note,) = notes(
        REAL_TIME + job, HEAD.replace("prefix: models/", "bucket: models, key: a.tar.gz")
    )

    assert ": batch.nightly.instance_type: no table of 2026-11-22 knows ml.c5.7xlarge" in note
    assert note.endswith(
        "nearest: ml.c5.9xlarge); it ends make synth unless batch.nightly.acknowledge has "
        '"sagemaker-endpoints::UnknownInstanceType"'
    )


def test_notes_come_in_the_order_of_the_lines(notes: Notes) -> None:
    text = f"{WRONG_SIZE}    alarms: {{model_latency_p99_ms: 500}}\n"
    late = WRONG_SIZE.replace("demand", "later")

    told = [note.partition(":")[0] for note in notes(text + late)]

    assert told == ["11", "16", "22"]


def test_environment_without_a_file_has_its_notes_by_name(notes: Notes, tmp_path: Path) -> None:
    notes(f"{REAL_TIME}    alarms: {{model_latency_p99_ms: 500}}\n")
    loaded = load_environment(tmp_path / "environments" / "dev.yaml")

    (note,) = notes_in(Environment.model_validate(loaded.model_dump(exclude_unset=True)))

    assert str(note).startswith("dev: endpoints.demand.alarms: ")


def test_command_takes_a_name_and_tells_the_notes(
    notes: Notes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    notes(scheduled(REAL_TIME, MORNING))
    monkeypatch.chdir(tmp_path)

    code = main(["dev"])

    said = capsys.readouterr().out.splitlines()
    assert (code, said[0], len(said)) == (0, "valid: dev", 2)
    assert said[1].startswith("note: environments/dev.yaml:16: ")


def test_command_tells_the_nearest_of_a_misspelt_name(
    notes: Notes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    notes(REAL_TIME)
    monkeypatch.chdir(tmp_path)

    code = main(["dve"])

    assert code == 1
    assert "environments/dve.yaml: no such file; did you mean dev.yaml?" in capsys.readouterr().err

"""A key that does not belong where it is is told what it was meant to be, or where it belongs."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import sagemaker_endpoints
from stacks.settings import InvalidEnvironment, load_environment
from stacks.settings.loading._only_in_python import ONLY_IN_PYTHON

RIGHT = """\
account: "111111111111"
region: eu-west-1
models:
  nlinear:
    image: {repository: team/forecaster, tag: "1.2"}
    environment: {FORECAST_HORIZON: "48"}
endpoints:
  demand:
    kind: real_time
    variants:
      champion:
        model: nlinear
        instance_type: ml.c6i.large
        scaling: {min: 1, max: 2, cpu_percent: 60}
    data_capture: {sampling_percentage: 20}
  substations:
    kind: inference_component
    instance_type: ml.c6i.xlarge
    max_instances: 2
    components:
      day-ahead: {model: nlinear, memory_mb: 2048, copies: 1}
"""
CHAMPION = "endpoints.demand.variants.champion"


def faults_of(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "dev.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidEnvironment) as caught:
        load_environment(path)
    return [str(fault).partition("dev.yaml:")[2] for fault in caught.value.faults]


def test_file_without_such_keys_loads(tmp_path: Path) -> None:
    (tmp_path / "dev.yaml").write_text(RIGHT, encoding="utf-8")

    assert load_environment(tmp_path / "dev.yaml").region == "eu-west-1"


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        # what the library takes, and no file says
        (
            "    environment:",
            "    role: hosting\n    environment:",
            "6: models.nlinear.role: unknown key; only in Python: role of Model",
        ),
        (
            "    data_capture:",
            "    encryption_key: alias/models\n    data_capture:",
            (
                "15: endpoints.demand.encryption_key: unknown key; only in Python: encryption_key "
                "of the endpoints"
            ),
        ),
        (
            "    data_capture:",
            "    rollout: {all_at_once: {bake_minutes: 5, timeout: 6}}\n    data_capture:",
            (
                "15: endpoints.demand.rollout.all_at_once.timeout: unknown key; did you mean "
                "timeout_minutes?"
            ),
        ),
        # what a key is called elsewhere
        (
            "        model: nlinear\n",
            "        model: nlinear\n        instances: 3\n",
            f"13: {CHAMPION}.instances: unknown key; did you mean instance_count?",
        ),
        (
            "        instance_type:",
            "        type:",
            f"13: {CHAMPION}.type: unknown key; did you mean instance_type?",
        ),
        (
            "    environment:",
            "    env:",
            "6: models.nlinear.env: unknown key; did you mean environment?",
        ),
        (
            "min: 1",
            "min_capacity: 1",
            f"14: {CHAMPION}.scaling.min_capacity: unknown key; did you mean min?",
        ),
        (
            "copies: 1",
            "replicas: 1",
            (
                "21: endpoints.substations.components.day-ahead.replicas: unknown key; "
                "did you mean copies?"
            ),
        ),
        # where it belongs
        (
            "    data_capture:",
            "    instance_count: 3\n    data_capture:",
            "15: endpoints.demand.instance_count: unknown key here; it belongs below variants.NAME",
        ),
        (
            "        model: nlinear\n",
            "        model: nlinear\n        cpu_percent: 60\n",
            f"13: {CHAMPION}.cpu_percent: unknown key here; it belongs below scaling",
        ),
        (
            "endpoints:\n",
            "image: {uri: x}\nendpoints:\n",
            "7: image: unknown key here; it belongs below models.NAME",
        ),
        (
            "    data_capture:",
            "    challenger: {model: nlinear, instance_type: ml.c6i.large}\n    data_capture:",
            (
                "15: endpoints.demand.challenger: unknown key here; it belongs below variants, "
                "indented deeper"
            ),
        ),
        # likeness goes first where it is near
        (
            "    data_capture:",
            "    shadw: {model: nlinear, instance_type: ml.c6i.large}\n    data_capture:",
            "15: endpoints.demand.shadw: unknown key; did you mean shadow?",
        ),
        # neither
        (
            "    data_capture:",
            "    xyz: {}\n    data_capture:",
            (
                "15: endpoints.demand.xyz: unknown key; allowed: acknowledge, alarms, "
                "data_capture, endpoint_name, explainer, kind, metrics, rollout, shadow, "
                "shadow_test, traffic, variants"
            ),
        ),
        # a colon in braces without its space
        (
            "min: 1",
            "min:1",
            (
                f'14: {CHAMPION}.scaling["min:1"]: unknown key; did you mean min, with a space '
                "after the colon?"
            ),
        ),
        # a share of 1 for a percentage
        (
            "sampling_percentage: 20",
            "sampling_percentage: 0.2",
            (
                "15: endpoints.demand.data_capture.sampling_percentage: must be a whole number, "
                "got 0.2; did you mean 20?"
            ),
        ),
        (
            "sampling_percentage: 20",
            "sampling_percentage: 20.5",
            (
                "15: endpoints.demand.data_capture.sampling_percentage: must be a whole number, "
                "got 20.5"
            ),
        ),
    ],
)
def test_key_is_told_what_or_where_it_should_be(
    tmp_path: Path, right: str, wrong: str, fault: str
) -> None:
    assert RIGHT.count(right) == 1

    assert faults_of(tmp_path, RIGHT.replace(right, wrong)) == [fault]


def test_variant_that_is_written_into_its_endpoint_is_told_where_it_belongs(
    tmp_path: Path,
) -> None:
    before, _, rest = RIGHT.partition("    variants:\n")
    _, _, after = rest.partition("    data_capture:")
    keys = "    model: nlinear\n    instance_type: ml.c6i.large\n    data_capture:"

    assert faults_of(tmp_path, f"{before}{keys}{after}") == [
        "8: endpoints.demand.variants: missing",
        "10: endpoints.demand.model: unknown key here; it belongs below variants.NAME",
        "11: endpoints.demand.instance_type: unknown key here; it belongs below variants.NAME",
    ]


@pytest.mark.parametrize(("name", "owners"), ONLY_IN_PYTHON.items())
def test_what_is_only_in_python_is_a_parameter_there(name: str, owners: str) -> None:
    named = re.findall(r"[A-Z]\w+", owners) or ["RealTimeEndpoint", "AsyncEndpoint"]
    classes = [getattr(sagemaker_endpoints, each) for each in named]
    if owners == "of add_alarms":
        classes = [sagemaker_endpoints.AsyncEndpoint, sagemaker_endpoints.EndpointVariant]

    of_classes = [
        {
            parameter
            for method in (each.__init__, getattr(each, "add_alarms", each.__init__))
            for parameter in inspect.signature(method).parameters
        }
        for each in classes
    ]

    assert any(name in parameters for parameters in of_classes)
    assert owners == "of add_alarms" or all(name in parameters for parameters in of_classes)


def test_job_has_keys_that_only_python_has(tmp_path: Path) -> None:
    job = "  nightly: {model: nlinear, instance_type: ml.m5.xlarge, input: in/, output: out/, "
    text = (
        f"{RIGHT}batch:\n{job}content_type: text/csv, timeout: 60, window: 5, accept: text/csv}}\n"
    )

    faults = faults_of(tmp_path, text)

    assert [fault.partition(": ")[2] for fault in faults] == [
        f"batch.nightly.{key}: unknown key; only in Python: {key} of BatchTransform"
        for key in ("timeout", "window", "accept")
    ]

"""What a file is told of numbers in another unit is what ends the synth, if not acknowledged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import SageMakerChecks
from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment, notes_in

REASON = "tried out by this team, and it is right here"
DATA: dict[str, Any] = {
    "name": "test",
    "account": "111111111111",
    "region": "eu-west-1",
    "alarm_emails": ["oncall@example.com"],
    "models": {
        "nlinear": {"image": {"uri": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"}}
    },
}


def real_time(load: dict[str, float], *, instance_type: str = "ml.c6i.large") -> dict[str, Any]:
    scaling = {"min": 1, "max": 4} | load
    variant = {"model": "nlinear", "instance_type": instance_type, "scaling": scaling}
    return {"kind": "real_time", "variants": {"all": variant}}


def pooled(load: dict[str, float]) -> dict[str, Any]:
    endpoint = real_time(load)
    endpoint["variants"]["all"].pop("instance_type")
    endpoint["variants"]["all"]["instance_types"] = ["ml.c6i.large", "ml.c7i.large"]
    return endpoint


def latency(milliseconds: float) -> dict[str, Any]:
    alarms = {"alarms": {"model_latency_p99_ms": milliseconds}}
    return real_time({"cpu_percent": 60}) | alarms


def component(load: float) -> dict[str, Any]:
    scaling = {"min": 1, "max": 4, "invocations_per_copy": load}
    one = {"model": "nlinear", "memory_mb": 1024, "cpus": 1, "scaling": scaling}
    return {
        "kind": "inference_component",
        "instance_type": "ml.c6i.4xlarge",
        "max_instances": 2,
        "components": {"one": one},
    }


def told(
    context: dict[str, Any], outdir: Path, settings: dict[str, Any]
) -> tuple[list[str], list[str]]:
    """What the checks find in an endpoint, by their ids, and what its file is told of them."""
    environment = Environment.model_validate(DATA | {"endpoints": {"one": settings}})
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=environment)
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    app.synth()
    report = json.loads((outdir / "validation-report.json").read_text())
    plugins = [each for each in report["pluginReports"] if each["pluginName"] == "SageMaker"]
    found = [violation["ruleName"] for each in plugins for violation in each["violations"]]
    notes = [note.message for note in notes_in(environment)]
    return found, [note.partition('"SageMaker::')[2][:6].strip('"') for note in notes]


UNLIKELY = {
    "cpu_percent": ("SCL-22", real_time({"cpu_percent": 0.7})),
    "cpu_percent of two types": ("SCL-22", pooled({"cpu_percent": 0.7})),
    "gpu_percent": ("SCL-22", real_time({"gpu_percent": 0.6}, instance_type="ml.g5.12xlarge")),
    "invocations_per_minute": ("SCL-13", real_time({"invocations_per_minute": 0.9})),
    "max_requests_per_second": ("SCL-13", real_time({"max_requests_per_second": 0.03})),
    "invocations_per_copy": ("SCL-13", component(0.9)),
    "model_latency_p99_ms": ("MET-01", latency(5)),
}


@pytest.mark.parametrize("key", UNLIKELY)
def test_note_names_the_finding_that_ends_the_synth(
    key: str, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    rule, settings = UNLIKELY[key]
    known = settings | {"acknowledge": {f"SageMaker::{rule}": REASON}}

    assert told(cdk_context, tmp_path / "1", settings) == ([rule], [rule])
    assert told(cdk_context, tmp_path / "2", known) == ([], [])


@pytest.mark.parametrize(
    "settings",
    [
        real_time({"cpu_percent": 1.5}),
        real_time({"cpu_percent": 30}, instance_type="ml.c6i.2xlarge"),
        real_time({"gpu_percent": 20}, instance_type="ml.g5.xlarge"),
        real_time({"memory_percent": 30}),
        pooled({"cpu_percent": 30}),
        real_time({"invocations_per_minute": 1}),
        component(1),
        latency(5.5),
    ],
)
def test_what_the_synth_takes_is_not_noted(
    settings: dict[str, Any], cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    assert told(cdk_context, tmp_path, settings) == ([], [])

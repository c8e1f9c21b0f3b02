"""A file acknowledges once what a construct and a rule both tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import SageMakerChecks
from sagemaker_hosting.rules import RULES
from sagemaker_hosting.twins import ids_for
from stacks.environment_stage import EnvironmentStage
from stacks.settings import Environment
from stacks.settings.common._acknowledge import NAMESPACE, OF_BATCH, OF_ENDPOINTS, OF_MODELS

REASON = "tried out by this team, and it is right here"
IMAGE = {"uri": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"}
MODELS = {"nlinear": {"image": IMAGE}, "series": {"containers": [{"image": IMAGE}] * 2}}
VARIANT = {"model": "nlinear", "instance_type": "ml.c6i.large"}
JOB = {
    "model": "nlinear",
    "instance_type": "ml.m5.xlarge",
    "input": "input/",
    "output": "output/",
    "content_type": "text/csv",
    "split_type": "Line",
}
SHARED = {
    "kind": "inference_component",
    "instance_type": "ml.c6i.4xlarge",
    "max_instances": 2,
    "components": {
        "one": {
            "model": "nlinear",
            "memory_mb": 1024,
            "cpus": 1,
            "scaling": {"min": 0, "max": 2, "concurrent_requests_per_copy": 5},
        }
    },
}
TOLD_TWICE: dict[str, tuple[str, dict[str, Any]]] = {
    "VAR-16": (
        "endpoints",
        {
            "kind": "real_time",
            "variants": {
                "all": VARIANT | {"inference_ami_version": "al2023-ami-sagemaker-inference-gpu-4-1"}
            },
        },
    ),
    "VAR-02": (
        "endpoints",
        {
            "kind": "real_time",
            "variants": {"all": VARIANT | {"instance_type": "ml.m6i.48xlarge"}},
        },
    ),
    "MME-06": (
        "endpoints",
        {
            "kind": "real_time",
            "variants": {"all": VARIANT | {"model": "series"}},
            "data_capture": {"sampling_percentage": 20},
        },
    ),
    "IC-19": ("endpoints", SHARED),
    "BAT-07": ("batch", JOB),
}


def findings(context: dict[str, Any], outdir: Path, part: str, settings: object) -> list[str]:
    """What constructs and rules tell of one endpoint or batch transform, by their ids."""
    data = {"name": "test", "account": "111111111111", "region": "eu-west-1", "models": MODELS}
    app = cdk.App(context=context, outdir=str(outdir))
    EnvironmentStage(app, environment=Environment.model_validate(data | {part: {"one": settings}}))
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    app.synth()
    report = json.loads((outdir / "validation-report.json").read_text())
    own = ("SageMaker", "Construct Annotations")
    plugins = [plugin for plugin in report["pluginReports"] if plugin["pluginName"] in own]
    return sorted(v["ruleName"] for plugin in plugins for v in plugin["violations"])


@pytest.mark.parametrize("rule", TOLD_TWICE)
def test_either_acknowledgement_is_enough(
    rule: str, cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    part, settings = TOLD_TWICE[rule]
    of_rule, of_construct = ids_for(rule)
    known = [settings | {"acknowledge": {i: REASON}} for i in (of_rule, of_construct)]

    before = findings(cdk_context, tmp_path / "0", part, settings)
    after = [findings(cdk_context, tmp_path / str(i), part, s) for i, s in enumerate(known, 1)]

    assert before == sorted([rule, of_construct])
    assert after == [[], []]


def test_constructs_and_files_name_them_alike() -> None:
    ids = {twin for rule in RULES for twin in ids_for(rule.id)[1:]}

    known = {f"{NAMESPACE}::{name}" for name in OF_MODELS | OF_ENDPOINTS | OF_BATCH}
    assert ids
    assert ids <= known

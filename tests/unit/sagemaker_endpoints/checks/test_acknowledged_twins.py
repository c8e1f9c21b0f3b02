"""A fact that a construct and a rule both tell is acknowledged once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from constructs import IConstruct

from sagemaker_endpoints import (
    ContainerDefinition,
    ContainerImage,
    Model,
    SageMakerChecks,
    ServerlessEndpoint,
)
from sagemaker_endpoints.common import findings_at

URI = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1.2"
RULE, WARNING = "SageMaker::SRV-21", "sagemaker-endpoints::ServerlessMemoryQuota"


def acknowledge(construct: IConstruct, ids: Sequence[str]) -> None:
    known = [cdk.Acknowledgment(id=i, reason="the quota was raised in March") for i in ids]
    cdk.Validations.of(construct).acknowledge(*known)


def report(
    outdir: Path, ids: Sequence[str], *, before: bool = False
) -> tuple[list[str], dict[str, str], ServerlessEndpoint]:
    """What a synth finds and what of it is acknowledged, of an endpoint above the quota."""
    context = {"@aws-cdk/core:annotationsInValidationReport": True}
    app = cdk.App(outdir=str(outdir), context=context)
    stack = cdk.Stack(app, "Rare", env=cdk.Environment(account="1" * 12, region="eu-west-1"))
    if before:
        acknowledge(stack, ids)
    model = Model(
        stack, "Model", containers=[ContainerDefinition(image=ContainerImage.from_uri(URI))]
    )
    endpoint = ServerlessEndpoint(
        stack, "Endpoint", model=model, memory_size_in_mb=6144, max_concurrency=5
    )
    if not before:
        acknowledge(endpoint, ids)
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    app.synth()
    plugins: list[dict[str, Any]] = json.loads((outdir / "validation-report.json").read_text())[
        "pluginReports"
    ]
    found = [f"{p['pluginName']} {v['ruleName']}" for p in plugins for v in p["violations"]]
    suppressed = [v for p in plugins for v in p.get("suppressedViolations", ())]
    return found, {v["acknowledgedId"]: v["reason"] for v in suppressed}, endpoint


def test_both_tell_what_nobody_acknowledges(tmp_path: Path) -> None:
    found, acknowledged, _ = report(tmp_path, [])

    assert found == ["SageMaker SRV-21", f"Construct Annotations {WARNING}"]
    assert acknowledged == {}


@pytest.mark.parametrize("before", [False, True], ids=["at the endpoint", "on the stack, before"])
@pytest.mark.parametrize("known", [RULE, WARNING])
def test_one_acknowledgement_is_enough(known: str, before: bool, tmp_path: Path) -> None:  # noqa: FBT001  # a parameter
    found, acknowledged, _ = report(tmp_path, [known], before=before)

    assert found == []
    assert acknowledged == {known: "the quota was raised in March"}


def test_both_acknowledgements_are_not_stale(tmp_path: Path) -> None:
    found, _, _ = report(tmp_path, [RULE, WARNING])

    assert found == []


def test_warning_that_its_twin_acknowledges_stays_known(tmp_path: Path) -> None:
    _, _, endpoint = report(tmp_path, [RULE], before=True)

    assert findings_at(endpoint) == {WARNING}

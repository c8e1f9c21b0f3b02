"""The rules as a plugin of CDK."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_sagemaker as sagemaker

from sagemaker_endpoints import SageMakerChecks


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The plugin's report on an app with an error, an acknowledged one and a stale one."""
    outdir = tmp_path_factory.mktemp("assembly")
    app = cdk.App(outdir=str(outdir))
    stage = cdk.Stage(app, "Prod", env=cdk.Environment(account="111111111111", region="eu-west-1"))
    stack = cdk.Stack(stage, "Rare")
    configs = [_serverless(stack, name) for name in ("Open", "Known")]
    cdk.Validations.of(configs[1]).acknowledge(
        cdk.Acknowledgment(id="SageMaker::SRV-04", reason="a test of acknowledging"),
        cdk.Acknowledgment(id="SageMaker::SRV-01", reason="a test of a stale one"),
    )
    cdk.Validations.of(app).add_plugins(SageMakerChecks())
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    document = json.loads((outdir / "validation-report.json").read_text())
    (own,) = (r for r in document["pluginReports"] if r["pluginName"] == "SageMaker")
    return dict(own)


def _serverless(stack: cdk.Stack, name: str) -> sagemaker.CfnEndpointConfig:
    return sagemaker.CfnEndpointConfig(
        stack,
        name,
        production_variants=[
            {
                "variantName": "AllTraffic",
                "modelName": "nlinear",
                "serverlessConfig": {
                    "memorySizeInMb": 2048,
                    "maxConcurrency": 5,
                    "provisionedConcurrency": 6,
                },
            }
        ],
    )


def test_an_error_fails_the_synth_and_names_construct_and_property(report: dict[str, Any]) -> None:
    (found,) = (v for v in report["violations"] if v["ruleName"] == "SRV-04")

    (construct,) = found["violatingConstructs"]
    assert report["conclusion"] == "failure"
    assert found["severity"] == "error"
    assert construct["constructPath"] == "Prod/Rare/Open"
    assert construct["cloudFormationResource"]["propertyPaths"] == [
        "ProductionVariants[0].ServerlessConfig.ProvisionedConcurrency"
    ]
    assert construct["stackTraces"]


def test_an_acknowledged_finding_is_kept_with_its_reason(report: dict[str, Any]) -> None:
    (known,) = report["suppressedViolations"]

    assert known["acknowledgedId"] == "SageMaker::SRV-04"
    assert known["reason"] == "a test of acknowledging"


def test_an_acknowledgement_that_no_finding_needs_is_told(report: dict[str, Any]) -> None:
    (stale,) = (v for v in report["violations"] if v["ruleName"] == "StaleAcknowledgement")

    assert stale["severity"] == "warning"
    assert "SageMaker::SRV-01" in stale["description"]


def test_an_app_without_findings_is_synthesized(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    cdk.Stack(app, "Empty")
    cdk.Validations.of(app).add_plugins(SageMakerChecks())

    app.synth()

    assert (tmp_path / "cdk.out" / "manifest.json").is_file()

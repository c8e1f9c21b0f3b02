"""What a finding says to do first: in the template, or with the constructs that made it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.metadata import ENVIRONMENT
from sagemaker_hosting.rules import Finding, check
from sagemaker_hosting.rules.reports import (
    Report,
    github_report,
    json_report,
    sarif_report,
    text_report,
)
from sagemaker_hosting.templates import Template

OWN = "lower ServerlessEndpoint(provisioned_concurrency=...) or raise max_concurrency"
PLAIN = "lower ServerlessConfig.ProvisionedConcurrency or raise MaxConcurrency"


def finding(*, environment: bool = False, construct: bool = False) -> Finding:
    """More warm copies than may run, in a template of which more or less is known."""
    config: dict[str, Any] = {
        "Type": "AWS::SageMaker::EndpointConfig",
        "Properties": {
            "ProductionVariants": [
                {
                    "VariantName": "AllTraffic",
                    "ModelName": "nlinear",
                    "ServerlessConfig": {
                        "MemorySizeInMB": 2048,
                        "MaxConcurrency": 5,
                        "ProvisionedConcurrency": 6,
                    },
                }
            ]
        },
    }
    if construct:
        config["Metadata"] = {"aws:cdk:path": "prod/Demand/Endpoint/Config"}
    body: dict[str, Any] = {"Resources": {"Config": config}}
    if environment:
        body["Metadata"] = {ENVIRONMENT: {"name": "prod"}}
    template = Template(path=Path("demand.json"), name="demand", group="prod", body=body)
    (found,) = check([template])
    return found


@pytest.mark.parametrize(
    ("environment", "construct"), [(False, False), (True, False), (False, True)]
)
def test_template_that_our_app_did_not_make_is_mended_itself(
    environment: bool,  # noqa: FBT001  # a parameter
    construct: bool,  # noqa: FBT001  # likewise
) -> None:
    fixes = finding(environment=environment, construct=construct).fixes

    assert (fixes.first, fixes.elsewhere, fixes.tool) == (PLAIN, OWN, "sagemaker_endpoints")


def test_app_of_this_library_is_mended_by_its_constructs() -> None:
    fixes = finding(environment=True, construct=True).fixes

    assert (fixes.first, fixes.elsewhere, fixes.tool) == (OWN, PLAIN, "CloudFormation")


@pytest.mark.parametrize(("ours", "first", "then"), [(False, PLAIN, OWN), (True, OWN, PLAIN)])
def test_every_report_tells_both_in_this_order(ours: bool, first: str, then: str) -> None:  # noqa: FBT001  # a parameter
    report = Report(templates=1, findings=(finding(environment=ours, construct=ours),))

    for write in (text_report, github_report, sarif_report):
        told = write(report)
        told = told[told.lower().index("fix: ") :]
        assert told[5:].startswith(first)
        assert then in told


def test_json_has_each_by_its_name() -> None:
    report = Report(templates=1, findings=(finding(),))

    (row,) = json.loads(json_report(report))["findings"]

    assert (row["fix"], row["cloudformation"], row["sagemaker_endpoints"]) == (PLAIN, PLAIN, OWN)


def test_help_of_sarif_tells_cloudformation_first() -> None:
    document = json.loads(sarif_report(Report(templates=1, findings=(finding(),))))

    (rule,) = document["runs"][0]["tool"]["driver"]["rules"]

    assert rule["help"]["text"] == f"In CloudFormation: {PLAIN}\n\nIn sagemaker_endpoints: {OWN}"

"""Findings that the app acknowledges: as themselves, or as the warning of a construct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding, Severity, check, rule_of, set_aside
from sagemaker_hosting.templates import Acknowledgement, Template
from sagemaker_hosting.twins import ids_for, may_be_needed_elsewhere, rules_for

PLACE = "dev/Rare/Endpoint"
QUOTA, TWIN = "SageMaker::SRV-21", "sagemaker-endpoints::ServerlessMemoryQuota"


def checked(
    *acknowledged: str, at: str = PLACE, variant: dict[str, Any] | None = None
) -> tuple[Template, tuple[Finding, ...]]:
    """A serverless endpoint above the quota, or another variant, below a construct."""
    serverless = {"ServerlessConfig": {"MemorySizeInMB": 6144, "MaxConcurrency": 5}}
    chosen = variant if variant is not None else serverless
    named = {"VariantName": "AllTraffic", "ModelName": "nlinear"}
    config = {
        "Type": "AWS::SageMaker::EndpointConfig",
        "Metadata": {"aws:cdk:path": f"{PLACE}/Config"},
        "Properties": {"ProductionVariants": [named | chosen]},
    }
    given = tuple(Acknowledgement(path=at, rule=rule, reason="known") for rule in acknowledged)
    template = Template(
        path=Path("rare.json"),
        name="rare",
        group="dev",
        body={"Resources": {"Config": config}},
        _acknowledgements=lambda: given,
    )
    return template, check([template])


@pytest.mark.parametrize("acknowledged", [(QUOTA,), (TWIN,), (QUOTA, TWIN)])
def test_one_of_both_ids_is_enough_and_none_is_stale(acknowledged: tuple[str, ...]) -> None:
    template, findings = checked(*acknowledged)

    aside = set_aside(findings, [template])

    assert (aside.open, aside.count, aside.stale) == ((), 1, ())


def test_only_what_no_id_of_a_rule_acknowledges_is_by_its_twin() -> None:
    by_rule, by_twin = checked(QUOTA, TWIN), checked(TWIN)

    assert set_aside(by_rule[1], [by_rule[0]]).by_twin == ()
    ((finding, given),) = set_aside(by_twin[1], [by_twin[0]]).by_twin
    assert (finding.rule.id, given.rule) == ("SRV-21", TWIN)


def test_twin_of_another_construct_does_not_count() -> None:
    template, findings = checked(TWIN, at="dev/Rare/Other")

    aside = set_aside(findings, [template])

    assert [f.rule.id for f in aside.open] == ["SRV-21"]


def test_twin_of_an_error_does_not_count() -> None:
    refused = {"InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1, "VolumeSizeInGB": 9}
    template, findings = checked("sagemaker-endpoints::VolumeOnLocalDisks", variant=refused)

    aside = set_aside(findings, [template])

    assert [(f.rule.id, f.severity) for f in aside.open] == [("VAR-10", Severity.ERROR)]


@pytest.mark.parametrize(
    ("acknowledged", "is_stale"),
    [
        ("SageMaker::SRV-01", True),
        ("SageMaker::MOD-25", True),
        # A construct warns of updates all at once as well.
        ("SageMaker::DEP-12", False),
        # Only the construct knows.
        ("sagemaker-endpoints::MutableImageTag", False),
    ],
)
def test_what_nothing_needs_is_stale(acknowledged: str, is_stale: bool) -> None:  # noqa: FBT001  # a parameter
    template, findings = checked(QUOTA, acknowledged)

    stale = set_aside(findings, [template]).stale

    assert [given.rule for _, given in stale] == ([acknowledged] if is_stale else [])


@pytest.mark.parametrize("warning", ["ServerlessMemoryQuota", "RolloutAboveHalf", "OneSubnet"])
def test_twins_know_each_other(warning: str) -> None:
    rules = rules_for(warning)

    assert rules
    for rule in rules:
        rule_id = rule.removeprefix("SageMaker::")
        assert rule_of(rule_id) is not None
        assert ids_for(rule_id) == (rule, f"sagemaker-endpoints::{warning}")


def test_what_tells_its_fact_alone_has_no_twin() -> None:
    assert ids_for("SRV-04") == ("SageMaker::SRV-04",)
    assert rules_for("NoTraffic") == ()
    assert not may_be_needed_elsewhere("SageMaker::SRV-04")

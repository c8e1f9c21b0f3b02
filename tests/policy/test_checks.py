"""Every check of the app passes, and each of them can fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam

from stacks.checks import add_checks
from tests.policy.conftest import Synth

_LONG_ENOUGH_TO_BE_A_REASON = 40


def _acknowledged(synth: Synth) -> dict[tuple[str, str], str]:
    """Id and place of each finding that was acknowledged, with the reason."""
    return {
        (finding["acknowledgedId"], finding["acknowledgedAt"]): finding["reason"]
        for report in synth.report
        for finding in report.get("suppressedViolations", [])
    }


def _declared(synth: Synth) -> set[tuple[str, str]]:
    """Id and place of each acknowledgement in the code."""
    declared: set[tuple[str, str]] = set()
    for file in synth.assembly.glob("assembly-*/*.metadata.json"):
        metadata: dict[str, list[dict[str, Any]]] = json.loads(file.read_text())
        for path, entries in metadata.items():
            for entry in entries:
                if entry["type"] == "aws:cdk:acknowledged-rules":
                    declared.update((rule, path.removeprefix("/")) for rule in entry["data"])
    return declared


def test_strict_synth_finds_nothing(synth: Synth) -> None:
    assert synth.returncode == 0, synth.output
    assert [report["pluginName"] for report in synth.report if report["violations"]] == []


def test_cdk_nag_has_read_every_stack(synth: Synth) -> None:
    read = {place.split("/")[0] for _, place in _acknowledged(synth)}

    assert {"dev", "staging", "prod"} <= read


def test_every_acknowledgement_has_a_reason(synth: Synth) -> None:
    short = {
        rule: reason
        for rule, reason in _acknowledged(synth).items()
        if len(reason) < _LONG_ENOUGH_TO_BE_A_REASON
    }

    assert short == {}


def test_no_acknowledgement_covers_a_whole_stack(synth: Synth) -> None:
    places = {place for _, place in _declared(synth)}

    assert places
    assert {place for place in places if place.count("/") < 2} == set()


def test_no_acknowledgement_of_cdk_nag_is_stale(synth: Synth) -> None:
    declared = {entry for entry in _declared(synth) if entry[0].startswith("AwsSolutions::")}

    assert declared - set(_acknowledged(synth)) == set()


def test_cfn_lint_finds_nothing_in_any_template(synth: Synth) -> None:
    templates = sorted(map(str, synth.assembly.glob("assembly-*/*.template.json")))

    done = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *templates],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(templates) == 8
    assert done.returncode == 0, done.stdout


def test_a_planted_wildcard_fails_synth(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))
    role = iam.Role(
        cdk.Stack(app, "Stack"), "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
    )
    role.add_to_policy(iam.PolicyStatement(actions=["s3:*"], resources=["*"]))
    add_checks(app)

    with pytest.raises(RuntimeError, match=r"AwsSolutions-IAM5"):
        app.synth()


def test_cdk_validator_is_on(root: Path) -> None:
    config = json.loads((root / "cdk.json").read_text())

    assert config["context"]["@aws-cdk/core:validateAgainstDefaultRules"] is True
    assert config["versionReporting"] is False


_APP_WITH_A_FAULT = """
import json, sys
import aws_cdk as cdk
from aws_cdk import aws_sagemaker as sagemaker

app = cdk.App(context=json.load(open("cdk.json"))["context"], outdir=sys.argv[2])
variant = {
    "variantName": "AllTraffic",
    "modelName": "a-model",
    "instanceType": "ml.m5.large",
    "initialInstanceCount": 1,
    **json.loads(sys.argv[1]),
}
sagemaker.CfnEndpointConfig(cdk.Stack(app, "Stack"), "Config", production_variants=[variant])
app.synth()
"""


@pytest.mark.parametrize(
    ("change", "finding"),
    [({}, None), ({"initialInstanceCount": 0}, "ProductionVariants.0.InitialInstanceCount")],
    ids=["a right variant passes", "no instance is refused"],
)
def test_cdk_validator_fails_synth_on_what_the_schema_forbids(
    change: dict[str, int], finding: str | None, root: Path, tmp_path: Path
) -> None:
    # The validator is switched off for this process, and its Node has started already.
    environment = {name: value for name, value in os.environ.items() if name != "CDK_VALIDATION"}

    done = subprocess.run(
        [sys.executable, "-c", _APP_WITH_A_FAULT, json.dumps(change), str(tmp_path)],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode == 0) is (finding is None), done.stderr
    assert finding is None or finding in done.stderr

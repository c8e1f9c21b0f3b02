"""Every check of the app passes; CDK's own validator and cfn-lint. cdk-nag: test_cdk_nag.py."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.reviewed_templates import reviewed_templates
from tests.policy.conftest import Synth


def test_strict_synth_finds_nothing(synth: Synth) -> None:
    assert synth.returncode == 0, synth.output
    assert [report["pluginName"] for report in synth.report if report["violations"]] == []


def test_cfn_lint_finds_nothing_in_any_template(synth: Synth) -> None:
    templates = sorted(map(str, synth.assembly.glob("assembly-*/*.template.json")))

    done = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *templates],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(templates) == len(reviewed_templates(synth.assembly)) > 0
    assert done.returncode == 0, done.stdout


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

"""cdk-nag: four packs read everything, each can fail, and acknowledgements have reasons."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_sagemaker as sagemaker
from aws_cdk import aws_sns as sns

from sagemaker_endpoints import SageMakerVpcEndpoints
from stacks._findings._acknowledgements import acknowledge_role
from stacks.checks import add_checks
from tests.policy.conftest import COMPLIANCE_PACKS, PACKS, Synth

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


def test_all_packs_have_run(synth: Synth) -> None:
    assert set(PACKS) <= {report["pluginName"] for report in synth.report}


@pytest.mark.parametrize("pack", PACKS)
def test_pack_has_read_every_environment(pack: str, synth: Synth, root: Path) -> None:
    found = {place for rule, place in _acknowledged(synth) if rule.startswith(f"{pack}::")}

    # The pipeline is there only if a file says so.
    read = {place.split("/")[0] for place in found} - {"Pipeline"}
    assert read == {path.stem for path in (root / "environments").glob("*.yaml")}


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
    prefixes = tuple(f"{pack}::" for pack in PACKS)
    declared = {entry for entry in _declared(synth) if entry[0].startswith(prefixes)}

    assert declared
    assert declared - set(_acknowledged(synth)) == set()


def _wildcard(stack: cdk.Stack) -> None:
    role = iam.Role(stack, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    role.add_to_policy(iam.PolicyStatement(actions=["s3:*"], resources=["*"]))


def _unencrypted_volumes(stack: cdk.Stack) -> None:
    variant = sagemaker.CfnEndpointConfig.ProductionVariantProperty(
        variant_name="AllTraffic",
        model_name="a-model",
        instance_type="ml.m5.large",
        initial_instance_count=1,
    )
    sagemaker.CfnEndpointConfig(stack, "Config", production_variants=[variant])


def _bucket_without_tls(stack: cdk.Stack) -> None:
    s3.Bucket(stack, "Bucket")


def _key_without_rotation(stack: cdk.Stack) -> None:
    kms.Key(stack, "Key", enable_key_rotation=False)


def _plain_topic(stack: cdk.Stack) -> None:
    sns.Topic(stack, "Topic")


def _of_all(rule: str, packs: tuple[str, ...] = COMPLIANCE_PACKS) -> list[str]:
    return [f"{pack}-{rule}" for pack in packs]


@pytest.mark.parametrize(
    ("plant", "findings"),
    [
        (_wildcard, ["AwsSolutions-IAM5[Resource::*]", *_of_all("IAMNoInlinePolicy")]),
        (_unencrypted_volumes, _of_all("SageMakerEndpointConfigurationKMSKeyConfigured")),
        (_bucket_without_tls, ["AwsSolutions-S10", *_of_all("S3BucketVersioningEnabled")]),
        (
            _key_without_rotation,
            [
                "AwsSolutions-KMS5",
                *_of_all("KMSBackingKeyRotationEnabled", ("NIST.800.53.R5", "PCI.DSS.321")),
            ],
        ),
        (_plain_topic, ["AwsSolutions-SNS3", *_of_all("SNSEncryptedKMS")]),
    ],
)
def test_planted_fault_fails_synth(
    plant: Callable[[cdk.Stack], None],
    findings: list[str],
    cdk_context: dict[str, Any],
    tmp_path: Path,
) -> None:
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))
    plant(cdk.Stack(app, "Stack"))
    add_checks(app)

    with pytest.raises(RuntimeError) as refusal:
        app.synth()

    assert [finding for finding in findings if finding not in str(refusal.value)] == []


def test_acknowledged_role_is_that_role_alone(cdk_context: dict[str, Any], tmp_path: Path) -> None:
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))
    stack = cdk.Stack(app, "Stack")
    roles = {}
    for name in ("Known", "Other"):
        role = roles[name] = iam.Role(
            stack, name, assumed_by=iam.ServicePrincipal("lambda.amazonaws.com")
        )
        role.add_to_policy(iam.PolicyStatement(actions=["xray:PutSpans"], resources=["*"]))
    acknowledge_role(roles["Known"], wildcards={"Resource::*": "X-Ray knows no resource"})
    add_checks(app)

    with pytest.raises(RuntimeError) as refusal:
        app.synth()

    found = re.findall(r"Stack/(\w+)/\w+", str(refusal.value))
    assert set(found) == {"Other"}


def test_vpc_endpoints_for_clients_alone_have_no_finding(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    app = cdk.App(context=cdk_context, outdir=str(tmp_path))
    stack = cdk.Stack(app, "Stack", env=cdk.Environment(account="111111111111", region="eu-west-1"))
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id="vpc-0c1d2e3f4a5b60001",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-0c1d2e3f4a5b6000a", "subnet-0c1d2e3f4a5b6000b"],
        private_subnet_route_table_ids=["rtb-0c1d2e3f4a5b6000a", "rtb-0c1d2e3f4a5b6000b"],
    )
    client = ec2.SecurityGroup.from_security_group_id(stack, "Client", "sg-0c1d2e3f4a5b6000a")
    SageMakerVpcEndpoints(stack, "Ways", vpc=vpc, clients=[client])
    add_checks(app)

    app.synth()  # raises what was found

    report = json.loads((tmp_path / "validation-report.json").read_text())
    assert report["pluginReports"] == []

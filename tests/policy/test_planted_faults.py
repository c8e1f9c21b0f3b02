"""cdk-nag sees what the constructs define: a fault in any resource of any kind is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.checks import add_checks
from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environment
from tests.policy.test_every_kind import IN_A_CLOSED_VPC

_ANYTHING = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "glue:*", "Resource": "arn:aws:glue:*:*:*"}],
}
_EVERYBODY = {"ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIp": "0.0.0.0/0"}


def _set(**properties: Any) -> Callable[[Any], None]:
    def plant(resource: Any) -> None:
        for name, value in properties.items():
            setattr(resource, name, value)

    return plant


_FAULTS: dict[str, tuple[Callable[[Any], None], str]] = {
    "AWS::CloudWatch::Alarm": (
        _set(alarm_actions=None, ok_actions=None, insufficient_data_actions=None),
        "NIST.800.53.R5-CloudWatchAlarmAction",
    ),
    "AWS::EC2::SecurityGroup": (
        _set(security_group_ingress=[_EVERYBODY]),
        "AwsSolutions-EC23",
    ),
    "AWS::IAM::Policy": (
        _set(policy_document=_ANYTHING),
        "AwsSolutions-IAM5[Action::glue:*]",
    ),
    "AWS::IAM::Role": (
        _set(policies=[{"policyName": "Planted", "policyDocument": _ANYTHING}]),
        "AwsSolutions-IAM5[Action::glue:*]",
    ),
    "AWS::KMS::Key": (_set(enable_key_rotation=False), "AwsSolutions-KMS5"),
    "AWS::Logs::LogGroup": (
        _set(kms_key_id=None),
        "NIST.800.53.R5-CloudWatchLogGroupEncrypted",
    ),
    "AWS::S3::Bucket": (
        _set(public_access_block_configuration={"blockPublicAcls": False}),
        "AwsSolutions-S2",
    ),
    "AWS::SNS::Topic": (_set(kms_master_key_id=None), "NIST.800.53.R5-SNSEncryptedKMS"),
    "AWS::SQS::Queue": (_set(redrive_policy=None), "AwsSolutions-SQS3"),
    "AWS::SageMaker::EndpointConfig": (
        _set(kms_key_id=None),
        "HIPAA.Security-SageMakerEndpointConfigurationKMSKeyConfigured",
    ),
    "AWS::StepFunctions::StateMachine": (_set(logging_configuration=None), "AwsSolutions-SF1"),
}
_NO_RULE_READS = {
    "AWS::ApplicationAutoScaling::ScalableTarget",
    "AWS::ApplicationAutoScaling::ScalingPolicy",
    "AWS::CloudWatch::Dashboard",
    "AWS::EC2::VPCEndpoint",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::SageMaker::Endpoint",
    "AWS::SageMaker::InferenceComponent",
    "AWS::SageMaker::InferenceExperiment",
    "AWS::SageMaker::Model",
    "AWS::Scheduler::Schedule",
}


@pytest.fixture(scope="module")
def resources(
    cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, cdk.CfnResource]:
    """Every resource of an environment of every kind, by its path; planted, and synthesized."""
    folder = tmp_path_factory.mktemp("planted")
    file = folder / "environments" / "dev.yaml"
    file.parent.mkdir()
    file.write_text(IN_A_CLOSED_VPC)
    app = cdk.App(
        context={**cdk_context, "@aws-cdk/core:failSynthOnValidationErrors": False},
        outdir=str(folder / "cdk.out"),
    )
    stage = EnvironmentStage(app, environment=load_environment(file))
    found = {
        node.node.path: node for node in stage.node.find_all() if isinstance(node, cdk.CfnResource)
    }
    for resource in found.values():
        plant, _ = _FAULTS.get(resource.cfn_resource_type, (lambda _: None, ""))
        plant(resource)
    add_checks(app)
    app.synth()
    return found


@pytest.fixture(scope="module")
def findings(resources: dict[str, cdk.CfnResource]) -> set[tuple[str, str]]:
    """Rule and path of what the packs found, acknowledged or not."""
    app = cdk.App.of(next(iter(resources.values())))
    assert app is not None
    report = json.loads(Path(app.outdir, "validation-report.json").read_text())
    return {
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in (*plugin["violations"], *plugin.get("suppressedViolations", ()))
        for construct in violation["violatingConstructs"]
    }


def test_every_type_is_planted_or_known_to_have_no_rule(
    resources: dict[str, cdk.CfnResource],
) -> None:
    types = {resource.cfn_resource_type for resource in resources.values()}

    assert types == set(_FAULTS) | _NO_RULE_READS


@pytest.mark.parametrize("kind", _FAULTS)
def test_fault_planted_into_every_resource_is_found(
    kind: str, resources: dict[str, cdk.CfnResource], findings: set[tuple[str, str]]
) -> None:
    _, rule = _FAULTS[kind]
    planted = {path for path, each in resources.items() if each.cfn_resource_type == kind}

    seen = {path for name, path in findings if name == rule}

    assert planted
    assert planted - seen == set()

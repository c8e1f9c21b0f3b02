"""The app with a pipeline: every check passes, and the policies of delivery/ are what it needs."""

from __future__ import annotations

import fnmatch
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from stacks.checks import add_checks
from stacks.environment_stage import EnvironmentStage
from stacks.pipeline import add_pipeline
from stacks.reviewed_templates import reviewed_templates
from stacks.settings import load_environments, load_pipeline
from tests.policy.conftest import PACKS, Synth, synthesize

_CONNECTION = (
    "arn:aws:codeconnections:eu-west-1:999999999999:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41"
)
_PIPELINE = f"""\
account: "999999999999"
region: eu-west-1
source: {{connection_arn: "{_CONNECTION}", repository: our-org/forecasts}}
environments: [{{name: dev}}, {{name: staging}}, {{name: prod, approval: true}}]
emails: [oncall@example.com]
model_package_groups: [demand]
"""
_PARTS = (
    "app.py",
    "cdk.json",
    "constructs",
    "environments",
    "model_code",
    "package.json",
    "stacks",
)
_INSTALLED = (".venv", "node_modules")
_LONGEST_POLICY = 6144
"""Characters of a managed policy without white space.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
_LONG_ENOUGH_TO_BE_A_REASON = 40


@pytest.fixture(scope="module")
def with_pipeline(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Synth:
    """The project with a file of the pipeline, synthesized by the CLI."""
    project = tmp_path_factory.mktemp("project")
    for name in (*_PARTS, *_INSTALLED):
        (project / name).symlink_to(root / name)
    # app.py looks for the file beside itself.
    (project / "app.py").unlink()
    (project / "app.py").write_text((root / "app.py").read_text())
    (project / "delivery").mkdir()
    (project / "delivery" / "pipeline.yaml").write_text(_PIPELINE)
    return synthesize(project, project / "cdk.out")


def test_strict_synth_finds_nothing(with_pipeline: Synth) -> None:
    assert with_pipeline.returncode == 0, with_pipeline.output
    assert (with_pipeline.assembly / "Pipeline.template.json").exists()
    reports = with_pipeline.report
    assert [report["pluginName"] for report in reports if report["violations"]] == []


def test_environments_are_what_they_are_without_a_pipeline(
    synth: Synth, with_pipeline: Synth
) -> None:
    alone = reviewed_templates(synth.assembly)

    assert alone
    assert reviewed_templates(with_pipeline.assembly) == alone


def test_cfn_lint_finds_nothing(with_pipeline: Synth, root: Path) -> None:
    templates = [with_pipeline.assembly / "Pipeline.template.json"]
    templates += sorted((root / "delivery").glob("*-role.yaml"))

    done = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *map(str, templates)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(templates) > 2
    assert done.returncode == 0, done.stdout


def _acknowledged(synth: Synth) -> dict[tuple[str, str], str]:
    return {
        (finding["acknowledgedId"], finding["acknowledgedAt"]): finding["reason"]
        for report in synth.report
        for finding in report.get("suppressedViolations", [])
        if finding["acknowledgedAt"].startswith("Pipeline/")
    }


def test_acknowledgements_are_narrow_and_reasoned(with_pipeline: Synth) -> None:
    acknowledged = _acknowledged(with_pipeline)
    metadata = json.loads((with_pipeline.assembly / "Pipeline.metadata.json").read_text())
    declared = {
        (rule, path.removeprefix("/"))
        for path, entries in metadata.items()
        for entry in entries
        if entry["type"] == "aws:cdk:acknowledged-rules"
        for rule in entry["data"]
        if rule.startswith(PACKS)
    }

    assert len(declared) > 50
    assert declared - set(acknowledged) == set(), "nothing raises these any more"
    assert {place for _, place in declared if place.count("/") < 1} == set()
    short = [r for r in acknowledged.values() if len(r) < _LONG_ENOUGH_TO_BE_A_REASON]
    assert short == []


_ENVIRONMENT = """\
account: "111111111111"
region: REGION
models: {forecaster: {image: {uri: "111111111111.dkr.ecr.REGION.amazonaws.com/forecaster:1.2"}}}
endpoints:
  live: {kind: real_time, variants: {all: {model: forecaster, instance_type: ml.c6i.large}}}
"""


def test_packs_find_nothing_with_an_environment_in_another_region(
    cdk_context: dict[str, Any], tmp_path: Path
) -> None:
    (tmp_path / "environments").mkdir()
    for name, region in (("dev", "eu-west-1"), ("far", "eu-central-1")):
        file = tmp_path / "environments" / f"{name}.yaml"
        file.write_text(_ENVIRONMENT.replace("REGION", region))
    (tmp_path / "pipeline.yaml").write_text(
        _PIPELINE.partition("environments:")[0] + "environments: [{name: dev}, {name: far}]\n"
    )
    app = cdk.App(context=cdk_context, outdir=str(tmp_path / "cdk.out"))
    environments = load_environments(tmp_path / "environments")
    stages = [EnvironmentStage(app, environment=environment) for environment in environments]
    add_checks(app)
    add_pipeline(
        app, settings=load_pipeline(tmp_path / "pipeline.yaml", ["dev", "far"]), stages=stages
    )

    app.synth()  # raises what was found

    replicas = list((tmp_path / "cdk.out").glob("cross-region-stack-*_eu-central-1.template.json"))
    assert len(replicas) == 1


# What resource types may ask for, and our templates never make them ask: the policies withhold it.
_WITHHELD = {
    "s3tables:*": "metadata tables of buckets",
    "s3:*MetadataTableConfiguration": "the same",
    "s3:UpdateBucketMetadata*": "the same",
    "s3:DeleteBucket?*": "parts of a bucket that ours do not have",
    "s3:*Object*": "objects: no custom resource fills or empties a bucket",
    "s3:REST.PUT.OBJECT": "no action of IAM",
    "s3:ListTagsForResource": "tags of access points",
    "vpc-lattice:*": "VPC endpoints of service networks",
    "vpce:*": "VPC endpoints into other Regions",
    "firehose:*": "log deliveries to Firehose",
    "lambda:*": "scalable targets of Lambda",
    "logs:*IndexPolicy": "field indexes of log groups",
    "logs:PutDataProtectionPolicy": "masking in log groups",
    "logs:DeleteDataProtectionPolicy": "the same",
    "logs:PutBearerTokenAuthentication": "HTTP ingestion of logs",
    "logs:PutLogGroupDeletionProtection": "protection of log groups",
    "kms:Decrypt": "what is encrypted is not CloudFormation's to read",
    "kms:GenerateDataKey": "the same",
    "iam:*AttachRolePolicy": "roles have inline policies alone",
    "iam:DetachRolePolicy": "the same",
    "iam:*RolePermissionsBoundary": "the same",
    "iam:*UserPolicy": "there are no users",
    "iam:*GroupPolicy": "there are no groups",
    "codepipeline:StartPipelineExecution": "a pipeline is started by its source, or by people",
}


def _types(templates: list[Path]) -> set[str]:
    return {
        resource["Type"]
        for path in templates
        for resource in json.loads(path.read_text())["Resources"].values()
    }


def _needed(types: set[str]) -> set[str]:
    """What CloudFormation's handlers of resource types say that they call, in AWS's schemas."""
    return {
        action
        for resource_type in types
        for handler in ("create", "read", "update", "delete")
        for action in PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", resource_type)
        .schema.get("handlers", {})
        .get(handler, {})
        .get("permissions", ())
    }


def _matches(action: str, patterns: list[str]) -> bool:
    return any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _policy(root: Path, name: str) -> list[dict[str, Any]]:
    return list(json.loads((root / "delivery" / name).read_text())["Statement"])


def _allowed(statements: list[dict[str, Any]]) -> list[str]:
    return [
        action
        for statement in statements
        if statement["Effect"] == "Allow"
        for action in _listed(statement["Action"])
    ]


_NAMED_AFTER_STACKS = {"iam", "s3", "sns", "sqs"}
_OURS = ("sagemaker-", "role/sagemaker-", "role/aws-service-role/")
_POLICIES = ("execution-policy.json", "pipeline-execution-policy.json")


@pytest.mark.parametrize("name", _POLICIES)
def test_execution_policy_covers_every_resource_type(
    name: str, root: Path, with_pipeline: Synth
) -> None:
    templates = (
        sorted((root / "templates").glob("*/*.json"))
        if name == "execution-policy.json"
        else [with_pipeline.assembly / "Pipeline.template.json"]
    )
    needed = _needed(_types(templates))
    withheld = list(_WITHHELD)

    allowed = _allowed(_policy(root, name))

    missing = {action for action in needed if not _matches(action, [*allowed, *withheld])}
    assert len(needed) > 100
    assert missing == set()


# CodeBuild's schema names no calls; the others are of passing what a stack names to it.
_OF_NO_HANDLER = {
    "cloudformation:DescribeStacks": "Fn::GetStackOutput",
    "ssm:GetParameters": "the version of the bootstrap stack",
    "sagemaker:DescribeModelPackage": "CreateModel from the model registry",
    "kms:CreateGrant": "disks of instances",
    "kms:*Alias": "CDK's buckets in other Regions",
    "logs:*": "what Step Functions asks for its caller",
    "codebuild:*": "AWS::CodeBuild::Project",
    "codestar-connections:*": "the source, by its old name",
    "codeconnections:*": "the source",
}


@pytest.mark.parametrize("name", _POLICIES)
def test_execution_policy_allows_nothing_that_no_resource_type_needs(
    name: str, root: Path, with_pipeline: Synth
) -> None:
    templates = (
        sorted((root / "templates").glob("*/*.json"))
        if name == "execution-policy.json"
        else [with_pipeline.assembly / "Pipeline.template.json"]
    )
    needed = {action.lower() for action in _needed(_types(templates))}

    idle = [
        pattern
        for pattern in _allowed(_policy(root, name))
        if not fnmatch.filter(needed, pattern.lower())
        and not _matches(pattern, list(_OF_NO_HANDLER))
    ]

    assert idle == []


@pytest.mark.parametrize("name", _POLICIES)
def test_execution_policy_fits_and_ends_at_what_is_ours(name: str, root: Path) -> None:
    text = (root / "delivery" / name).read_text()
    statements = _policy(root, name)
    allowed = [statement for statement in statements if statement["Effect"] == "Allow"]

    assert len(re.sub(r"\s", "", text)) <= _LONGEST_POLICY
    assert len({statement["Sid"] for statement in statements}) == len(statements)
    assert not _matches("iam:AttachRolePolicy", _allowed(statements))
    assert not _matches("sts:AssumeRole", _allowed(statements))
    for statement in allowed:
        services = {action.partition(":")[0] for action in _listed(statement["Action"])}
        if services & _NAMED_AFTER_STACKS:
            ends = [resource.rpartition(":")[2] for resource in _listed(statement["Resource"])]
            assert [end for end in ends if not end.startswith(_OURS)] == []


def test_roles_of_the_stacks_have_names_that_the_policy_reaches(synth: Synth) -> None:
    names = {
        artifact["properties"]["stackName"]
        for manifest in synth.assembly.glob("assembly-*/manifest.json")
        for artifact in json.loads(manifest.read_text())["artifacts"].values()
        if artifact["type"] == "aws:cloudformation:stack"
    }

    # CloudFormation begins the names that it makes up with the name of the stack.
    assert names
    assert [name for name in names if not name.startswith("sagemaker-")] == []

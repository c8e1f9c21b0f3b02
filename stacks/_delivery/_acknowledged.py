"""What cdk-nag finds in the roles and builds that CDK Pipelines makes, and why it is right."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from stacks._findings._acknowledgements import acknowledge, acknowledge_compliance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aws_cdk import aws_codepipeline as codepipeline
    from constructs import IConstruct

_OWN_BUCKET = (
    "CDK grants families of S3's actions; their resources are the pipeline's own bucket and what "
    "is in it"
)
_OWN_KEY = "CDK grants families of KMS's actions; their resource is the pipeline's own key"
_OWN_PROJECT = "CodeBuild names streams and reports; this is the log group, or the reports, of "
_ARTIFACTS = r"Resource::<Artifacts[0-9A-F]{8}\.Arn>"
# Where the policy is in the pipeline's stack, what stands in the brackets of IAM5, and the reason.
_WILDCARDS = (
    (r".*", r"Action::s3:(Abort|DeleteObject|GetBucket|GetObject|List)\*", _OWN_BUCKET),
    (r".*", r"Action::kms:(GenerateDataKey|ReEncrypt)\*", _OWN_KEY),
    (r".*", rf"{_ARTIFACTS}/\*", "CodePipeline makes up the keys of what a run hands on"),
    (
        r".*/Review/Review/.*",
        rf"{_ARTIFACTS}/reviews/\*/[a-z0-9-]+\.html",
        "the review of one environment lies below the id of its run",
    ),
    (
        r".*",
        r"Resource::arn:[\w-]+:logs:[^*]+:log-group:/aws/codebuild/<\w+>:\*",
        f"{_OWN_PROJECT}one build project",
    ),
    (
        r".*",
        r"Resource::arn:[\w-]+:codebuild:[^*]+:report-group/<\w+>-\*",
        f"{_OWN_PROJECT}one build project",
    ),
    (
        r".*/Assets/FileRole/.*",
        r"Resource::arn:[\w-]+:(logs|codebuild):[^*]+:(log-group:/aws/codebuild|report-group)/\*",
        f"{_OWN_PROJECT}the projects that publish assets, which share one role",
    ),
    (
        r".*/Assets/FileRole/.*",
        r"Resource::\*",
        "CDK lets the builds that publish assets start and watch builds, which it names late",
    ),
    (
        r".*/SelfMutation/Role/.*",
        r"Resource::arn:\*:iam::[0-9]{12}:role/\*",
        "a condition narrows it to the roles of this account that `cdk bootstrap` has tagged",
    ),
    (
        r".*/SelfMutation/Role/.*",
        r"Resource::\*",
        "cdk deploy looks for the bootstrap stack and its bucket before it takes on their role",
    ),
    # These two are there only if an environment is in another Region than the pipeline.
    (
        r".*/Pipeline/Role/.*",
        r"Resource::\*",
        "the key of another Region is known by its alias alone; its own policy is narrow",
    ),
    (
        r".*/Pipeline/Role/.*",
        r"Resource::arn:[\w-]+:s3:::sagemaker-pipeline-\w*replicationbucket\w+/\*",
        "CodePipeline makes up the keys of what a run hands on in another Region",
    ),
)
_INLINE = (
    "CDK Pipelines gives each role of the pipeline one inline policy; nobody else has such a role"
)
_NO_REPOSITORY = "a build of a pipeline is handed its source by CodePipeline, not by a repository"
_QUEUE_OF_THE_UNDELIVERED = "it is the queue of what was not delivered; an alarm watches it"
_REPLICA = (
    "it holds copies of what a run hands on, for the time of a deploy in another Region; the "
    "access to the originals is logged"
)


def acknowledge_pipeline(stack: cdk.Stack) -> None:
    """Acknowledge the wildcards of the pipeline's policies one by one, and what else CDK makes.

    A wildcard that is not one of those known here stays a finding.

    Args:
        stack: the pipeline's, complete.
    """
    for construct in stack.node.find_all():
        if not isinstance(construct, cdk.CfnResource):
            continue
        match construct.cfn_resource_type:
            case "AWS::IAM::Policy":
                acknowledge_compliance(construct, "IAMNoInlinePolicy", _INLINE)
                for finding in _wildcards(stack.resolve(getattr(construct, "policy_document"))):  # noqa: B009  # of the L1 class, which mypy cannot see here
                    _acknowledge_wildcard(construct, finding)
            case "AWS::CodeBuild::Project":
                for pack in ("PCI.DSS.321", "HIPAA.Security"):
                    rule = f"{pack}-CodeBuildProjectSourceRepoUrl"
                    acknowledge(construct, rule, _NO_REPOSITORY)
            case "AWS::SQS::Queue":
                acknowledge(construct, "AwsSolutions-SQS3", _QUEUE_OF_THE_UNDELIVERED)


def acknowledge_replicas(pipeline: codepipeline.Pipeline) -> None:
    """Acknowledge the buckets that CDK makes in other Regions where there are environments.

    Args:
        pipeline: it.
    """
    for support in pipeline.cross_region_support.values():
        bucket = support.replication_bucket
        acknowledge(bucket, "AwsSolutions-S1", _REPLICA)
        for rule in ("S3BucketLoggingEnabled", "S3BucketReplicationEnabled"):
            acknowledge_compliance(bucket, rule, _REPLICA)
        acknowledge_compliance(bucket, "S3BucketVersioningEnabled", _REPLICA)


def _acknowledge_wildcard(construct: IConstruct, finding: str) -> None:
    for place, written, reason in _WILDCARDS:
        if re.fullmatch(place, construct.node.path) and re.fullmatch(written, finding):
            acknowledge(construct, f"AwsSolutions-IAM5[{finding}]", reason)
            return


def _wildcards(document: dict[str, Any]) -> Iterator[str]:
    """What cdk-nag writes in the brackets of IAM5 for each wildcard of a policy."""
    for statement in document["Statement"]:
        actions, resources = _listed(statement["Action"]), _listed(statement["Resource"])
        yield from (f"Action::{action}" for action in actions if "*" in action)
        yield from (f"Resource::{text}" for text in map(_flat, resources) if "*" in text)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _flat(value: Any) -> str:
    """Write a resource as cdk-nag does: references in angle brackets."""
    match value:
        case str():
            return value
        case {"Fn::Join": [separator, parts]}:
            return str(separator).join(map(_flat, parts))
        case {"Fn::GetAtt": [resource, attribute]}:
            return f"<{resource}.{attribute}>"
        case {"Ref": name}:
            return f"<{name}>"
        case _:
            return json.dumps(value, separators=(",", ":"))

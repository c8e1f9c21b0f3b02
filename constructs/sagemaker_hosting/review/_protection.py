"""Tells which networks, keys and protections change, resource by resource."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.changes import Change, Changes, Effect
from sagemaker_hosting.review._remark import Difference, Remark, Risk
from sagemaker_hosting.review._wording import canonical, counted, cut, path_of, plain, told

if TYPE_CHECKING:
    from sagemaker_hosting.view import Resource

_ENCRYPTION: Final = (
    "BucketEncryption",
    "ServerSideEncryptionConfiguration",
    0,
    "ServerSideEncryptionByDefault",
)
# The property, and what to call it. What is gone, or false and was true, protects less.
_WATCHED: Final[Mapping[str, tuple[tuple[tuple[str | int, ...], str], ...]]] = {
    "AWS::SageMaker::EndpointConfig": (
        (("KmsKeyId",), "key of the volumes"),
        (("VpcConfig",), "VPC"),
        (("EnableNetworkIsolation",), "network isolation"),
        (("DataCaptureConfig", "KmsKeyId"), "key of captured data"),
        (("AsyncInferenceConfig", "OutputConfig", "KmsKeyId"), "key of the results"),
    ),
    "AWS::SageMaker::InferenceExperiment": ((("KmsKey",), "key of the volumes"),),
    "AWS::S3::Bucket": (
        ((*_ENCRYPTION, "SSEAlgorithm"), "encryption"),
        ((*_ENCRYPTION, "KMSMasterKeyID"), "key"),
        (("PublicAccessBlockConfiguration", "BlockPublicAcls"), "block of public ACLs"),
        (("PublicAccessBlockConfiguration", "BlockPublicPolicy"), "block of public policies"),
        (("PublicAccessBlockConfiguration", "IgnorePublicAcls"), "ignoring of public ACLs"),
        (("PublicAccessBlockConfiguration", "RestrictPublicBuckets"), "restriction of public use"),
        (("VersioningConfiguration", "Status"), "versions"),
    ),
    "AWS::SNS::Topic": ((("KmsMasterKeyId",), "key"),),
    "AWS::SQS::Queue": ((("KmsMasterKeyId",), "key"), (("SqsManagedSseEnabled",), "encryption")),
    "AWS::Logs::LogGroup": ((("KmsKeyId",), "key"), (("RetentionInDays",), "days kept")),
    "AWS::KMS::Key": ((("EnableKeyRotation",), "rotation"), (("Enabled",), "enabled")),
    "AWS::EC2::VPCEndpoint": (
        (("SecurityGroupIds",), "security groups"),
        (("SubnetIds",), "subnets"),
        (("PrivateDnsEnabled",), "private DNS"),
    ),
    "AWS::IAM::Role": ((("PermissionsBoundary",), "permissions boundary"),),
}
_KEEPS_DATA: Final = {
    "AWS::DynamoDB::Table": "table",
    "AWS::ECR::Repository": "repository",
    "AWS::KMS::Key": "key",
    "AWS::Logs::LogGroup": "log group",
    "AWS::S3::Bucket": "bucket",
    "AWS::SNS::Topic": "topic",
    "AWS::SQS::Queue": "queue",
}
_GROUP: Final = "AWS::EC2::SecurityGroup"
_RULES: Final = {
    "AWS::EC2::SecurityGroupIngress": "lets in",
    "AWS::EC2::SecurityGroupEgress": "lets out",
}
_OFF: Final = frozenset({None, "false", "Suspended"})


def protection_of(changes: Changes) -> tuple[Difference, ...]:
    """Compare keys, networks and protections of the resources that stay."""
    return tuple(d for change in changes.all for d in _differences(change))


def remarks_on_data(changes: Changes) -> Iterator[Remark]:
    """Tell what becomes of things that keep data: buckets, keys, logs, topics, queues."""
    for change in changes.all:
        old, noun = change.old, _KEEPS_DATA.get(change.resource.type)
        if noun is None or old is None:
            continue
        if change.effect is Effect.DELETED:
            stays = old.body.get("DeletionPolicy") in ("Retain", "RetainExceptOnCreate")
            fate = (
                "it stays in the account, and belongs to no stack any more"
                if stays
                else "it is deleted with what it holds"
            )
            yield Remark(
                risk=Risk.DELETED, says=f"{noun} {path_of(old)} is no longer defined: {fate}"
            )
        elif change.effect is Effect.REPLACED:
            stays = old.body.get("UpdateReplacePolicy") == "Retain"
            fate = "the old one stays" if stays else "the old one goes with what it holds"
            yield Remark(
                risk=Risk.REPLACED,
                says=(
                    f"{noun} {path_of(old)} is made anew for its "
                    f"{', '.join(change.replacing)}; {fate}"
                ),
            )


def _differences(change: Change[Resource]) -> Iterator[Difference]:
    old, new = change.old, change.new
    if old is None or new is None:
        if change.resource.type in _RULES:
            yield from _rule(change)
        return
    yield from _kept(old, new)
    if change.effect is Effect.UNCHANGED:
        return
    path = path_of(new)
    for keys, noun in _WATCHED.get(new.type, ()):
        before, after = told(old.at(*keys)), told(new.at(*keys))
        if before != after:
            yield Difference(
                what=f"{path}: {noun}",
                before=before,
                after=after,
                weaker=before not in _OFF and after in _OFF,
            )
    if new.type == _GROUP:
        yield from _traffic(old, new)


def _kept(old: Resource, new: Resource) -> Iterator[Difference]:
    for key, noun in (("DeletionPolicy", "when deleted"), ("UpdateReplacePolicy", "when replaced")):
        before, after = old.body.get(key), new.body.get(key)
        if before != after:
            yield Difference(
                what=f"{path_of(new)}: {noun}",
                before=plain(before) if before is not None else None,
                after=plain(after) if after is not None else None,
                weaker=before not in (None, "Delete") and after in (None, "Delete"),
            )


def _traffic(old: Resource, new: Resource) -> Iterator[Difference]:
    for key, noun in (("SecurityGroupIngress", "lets in"), ("SecurityGroupEgress", "lets out")):
        before, after = _rules_of(old, key), _rules_of(new, key)
        if before == after:
            continue
        added = [rule for mark, rule in after.items() if mark not in before]
        yield Difference(
            what=f"{path_of(new)}: {noun}",
            before=_listing(before.values()),
            after=_listing(after.values()),
            weaker=bool(added),
        )


def _rule(change: Change[Resource]) -> Iterator[Difference]:
    resource = change.resource
    properties = resource.body.get("Properties", {})
    text = _rule_told(properties if isinstance(properties, Mapping) else {})
    yield Difference(
        what=f"{path_of(resource)}: {_RULES[resource.type]}",
        before=text if change.old is not None else None,
        after=text if change.new is not None else None,
        weaker=change.old is None,
    )


def _rules_of(group: Resource, key: str) -> Mapping[str, str]:
    written = group.body.get("Properties", {}).get(key)
    rules = written if isinstance(written, list) else []
    return {
        canonical({k: v for k, v in rule.items() if k != "Description"}): _rule_told(rule)
        for rule in rules
        if isinstance(rule, Mapping)
    }


def _rule_told(rule: Mapping[str, Any]) -> str:
    protocol = plain(rule.get("IpProtocol", "?"))
    first, last = rule.get("FromPort"), rule.get("ToPort")
    ports = "" if first is None else f" {plain(first)}"
    ports += f"-{plain(last)}" if last is not None and last != first else ""
    peers = [
        plain(value)
        for name, value in rule.items()
        if name.startswith(("Cidr", "Source", "Destination"))
    ]
    return f"{'all' if protocol == '-1' else protocol}{ports} {' '.join(peers)}".strip()


def _listing(rules: Any) -> str | None:
    listed = list(rules)
    if not listed:
        return None
    text = "; ".join(sorted(listed))
    return text if len(listed) == 1 else cut(f"{counted(len(listed), 'rule')}: {text}")

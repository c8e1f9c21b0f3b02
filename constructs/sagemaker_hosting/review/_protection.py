"""Tells which networks, keys and protections change, resource by resource."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.changes import Change, Changes, Effect
from sagemaker_hosting.review._remark import Difference
from sagemaker_hosting.review._wording import canonical, counted, path_of, plain, told

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node, Resource

_ENCRYPTION: Final = (
    "BucketEncryption",
    "ServerSideEncryptionConfiguration",
    0,
    "ServerSideEncryptionByDefault",
)
_RETENTION: Final = ("RetentionInDays",)
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
    "AWS::Logs::LogGroup": ((("KmsKeyId",), "key"), (_RETENTION, "days kept")),
    "AWS::KMS::Key": ((("EnableKeyRotation",), "rotation"), (("Enabled",), "enabled")),
    "AWS::EC2::VPCEndpoint": (
        (("SecurityGroupIds",), "security groups"),
        (("SubnetIds",), "subnets"),
        (("PrivateDnsEnabled",), "private DNS"),
    ),
    "AWS::IAM::Role": ((("PermissionsBoundary",), "permissions boundary"),),
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
            weaker = before not in _OFF and after in _OFF
            if keys == _RETENTION:
                weaker = _days(new.at(*keys)) < _days(old.at(*keys))
            yield Difference(what=f"{path}: {noun}", before=before, after=after, weaker=weaker)
    if new.type == _GROUP:
        yield from _traffic(old, new)


def _days(node: Node) -> float:
    """How long logs are kept: for ever where nothing is said."""
    return node.number if node.number is not None else math.inf


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
    return text if len(listed) == 1 else f"{counted(len(listed), 'rule')}: {text}"

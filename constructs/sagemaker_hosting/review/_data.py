"""Tells what becomes of things that keep data: buckets, keys, logs, topics, queues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Changes, Effect, is_retained
from sagemaker_hosting.review._gone import Endings, Fate
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._wording import path_of

if TYPE_CHECKING:
    from sagemaker_hosting.view import Resource

NOUNS: Final = {
    "AWS::DynamoDB::Table": "table",
    "AWS::ECR::Repository": "repository",
    "AWS::KMS::Key": "key",
    "AWS::Logs::LogGroup": "log group",
    "AWS::S3::Bucket": "bucket",
    "AWS::SNS::Topic": "topic",
    "AWS::SQS::Queue": "queue",
}
_DAYS: Final = 30
"""How long a key waits for its deletion when nothing else is said.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html
"""


def remarks_on_data(changes: Changes, endings: Endings) -> Iterator[Remark]:
    """Tell what becomes of things that keep data.

    Args:
        changes: both readings.
        endings: tells what becomes of what goes.
    """
    left: dict[tuple[int, bool], list[Resource]] = {}
    for change in changes.all:
        old = change.old
        if old is None or old.type not in NOUNS:
            continue
        name = _name(old)
        if change.new is None and changes.is_left(old.stack):
            left.setdefault((id(old.stack), is_retained(old)), []).append(old)
        elif change.new is None:
            fate = Fate(goes=f"is no longer defined: it {_goes(old)}", stays="keeps what it holds")
            yield endings.remark(old, name, fate)
        elif change.effect is Effect.REPLACED:
            stays = is_retained(old, "UpdateReplacePolicy")
            told = "stays, by its UpdateReplacePolicy" if stays else _goes(old)
            says = f"{name} is made anew for its {', '.join(change.replacing)}; the old one {told}"
            yield Remark(risk=Risk.REPLACED, says=says)
    for held in left.values():
        keeps = "keeps what it holds" if len(held) == 1 else "keep what they hold"
        fate = Fate(goes="goes", stays=keeps)
        yield endings.remark(held[0], ", ".join(map(_name, held)), fate)


def _name(resource: Resource) -> str:
    return f"{NOUNS[resource.type]} {path_of(resource)}"


def _goes(resource: Resource) -> str:
    """Say how CloudFormation deletes a thing.

    It empties no bucket, and no repository without EmptyOnDelete; what it cannot delete after an
    update it leaves.
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html
    """
    if resource.type == "AWS::KMS::Key":
        given = resource.at("PendingWindowInDays").number
        days = given if given is not None else _DAYS
        return f"is deleted {days:g} days later, and what it encrypted cannot be read from then on"
    keeps = resource.type == "AWS::ECR::Repository" and not resource.at("EmptyOnDelete").flag
    if keeps or resource.type == "AWS::S3::Bucket":
        return "is deleted if it is empty, and else stays without a stack"
    return "is deleted with what it holds"

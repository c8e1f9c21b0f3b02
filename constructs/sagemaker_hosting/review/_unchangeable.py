"""Tells of changes that CloudFormation refuses, whatever is being changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._wording import path_of, told
from sagemaker_hosting.view import Endpoint, EndpointConfig, InferenceComponent, Model

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.review._environments import Environments
    from sagemaker_hosting.view import Resource

_TYPES: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-update-behaviors.html"
)
_KEYS: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-kms-key.html"
)
_OF_KEYS: Final = {
    "KeySpec": "SYMMETRIC_DEFAULT",
    "KeyUsage": "ENCRYPT_DECRYPT",
    "MultiRegion": "false",
}
"""What cannot change of a key, and what it is when left out."""


def remarks_on_unchangeable(changes: Changes, environments: Environments) -> Iterator[Remark]:
    """Tell of logical ids that get another type, of keys of another kind, and of names in use.

    Args:
        changes: both readings.
        environments: names that of a resource.
    """
    yield from _of_types(changes)
    yield from _of_names(changes, environments)
    for change in changes.all:
        if change.old is None or change.new is None or change.new.type != "AWS::KMS::Key":
            continue
        old, new = change.old, change.new
        changed = [
            name
            for name, left_out in _OF_KEYS.items()
            if (told(old.at(name)) or left_out) != (told(new.at(name)) or left_out)
        ]
        if changed:
            yield Remark(
                risk=Risk.REFUSED,
                says=(
                    f"key {path_of(change.new)}: {', '.join(changed)} of a key cannot change, and "
                    "CloudFormation makes no new one for it"
                ),
                fix="define a key of another logical id, and move what it encrypts",
                link=_KEYS,
            )


def _of_names(changes: Changes, environments: Environments) -> Iterator[Remark]:
    """Tell of fixed names that a stack still holds which is gone from the templates."""
    held = {
        (environments(old), old.type, name): old
        for old in (change.old for change in changes.all if change.new is None)
        if old is not None and changes.is_left(old.stack) and (name := _fixed(old)) is not None
    }
    for change in changes.all:
        new = change.new
        if new is None or change.old is not None:
            continue
        old = held.get((environments(new), new.type, _fixed(new) or ""))
        if old is not None:
            yield Remark(
                risk=Risk.REFUSED,
                says=(
                    f"{path_of(new)} is new and bears the name {_fixed(new)!r} of {path_of(old)}, "
                    "whose stack is gone from the templates but not from the account"
                ),
                fix="delete the old stack first, or give the new resource another name",
            )


def _fixed(resource: Resource) -> str | None:
    if isinstance(resource, Endpoint | EndpointConfig | InferenceComponent | Model):
        return resource.name.text
    return None


def _of_types(changes: Changes) -> Iterator[Remark]:
    for old, new in changes.stacks:
        if old is None or new is None:
            continue
        for logical_id, resource in old.resources.items():
            other = new.resources.get(logical_id)
            if other is not None and other.type != resource.type:
                yield Remark(
                    risk=Risk.REFUSED,
                    says=(
                        f"{new.template.name}/{logical_id} is of type {resource.type}, and would "
                        f"become {other.type}: CloudFormation changes no resource's type"
                    ),
                    fix="give the new resource a logical id of its own",
                    link=_TYPES,
                )

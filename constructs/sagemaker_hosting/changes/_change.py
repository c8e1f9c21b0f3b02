"""Defines what happens to one resource."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from sagemaker_hosting.view import Resource

_RETAINING: Final = ("Retain", "RetainExceptOnCreate")

R_co = TypeVar("R_co", bound=Resource, covariant=True)


class Effect(StrEnum):
    """Defines what CloudFormation does with a resource.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
    """

    CREATED = "created"
    UPDATED = "updated"
    """Changed in place."""

    REPLACED = "replaced"
    """Made anew, after which the old one is deleted."""

    DELETED = "deleted"
    LEFT = "left"
    """No longer defined, and still there: its DeletionPolicy keeps it, or its whole stack is gone
    from the templates, which no deploy deletes."""

    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Change(Generic[R_co]):
    """Defines a resource before and after.

    Attributes:
        old: as it is deployed; None if it is new.
        new: as it is asked for; None if it is gone.
        effect: what CloudFormation does.
        properties: the top-level properties that differ, in the order of the alphabet.
        replacing: those of them that force a replacement; a property counts as well if what it
            refers to is replaced.
    """

    old: R_co | None
    new: R_co | None
    effect: Effect
    properties: tuple[str, ...] = ()
    replacing: tuple[str, ...] = ()

    @property
    def resource(self) -> R_co:
        """The new one, or the old one if it is gone."""
        resource = self.new if self.new is not None else self.old
        if resource is None:
            msg = "a change has an old or a new resource"
            raise ValueError(msg)
        return resource


def is_retained(resource: Resource, key: str = "DeletionPolicy") -> bool:
    """Tell whether CloudFormation leaves a resource where it would delete it.

    Args:
        resource: as it is deployed: it is the policy of that which counts.
        key: `DeletionPolicy`, or `UpdateReplacePolicy` for one that is made anew.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
    """
    return resource.body.get(key) in _RETAINING

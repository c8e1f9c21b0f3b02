"""Defines what a review says of permissions, resources and findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Effect
    from sagemaker_hosting.review._remark import Difference


class Turn(StrEnum):
    """Defines what becomes of a permission."""

    WIDENED = "widened"
    NARROWED = "narrowed"
    MOVED = "moved"
    """It follows the model's artifact or image to its next version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """Defines actions on a resource that somebody may do from now on, or no longer.

    Attributes:
        turn: what becomes of it.
        effect: `Allow` or `Deny`, as it is written.
        is_added: whether the statement is there now; else it was.
        principal: who, in the policy of a resource; empty in that of a role.
        actions: what.
        resource: on what.
        condition: when; empty = always.
        note: what is special: a wildcard, a condition that is gone.
    """

    turn: Turn
    effect: str
    is_added: bool
    principal: str
    actions: tuple[str, ...]
    resource: str
    condition: str
    note: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """Defines what changes in the permissions that one resource holds.

    Attributes:
        environment: such as `prod`.
        holder: `prod/Demand/Nlinear/Role`.
        kind: `role`, `trust of a role`, `policy of a bucket`, ...
        is_new: whether the holder was not there before.
        grants: what changes.
    """

    environment: str
    holder: str
    kind: str
    is_new: bool
    grants: tuple[Grant, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceChange:
    """Defines what CloudFormation does with one resource.

    Attributes:
        environment: such as `prod`.
        stack: the template's name.
        logical_id: its key there.
        path: its construct path, or its logical id.
        type: such as `AWS::SageMaker::Model`.
        effect: what happens.
        properties: the properties that differ, by the place of each.
        replacing: those of them that force a replacement.
        diff: before and after, as a unified diff; JSON that stands as text is written out.
        details: the values that differ, place by place; empty if it is new, gone, or only what
            it refers to is another.
    """

    environment: str
    stack: str
    logical_id: str
    path: str
    type: str
    effect: Effect
    properties: tuple[str, ...]
    replacing: tuple[str, ...]
    diff: str
    details: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SectionChange:
    """Defines what differs in a template outside of what CloudFormation deploys of its resources.

    Attributes:
        what: `prod/Demand: Outputs`.
        diff: before and after, as a unified diff; empty for a whole stack.
        details: the values that differ, place by place; empty for a whole stack.
    """

    what: str
    diff: str
    details: tuple[Difference, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """Defines a finding of the checks that is new or gone.

    Attributes:
        rule: its id.
        severity: `error` or `warning`.
        stack: the template's name.
        place: resource and property.
        says: what is wrong.
        fix: what to do.
        link: AWS's page.
    """

    rule: str
    severity: str
    stack: str
    place: str
    says: str
    fix: str
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """Defines an acknowledgement in the app's code that is new or gone."""

    rule: str
    path: str
    reason: str

"""Defines what a review says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from sagemaker_hosting.review._held import (
        Access,
        Acknowledged,
        Found,
        ResourceChange,
        SectionChange,
    )
    from sagemaker_hosting.review._item import Item, Money
    from sagemaker_hosting.review._remark import Difference, Remark


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Defines an environment, before and after.

    Attributes:
        name: such as `prod`.
        money: what all of it costs in a month; None where costs are not known.
        budget_before: US dollars; None = not stated.
        budget_after: likewise.
    """

    name: str
    money: Money | None
    budget_before: Decimal | None = None
    budget_after: Decimal | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """Defines what the step from some templates to others means.

    Attributes:
        base: what the user called the old side.
        head: likewise the new one.
        stacks: how many stacks there are now.
        not_compared: environments of the old side that the new one has not synthesized.
        is_same: whether nothing at all differs.
        places: the environments in which something changes.
        items: the endpoints and batch transforms that change.
        unchanged: how many do not.
        access: what changes in permissions.
        protection: what changes in networks, keys and protections, by resource.
        resources: every resource that changes.
        sections: what else differs in templates.
        remarks: what must be known, of no single endpoint.
        new: findings that the old side has not.
        gone: findings that the new side has not.
        acknowledged: acknowledgements that are new, where both sides tell theirs.
        no_longer_acknowledged: acknowledgements that are gone.
    """

    base: str
    head: str
    stacks: int
    is_same: bool
    not_compared: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    items: tuple[Item, ...] = ()
    unchanged: int = 0
    access: tuple[Access, ...] = ()
    protection: tuple[Difference, ...] = ()
    resources: tuple[ResourceChange, ...] = ()
    sections: tuple[SectionChange, ...] = ()
    remarks: tuple[Remark, ...] = ()
    new: tuple[Found, ...] = ()
    gone: tuple[Found, ...] = ()
    acknowledged: tuple[Acknowledged, ...] = ()
    no_longer_acknowledged: tuple[Acknowledged, ...] = ()

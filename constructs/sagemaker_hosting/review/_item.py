"""Defines what a review says of one endpoint or batch transform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Effect
    from sagemaker_hosting.cost import Costs
    from sagemaker_hosting.review._remark import Difference, Remark


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """Defines the part of the requests that a variant answers, before and after.

    Attributes:
        variant: its name.
        shadow: whether it gets copies of requests only.
        before: percent, exactly; None if it was not there, or not known.
        after: percent likewise.
        before_told: the same for people; None if it was not there.
        after_told: likewise.
    """

    variant: str
    shadow: bool
    before: float | None
    after: float | None
    before_told: str | None
    after_told: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fleet:
    """Defines the instances of one type while an update rolls out.

    Attributes:
        instance_type: such as `ml.c6i.large`.
        old: how many the old fleet has, least and most; None = not known.
        extra: how many more the update needs for a while, likewise.
    """

    instance_type: str
    old: tuple[int, int] | None
    extra: tuple[int, int] | None


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutNeed:
    """Defines how an update reaches an endpoint, and what it needs for a while.

    Attributes:
        how: in words.
        fleets: by instance type; empty where no instances are needed.
    """

    how: str
    fleets: tuple[Fleet, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """Defines a monthly cost before and after.

    Attributes:
        before: None if there was nothing.
        after: None if there is nothing.
        reasons: why an amount is a floor.
    """

    before: Costs | None
    after: Costs | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """Defines an endpoint or a batch transform that changes, or whose surroundings do.

    Attributes:
        environment: such as `prod`.
        name: such as `prod/Demand`.
        stack: the template's name.
        logical_id: its resource.
        kind_before: such as `real-time`; None if it is new.
        kind_after: None if it is gone.
        effect: what CloudFormation does with it.
        around: what else of it changes: `scaling`, `model`, ...
        shares: how requests are split.
        capacity: types, counts and scaling, by variant.
        settings: where it writes, what it captures, how updates arrive, where that changes.
        models: images, artifacts, packages and variables, by variant.
        protection: networks and keys, by variant.
        rollout: what the update needs for a while; None if nothing rolls out.
        money: what it costs; None where costs are not known.
        remarks: what must be known of it.
    """

    environment: str
    name: str
    stack: str
    logical_id: str
    kind_before: str | None
    kind_after: str | None
    effect: Effect
    around: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()
    capacity: tuple[Difference, ...] = ()
    settings: tuple[Difference, ...] = ()
    models: tuple[Difference, ...] = ()
    protection: tuple[Difference, ...] = ()
    rollout: RolloutNeed | None = None
    money: Money | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything of it that differs."""
        rows = (*self.capacity, *self.settings, *self.models, *self.protection)
        return tuple(row for row in rows if row.is_change)

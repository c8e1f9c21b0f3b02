"""A part of a fleet."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._tokens import is_known_number
from sagemaker_endpoints.common._whole_numbers import check_whole

if TYPE_CHECKING:
    from sagemaker_endpoints.common._errors import Faults


@dataclass(frozen=True, kw_only=True, slots=True)
class FleetShare:
    """A part of a fleet: percent of its instances, or a number of them."""

    value: int
    is_percent: bool

    def is_above_half_of(self, count: int) -> bool:
        """Whether it is known to be more than half of *count* instances."""
        if self.is_percent or not is_known_number(self.value) or not is_known_number(count):
            return False
        return self.value * 2 > count

    def render(self) -> dict[str, Any]:
        """The share as `CfnEndpoint` takes it."""
        kind = "CAPACITY_PERCENT" if self.is_percent else "INSTANCE_COUNT"
        return {"type": kind, "value": self.value}


def checked_share(
    faults: Faults,
    *,
    percent: int | None,
    instance_count: int | None,
    bounds: tuple[int, int],
    prefix: str = "",
) -> FleetShare:
    """One of the two, within the bounds that SageMaker sets."""
    names = f"{prefix}percent", f"{prefix}instance_count"
    if (percent is None) == (instance_count is None):
        faults.add(f"size: give either {names[0]} or {names[1]}")
    check_whole(faults, names[0], percent, *bounds, unit="percent of the instances")
    check_whole(faults, names[1], instance_count, 1)
    if percent is not None:
        return FleetShare(value=percent, is_percent=True)
    return FleetShare(value=instance_count if instance_count is not None else 1, is_percent=False)


def bakes_of(share: FleetShare, smallest: int) -> tuple[int, int]:
    """How often a rollout in equal steps bakes: at least, and at most.

    AWS does not say whether it bakes after the last step too.
    """
    if share.is_percent and is_known_number(share.value) and share.value > 0:
        steps = math.ceil(100 / share.value)
        return max(steps - 1, 1), steps
    # No step is larger than a half.
    return 1, math.ceil(100 / smallest)

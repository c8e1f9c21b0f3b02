"""Checks the sizes of batches and steps: a part of a fleet, or a number of its members."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import Fault, Faults
from sagemaker_hosting.view import Node

PERCENT: Final = "CAPACITY_PERCENT"


def wrong_size(node: Node, types: str, percent: Sequence[int]) -> Faults:
    """Find what is wrong about a size whatever the fleet is.

    Args:
        node: a mapping of `Type` and `Value`; absent or unknown is never wrong.
        types: the name of the limit with the types it may have.
        percent: the least and the most it may be as a percentage.
    """
    if not isinstance(node.value, Mapping):
        return
    kind, value = node.at("Type"), node.at("Value")
    missing = [key for key, part in (("Type", kind), ("Value", value)) if part.is_absent]
    if missing:
        yield Fault(at=node, says=f"{node.label} has no {' and no '.join(missing)}")
    yield from beyond_limit(kind, types)
    if kind.text != PERCENT or value.number is None:
        yield from beyond_limit(value, "CapacitySizeValue")
    elif not percent[0] <= value.number <= percent[1]:
        yield Fault(
            at=value,
            says=f"{value.label} is {value} percent",
            allowed=f"{percent[0]} to {percent[1]} percent",
        )

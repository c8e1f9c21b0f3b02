"""Checks the variables of a container against the limits of their names and values."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.rules._rule import Fault, Faults
from sagemaker_hosting.rules._written import shortest
from sagemaker_hosting.view import Node

_SHOWN: Final = 40


def variable_faults(environment: Node, *, key: Limit, value: Limit) -> Faults:
    """Find the variables whose names or values are beyond their limits.

    Args:
        environment: a mapping of names to values.
        key: the limit of a name.
        value: the limit of a value.
    """
    for name, node in environment.entries.items():
        if not key.takes(name):
            yield Fault(
                at=node,
                says=f"{environment.label} has a variable {name[:_SHOWN]!r}, whose name has "
                f"{len(name)} characters",
                allowed=key.allowed,
            )
        length = shortest(node)
        if value.maximum is not None and length > value.maximum:
            yield Fault(
                at=node,
                says=f"{name[:_SHOWN]} of {environment.label} has {length} characters",
                allowed=f"at most {value.maximum} characters",
            )

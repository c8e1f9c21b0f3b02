"""Checks one property against the limit that AWS's API states for it."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import Limit, limit
from sagemaker_hosting.facts.sdk import sdk_lists
from sagemaker_hosting.rules._rule import Fault, Faults
from sagemaker_hosting.view import Node

_WHOLE: Final = ("integer", "long")

NO_TABLE_KNOWS: Final = ", which no table knows: it is newer, or misspelt"
"""What is said of a value of an enumeration that AWS adds to: a warning, no error."""


def beyond_limit(node: Node, shape: str, service: str = "sagemaker") -> Faults:
    """Find whether a number or text is beyond the limit of a shape; unknown is never.

    A text that the enumeration of the installed AWS SDK has is none: it is newer than the tables.

    Args:
        node: the property.
        shape: the name of the limit, as for `sagemaker_hosting.facts.limits.limit`.
        service: as for `limit`.
    """
    yield from beyond(node, limit(shape, service))


def beyond(node: Node, bound: Limit) -> Faults:
    """Find whether a number or text is beyond a limit, as `beyond_limit` does."""
    is_text = bound.kind == "string"
    value = node.text if is_text else node.number
    if value is not None and not bound.takes(value) and not is_listed(value, bound):
        yield Fault(at=node, says=f"{node.label} is {short(value)}", allowed=bound.allowed)
    elif _is_broken(value) and bound.kind in _WHOLE:
        whole = f"a whole number, {bound.allowed}"
        yield Fault(at=node, says=f"{node.label} is {value}", allowed=whole)
    elif value is None and not is_text and node.text is not None:
        yield Fault(
            at=node, says=f"{node.label} is {node.text!r}, no number", allowed=bound.allowed
        )


def is_listed(value: str | float, bound: Limit) -> bool:
    """Tell whether an enumeration has a value, by the tables or by a newer AWS SDK.

    Args:
        value: what is given.
        bound: the limit; one without an enumeration lists nothing.
    """
    if bound.values is None or not isinstance(value, str):
        return False
    return value in bound.values or sdk_lists(bound.shape, value)


def beyond_size(node: Node, shape: str, service: str = "sagemaker") -> Faults:
    """Find whether a list or mapping has more or fewer entries than the limit of a shape."""
    yield from size_beyond(node, limit(shape, service))


def size_beyond(node: Node, bound: Limit) -> Faults:
    """Find whether the entries are more or fewer than a limit, as `beyond_size` does."""
    size = node.size
    if node.is_present and size is not None and not bound.takes(size):
        yield Fault(at=node, says=f"{node.label} has {size} entries", allowed=bound.allowed)


def _is_broken(value: str | float | None) -> bool:
    return isinstance(value, float) and not value.is_integer()


def short(value: str | float) -> str:
    """Write a value for a message, the beginning of a long one."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:60]}... ({len(text) - 2} characters)"  # noqa: PLR2004  # a line

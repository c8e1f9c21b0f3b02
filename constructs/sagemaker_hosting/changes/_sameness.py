"""Tells whether a property says the same as before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sagemaker_hosting.changes._normal import normal
from sagemaker_hosting.view import UNKNOWN, Node, Reference, Stack, Text

_SECTIONS: Final = ("Mappings", "Conditions", "Parameters", "Outputs")


def is_same(old: Node, new: Node) -> bool:
    """Tell whether CloudFormation sees the same value in both.

    What both know is compared with all references followed, so that a value may move into a
    mapping. What only AWS will know is the same if it is written the same, by whatever functions.
    """
    was, asked = normal(_written(old)), normal(_written(new))
    if was == asked and have_same_sections(old.resource.stack, new.resource.stack):
        return True
    known, wanted = _known(old), _known(new)
    if known is None or wanted is None:
        return bool(was == asked) and _is_same_below(old, new)
    return bool(known == wanted)


def _is_same_below(old: Node, new: Node) -> bool:
    """Tell whether all that is known of two values that are written alike is the same."""
    if isinstance(old.value, Mapping) and isinstance(new.value, Mapping):
        return all(is_same(old.at(key), new.at(key)) for key in map(str, old.value))
    if isinstance(old.value, list) and isinstance(new.value, list):
        return len(old.items) == len(new.items) and all(map(is_same, old.items, new.items))
    return True


def have_same_sections(old: Stack, new: Stack) -> bool:
    """Tell whether references of two templates lead to the same places outside of Resources."""
    return all(old.template.body.get(name) == new.template.body.get(name) for name in _SECTIONS)


def _known(node: Node) -> Any:
    """Write a value with its references followed; None if a part of it is unknown."""
    value = node.value
    if value is UNKNOWN or (isinstance(value, Text) and value.has_unknown):
        return None
    stack = node.resource.stack
    if isinstance(value, Reference):
        return _told(value, stack)
    if isinstance(value, Text):
        parts = value.parts
        return tuple(_told(part, stack) if isinstance(part, Reference) else part for part in parts)
    if isinstance(value, Mapping):
        entries = {key: _known(child) for key, child in node.entries.items()}
        return None if None in entries.values() else entries
    if isinstance(value, list):
        items = [_known(item) for item in node.items]
        return None if None in items else items
    return node.text if node.is_present else value


def _told(reference: Reference, stack: Stack) -> tuple[str, str, str]:
    """Name what a reference leads to, of its own stack whatever the file of that is called."""
    resource = reference.resource
    where = "" if resource.stack is stack else resource.stack.template.name
    return (where, resource.logical_id, reference.attribute)


def _written(node: Node) -> Any:
    value: Any = node.resource.body
    for key in node.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value

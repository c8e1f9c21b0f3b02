"""Defines a place in a template, with what stands there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view.functions._values import (
    ABSENT,
    NAME,
    POSSIBLE,
    UNKNOWN,
    Attribute,
    Nothing,
    Text,
    shown,
)

if TYPE_CHECKING:
    from sagemaker_hosting.view._resource import Resource

Key = str | int

_LEAST: Final = -(2**63)
_MOST: Final = 2**63
_PLAIN: Final = frozenset({int, float, bool, Nothing})


class Node:
    """Defines a property of a resource, its references followed.

    What is read of it is None when it is absent *or unknown*, so that a rule that asks for a
    value cannot fail on what only AWS will know. `is_absent` and `is_present` tell them apart.

    Attributes:
        resource: the resource it belongs to.
        path: where it stands below the resource, such as `("Properties", "Tags", 0, "Key")`.
        value: the resolved value: a literal, a mapping or list as written, a `Reference`, a
            `Text`, `UNKNOWN`, `ABSENT` or `POSSIBLE`.
    """

    __slots__ = ("_children", "_gap", "_items", "_written", "path", "resource", "value")

    def __init__(self, resource: Resource, path: tuple[Key, ...], raw: object) -> None:
        self.resource = resource
        self.path = path
        # Most is plain, or not there: no function to follow.
        self.value: Any = raw if raw.__class__ in _PLAIN else resource.stack.resolve(raw)
        self._written = raw
        self._children: dict[Key, Node] | None = None
        self._gap: Nothing | None = None
        self._items: tuple[Node, ...] | None = None

    def at(self, *keys: Key) -> Node:
        """Go to what stands below; if this is unknown, so is that and whether it is there."""
        node = self
        for key in keys:
            below = node._children
            node = (below.get(key) if below is not None else None) or node._child(key)
        return node

    @property
    def is_absent(self) -> bool:
        """Whether it is certain that nothing is given."""
        return self.value is ABSENT

    @property
    def is_present(self) -> bool:
        """Whether it is certain that something is given, known or unknown."""
        return self.value is not ABSENT and self.value is not POSSIBLE

    @property
    def is_given(self) -> bool:
        """Whether it is certain that something is given, and what kind of thing.

        An `Fn::If` that nothing here decides may give `AWS::NoValue`: it is present, not given.
        """
        return self.is_present and not self.is_unknown

    @property
    def is_unknown(self) -> bool:
        """Whether only AWS will know what is given, if anything is."""
        value = self.value
        return value is UNKNOWN or value is POSSIBLE or isinstance(value, Reference | Text)

    @property
    def text(self) -> str | None:
        """The literal text; numbers and truth values as CloudFormation writes them."""
        if isinstance(self.value, str):
            return self.value
        if isinstance(self.value, bool | int | float):
            return shown(self.value)
        return None

    @property
    def number(self) -> int | float | None:
        """The literal number; CloudFormation takes a number in quotation marks as well.

        What no API takes as a number, such as one of 400 digits, is none.
        """
        if isinstance(self.value, bool):
            return None
        if isinstance(self.value, int | float):
            return self.value if _LEAST <= self.value <= _MOST else None
        if isinstance(self.value, str):
            return _number(self.value)
        return None

    @property
    def flag(self) -> bool | None:
        """The literal truth value; CloudFormation takes `"true"` and `"false"` as well."""
        if isinstance(self.value, bool):
            return self.value
        if isinstance(self.value, str):
            return {"true": True, "false": False}.get(self.value.lower())
        return None

    @property
    def symbol(self) -> Any:
        """The value to compare with others: parameters stand for themselves in it.

        Equal symbols are equal values, though unknown ones; it is UNKNOWN if nothing is known.
        """
        value = self.value
        if value is UNKNOWN or (isinstance(value, Text) and value.has_unknown):
            return self.resource.stack.symbolic(self._written)
        return self.text if self.text is not None else value

    @property
    def reference(self) -> Reference | None:
        """The one resource that the value refers to, by its name, its ARN or another attribute."""
        if isinstance(self.value, Reference):
            return self.value
        return _at_the_end(self.value.parts) if isinstance(self.value, Text) else None

    @property
    def items(self) -> tuple[Node, ...]:
        """The items of a list, without those that are `AWS::NoValue`; none if it is unknown."""
        if not isinstance(self.value, list):
            return ()
        if self._items is None:
            nodes = (self._child(index) for index in range(len(self.value)))
            self._items = tuple(node for node in nodes if node.value is not ABSENT)
        return self._items

    @property
    def size(self) -> int | None:
        """How many items a list, or entries a mapping, has; None if that is not known."""
        if isinstance(self.value, list):
            below = self.items
        elif isinstance(self.value, Mapping):
            below = tuple(self.entries.values())
        else:
            return 0 if self.is_absent else None
        return len(below) if all(node.is_present for node in below) else None

    @property
    def entries(self) -> dict[str, Node]:
        """The entries of a mapping that are given; none if it is unknown."""
        if not isinstance(self.value, Mapping):
            return {}
        nodes = {str(key): self._child(key) for key in self.value}
        return {key: node for key, node in nodes.items() if not node.is_absent}

    @property
    def label(self) -> str:
        """The path as people write it: `ProductionVariants[0].InstanceType`."""
        label = ""
        for key in self.path[1:] if self.path[:1] == ("Properties",) else self.path:
            label += f"[{key}]" if isinstance(key, int) else f".{key}"
        return label.removeprefix(".")

    def __str__(self) -> str:
        """Write the value for a message: what is unknown in the words of the template."""
        value = self.value
        if value is UNKNOWN or value is POSSIBLE or (isinstance(value, Text) and value.has_unknown):
            return shown(self.resource.stack.spelled(self._written))
        return shown(value)

    def __repr__(self) -> str:
        """Write place and value."""
        return f"Node({self.resource.logical_id}.{self.label}={self.value!r})"

    def _child(self, key: Key) -> Node:
        if self._children is None:
            self._children = {}
        found = self._children.get(key)
        if found is None:
            found = self._children[key] = Node(self.resource, (*self.path, key), self._raw(key))
        return found

    def _raw(self, key: Key) -> object:
        value = self.value
        if isinstance(value, dict) and isinstance(key, str):
            return value[key] if key in value else self._unwritten(value)
        if isinstance(value, list) and isinstance(key, int):
            return value[key] if -len(value) <= key < len(value) else ABSENT
        if self.is_unknown:
            return POSSIBLE  # what is not known may hold it or not
        return ABSENT

    def _unwritten(self, value: dict[str, Any]) -> Nothing:
        """What is not written may still come from a macro beside it: Fn::Transform, Fn::ForEach."""
        if self._gap is None:
            is_macro = any(str(key).startswith("Fn::") for key in value)
            self._gap = POSSIBLE if is_macro else ABSENT
        return self._gap


def _at_the_end(parts: tuple[str | Attribute | Nothing, ...]) -> Reference | None:
    """Find the resource whose name ends an ARN; one with more behind its name is another."""
    *before, last = parts
    if not isinstance(last, Reference) or last.attribute != NAME:
        return None
    first, behind = before[0], before[-1]
    is_arn = (isinstance(first, str) and first.startswith("arn:")) or (
        first is UNKNOWN and isinstance(before[1], str) and before[1].startswith(":")
    )
    return last if is_arn and isinstance(behind, str) and behind.endswith(("/", ":")) else None


def _number(text: str) -> int | float | None:
    for kind in (int, float):
        try:
            number: int | float = kind(text)
        except ValueError:
            continue
        # Not a number is within no bounds.
        return number if _LEAST <= number <= _MOST else None
    return None

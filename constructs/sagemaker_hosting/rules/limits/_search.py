"""Searches a request for what may be beyond a limit, or missing.

Nearly all of a template is within the limits. So values are looked at as they are written: a `Node`
is made of the few that are functions, and of those that are suspect, to be looked at again.
"""

from __future__ import annotations

from functools import cache
from math import inf
from typing import Any, Protocol

from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.facts.properties import Entries, Items, Shape, Structure
from sagemaker_hosting.view import ABSENT, Node

Place = tuple[str | int, ...]


class Search:
    """Gathers what is suspect in one request.

    Attributes:
        node: where the request stands.
        beyond: what may be beyond its limit: its place below the node, the shape that it should
            have, and the address of AWS's page.
        missing: what may be missing: where it belongs, its name, and the address likewise.
    """

    __slots__ = ("beyond", "missing", "node")

    def __init__(self, node: Node, structure: Structure) -> None:
        self.node = node
        self.beyond: list[tuple[Place, Shape, str]] = []
        self.missing: list[tuple[Place, str, str]] = []
        _checker_of_request(structure).look(node.value, (), self)

    def followed(self, raw: Any, place: Place) -> Any:
        """Follow a function; whatever else stands there stays as written."""
        if raw.__class__ is dict and len(raw) == 1:
            (name,) = raw
            if name == "Ref" or (isinstance(name, str) and name.startswith("Fn::")):
                return None if name == "Fn::GetAtt" else self.node.at(*place).value
        return raw


class _Checker(Protocol):
    def look(self, raw: Any, place: Place, search: Search) -> None: ...


class _Members:
    __slots__ = ("_members", "_structure")

    def __init__(self, structure: Structure) -> None:
        self._structure = structure
        self._members: dict[Any, _Checker] | None = None

    def look(self, raw: Any, place: Place, search: Search) -> None:
        value = search.followed(raw, place)
        if not isinstance(value, dict):
            return
        members = self._members
        if members is None:  # most structures of a request are never given
            members = self._members = {
                name: _checker_of(self._structure.page, shape)
                for name, shape in self._structure.members.items()
            }
        for key, below in value.items():
            checker = members.get(key)
            if checker is not None:
                checker.look(below, (*place, key), search)
        for name in self._structure.required:
            if _may_be_nothing(value.get(name)):
                search.missing.append((place, name, self._structure.page))


class _Items:
    __slots__ = ("_item", "_least", "_most", "_page", "_shape")

    def __init__(self, page: str, shape: Items) -> None:
        self._page = page
        self._shape = shape
        self._item = _checker_of(page, shape.item) if shape.item is not None else None
        self._least, self._most = _bounds(shape.size)

    def look(self, raw: Any, place: Place, search: Search) -> None:
        value = search.followed(raw, place)
        if not isinstance(value, list):
            return
        if not self._least <= len(value) <= self._most or any(map(_may_be_nothing, value)):
            search.beyond.append((place, self._shape, self._page))
        if self._item is not None:
            for index, item in enumerate(value):
                self._item.look(item, (*place, index), search)


class _Entries:
    __slots__ = ("_key", "_least", "_most", "_page", "_shape", "_value")

    def __init__(self, page: str, shape: Entries) -> None:
        self._page = page
        self._shape = shape
        self._key = _Text(page, shape.key)
        self._value = _Text(page, shape.value)
        self._least, self._most = _bounds(shape.size)

    def look(self, raw: Any, place: Place, search: Search) -> None:
        value = search.followed(raw, place)
        if not isinstance(value, dict):
            return
        are_fine = self._least <= len(value) <= self._most and all(
            self._key.takes(str(key)) and (not isinstance(text, str) or self._value.takes(text))
            for key, text in value.items()
        )
        if not are_fine:
            search.beyond.append((place, self._shape, self._page))


class _Text:
    __slots__ = ("_least", "_limit", "_most", "_page", "_pattern", "_values")

    def __init__(self, page: str, limit: Limit) -> None:
        self._page = page
        self._limit = limit
        self._least, self._most = _bounds(limit)
        self._values = frozenset(limit.values) if limit.values is not None else None
        self._pattern = limit.expression

    def look(self, raw: Any, place: Place, search: Search) -> None:
        value = raw if raw.__class__ is str else search.followed(raw, place)
        if isinstance(value, str):
            if not self.takes(value):
                search.beyond.append((place, self._limit, self._page))
        elif isinstance(value, int | float):
            search.beyond.append((place, self._limit, self._page))

    def takes(self, text: str) -> bool:
        return (
            self._least <= len(text) <= self._most
            and (self._values is None or text in self._values)
            and (self._pattern is None or self._pattern.fullmatch(text) is not None)
        )


class _Number:
    __slots__ = ("_least", "_limit", "_most", "_page")

    def __init__(self, page: str, limit: Limit) -> None:
        self._page = page
        self._limit = limit
        self._least, self._most = _bounds(limit)

    def look(self, raw: Any, place: Place, search: Search) -> None:
        value = search.followed(raw, place)
        if value.__class__ is int and self._least <= value <= self._most:
            return
        if isinstance(value, int | float | str):
            search.beyond.append((place, self._limit, self._page))


@cache
def _checker_of_request(structure: Structure) -> _Checker:
    return _Members(structure)


def _checker_of(page: str, shape: Shape) -> _Checker:
    if isinstance(shape, Structure):
        return _Members(shape)
    if isinstance(shape, Items):
        return _Items(page, shape)
    if isinstance(shape, Entries):
        return _Entries(page, shape)
    return _Text(page, shape) if shape.kind == "string" else _Number(page, shape)


def _bounds(limit: Limit | None) -> tuple[float, float]:
    least = limit.minimum if limit is not None else None
    most = limit.maximum if limit is not None else None
    return least if least is not None else -inf, most if most is not None else inf


def _may_be_nothing(raw: Any) -> bool:
    if raw.__class__ is dict:
        return "Ref" in raw or "Fn::If" in raw  # the functions that can be AWS::NoValue
    return raw is None or raw is ABSENT

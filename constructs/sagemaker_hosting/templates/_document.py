"""Defines what a JSON or YAML file holds, and where: the parsers' common answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

DEEPEST = 100
"""How many mappings and lists may lie in each other: enough for any template, and far from
the depth where functions that walk through it would exhaust Python's stack."""

TOO_DEEP = (
    f"mappings and lists lie in each other more than {DEEPEST} levels deep; no template of "
    "CloudFormation's needs that: look for the tool that wrote it"
)

LONGEST_NUMBER = 250
"""The most characters of a number: no property takes more, and floating point holds any of them,
in whichever base it is written."""

Place: TypeAlias = "int | tuple[int, dict[str, Place] | list[Place]]"
"""The line of a value, counted from 1; for a mapping or list also the places of what is in it."""


class Lines:
    """Defines the lines of a document's keys and items, found out when first asked for.

    Args:
        scan: Finds them.
    """

    __slots__ = ("_root", "_scan")

    def __init__(self, scan: Callable[[], Place]) -> None:
        self._scan = scan
        self._root: Place | None = None

    def of(self, path: Sequence[str | int]) -> int:
        """Tell the line of what a path leads to, or of its nearest parent that is there."""
        if self._root is None:
            self._root = self._scan()
        place = self._root
        for step in path:
            further = _step(inside_of(place), step)
            if further is None:
                break
            place = further
        return line_of(place)


def line_of(place: Place) -> int:
    """Tell the line of a place."""
    return place if isinstance(place, int) else place[0]


def inside_of(place: Place) -> "dict[str, Place] | list[Place] | None":
    """Give the places in a place; None if it is that of a scalar."""
    return None if isinstance(place, int) else place[1]


def _step(inside: "dict[str, Place] | list[Place] | None", step: str | int) -> "Place | None":
    place: Place | None = None
    if isinstance(inside, dict) and isinstance(step, str):
        place = inside.get(step)
    elif isinstance(inside, list) and isinstance(step, int) and 0 <= step < len(inside):
        place = inside[step]
    return place


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """Defines a parsed file.

    Attributes:
        data: Mappings with keys of text, lists, text, numbers, booleans and None.
        lines: Where they are.
    """

    data: Any
    lines: Lines

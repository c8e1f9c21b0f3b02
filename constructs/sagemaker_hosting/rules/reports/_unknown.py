"""Finds properties that a type does not have: slips, and what may be newer than our table.

CloudFormation refuses a resource with such a property when the deploy comes to it; for the rules
it is not there, so that without a word, that nothing was found would look like a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.facts.property_names import (
    Properties,
    properties_of,
    words_of,
    words_of_names,
)
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.rules.reports._slip import Path, place_of

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

PATH_MARK: Final = ".$"
"""What ends the name of a parameter whose value a path of the state's input fills in."""

_NEAR: Final = 0.6
_HINTS: Final = 100  # names; to find what is near takes long for many, or for a long one
_LONGEST: Final = 100
_VERY_NEAR: Final = 0.91  # MinMemoryRequiredInMb and MaxMemoryRequiredInMb are less near


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """Defines a property that its type does not have, or a parameter that its action has not.

    Attributes:
        owner: the type of the resource, or the action that is called, such as `createModel`.
        logical_id: the resource.
        path: where it stands in the template.
        near: the property whose name is nearest, of those that are not given; None if none is near.
        is_slip: whether that one was meant, beyond doubt; else it may be newer than the table.
        known: what the type or the action has.
        is_parameter: whether it is one of an action.
    """

    owner: str
    logical_id: str
    path: Path
    near: str | None
    is_slip: bool
    known: Properties
    is_parameter: bool = False

    @property
    def name(self) -> str:
        """What it is called, without the mark of a path that fills in its value."""
        return str(self.path[-1]).removesuffix(PATH_MARK if self.is_parameter else "")

    @property
    def place(self) -> str:
        """Such as `ProductionVariants[0].InitalInstanceCount`, whatever functions are around it."""
        return place_of((*self.path[:-1], self.name))

    @property
    def kind(self) -> tuple[str, str]:
        """What it has in common with the same property of other resources."""
        return self.owner, re.sub(r"\[\d+\]", "[]", self.place)


class Hints:
    """Finds what names were meant to be, as long as these are not too many."""

    def __init__(self) -> None:
        self._names: set[str] = set()

    def near(self, name: str, candidates: frozenset[str]) -> str | None:
        """Find the candidate that is nearest; None if none is near, or nobody looked."""
        self._names.add(name)
        is_looked_for = len(self._names) <= _HINTS and len(name) <= _LONGEST
        return _nearest(name, candidates) if is_looked_for else None


def unknown_properties(template: Template) -> Iterator[Unknown]:
    """Find the properties of a template that their types do not have, in its order.

    Args:
        template: what was read. One that a macro of one's own rewrites has none: it may give such
            properties a meaning.
    """
    if is_rewritten(template):
        return
    hints = Hints()
    for logical_id, resource in template.resources.items():
        type_name = str(resource["Type"])
        known = properties_of(type_name)
        if known is None or "Fn::Transform" in resource:
            continue
        path = ("Resources", logical_id, "Properties")
        for at, left in _foreign(resource.get("Properties"), known, path):
            near = hints.near(str(at[-1]), left)
            yield Unknown(
                owner=type_name,
                logical_id=logical_id,
                path=at,
                near=near,
                is_slip=near is not None and is_slip(str(at[-1]), near, words_of_names()),
                known=known,
            )


def _foreign(value: Any, known: Properties, path: Path) -> Iterator[tuple[Path, frozenset[str]]]:
    """Find what is no property, each with the properties that are not given beside it."""
    waiting = [(value, known, path)]
    while waiting:
        value, known, path = waiting.pop()
        if isinstance(value, list):
            items = [(item, known, (*path, index)) for index, item in enumerate(value)]
            waiting += reversed(items)
        elif not isinstance(value, dict) or "Fn::Transform" in value:
            continue
        elif (branches := _branches(value)) is not None:
            waiting += [(branches[at], known, (*path, "Fn::If", at)) for at in (2, 1)]
        elif not (len(value) == 1 and "Ref" in value):
            if not value.keys() <= known.names:
                left = known.names.difference(value)
                names = (n for n in value if n not in known.names and not n.startswith("Fn::"))
                yield from (((*path, name), left) for name in names)
            inner = [
                (value[n], below, (*path, n)) for n, below in known.below.items() if n in value
            ]
            waiting += reversed(inner)


def _branches(value: Mapping[str, Any]) -> list[Any] | None:
    """Both values that a function of conditions may have, behind the condition."""
    given = value.get("Fn::If") if len(value) == 1 else None
    return given if isinstance(given, list) and len(given) == 3 else None  # noqa: PLR2004  # condition, two values


@lru_cache(maxsize=1024)
def _nearest(name: str, candidates: frozenset[str]) -> str | None:
    found = nearest(name, candidates, count=1, likeness=_NEAR)
    return found[0] if found else None


@lru_cache(maxsize=1024)
def is_slip(name: str, near: str, words: frozenset[str]) -> bool:
    """Tell whether a name is another one, misspelt.

    AWS makes new names of the words that it has, such as `ShadowProductionVariants` of
    `ProductionVariants`, or of very different ones: `JsonContentTypes` beside `CsvContentTypes`. A
    slip has other letter case, letters changed about, or a word that is nearly one of the other's.

    Args:
        name: as it is written.
        near: the name that is like it.
        words: those that AWS's names are made of, in lower case.
    """
    if _letters(name) == _letters(near) or sorted(name.lower()) == sorted(near.lower()):
        return True
    if nearest(name, [near], likeness=_VERY_NEAR):
        return True
    new = [word for word in words_of(name) if word not in words]
    return bool(new) and all(nearest(word, words_of(near), likeness=_NEAR) for word in new)


def _letters(name: str) -> str:
    """A name without what marks its words, and in the singular."""
    return re.sub(r"[^a-z0-9]", "", name.lower()).removesuffix("s")


def is_rewritten(template: Template) -> bool:
    """Tell whether a macro of one's own goes over the whole template; AWS's add resources."""
    if "Fn::Transform" in template.body["Resources"]:
        return True
    given = template.body.get("Transform", [])
    macros = given if isinstance(given, list) else [given]
    names = (macro.get("Name") if isinstance(macro, dict) else macro for macro in macros)
    return not all(str(name).startswith("AWS::") for name in names)

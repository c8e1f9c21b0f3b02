"""Tells of properties that a type does not have: what was meant, or that nobody looked at them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.facts.property_names import Properties, collected, properties_of
from sagemaker_hosting.rules.reports._overlooked import place_in
from sagemaker_hosting.rules.reports._unknown import Unknown

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

# Of other services' properties those alone are told that are slips: cfn-lint knows the rest.
_OURS: Final = ("AWS::SageMaker::", "AWS::ApplicationAutoScaling::")


def misspelt(template: Template, unknown: Iterable[Unknown]) -> Iterator[str]:
    """Tell of slips in the names of properties, each with file, line and what was meant.

    Args:
        template: where they stand.
        unknown: what `unknown_properties` found in it.
    """
    for each in unknown:
        if each.is_slip:
            told = f"{each.logical_id} {each.place} is no property of {each.type_name}"
            yield f"{place_in(template, each.path)}: {told}; did you mean {each.near}?"


def unseen(found: Mapping[Template, Sequence[Unknown]]) -> Iterator[str]:
    """Tell of properties that may be newer than the table, once for all resources of a type.

    Args:
        found: what `unknown_properties` found in each template.
    """
    alike: dict[tuple[str, str], list[tuple[Template, Unknown]]] = {}
    for template, unknown in found.items():
        for each in unknown:
            if not each.is_slip and each.type_name.startswith(_OURS):
                alike.setdefault(each.kind, []).append((template, each))
    for same in alike.values():
        template, first = same[0]
        times = f" ({len(same)} times)" if len(same) > 1 else ""
        yield (
            f"{place_in(template, first.path)}: {first.logical_id} {first.place}{times} is not "
            f"looked at: {first.type_name} had no such property on {collected()}{_hint(first)}"
        )


def _hint(unknown: Unknown) -> str:
    holder = next(_holders(str(unknown.path[-1]), properties_of(unknown.type_name)), None)
    if holder is not None:
        return f"; {holder} has one of that name"
    return f"; nearest: {unknown.near}" if unknown.near is not None else ""


def _holders(name: str, within: Properties | None) -> Iterator[str]:
    """Find the structures of a type that have a property: it may stand in the wrong place."""
    waiting = [("", within)]
    seen: set[Properties | None] = {None}
    while waiting:
        place, properties = waiting.pop(0)
        if properties is None or properties in seen:
            continue
        seen.add(properties)
        if name in properties.names:
            yield place or "the top of Properties"
        waiting += [(f"{place}.{n}".removeprefix("."), b) for n, b in properties.below.items()]

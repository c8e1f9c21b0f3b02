"""Tells of properties and parameters that are none: what was meant, or that nobody looked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.facts.parameter_names import parameters_collected
from sagemaker_hosting.facts.property_names import Properties, collected
from sagemaker_hosting.rules.reports._slip import (
    MISSPELT_PARAMETER,
    MISSPELT_PROPERTY,
    UNKNOWN_PARAMETER,
    UNKNOWN_PROPERTY,
    Slip,
    SlipKind,
)
from sagemaker_hosting.rules.reports._unknown import Unknown

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

# Of other services' properties those alone are told that are slips: cfn-lint knows the rest.
_OURS: Final = ("AWS::SageMaker::", "AWS::ApplicationAutoScaling::")


def misspelt(template: Template, unknown: Iterable[Unknown]) -> Iterator[Slip]:
    """Tell of slips in the names of properties and parameters, each with what was meant.

    Args:
        template: where they stand.
        unknown: what `unknown_properties` and `unknown_parameters` found in it.
    """
    for each in unknown:
        if each.is_slip:
            noun = "parameter" if each.is_parameter else "property"
            told = f"{each.logical_id} {each.place} is no {noun} of {each.owner}"
            kind = MISSPELT_PARAMETER if each.is_parameter else MISSPELT_PROPERTY
            yield _slip(kind, template, each, f"{told}; did you mean {each.near}?")


def unseen(found: Mapping[Template, Sequence[Unknown]]) -> Iterator[Slip]:
    """Tell of what may be newer than the tables, once for all resources of a type.

    Args:
        found: what `unknown_properties` and `unknown_parameters` found in each template.
    """
    alike: dict[tuple[str, str], list[tuple[Template, Unknown]]] = {}
    for template, unknown in found.items():
        for each in unknown:
            is_ours = each.is_parameter or each.owner.startswith(_OURS)
            if not each.is_slip and is_ours:
                alike.setdefault(each.kind, []).append((template, each))
    for same in alike.values():
        template, first = same[0]
        noun, day, kind = "property", collected, UNKNOWN_PROPERTY
        if first.is_parameter:
            noun, day, kind = "parameter", parameters_collected, UNKNOWN_PARAMETER
        times = f" ({len(same)} times)" if len(same) > 1 else ""
        told = f"{first.logical_id} {first.place}{times} is not looked at"
        no_such = f"{first.owner} had no such {noun} on {day()}"
        yield _slip(kind, template, first, f"{told}: {no_such}{_hint(first)}")


def _slip(kind: SlipKind, template: Template, unknown: Unknown, says: str) -> Slip:
    return Slip(
        kind=kind,
        template=template,
        path=unknown.path,
        logical_id=unknown.logical_id,
        place=unknown.place,
        says=says,
    )


def _hint(unknown: Unknown) -> str:
    holder = next(_holders(unknown.name, unknown.known), None)
    if holder is not None:
        top = "the top of its parameters" if unknown.is_parameter else "the top of Properties"
        return f"; {holder or top} has one of that name"
    return f"; nearest: {unknown.near}" if unknown.near is not None else ""


def _holders(name: str, within: Properties | None) -> Iterator[str]:
    """Find the structures that have a name, empty for the top: it may be in the wrong place."""
    waiting = [("", within)]
    seen: set[Properties | None] = {None}
    while waiting:
        place, properties = waiting.pop(0)
        if properties is None or properties in seen:
            continue
        seen.add(properties)
        if name in properties.names:
            yield place
        waiting += [(f"{place}.{n}".removeprefix("."), b) for n, b in properties.below.items()]

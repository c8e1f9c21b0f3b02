"""Finds the scenarios of a template: what its parameters must be for each of its branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice, product
from typing import Any, Final, Literal

from sagemaker_hosting.view.functions._literals import written

_MOST: Final = 64  # beyond, each parameter is varied by itself instead of all with all


class _Other(Enum):
    OTHER = "any other value"


OTHER: Final = _Other.OTHER
"""Stands for every value of a parameter that the template compares it with nowhere."""
Other = Literal[_Other.OTHER]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """Defines one way in which a template may be deployed.

    Attributes:
        parameters: the values of the parameters that decide branches; the others are unknown.
        by_default: whether it is that of the parameters' defaults, which a deploy may override.
        keeps_all: whether resources are there though their condition does not hold in it, as
            long as other parameters might have it hold.
    """

    parameters: Mapping[str, object] = field(default_factory=dict)
    by_default: bool = False
    keeps_all: bool = False


def scenarios_of(body: Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Find the scenarios of a template, so that each branch of each condition is in one.

    Args:
        body: the template.
    """
    choices = _choices(body)
    found = [Scenario(parameters=values) for values in islice(_combined(choices), _MOST)]
    defaults = _defaults(body)
    if defaults:
        found.append(Scenario(parameters=defaults, by_default=True))
    return tuple(found)


def default_of(body: Mapping[str, Any], *, keeps_all: bool = False) -> Scenario:
    """Find the scenario of the parameters' defaults; of a parameter without one nothing is known.

    Args:
        body: the template.
        keeps_all: as of `Scenario`.
    """
    defaults = _defaults(body)
    return Scenario(parameters=defaults, by_default=bool(defaults), keeps_all=keeps_all)


def allowed_values_of(body: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Find the parameters that decide no branch and have a list of what they may be.

    Args:
        body: the template.

    Returns:
        The allowed values by parameter; none for lists, keys of the store and very long lists.
    """
    parameters, choices = body.get("Parameters"), _choices(body)
    if not isinstance(parameters, Mapping):
        return {}
    return {
        name: tuple(dict.fromkeys(map(written, allowed)))
        for name, declared in parameters.items()
        if name not in choices
        and isinstance(declared, Mapping)
        and str(declared.get("Type")) in ("String", "Number")
        and isinstance(allowed := declared.get("AllowedValues"), list)
        and 0 < len(allowed) <= _MOST
    }


def _combined(choices: Mapping[str, list[object]]) -> Iterator[dict[str, object]]:
    size = 1
    for values in choices.values():
        size *= len(values)
    if size <= _MOST:
        for row in product(*choices.values()):
            yield dict(zip(choices, row, strict=True))
        return
    first = {name: values[0] for name, values in choices.items()}
    yield first
    for name, values in choices.items():
        for value in values[1:]:
            yield {**first, name: value}


def _choices(body: Mapping[str, Any]) -> dict[str, list[object]]:
    """Find what each deciding parameter may be: what is allowed, or what it is compared with."""
    conditions, mappings = body.get("Conditions"), body.get("Mappings")
    if not conditions and not mappings:
        return {}
    parameters = body.get("Parameters")
    parameters = parameters if isinstance(parameters, Mapping) else {}
    found: dict[str, list[object]] = {}
    for name, values in _compared(conditions):
        found.setdefault(name, []).extend(values)
    if isinstance(mappings, Mapping) and mappings:
        for name, values in _looked_up(body.get("Resources"), mappings):
            found.setdefault(name, []).extend(values)
    return {name: _values(name, values, parameters) for name, values in found.items()}


def _values(name: str, compared: list[object], parameters: Mapping[str, Any]) -> list[object]:
    declared = parameters.get(name)
    declared = declared if isinstance(declared, Mapping) else {}
    allowed = declared.get("AllowedValues")
    if isinstance(allowed, list) and allowed:
        return list(dict.fromkeys(map(written, allowed)))
    default = declared.get("Default")
    own = [written(default)] if default is not None else []
    return [*dict.fromkeys([*own, *map(written, compared)]), OTHER]


def _compared(raw: object) -> Iterator[tuple[str, list[object]]]:
    """Find the parameters that conditions compare, with the literals on the other side."""
    for value in _mappings_below(raw):
        sides = value.get("Fn::Equals")
        if not isinstance(sides, list):
            continue
        literals: list[object] = [
            side for side in sides if isinstance(side, str | int | float | bool)
        ]
        for side in sides:
            if isinstance(side, Mapping) and isinstance(name := side.get("Ref"), str):
                yield name, literals


def _looked_up(raw: object, mappings: Mapping[str, Any]) -> Iterator[tuple[str, list[object]]]:
    """Find the parameters that are keys of Fn::FindInMap, with the keys of the map."""
    for value in _mappings_below(raw):
        arguments = value.get("Fn::FindInMap")
        if not isinstance(arguments, list) or not arguments or not isinstance(arguments[0], str):
            continue
        table = mappings.get(arguments[0])
        table = table if isinstance(table, Mapping) else {}
        inner = [key for row in table.values() if isinstance(row, Mapping) for key in row]
        for argument, keys in zip(arguments[1:3], (list(table), inner), strict=False):
            if isinstance(argument, Mapping) and isinstance(name := argument.get("Ref"), str):
                yield name, keys


def _defaults(body: Mapping[str, Any]) -> dict[str, object]:
    parameters = body.get("Parameters")
    if not isinstance(parameters, Mapping):
        return {}
    return {
        name: _default(declared)
        for name, declared in parameters.items()
        # The default of a parameter of type AWS::SSM::Parameter::Value<...> is a key of the store.
        if isinstance(declared, Mapping)
        and isinstance(declared.get("Default"), str | int | float | bool)
        and not str(declared.get("Type", "")).startswith("AWS::SSM::")
    }


def _default(declared: Mapping[str, Any]) -> object:
    default = declared["Default"]
    if str(declared.get("Type", "")) in ("CommaDelimitedList", "List<Number>") or str(
        declared.get("Type", "")
    ).startswith("List<"):
        return [item.strip() for item in str(default).split(",")]
    return default


def _mappings_below(raw: object) -> Iterator[Mapping[str, Any]]:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            yield value
            waiting.extend(value.values())

"""Tells the names of the properties that CloudFormation's types have.

CloudFormation refuses a resource that has others. A name that is not here may still be newer than
the table: `collected` says when that was made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sagemaker_hosting._data import read_table

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Properties:
    """Defines the properties of a type, or of a structure below one; each is equal to itself alone.

    Attributes:
        names: what they are called.
        below: those that hold a structure, or a list of them, by name.
    """

    names: frozenset[str]
    below: dict[str, Properties] = field(default_factory=dict)


@cache
def properties_of(type_name: str) -> Properties | None:
    """Find the properties of a type.

    Args:
        type_name: such as `AWS::SageMaker::Model`.

    Returns:
        They; None for a type that the table does not have.
    """
    rows = _types().get(type_name)
    return linked(rows)[""] if rows is not None else None


def linked(rows: Mapping[str, Mapping[str, str]]) -> Mapping[str, Properties]:
    """Make the structures of a table, each with those below it.

    Args:
        rows: the names in each structure, each with the structure that it holds, empty for none.
    """
    structures = {name: Properties(names=frozenset(row)) for name, row in rows.items()}
    for name, row in rows.items():
        held = {each: structures[structure] for each, structure in row.items() if structure}
        structures[name].below.update(held)
    return structures


@cache
def words_of_names() -> frozenset[str]:
    """Tell the words that the names are made of, in lower case: `initial`, `count`."""
    names = {name for rows in _types().values() for row in rows.values() for name in row}
    return frozenset(word for name in names for word in words_of(name))


def words_of(name: str) -> tuple[str, ...]:
    """Take a name apart: `InitialInstanceCount` is `initial`, `instance`, `count`."""
    return tuple(word.lower() for word in _WORD.findall(name))


def collected() -> str:
    """Tell the day of the table, such as `2026-11-22`."""
    return str(read_table("property_names")["collected"])


def _types() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    types: Mapping[str, Mapping[str, Mapping[str, Any]]] = read_table("property_names")["types"]
    return types

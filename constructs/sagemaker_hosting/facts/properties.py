"""Tells which properties of CloudFormation's types have which shapes of the APIs.

CloudFormation passes most properties on to a request of an API, under the same name: what the API
refuses of them fails the deploy, after what stands before it has been made. Where CloudFormation's
schema takes more than the API states, the wider of both counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.limits import Limit, limit

_PAGES: Final = {
    "sagemaker": "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_{}.html",
    "application-autoscaling": "https://docs.aws.amazon.com/autoscaling/application/"
    "APIReference/API_{}.html",
}


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Structure:
    """Defines a request, or a structure below one; each is equal to itself alone.

    Attributes:
        name: the API's name of it, such as `ProductionVariant`.
        page: the address of AWS's page.
        members: the properties that have a limit, or something below them that has one, by name.
        required: the properties without which both CloudFormation and the API refuse it.
    """

    name: str
    page: str
    members: Mapping[str, Shape]
    required: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Items:
    """Defines a list.

    Attributes:
        size: how many items it may have; None if nothing is stated.
        item: what each of them is; None if that has no limit.
    """

    size: Limit | None
    item: Shape | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Entries:
    """Defines a mapping of names to texts.

    Attributes:
        size: how many entries it may have; None if nothing is stated.
        key: the limit of a name.
        value: the limit of a text.
    """

    size: Limit | None
    key: Limit
    value: Limit


Shape = Structure | Items | Entries | Limit


@cache
def types_with_requests() -> tuple[str, ...]:
    """Tell the types whose requests are known, such as `AWS::SageMaker::Model`."""
    return tuple(read_table("properties")["types"])


@cache
def requests_of(type_name: str) -> tuple[Structure, ...]:
    """Find the requests that CloudFormation makes of a resource.

    Args:
        type_name: such as `AWS::SageMaker::Model`.

    Raises:
        KeyError: the table has no such type.
    """
    row = read_table("properties")["types"][type_name]
    return tuple(request(name, row["service"]) for name in row["requests"])


@cache
def request(name: str, service: str = "sagemaker") -> Structure:
    """Find a request by its name, such as `CreateTransformJob`.

    Raises:
        KeyError: the table has no such request.
    """
    return _Service(service).structure(name)


class _Service:
    """Reads the shapes of one service."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._rows: Mapping[str, Any] = read_table("properties")["services"][name]

    def structure(self, name: str) -> Structure:
        row = self._rows["structures"][name]
        members = {
            member: self._wider(f"{name}.{member}", shape)
            for member, shape_name in row["members"].items()
            if (shape := self._shape(shape_name)) is not None
        }
        page = _PAGES[self._name].format(name)
        required = tuple(row.get("required", ()))
        return Structure(name=name, page=page, members=members, required=required)

    def _shape(self, name: str) -> Shape | None:
        if name in self._rows["structures"]:
            return self.structure(name)
        size = self._limit(name)
        if name in self._rows["lists"]:
            return Items(size=size, item=self._shape(self._rows["lists"][name]))
        if name in self._rows["maps"]:
            key, value = (limit(each, self._name) for each in self._rows["maps"][name])
            return Entries(size=size, key=key, value=value)
        return size

    def _limit(self, name: str) -> Limit | None:
        try:
            return limit(name, self._name)
        except KeyError:
            return None  # a list or structure whose size no API states

    def _wider(self, place: str, shape: Shape) -> Shape:
        row = self._rows["wider"].get(place)
        if row is None:
            return shape
        if isinstance(shape, Limit):
            return _widened(shape, row)
        if isinstance(shape, Items) and shape.size is not None:
            return replace(shape, size=_widened(shape.size, row))
        raise TypeError(place)


def _widened(bound: Limit, row: Mapping[str, Any]) -> Limit:
    return replace(
        bound,
        minimum=row.get("min", bound.minimum),
        maximum=row.get("max", bound.maximum),
        pattern=row.get("pattern", bound.pattern),
        values=(*bound.values, *row.get("enum", ())) if bound.values is not None else None,
    )

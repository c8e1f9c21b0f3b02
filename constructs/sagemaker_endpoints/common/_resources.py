"""Resources that are defined at the least cost: see docs/decisions/0011 and 0016."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import jsii

from sagemaker_endpoints.common._errors import naming
from sagemaker_endpoints.common._gaps import check_gaps, may_have_gaps
from sagemaker_endpoints.common._node_messages import (
    define_in_node,
    reference,
    resource,
    told_to_node,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from constructs import Construct

Resource = TypeVar("Resource")
OtherResource = TypeVar("OtherResource")
Properties = ParamSpec("Properties")


class Defined(Generic[Resource]):
    """A resource that Node has made; in Python it becomes an object of CDK's when asked for."""

    __slots__ = ("__jsii_type__", "_known", "_l1", "_ref", "number", "scope")

    def __init__(self, plan: Plan[Resource], number: int, known: Mapping[str, str]) -> None:
        self.__jsii_type__, self.scope = plan.kind, plan.scope
        self.number = number  # what our module in Node knows it by
        self._known = known
        self._ref: Any = None
        self._l1: Any = None

    @property
    def __jsii_ref__(self) -> Any:
        """What jsii calls it; most resources are made and never spoken of again."""
        if self._ref is None:
            self._ref = reference(self.number)
        return self._ref

    @property
    def l1(self) -> Resource:
        """The resource as CDK's L1, always the same object; imports the module of its class."""
        if self._l1 is None:
            self._l1 = resource(self.number, self.__jsii_ref__)
        found: Resource = self._l1
        return found

    def attribute(self, name: str) -> str:
        """An attribute, by its name in jsii: "ref", "attrArn"; a late value."""
        value = self._known.get(name)
        if value is None:
            value = jsii.get(self, name)
        return value

    def change(self, **properties: Any) -> None:
        """Set properties, by the names that `define` takes."""
        for name, value in properties.items():
            jsii.set(self, _jsii_name(name), value)


class Plan(Generic[Resource]):
    """A resource that is not made yet."""

    __slots__ = ("_scope", "attributes", "kind", "properties", "resource_id", "taken")

    def __init__(
        self,
        kind: Callable[Concatenate[Construct, str, Properties], Resource],
        scope: Construct | Defined[Any],
        construct_id: str,
        *_: Properties.args,
        **properties: Properties.kwargs,
    ) -> None:
        """Plan `kind(scope, construct_id, **properties)`; see `define`."""
        l1: Any = kind
        self.kind: str = l1.__jsii_type__
        self._scope = scope
        self.resource_id: str = construct_id
        self.properties = _given(self.kind, properties)
        self.taken = {
            name: self.properties.pop(name).name
            for name, value in tuple(self.properties.items())
            if isinstance(value, _Attribute)
        }
        self.attributes: tuple[str, ...] = getattr(l1, "__told__", ())

    @property
    def scope(self) -> Construct:
        """The nearest construct above it that Python has."""
        return self._scope.scope if isinstance(self._scope, Defined) else self._scope

    @property
    def parent(self) -> Construct:
        """The construct that it belongs to."""
        return self._scope.l1 if isinstance(self._scope, Defined) else self._scope

    def told(self) -> dict[str, Any]:
        """As Node takes it, beside the construct that Python has."""
        return {
            "kind": self.kind,
            "within": self._scope.number if isinstance(self._scope, Defined) else None,
            "id": self.resource_id,
            "properties": self.properties,
            "taken": self.taken,
            "attributes": self.attributes,
        }

    def attribute(self, name: str) -> Any:
        """An attribute of it, as a property of the plan that is made after it by one call."""
        return _Attribute(name)


class _Attribute:
    """An attribute of the plan before."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def define(
    kind: Callable[Concatenate[Construct, str, Properties], Resource],
    scope: Construct | Defined[Any],
    construct_id: str,
    *_: Properties.args,
    **properties: Properties.kwargs,
) -> Defined[Resource]:
    """`kind(scope, construct_id, **properties)`, for a part of Python's share of the cost.

    The constructors of jsii's Python classes look at the type of every value before Node looks at
    it again, send what is None, and need their module. Here CDK alone looks, at synth, and a type
    checker: it sees the parameters of *kind*.

    Args:
        kind: a class of CDK's L1, of `common._l1` or of CDK itself.
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        **properties: as *kind* takes them; dictionaries in them have the names of jsii.

    Raises:
        ConfigurationError: None in a list, a number that is none.
        RuntimeError: what the constructor of *kind* finds; the type of a value is found at synth.
    """
    plan: Plan[Resource] = Plan(kind, scope, construct_id, *_, **properties)
    (defined,) = _define(plan)
    return defined


def define_both(
    first: Plan[Resource], second: Plan[OtherResource]
) -> tuple[Defined[Resource], Defined[OtherResource]]:
    """Define two resources by one message, in one construct.

    Attributes of the first may be properties of the second.

    Raises:
        ConfigurationError: as for `define`.
        RuntimeError: as for `define`.
    """
    made: Any = _define(first, second)
    return made[0], made[1]


def define_all(plans: Sequence[Plan[Resource]]) -> tuple[Defined[Resource], ...]:
    """Define resources of one class by one message, in one construct; none send none.

    Raises:
        ConfigurationError: as for `define`.
        RuntimeError: as for `define`.
    """
    return tuple(_define(*plans)) if plans else ()


def _define(*plans: Plan[Any]) -> list[Defined[Any]]:
    objects: list[Any] = []

    def beside(value: Any) -> dict[str, int]:
        """What is no JSON stands beside it: constructs, structs and enums of CDK's."""
        objects.append(told_to_node(value))
        return {"$object": len(objects) - 1}

    told = json.dumps([plan.told() for plan in plans], default=beside)
    if may_have_gaps(told):
        for plan in plans:
            kind = plan.kind.rpartition(".")[2]
            check_gaps(naming(kind, plan.parent, plan.resource_id), plan.properties)
    made = json.loads(define_in_node(plans[0].scope, told, objects))
    return [
        Defined(plan, number, dict(zip(plan.attributes, values, strict=True)))
        for plan, (number, values) in zip(plans, made, strict=True)
    ]


def _given(fqn: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as Node takes them; it drops what the class *fqn* does not have, so tests look."""
    del fqn
    return {_jsii_name(name): value for name, value in properties.items() if value is not None}


@cache
def _jsii_name(name: str) -> str:
    """How jsii calls what Python calls *name*."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)

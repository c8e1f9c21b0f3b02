"""Resources and constructs that are defined at the least cost: see docs/decisions/0011."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

import aws_cdk as cdk
import jsii

# jsii's public `create` looks for overrides in every object, and keeps the object as what Python
# has for Node's: that has to stay free for an object of CDK's own class.
from jsii._kernel import _callback_till_result as _answered
from jsii._kernel import _make_reference_for_native as _told_to_node
from jsii._kernel.types import Callback, CreateRequest, CreateResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from constructs import Construct

Resource = TypeVar("Resource")
Properties = ParamSpec("Properties")


class Defined(Generic[Resource]):
    """A resource that Node has made; in Python it becomes an object of CDK's when asked for."""

    __slots__ = ("__jsii_ref__", "__jsii_type__", "_id", "_l1", "_scope")

    def __init__(
        self, fqn: str, scope: Construct | Defined[Any], construct_id: str, ref: Any
    ) -> None:
        self.__jsii_type__, self.__jsii_ref__ = fqn, ref
        self._scope, self._id = scope, construct_id
        self._l1: Any = None

    @property
    def l1(self) -> Resource:
        """The resource as CDK's L1, always the same object; imports the module of its class."""
        if self._l1 is None:
            self._l1 = jsii.get(self._scope, "node").find_child(self._id)
        found: Resource = self._l1
        return found

    def attribute(self, name: str) -> str:
        """An attribute, by its name in jsii: "ref", "attrArn"; a late value."""
        value: str = jsii.get(self, name)
        return value

    def change(self, **properties: Any) -> None:
        """Set properties, by the names that `define` takes."""
        for name, value in properties.items():
            jsii.set(self, _jsii_name(name), value)


def define(
    kind: Callable[Concatenate[Construct, str, Properties], Resource],
    scope: Construct | Defined[Any],
    construct_id: str,
    *_: Properties.args,
    **properties: Properties.kwargs,
) -> Defined[Resource]:
    """`kind(scope, construct_id, **properties)`, for a part of Python's share of the cost.

    The constructors of jsii's Python classes look at the type of every value before Node looks at
    it again, send what is None, and need their module. Here Node alone looks, and a type checker:
    it sees the parameters of *kind*.

    Args:
        kind: a class of CDK's L1, of `common._l1` or of CDK itself.
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        **properties: as *kind* takes them; dictionaries in them have the names of jsii.

    Raises:
        RuntimeError: a value is not of the type that Node expects.
    """
    l1: Any = kind
    fqn: str = l1.__jsii_type__
    args = [scope, construct_id, _given(fqn, properties)]
    request = CreateRequest(fqn=fqn, args=_told_to_node(jsii.kernel, args))
    made: Any = jsii.kernel.provider.create(request)
    if isinstance(made, Callback):  # Node asks what a user's class says: a stack's, a construct's
        made = _answered(jsii.kernel, made, CreateResponse)
    return Defined(fqn, scope, construct_id, made)


def begin(
    construct: cdk.Resource,
    scope: Construct,
    construct_id: str,
    *,
    physical_name: str | None = None,
    environment_from_arn: str | None = None,
) -> None:
    """What `cdk.Resource.__init__` does, for as little as `define` takes.

    Args:
        construct: of a class that derives from `cdk.Resource`.
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        physical_name: a fixed name, or None.
        environment_from_arn: of something that exists elsewhere.
    """
    given = {"physicalName": physical_name, "environmentFromArn": environment_from_arn}
    known = {name: value for name, value in given.items() if value is not None}
    kind = _told(type(construct), cdk.Resource)
    jsii.create(kind, construct, [scope, construct_id, known])


class _Told:
    """A class as Node is told of it: what makes an object, and the interfaces beyond."""

    def __init__(self, fqn: str, interfaces: list[Any]) -> None:
        self.__jsii_type__, self.__jsii_ifaces__ = fqn, interfaces


@cache
def _told(kind: Any, made: Any) -> Any:
    """*kind* without the interfaces that what is *made* for it has of its own.

    Node would look for each of them at every object, to find that it is there already.
    """
    known = made.__jsii_ifaces__
    return _Told(kind.__jsii_type__, [each for each in kind.__jsii_ifaces__ if each not in known])


def _given(fqn: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as Node takes them; it drops what the class *fqn* does not have, so tests look."""
    del fqn
    return {_jsii_name(name): value for name, value in properties.items() if value is not None}


@cache
def _jsii_name(name: str) -> str:
    """How jsii calls what Python calls *name*."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)

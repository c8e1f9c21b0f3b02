"""Resources and constructs that are defined at the least cost: see docs/decisions/0011."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

import aws_cdk as cdk
import jsii

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from constructs import Construct

Resource = TypeVar("Resource")
Properties = ParamSpec("Properties")


def define(
    kind: Callable[Concatenate[Construct, str, Properties], Resource],
    scope: Construct,
    construct_id: str,
    *_: Properties.args,
    **properties: Properties.kwargs,
) -> Resource:
    """`kind(scope, construct_id, **properties)`, for half of Python's share of the cost.

    The constructors of jsii's Python classes look at the type of every value before Node looks at
    it again, and send what is None. Here Node alone looks, and a type checker: it sees the
    parameters of *kind*.

    Args:
        kind: a class of CDK's L1, such as `aws_sagemaker.CfnModel`.
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        **properties: as *kind* takes them; dictionaries in them have the names of jsii.

    Raises:
        RuntimeError: a value is not of the type that Node expects.
    """
    l1: Any = kind
    resource: Resource = l1.__new__(l1)
    names = _names(l1)
    given = {names[name]: value for name, value in properties.items() if value is not None}
    jsii.create(_told(l1, l1), resource, [scope, construct_id, given])
    return resource


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


@cache
def _names(kind: Any) -> Mapping[str, str]:
    """How jsii calls the properties of a resource."""
    names: Mapping[str, str] = getattr(
        sys.modules[kind.__module__], f"{kind.__name__}Props"
    ).__jsii_name_mapping__
    return names

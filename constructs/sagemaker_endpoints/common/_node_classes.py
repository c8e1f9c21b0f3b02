"""Constructs whose class in Node is ours: see docs/decisions/0016."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import jsii

if TYPE_CHECKING:
    import aws_cdk as cdk
    from constructs import Construct


def begin(
    construct: cdk.Resource,
    kind: type[cdk.Resource],
    scope: Construct,
    construct_id: str,
    *,
    physical_name: str | None = None,
    environment_from_arn: str | None = None,
) -> None:
    """What `cdk.Resource.__init__` does, for as little as `define` takes.

    Args:
        construct: of the class *kind*, or one that derives from it.
        kind: a class of our module in Node.
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        physical_name: a fixed name, or None.
        environment_from_arn: of something that exists elsewhere.
    """
    given = {"physicalName": physical_name, "environmentFromArn": environment_from_arn}
    known = {name: value for name, value in given.items() if value is not None}
    told = _told(type(construct), kind)
    jsii.create(told, construct, [scope, construct_id, *([known] if known else [])])


class _Told:
    """A class as Node is told of it: what makes an object, and the interfaces beyond."""

    def __init__(self, fqn: str, interfaces: list[Any]) -> None:
        self.__jsii_type__, self.__jsii_ifaces__ = fqn, interfaces


@cache
def _told(own: Any, kind: Any) -> Any:
    """*kind* with the interfaces that the class *own* adds to it; Node looks for each of them."""
    known = kind.__jsii_ifaces__
    return _Told(kind.__jsii_type__, [each for each in own.__jsii_ifaces__ if each not in known])

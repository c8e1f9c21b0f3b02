"""Defines a resource of a template."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.view._node import Key, Node

if TYPE_CHECKING:
    from sagemaker_hosting.view._hosting import Hosting
    from sagemaker_hosting.view._stack import Stack


class Resource:
    """Defines a resource, and the base of the kinds that hosting consists of.

    Attributes:
        stack: the template it stands in.
        logical_id: its name there.
        type: such as `AWS::SageMaker::Model`.
        body: the resource as it is written.
    """

    def __init__(self, stack: Stack, logical_id: str, body: Mapping[str, Any]) -> None:
        self.stack = stack
        self.logical_id = logical_id
        self.body = body
        self.type = str(body.get("Type", ""))

    @property
    def hosting(self) -> Hosting:
        """Everything it is deployed with."""
        return self.stack.hosting

    @cached_property
    def properties(self) -> Node:
        """All its properties."""
        return Node(self, ("Properties",), self.body.get("Properties", {}))

    def at(self, *keys: Key) -> Node:
        """Go to one of its properties."""
        return self.properties.at(*keys)

    @property
    def path(self) -> str:
        """Its construct path if CDK wrote the template, else its logical id."""
        return self.stack.template.construct_path(self.logical_id) or self.logical_id

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoints it serves: findings are told by endpoint."""
        return ()

    def depends_on(self, other: Resource) -> bool:
        """Tell whether CloudFormation makes *other* first, by reference or by `DependsOn`.

        Between stacks it is the order of the stacks: that of an export and its import.
        """
        if other.stack is not self.stack:
            return False
        return other.logical_id in self.stack.dependencies_of(self.logical_id)

    def __repr__(self) -> str:
        """Write type and logical id."""
        return f"{type(self).__name__}({self.stack.template.name}/{self.logical_id})"

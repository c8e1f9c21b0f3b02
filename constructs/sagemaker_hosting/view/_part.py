"""Defines a part of a resource that is a thing of its own, such as a variant or a container."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.view._hosting import Hosting
    from sagemaker_hosting.view._node import Key, Node
    from sagemaker_hosting.view._resource import Resource


class Part:
    """Defines a part of a resource.

    Attributes:
        node: where it stands.
    """

    def __init__(self, node: Node) -> None:
        self.node = node

    @property
    def resource(self) -> Resource:
        """The resource it is a part of."""
        return self.node.resource

    @property
    def hosting(self) -> Hosting:
        """Everything it is deployed with."""
        return self.node.resource.stack.hosting

    def at(self, *keys: Key) -> Node:
        """Go to what stands below."""
        return self.node.at(*keys)

    def __repr__(self) -> str:
        """Write kind and place."""
        return f"{type(self).__name__}({self.node!r})"

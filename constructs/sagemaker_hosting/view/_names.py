"""Finds what a name or a reference stands for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

from sagemaker_hosting.view._alarm import Alarm
from sagemaker_hosting.view._endpoint import Endpoint
from sagemaker_hosting.view._endpoint_config import EndpointConfig
from sagemaker_hosting.view._grouping import grouped
from sagemaker_hosting.view._inference_component import InferenceComponent
from sagemaker_hosting.view._model import Model
from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._hosting import Hosting
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._stack import Stack

R = TypeVar("R", bound=Resource)

_NAMED: Final = (Model, EndpointConfig, Endpoint, InferenceComponent, Alarm)


class Names:
    """Defines the physical names of the resources of one `Hosting`."""

    def __init__(self, hosting: Hosting) -> None:
        self._hosting = hosting

    def find(self, kind: type[R], stack: Stack, value: object) -> R | None:
        """Find the one resource of a kind that a resolved value names or refers to."""
        if isinstance(value, Reference):
            return value.resource if isinstance(value.resource, kind) else None
        if not isinstance(value, str):
            return None
        found = self._by_name.get((kind, stack.template.group, value), ())
        # Files side by side may be for different accounts: a template's own resource is meant.
        own = [resource for resource in found if resource.stack is stack]
        chosen = own if own else found
        return chosen[0] if len(chosen) == 1 and isinstance(chosen[0], kind) else None

    @cached_property
    def _by_name(self) -> Mapping[tuple[type[Resource], str, str], tuple[Resource, ...]]:
        return grouped(
            ((kind, resource.stack.template.group, name), resource)
            for kind in _NAMED
            for resource in self._hosting.all_of(kind)
            if (name := _known(resource.name)) is not None  # type: ignore[attr-defined]  # each of the five has one
        )


def pointed(node: Node) -> object:
    """The reference or name that a node stands for; an ARN counts as its name."""
    reference = node.reference
    return reference if reference is not None else _known(node)


def _known(name: Node) -> str | None:
    """The literal name, or one that names the parameters in it."""
    if name.text is not None:
        return name.text
    symbol = name.symbol
    return symbol if isinstance(symbol, str) else None

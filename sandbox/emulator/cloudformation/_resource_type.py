"""How CloudFormation handles one type of resource."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from sandbox.emulator.common._store import Record

Created: TypeAlias = tuple[str, dict[str, Any]]
"""The physical id, which `Ref` gives, and the attributes for `Fn::GetAtt`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResourceType:
    """How CloudFormation handles one type.

    Attributes:
        name: The type, for instance `AWS::SageMaker::Model`.
        create_only: The properties whose change replaces the resource.
        name_property: The property that names the resource, None when it has no name of its own;
            CloudFormation refuses to replace a resource whose name the template fixes.
        tagged: Whether the tags of the stack reach the resource.
        slow: Whether making it takes seconds, so that it must not run on the event loop.
        create: From logical id, properties and stack name to what was created.
        update: From physical id, old and new properties, stack name and logical id.
        delete: By physical id and properties; a resource that is gone already is no error.
    """

    name: str
    create_only: tuple[str, ...]
    name_property: str | None = None
    tagged: bool = False
    slow: bool = False
    create: Callable[[str, Record, str], Created]
    update: Callable[[str, Record, Record, str, str], Created]
    delete: Callable[[str, Record], None]

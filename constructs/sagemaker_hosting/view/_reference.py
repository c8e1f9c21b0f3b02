"""Defines a reference to a resource."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_hosting.view.functions._values import NAME, Attribute

if TYPE_CHECKING:
    from sagemaker_hosting.view._resource import Resource


@dataclass(frozen=True, slots=True)
class Reference(Attribute):
    """Defines an attribute of another resource: its value is known to AWS alone.

    Attributes:
        resource: what is referred to.
        attribute: `name` for the physical name, else as `Fn::GetAtt` spells it, or `Ref`.
    """

    resource: Resource
    attribute: str

    def __str__(self) -> str:
        """Write it as `Fn::Sub` does: `${LogicalId.Attribute}`."""
        attribute = "" if self.attribute in (NAME, "Ref") else f".{self.attribute}"
        return f"${{{self.resource.logical_id}{attribute}}}"

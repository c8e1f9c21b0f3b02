"""Defines what the functions of a template ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template


class Scope(Protocol):
    """Defines what names mean in one template, in one scenario.

    Attributes:
        template: what was read.
        mappings: the section Mappings.
    """

    template: Template
    mappings: Mapping[str, Any]

    @property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs as they are written, by name."""

    def resolve(self, raw: Any) -> Any:
        """Follow the function that *raw* is, if it is one."""

    def condition(self, name: object) -> bool | None:
        """Tell whether a condition holds; None if that is not known."""

    def is_parameter(self, name: str) -> bool:
        """Tell whether a name is that of a parameter, or of a pseudo parameter."""

    def assumed(self, parameter: str) -> object | None:
        """Tell what the scenario gives a parameter: a value, `OTHER`, or None for nothing."""

    def ref(self, name: str) -> Any:
        """Resolve a `Ref`."""

    def attribute(self, name: str, attribute: str) -> Any:
        """Resolve an `Fn::GetAtt`."""

    def exported(self, name: object) -> Any:
        """Resolve an `Fn::ImportValue`."""

    def output(self, stack_name: object, output_name: object) -> Any:
        """Resolve an `Fn::GetStackOutput`."""

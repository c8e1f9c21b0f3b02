"""Follows outputs and exports from one template to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.view._grouping import grouped
from sagemaker_hosting.view.functions._values import UNKNOWN

if TYPE_CHECKING:
    from sagemaker_hosting.view.functions._scope import Scope


class Outputs:
    """Defines the outputs of the stacks of one `Hosting`.

    Each is resolved once: outputs of outputs would double the work at every step. What an output
    is while it is being resolved is unknown, so that a circle of them ends.
    """

    def __init__(self, stacks: Sequence[Scope]) -> None:
        self._stacks = stacks
        self._resolved: dict[tuple[Scope, str], Any] = {}
        self._names_are_resolved = True

    def exported(self, stack: Scope, name: object) -> Any:
        """Resolve an `Fn::ImportValue`."""
        if not isinstance(name, str) or not self._names_are_resolved:
            return UNKNOWN
        found = self._exports.get((stack.template.group, name), ())
        return self._value(*found[0]) if len(found) == 1 else UNKNOWN

    def output(self, stack: Scope, stack_name: object, output_name: object) -> Any:
        """Resolve an `Fn::GetStackOutput`."""
        if not isinstance(output_name, str):
            return UNKNOWN
        holders = [s for s in self._stacks if output_name in s.outputs]
        named = [s for s in holders if s.template.stack_name == stack_name]
        # Templates on their own do not tell the names of their stacks.
        unnamed = [
            s
            for s in holders
            if s.template.stack_name is None and s.template.group == stack.template.group
        ]
        found = named or unnamed
        return self._value(found[0], output_name) if len(found) == 1 else UNKNOWN

    def _value(self, stack: Scope, name: str) -> Any:
        key = (stack, name)
        if key not in self._resolved:
            self._resolved[key] = UNKNOWN
            declared = stack.outputs[name]
            value = declared.get("Value") if isinstance(declared, Mapping) else None
            if value is not None:
                self._resolved[key] = stack.resolve(value)
        return self._resolved[key]

    @cached_property
    def _exports(self) -> Mapping[tuple[str, str], tuple[tuple[Scope, str], ...]]:
        self._names_are_resolved = False  # an export's name imports nothing
        try:
            return grouped(self._declared())
        finally:
            self._names_are_resolved = True

    def _declared(self) -> Iterator[tuple[tuple[str, str], tuple[Scope, str]]]:
        for stack in self._stacks:
            for output_name, output in stack.outputs.items():
                export = output.get("Export") if isinstance(output, Mapping) else None
                if not isinstance(export, Mapping) or "Value" not in output:
                    continue
                name = stack.resolve(export.get("Name"))
                if isinstance(name, str):
                    yield (stack.template.group, name), (stack, output_name)

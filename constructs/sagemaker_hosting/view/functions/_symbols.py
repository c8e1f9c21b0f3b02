"""Follows references to what only a deploy decides, by their names.

A parameter has one value, wherever a template refers to it: two properties that are written alike
are equal, though nobody knows what they will be.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view.functions._intrinsics import Intrinsics
from sagemaker_hosting.view.functions._values import UNKNOWN

if TYPE_CHECKING:
    from sagemaker_hosting.view.functions._scope import Scope

_MARK: Final = "\x00"  # no text of a template holds it
_FOLLOWED: Final = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If"})


class Symbols(Intrinsics):
    """Resolves the values of one template, with parameters standing for themselves."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # Of these others the outcome depends on what a parameter holds.
        for name in self._functions.keys() - _FOLLOWED:
            self._functions[name] = partial(_resolved, scope, name)

    def _ref(self, name: object) -> Any:
        value = super()._ref(name)
        if value is UNKNOWN and isinstance(name, str) and self._scope.is_parameter(name):
            return f"{_MARK}{id(self._scope)}.{name}{_MARK}"
        return value


def _resolved(scope: Scope, function: str, argument: object) -> Any:
    return scope.resolve({function: argument})


def is_symbolic(value: object) -> bool:
    """Tell whether a value names what only a deploy decides."""
    return isinstance(value, str) and _MARK in value

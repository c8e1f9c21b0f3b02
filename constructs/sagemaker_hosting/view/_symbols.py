"""Follows references to what only a deploy decides, by their names.

A parameter has one value, wherever a template refers to it: two properties that are written alike
are equal, though nobody knows what they will be.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view._intrinsics import Intrinsics
from sagemaker_hosting.view._values import UNKNOWN

if TYPE_CHECKING:
    from sagemaker_hosting.view._stack import Stack

_MARK: Final = "\x00"  # no text of a template holds it
_FOLLOWED: Final = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If"})


class Symbols(Intrinsics):
    """Resolves the values of one template, with parameters standing for themselves."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(stack)
        # Of these others the outcome depends on what a parameter holds.
        for name in self._functions.keys() - _FOLLOWED:
            self._functions[name] = partial(_resolved, stack, name)

    def _ref(self, name: object) -> Any:
        value = super()._ref(name)
        if value is UNKNOWN and isinstance(name, str) and self._stack.is_parameter(name):
            return f"{_MARK}{id(self._stack)}.{name}{_MARK}"
        return value


def _resolved(stack: Stack, function: str, argument: object) -> Any:
    return stack.resolve({function: argument})


def is_symbolic(value: object) -> bool:
    """Tell whether a value names what only a deploy decides."""
    return isinstance(value, str) and _MARK in value

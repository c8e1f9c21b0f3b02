"""Writes what only a deploy decides in the words of the template: `${AWS::Region}`, `${Stage}`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view.functions._intrinsics import Intrinsics
from sagemaker_hosting.view.functions._values import POSSIBLE, UNKNOWN, Text

if TYPE_CHECKING:
    from sagemaker_hosting.view.functions._scope import Scope

_FOLLOWED: Final = frozenset({"Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If"})
_DYNAMIC: Final = re.compile(r"\{\{(resolve:[^{}]*)\}\}")
_DEEPEST: Final = 4
_LONGEST: Final = 100


class Spelling(Intrinsics):
    """Resolves the values of one template, with the words of the template for what is unknown."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        # The outcome of these others must not hang on how an unknown value is written.
        for name in self._functions.keys() - _FOLLOWED:
            self._functions[name] = partial(_resolved, scope, name)

    def resolve(self, raw: Any) -> Any:
        """Follow the function that *raw* is; one that leads nowhere is written out in `${}`."""
        if isinstance(raw, str):
            return _DYNAMIC.sub(r"${\1}", raw)
        value = super().resolve(raw)
        if (value is UNKNOWN or value is POSSIBLE) and isinstance(raw, dict) and len(raw) == 1:
            return _written(raw)
        return value

    def _ref(self, name: object) -> Any:
        value = super()._ref(name)
        return f"${{{name}}}" if _is_open(value) else value

    def _get_att(self, argument: object) -> Any:
        value = super()._get_att(argument)
        if not _is_open(value):
            return value
        return _written({"Fn::GetAtt": argument})

    def _sub(self, argument: object) -> Any:
        # ${!...} is how a pattern writes a placeholder that stays as it is.
        if isinstance(argument, str):
            return super()._sub(_DYNAMIC.sub(r"${!\1}", argument))
        return super()._sub(argument)


def _is_open(value: object) -> bool:
    return value is UNKNOWN or (isinstance(value, Text) and value.has_unknown)


def _resolved(scope: Scope, function: str, argument: object) -> Any:
    return scope.resolve({function: argument})


def _written(raw: object, depth: int = 0) -> str:
    """Write a value as it stands: `${Stage}`, `${Fn::ImportValue demand-image}`."""
    if depth > _DEEPEST:
        return "..."
    if isinstance(raw, list):
        return ", ".join(_written(item, depth + 1) for item in raw[:_LONGEST])
    if not isinstance(raw, Mapping):
        return _cut(str(raw))
    function, argument = next(iter(raw.items()), ("", None))
    if function != "Ref" and not str(function).startswith("Fn::"):
        return "..."
    if function == "Ref":
        told = str(argument)
    elif function == "Fn::GetAtt":
        told = ".".join(map(str, argument)) if isinstance(argument, list) else str(argument)
    else:
        told = f"{function} {_written(argument, depth + 1)}"
    return f"${{{_cut(told)}}}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."

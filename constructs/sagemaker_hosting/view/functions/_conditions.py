"""Decides the conditions of a template as far as they can be decided."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.view.functions._literals import written
from sagemaker_hosting.view.functions._scenarios import OTHER
from sagemaker_hosting.view.functions._values import Attribute, Nothing, Text

if TYPE_CHECKING:
    from sagemaker_hosting.view.functions._scope import Scope


class Conditions:
    """Defines the section Conditions of a template in one scenario.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
    """

    def __init__(self, scope: Scope, declared: Mapping[str, Any]) -> None:
        self._scope = scope
        self._declared = declared
        self._decided: dict[str, bool | None] = {}

    def holds(self, name: object) -> bool | None:
        """Tell whether a condition holds; None if that is not known."""
        if not isinstance(name, str) or name not in self._declared:
            return None
        if name not in self._decided:
            self._decided[name] = None  # a condition that names itself is never decided
            self._decided[name] = self._evaluate(self._declared[name])
        return self._decided[name]

    def _evaluate(self, raw: object) -> bool | None:
        if not isinstance(raw, Mapping) or len(raw) != 1:
            return None
        ((function, argument),) = raw.items()
        if function == "Condition":
            return self.holds(argument)
        if not isinstance(argument, list):
            return None
        if function == "Fn::Equals":
            return self._equal(argument)
        outcomes = [self._evaluate(item) for item in argument]
        return {
            "Fn::Not": lambda: _not(outcomes[0]) if len(outcomes) == 1 else None,
            "Fn::And": lambda: _all(outcomes),
            "Fn::Or": lambda: _not(_all([_not(outcome) for outcome in outcomes])),
        }.get(function, lambda: None)()

    def _equal(self, argument: list[Any]) -> bool | None:
        if len(argument) != 2:  # noqa: PLR2004  # two sides
            return None
        left, right = (self._raw(side) for side in argument)
        if left is OTHER or right is OTHER:
            # It stands for a value that the template compares with nowhere.
            return None if _is_open(left) and _is_open(right) else False
        if _is_open(left) or _is_open(right):
            return None
        return written(left) == written(right)

    def _raw(self, side: object) -> Any:
        if isinstance(side, Mapping) and isinstance(name := side.get("Ref"), str):
            assumed = self._scope.assumed(name)
            if assumed is not None:
                return assumed
        return self._scope.resolve(side)


def _is_open(value: object) -> bool:
    return value is OTHER or isinstance(value, Nothing | Attribute | Text | dict | list)


def _all(outcomes: list[bool | None]) -> bool | None:
    if any(outcome is False for outcome in outcomes):
        return False
    return None if any(outcome is None for outcome in outcomes) else True


def _not(outcome: bool | None) -> bool | None:  # noqa: FBT001  # its one operand
    return None if outcome is None else not outcome

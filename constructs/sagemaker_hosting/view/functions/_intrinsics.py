"""Follows CloudFormation's intrinsic functions as far as a template alone decides them.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from sagemaker_hosting.view.functions._substitution import pieces
from sagemaker_hosting.view.functions._values import (
    ABSENT,
    NAME,
    POSSIBLE,
    UNKNOWN,
    Attribute,
    Nothing,
    Text,
    is_dynamic,
    text_of,
)

if TYPE_CHECKING:
    from sagemaker_hosting.view.functions._scope import Scope

_DEEPEST: Final = 64  # no template means more; a circle of outputs would never end


class Intrinsics:
    """Resolves the values of one template."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._depth = 0
        self._functions: dict[str, Callable[[Any], Any]] = {
            "Ref": self._ref,
            "Fn::GetAtt": self._get_att,
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Select": self._select,
            "Fn::Split": self._split,
            "Fn::FindInMap": self._find_in_map,
            "Fn::If": self._if,
            "Fn::ImportValue": self._import_value,
            "Fn::GetStackOutput": self._stack_output,
            "Fn::Length": self._length,
        }

    def resolve(self, raw: Any) -> Any:
        """Follow the function that *raw* is, if it is one; what lies below stays as written."""
        if raw is None:
            return ABSENT  # CloudFormation takes no null
        if isinstance(raw, str):
            return text_of([raw]) if is_dynamic(raw) else raw
        if not isinstance(raw, dict) or len(raw) != 1:
            return raw
        name = next(iter(raw))
        function = self._functions.get(name)
        if function is None:
            return UNKNOWN if isinstance(name, str) and name.startswith("Fn::") else raw
        if self._depth >= _DEEPEST:
            return UNKNOWN
        self._depth += 1
        try:
            return function(raw[name])
        finally:
            self._depth -= 1

    def _ref(self, name: object) -> Any:
        return self._scope.ref(name) if isinstance(name, str) else UNKNOWN

    def _get_att(self, argument: object) -> Any:
        if isinstance(argument, str):
            argument = argument.split(".", 1)
        if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004  # resource, attribute
            return UNKNOWN
        name, attribute = argument[0], self.resolve(argument[1])
        if isinstance(name, str) and isinstance(attribute, str):
            return self._scope.attribute(name, attribute)
        return UNKNOWN

    def _sub(self, argument: object) -> Any:
        pattern, own = argument, {}
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], Mapping):  # noqa: PLR2004  # pattern, its own names
            pattern, own = argument
        if not isinstance(pattern, str):
            return UNKNOWN
        named = {name: self.resolve(value) for name, value in own.items()}
        return text_of(
            self._placeholder(piece, named) if is_placeholder else piece
            for piece, is_placeholder in pieces(pattern)
        )

    def _placeholder(self, name: str, own: Mapping[str, Any]) -> Any:
        if name in own:
            return own[name]
        return self._get_att(name) if "." in name else self._ref(name)

    def _join(self, argument: object) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004  # delimiter, list
            return UNKNOWN
        delimiter, items = argument[0], self._list(argument[1])
        if not isinstance(delimiter, str) or items is None:
            return UNKNOWN
        parts: list[Any] = []
        for item in (value for value in items if value is not ABSENT):
            parts += [delimiter, item] if parts else [item]
        return text_of(parts)

    def _select(self, argument: object) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004  # index, list
            return UNKNOWN
        index, items = self.resolve(argument[0]), self._list(argument[1])
        if isinstance(index, str) and index.isdecimal():
            index = int(index)
        if not isinstance(index, int) or items is None or not 0 <= index < len(items):
            return UNKNOWN
        return items[index]

    def _split(self, argument: object) -> Any:
        if not isinstance(argument, list) or len(argument) != 2:  # noqa: PLR2004  # delimiter, text
            return UNKNOWN
        delimiter, source = argument[0], self.resolve(argument[1])
        if not isinstance(delimiter, str) or not delimiter:
            return UNKNOWN
        if isinstance(source, str):
            return source.split(delimiter)
        return source.split(delimiter) if _splits_safely(source) else UNKNOWN

    def _find_in_map(self, argument: object) -> Any:
        if not isinstance(argument, list) or len(argument) < 3:  # noqa: PLR2004  # map and two keys
            return UNKNOWN
        name, first, second = (self.resolve(key) for key in argument[:3])
        if not all(isinstance(key, str | int) for key in (name, first, second)):
            return UNKNOWN
        found: Any = self._scope.mappings
        for key in (str(name), str(first), str(second)):
            found = found.get(key, UNKNOWN) if isinstance(found, Mapping) else UNKNOWN
        if found is UNKNOWN and len(argument) > 3 and isinstance(argument[3], Mapping):  # noqa: PLR2004  # a default
            return self.resolve(argument[3].get("DefaultValue", UNKNOWN))
        # A mapping holds literals only.
        return UNKNOWN if isinstance(found, Mapping) else self.resolve(found)

    def _if(self, argument: object) -> Any:
        if not isinstance(argument, list) or len(argument) != 3:  # noqa: PLR2004  # condition, then, else
            return UNKNOWN
        holds = self._scope.condition(argument[0])
        if holds is None:
            then, otherwise = self.resolve(argument[1]), self.resolve(argument[2])
            if then == otherwise:
                return then
            return POSSIBLE if _may_be_absent(then) or _may_be_absent(otherwise) else UNKNOWN
        return self.resolve(argument[1] if holds else argument[2])

    def _import_value(self, argument: object) -> Any:
        return self._scope.exported(self.resolve(argument))

    def _stack_output(self, argument: object) -> Any:
        if not isinstance(argument, Mapping):
            return UNKNOWN
        stack, output = (self.resolve(argument.get(key)) for key in ("StackName", "OutputName"))
        return self._scope.output(stack, output)

    def _length(self, argument: object) -> int | Nothing:
        items = self._list(argument)
        return len(items) if items is not None else UNKNOWN

    def _list(self, raw: object) -> list[Any] | None:
        value = self.resolve(raw)
        return [self.resolve(item) for item in value] if isinstance(value, list) else None


def _splits_safely(source: object) -> TypeGuard[Text]:
    """Tell whether no part but the literal ones can hold a delimiter.

    A name holds none; what stands before the name in an ARN, none that a template splits at.
    """
    if not isinstance(source, Text):
        return False
    parts = source.parts[1:] if source.parts[0] is UNKNOWN else source.parts
    if len(parts) < len(source.parts) and not str(parts[0]).startswith(":"):
        return False
    return all(
        isinstance(part, str) or (isinstance(part, Attribute) and part.attribute == NAME)
        for part in parts
    )


def _may_be_absent(value: object) -> bool:
    return value is ABSENT or value is POSSIBLE

"""Writes values one way, by whatever functions a template makes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sagemaker_hosting.view.functions._substitution import pieces
from sagemaker_hosting.view.functions._values import shown

_NOTHING = {"Ref": "AWS::NoValue"}


def normal(raw: Any) -> Any:
    """Write a value so that two that CloudFormation reads alike are equal.

    `Fn::Sub`, `Fn::Join`, `Ref` and `Fn::GetAtt` become rows of what they put together; numbers and
    truth values become text, as which CloudFormation takes them.
    """
    parts = _parts_of(raw)
    if parts is not None:
        row = tuple(_merged(parts))
        return "".join(row) if all(isinstance(part, str) for part in row) else row
    if isinstance(raw, Mapping):
        return {key: normal(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return [normal(item) for item in raw]
    return shown(raw) if isinstance(raw, bool | int | float) else raw


def _parts_of(raw: Any) -> list[Any] | None:
    """Take a text apart that a function makes; None if it is no such function."""
    match raw:
        case {"Ref": str(name), **others} if not others and raw != _NOTHING:
            return [("Ref", name)]
        case {"Fn::GetAtt": str(place), **others} if not others and "." in place:
            return [("Fn::GetAtt", place)]
        case {"Fn::GetAtt": [str(name), *path], **others} if not others and _are_text(path):
            return [("Fn::GetAtt", ".".join([name, *path]))]
        case {"Fn::Sub": pattern, **others} if not others:
            return _substituted(pattern)
        case {"Fn::Join": [str(delimiter), list(items)], **others} if not others:
            return None if _NOTHING in items else list(_joined(delimiter, items))
    return None


def _substituted(argument: Any) -> list[Any] | None:
    match argument:
        case [pattern, own]:
            pass
        case pattern:
            own = {}
    if not isinstance(pattern, str) or not isinstance(own, Mapping):
        return None
    return [part for piece in pieces(pattern) for part in _of_piece(*piece, own)]


def _are_text(path: Iterable[Any]) -> bool:
    return all(isinstance(key, str) for key in path)


def _of_piece(piece: str, is_placeholder: bool, own: Mapping[str, Any]) -> Iterator[Any]:  # noqa: FBT001  # as `pieces` gives them
    if not is_placeholder:
        yield piece
    elif piece in own:
        yield from _of_value(own[piece])
    else:
        yield ("Fn::GetAtt" if "." in piece else "Ref", piece)


def _joined(delimiter: str, items: list[Any]) -> Iterator[Any]:
    for index, item in enumerate(items):
        if index:
            yield delimiter
        yield from _of_value(item)


def _of_value(raw: Any) -> Iterator[Any]:
    value = normal(raw)
    if isinstance(value, tuple):
        yield from value
    else:
        # A function that makes no text of its parts, such as Fn::Select, is one part as a whole.
        yield value if isinstance(value, str) else ("", repr(value))


def _merged(parts: Iterable[Any]) -> Iterator[Any]:
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
            continue
        if text:
            yield text
        yield part
        text = ""
    if text:
        yield text

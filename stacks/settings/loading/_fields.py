"""Follows a place that pydantic names through the models' annotations."""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from stacks.settings.common._base import Settings
from stacks.settings.files._environment import Environment
from stacks.settings.yaml._faults import KeyPath


def follow(
    location: KeyPath, top: type[Settings] = Environment
) -> tuple[KeyPath, tuple[type[Settings], ...]]:
    """Follow a place from the top of the file.

    Pydantic puts the alternative it chose among the keys; the file knows of none, so it is
    left out of the path.

    Args:
        location: The `loc` of one of pydantic's errors.
        top: What the file as a whole is.

    Returns:
        The path in the file, and what a mapping at this place may be: one class, several
        alternatives, or none where no mapping with fixed keys belongs.
    """
    annotation: object = top
    path: list[str | int] = []
    for element in location:
        options = _options(annotation)
        if len(options) > 1:
            annotation = next((o for o in options if _tag(o) == element), None)
        else:
            annotation = _below(options[0], element)
            path.append(element)
    classes = [option for option in _options(annotation) if _is_settings(option)]
    return tuple(path), tuple(classes)


def _options(annotation: object) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _options(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        members = [member for member in get_args(annotation) if member is not type(None)]
        return [option for member in members for option in _options(member)]
    return [annotation]


def _below(annotation: Any, element: str | int) -> object:
    if _is_settings(annotation):
        field = annotation.model_fields.get(element)
        return None if field is None else field.annotation
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Mapping:
        return arguments[1]
    return arguments[0] if origin is tuple else None


def settings_below(
    owners: Iterable[type[Settings]],
) -> dict[str, tuple[bool, tuple[type[Settings], ...]]]:
    """Tell what the keys of a mapping hold.

    Args:
        owners: What the mapping may be.

    Returns:
        Of each key that holds mappings with fixed keys: whether they stand below names of the
        file's own, and what they may be.
    """
    found: dict[str, tuple[bool, tuple[type[Settings], ...]]] = {}
    for owner in owners:
        for name, field in owner.model_fields.items():
            (first, *_) = options = _options(field.annotation)
            is_named = get_origin(first) is Mapping
            inner = _options(_below(first, "")) if is_named else options
            classes = tuple(option for option in inner if _is_settings(option))
            if classes:
                found.setdefault(name, (is_named, classes))
    return found


def kind_of(alternative: type[Settings]) -> str | None:
    """Tell the kind of endpoint that an alternative is, None for any other alternative."""
    kind = alternative.model_fields.get("kind")
    if kind is None or get_origin(kind.annotation) is not Literal:
        return None
    return str(get_args(kind.annotation)[0])


def _tag(alternative: Any) -> str:
    kind = kind_of(alternative) if _is_settings(alternative) else None
    return kind or str(getattr(alternative, "__name__", ""))


def _is_settings(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Settings)

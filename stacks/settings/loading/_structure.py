"""Tells what pydantic finds wrong with a file in the words of the file."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sagemaker_hosting.nearest import nearest
from stacks.settings.common._base import OWN_FAULT, Settings, first_field
from stacks.settings.files._environment import Environment
from stacks.settings.kinds._endpoint import KINDS
from stacks.settings.loading._fields import follow, kind_of
from stacks.settings.loading._unknown_keys import UnknownKey
from stacks.settings.yaml._document import Document
from stacks.settings.yaml._faults import Finding, KeyPath
from stacks.settings.yaml._wording import listed, shown

_OF_VALUES = frozenset({"extra_forbidden", "union_tag_not_found"})
"""The types of errors that are of no name, also where a file has the name [key]."""
_WHOLE = 100
_PLAIN_ITEMS = re.compile(r"\w[\w@.+/-]*(, *\w[\w@.+/-]*)*")
"""Text that YAML reads as the same between brackets, separated by commas."""


def build(document: Document, *, path: Path, root: Path) -> Environment | list[Finding]:
    """Build the environment that a document describes.

    Args:
        document: What was read.
        path: The file that it was read from; its stem is the environment's name.
        root: The project's folder, from which the paths in the file go.

    Returns:
        The environment; or every fault of the document's keys and values, one by one.
    """
    data = document.data
    if data is None:
        return [Finding(path=(), message="the file is empty; copy another environment's file")]
    if not isinstance(data, dict):
        return [Finding(path=(), message=f"must be a mapping of keys, got {shown(data)}")]
    findings = []
    if "name" in data:
        message = "unknown key; the environment is named by its file"
        findings.append(Finding(path=("name",), message=message))
    try:
        environment = Environment.model_validate(
            {**data, "name": path.stem}, context={"root": root, "file": path}
        )
    except ValidationError as error:
        return [*findings, *findings_of(error, document)]
    return findings or environment


def findings_of(
    refusal: ValidationError, document: Document, *, top: type[Settings] = Environment
) -> Iterator[Finding]:
    """Tell what pydantic refused in the words of the file.

    Args:
        refusal: The error.
        document: What was read.
        top: What the file as a whole should be.
    """
    errors = refusal.errors(include_url=False)
    unknown = {e["loc"]: _unknown(e, top) for e in errors if e["type"] == "extra_forbidden"}
    misspelt = {(*location[:-1], key.meant) for location, key in unknown.items()}
    for error in errors:
        if error["type"] == "missing" and error["loc"] in misspelt:
            continue  # told as the unknown key that it was meant to be
        location = error["loc"]
        of_key = location[-1:] == ("[key]",) and error["type"] not in _OF_VALUES
        path, alternatives = follow(location[:-1] if of_key else location, top)
        if path == ("name",):
            yield Finding(path=(), message=f"the file's name {_plain(error, None)}")
        elif error["type"] == "extra_forbidden":
            yield Finding(path=path, message=unknown[location].told())
        elif error["type"] == "missing":
            yield Finding(path=path, message=f"missing{_example(location, top)}")
        elif error["type"] == "union_tag_not_found" and any(map(kind_of, alternatives)):
            yield _undecided_kind(path, error["input"])
        elif error["type"] == "literal_error" and path[-1] == "kind":
            yield Finding(path=path, message=_no_kind(error["input"]))
        elif error["type"] == "union_tag_not_found":
            yield Finding(path=path, message=_undecided(error["input"], alternatives))
        elif of_key:
            yield Finding(path=path, message=f"the name {_plain(error, None)}")
        else:
            yield Finding(path=path, message=_plain(error, document.texts.get(path)))


def _known_keys(location: KeyPath, top: type[Settings]) -> list[str]:
    _, owners = follow(location[:-1], top)
    fields = [field for owner in owners for field in owner.model_fields]
    return [field for field in fields if not (field == "name" and Environment in owners)]


def _example(location: KeyPath, top: type[Settings]) -> str:
    _, owners = follow(location[:-1], top)
    fields = [owner.model_fields.get(str(location[-1])) for owner in owners]
    examples = [field.examples[0] for field in fields if field is not None and field.examples]
    return f", such as {examples[0]}" if examples and isinstance(examples[0], str) else ""


def _unknown(error: ErrorDetails, top: type[Settings]) -> UnknownKey:
    location = error["loc"]
    return UnknownKey(location, error["input"], _known_keys(location, top), top=top)


def _undecided(value: object, alternatives: Iterable[type[Settings]]) -> str:
    if not isinstance(value, Mapping):
        return f"must be a mapping of keys, got {shown(value)}"
    keys = [first_field(alternative) for alternative in alternatives]
    given = [key for key in keys if key in value]
    got = listed(given, "and") if given else "none of them"
    return f"must have exactly one of the keys {listed(keys, 'or')}, got {got}"


def _undecided_kind(path: KeyPath, value: object) -> Finding:
    if not isinstance(value, Mapping):
        return Finding(path=path, message=f"must be a mapping of keys, got {shown(value)}")
    message = _no_kind(value["kind"]) if "kind" in value else f"missing, such as {KINDS[0]}"
    return Finding(path=(*path, "kind"), message=message)


def _no_kind(value: object) -> str:
    near = nearest(value, KINDS, count=1) if isinstance(value, str) else ()
    meant = f"; did you mean {near[0]}?" if near else ""
    return f"must be {listed(map(json.dumps, KINDS), 'or')}, got {shown(value)}{meant}"


def _plain(error: ErrorDetails, text: str | None) -> str:
    kind, value = error["type"], error["input"]
    if kind in _WRONG_TYPE:
        hint = _requote(kind, value, text) or _other_unit(error)
        return f"must be {_WRONG_TYPE[kind]}, got {shown(value, text)}{hint}"
    limits = error.get("ctx", {})
    if kind == OWN_FAULT:
        rule = str(limits["message"])
    elif kind in _LIMITS:
        rule = _LIMITS[kind](limits)
    else:
        rule = f"is wrong: {error['msg'][:1].lower()}{error['msg'][1:]}"
    return f"{rule}, got {shown(value, text)}{_other_unit(error)}"


def _other_unit(error: ErrorDetails) -> str:
    """Tell a percentage where a share of 1 is meant, and the other way round."""
    kind, value = error["type"], error["input"]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    if kind == "less_than_equal" and error["ctx"]["le"] == 1 and value <= _WHOLE:
        return f"; did you mean {value / _WHOLE:g}?"
    if kind == "int_type" and "percent" in str(error["loc"][-1]) and 0 < value < 1:
        return f"; did you mean {value * _WHOLE:g}?"
    return ""


def _requote(kind: str, value: object, text: str | None) -> str:
    """Tell to add quotes to a text that YAML takes for a number, or brackets, or to drop them."""
    if kind in {"string_type", "path_type"} and isinstance(value, bool | int | float):
        number = not isinstance(value, bool) and text is not None
        lost = ", or YAML drops its zeros" if number and str(value) != text else ""
        return f': put it in quotes, "{shown(value, text)}"{lost}'
    if kind in {"int_type", "float_type"} and isinstance(value, str) and _is_number(value):
        return f": leave out the quotes, {value}"
    if kind == "tuple_type" and isinstance(value, str) and _PLAIN_ITEMS.fullmatch(value):
        return f": put it in brackets, [{value}]"
    if kind == "bool_type" and str(value).lower() in {"yes", "no", "on", "off", "true", "false"}:
        return f": write {'true' if str(value).lower() in {'yes', 'on', 'true'} else 'false'}"
    return ""


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


_WRONG_TYPE = {
    "string_type": "text",
    "path_type": "a path in text",
    "int_type": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
}
_LIMITS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "greater_than_equal": lambda limits: f"must be at least {limits['ge']:g}",
    "greater_than": lambda limits: f"must be more than {limits['gt']:g}",
    "less_than": lambda limits: f"must be less than {limits['lt']:g}",
    "less_than_equal": lambda limits: f"must be at most {limits['le']:g}",
    "literal_error": lambda limits: "must be " + str(limits["expected"]).replace("'", '"'),
    "too_short": lambda limits: f"must have at least {limits['min_length']} items",
    "too_long": lambda limits: f"must have at most {limits['max_length']} items",
    "string_too_short": lambda limits: f"must have at least {limits['min_length']} characters",
    "string_too_long": lambda limits: f"must have at most {limits['max_length']} characters",
}

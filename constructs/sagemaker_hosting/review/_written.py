"""Finds how a template writes a value: in JSON that stands in it as text as well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.view.functions._substitution import pieces
from sagemaker_hosting.view.functions._written_json import read_json

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node

_OPENINGS: Final = ("{", "[")

Spelling = Callable[[Any], str]
"""Writes a value of a template for people."""


def written_at(node: Node, spelling: Spelling) -> Any:
    """Find what the template writes at a place; None where a function gives what lies around it.

    A state machine is mostly one text, JSON of which parts are functions. Each of these is spelled
    out where it stands: `s3://${sagemaker-dev-shared.DataBucketName}/nightly/`.

    Args:
        node: the place.
        spelling: spells out functions.
    """
    value: Any = node.resource.body
    for key in node.path:
        below = _below(value, key)
        value = below if below is not None else _below(_read(value, spelling), key)
    return _filled(value, node, spelling) if isinstance(value, str) else value


def expanded(value: Any, spelling: Spelling) -> Any:
    """Write out the JSON that stands as text in a value, whatever function makes the text of it.

    What is no JSON stays as it is written.

    Args:
        value: as a template has it.
        spelling: spells out functions in the JSON.
    """
    if _may_be_json(value):
        inside = _read(value, spelling)
        value = inside if isinstance(inside, Mapping | list) else value
    if isinstance(value, Mapping):
        return {str(key): expanded(item, spelling) for key, item in value.items()}
    if isinstance(value, list):
        return [expanded(item, spelling) for item in value]
    return value


def _may_be_json(value: Any) -> bool:
    """Tell whether a value is text, or made so by a function, that looks like JSON: few do."""
    if isinstance(value, str):
        return value.lstrip().startswith(_OPENINGS)
    return isinstance(value, Mapping) and ("Fn::Join" in value or "Fn::Sub" in value)


def _below(value: Any, key: str | int) -> Any:
    if isinstance(value, Mapping):
        # Step Functions fills in at run time what ends in ".$".
        return value.get(str(key), value.get(f"{key}.$"))
    if isinstance(value, list) and isinstance(key, int) and key < len(value):
        return value[key]
    return None


def _read(value: Any, spelling: Spelling) -> Any:
    """Read a text as JSON, or what a function makes a text of."""
    if not isinstance(value, str | Mapping):
        return None
    spelled: dict[str, str] = {}
    text = _marked(value, spelled, spelling)
    if not text.lstrip().startswith(_OPENINGS):
        return None
    return read_json(text, lambda name: spelled.get(name, f"${{{name}}}"))


def _marked(value: Any, spelled: dict[str, str], spelling: Spelling) -> str:
    """Write a text with a placeholder for each function in it, which JSON can be read around."""
    if isinstance(value, str):
        return value
    match value:
        case {"Fn::Join": [str(delimiter), list(parts)]}:
            return delimiter.join(_marked(part, spelled, spelling) for part in parts)
        case {"Fn::Sub": str(pattern)}:
            return pattern
        case {"Fn::Sub": [str(pattern), Mapping() as own]}:
            return replaced(pattern, own, lambda part: _marked(part, spelled, spelling))
    mark = f"#{len(spelled)}"
    spelled[mark] = spelling(value)
    return f"${{{mark}}}"


def replaced(pattern: str, own: Mapping[str, Any], write: Spelling) -> str:
    """Put in the placeholders that have a value of their own, and leave the others."""
    return "".join(
        piece if not is_placeholder else write(own[piece]) if piece in own else f"${{{piece}}}"
        for piece, is_placeholder in pieces(pattern)
    )


def _filled(text: str, node: Node, spelling: Spelling) -> str:
    """Put in what a state machine gives for the placeholders of its definition."""
    given = node.resource.body.get("Properties", {}).get("DefinitionSubstitutions")
    return replaced(text, given, spelling) if isinstance(given, Mapping) else text

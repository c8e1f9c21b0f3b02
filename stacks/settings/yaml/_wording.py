"""Writes the recurring parts of a message: the value got, and the names it may have meant."""

import json
from collections.abc import Iterable, Mapping

from sagemaker_hosting.nearest import nearest

_LONGEST = 60


def shown(value: object, text: str | None = None) -> str:
    """Show a value of the file.

    Args:
        value: What YAML read.
        text: How the file writes it; a number is shown so, with its zeros.
    """
    match value:
        case None:
            return "nothing"
        case str():
            return _cut(json.dumps(value, ensure_ascii=False))
        case bool() | int() | float():
            return _cut(text if text is not None else json.dumps(value))
        case Mapping():
            return "a mapping" if value else "an empty mapping"
        case _:
            return "a list" if value else "an empty list"


def listed(names: Iterable[str], joint: str) -> str:
    """List names in a sentence: `a, b or c`."""
    *first, last = names
    return f"{', '.join(first)} {joint} {last}" if first else last


def instead_of(name: str, candidates: Iterable[str]) -> str:
    """Offer the likest name, or all of them when none is like it."""
    allowed = sorted(set(candidates))
    likest = nearest(name, allowed, count=1)
    if likest:
        return f"did you mean {likest[0]}?"
    return f"allowed: {', '.join(allowed)}" if allowed else "none is allowed here"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

"""Reading the types of parameters as they are written: as text."""

from __future__ import annotations

from functools import cache


@cache
def alternatives(annotation: str) -> tuple[str, ...]:
    """The types of "a | b[c | d]"."""
    return _split(annotation, "|")


@cache
def generic(kind: str) -> tuple[str, tuple[str, ...]]:
    """A type's name and what is in its brackets."""
    outer, bracket, rest = kind.partition("[")
    return (outer, _split(rest.removesuffix("]"), ",")) if bracket else (outer, ())


def _split(text: str, separator: str) -> tuple[str, ...]:
    parts, depth = [""], 0
    for letter in text:
        depth += (letter == "[") - (letter == "]")
        if letter == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return tuple(part.strip() for part in parts)

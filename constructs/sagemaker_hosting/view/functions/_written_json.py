"""Reads JSON that stands in a template as text, of which parts are references or placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sagemaker_hosting.view.functions._substitution import pieces
from sagemaker_hosting.view.functions._values import UNKNOWN, Text, text_of

Substitution = Callable[[str], Any]
"""Gives what stands for a placeholder `${Name}`."""

_QUOTE: Final = re.compile(r'(?<!\\)(?:\\\\)*"')
# A control character, which no JSON text of a template holds.
_MARK: Final = "\x01"


def read_json(written: object, substitution: Substitution | None = None) -> Any:
    """Read a resolved text; UNKNOWN if it is no JSON, or is not known.

    Args:
        written: text, of which parts may be references.
        substitution: for the placeholders in its literal parts, which stay as they are without.
    """
    parts = written.parts if isinstance(written, Text) else (written,)
    holes: list[Any] = []
    source = ""
    in_text = False
    for piece in (piece for part in parts for piece in split(part, substitution)):
        if not isinstance(piece, str):
            mark = f"{_MARK}{len(holes)}{_MARK}"
            # Outside of a JSON text it is a whole value, such as a number.
            source += mark if in_text else f'"{mark}"'
            holes.append(piece[0])
            continue
        source += piece
        in_text ^= len(_QUOTE.findall(piece)) % 2 == 1
    try:
        return _fill(json.loads(source, strict=False), holes)
    except (ValueError, RecursionError):
        return UNKNOWN


def split(part: object, substitution: Substitution | None) -> Iterator[str | tuple[Any]]:
    """Split into literal text, and what is put into it, each of that in a tuple."""
    if not isinstance(part, str):
        yield (part,)
        return
    if substitution is None:
        yield part
        return
    for piece, is_placeholder in pieces(part):
        yield (substitution(piece),) if is_placeholder else piece


def _fill(value: Any, holes: list[Any]) -> Any:
    if isinstance(value, Mapping):
        return {key: _fill(item, holes) for key, item in value.items()}
    if isinstance(value, list):
        return [_fill(item, holes) for item in value]
    if not isinstance(value, str):
        return value
    found = (
        holes[int(piece)] if index % 2 else piece for index, piece in enumerate(value.split(_MARK))
    )
    return text_of(found)

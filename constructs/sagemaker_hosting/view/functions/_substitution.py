"""Reads the pattern of an Fn::Sub."""

from __future__ import annotations

import re
from collections.abc import Iterator

_PLACEHOLDER = re.compile(r"\$\{(!?)([^{}]*)\}")


def pieces(pattern: str) -> Iterator[tuple[str, bool]]:
    """Split a pattern into literal text (False) and the names of its placeholders (True).

    `${!Literal}` is how CloudFormation writes a placeholder that is not one.
    """
    end = 0
    for match in _PLACEHOLDER.finditer(pattern):
        if match.start() > end:
            yield pattern[end : match.start()], False
        name = match[2].strip()
        yield (f"${{{match[2]}}}", False) if match[1] else (name, True)
        end = match.end()
    if end < len(pattern):
        yield pattern[end:], False


def placeholders(pattern: str) -> Iterator[str]:
    """Find the names of the placeholders of a pattern."""
    return (name for name, is_placeholder in pieces(pattern) if is_placeholder)

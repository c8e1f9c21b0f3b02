"""Writes single pieces of Markdown.

What comes from templates stands in code spans, so that it can neither mention people nor be markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape


def code(text: str) -> str:
    """Write a code span, whatever the text holds."""
    flat = " ".join(text.split()).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", flat)), default=0)
    fence = "`" * (longest + 1)
    space = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{space}{flat or ' '}{space}{fence}"


def prose(text: str) -> str:
    """Write text with values in it, so that nothing in it is markup or a mention."""
    escaped = re.sub(r"([\\`*\[\]<>|#~])", r"\\\1", " ".join(text.split()))
    return escaped.replace("@", "@\u200b").replace("$", "\\$")


def inside_html(text: str) -> str:
    """Write text that stands in a tag of HTML, where Markdown is not read, but mentions are."""
    return escape(" ".join(text.split()), quote=False).replace("@", "@\u200b")


def fenced(text: str, language: str) -> str:
    """Write a block of code, whatever the text holds."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def head(heading: str, cells: tuple[str, ...]) -> str:
    """Write the head of a table, below a heading."""
    above = f"{heading}\n\n" if heading else ""
    return f"{above}{row(cells)}\n{'|---' * len(cells)}|"


def row(cells: Iterable[str]) -> str:
    """Write a line of a table."""
    return f"| {' | '.join(cells)} |"

"""Gives text a style on a terminal."""

from __future__ import annotations

import typer


def paint(text: str, style: str) -> str:
    """Give a text a style.

    Args:
        text: what is written.
        style: `bold`, `dim`, or a colour.
    """
    if style in ("bold", "dim"):
        return typer.style(text, bold=style == "bold" or None, dim=style == "dim" or None)
    return typer.style(text, fg=style)

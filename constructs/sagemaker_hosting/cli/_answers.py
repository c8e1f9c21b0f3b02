"""What every command answers: its exit code, its errors, its colours."""

from __future__ import annotations

from typing import Final, NoReturn

import typer

FINE: Final = 0
FOUND: Final = 1
"""What was looked for is there: an error, a risk, an exceeded budget, an endpoint that fails."""

UNUSABLE: Final = 2
"""The input cannot be read, or AWS cannot be asked."""


def fail(message: str) -> NoReturn:
    """Tell why nothing can be answered, and exit with `UNUSABLE`."""
    typer.echo(message, err=True)
    raise typer.Exit(UNUSABLE)


def paint(text: str, style: str) -> str:
    """Give a text a style.

    Args:
        text: what is written.
        style: `bold`, `dim`, or a colour.
    """
    if style in ("bold", "dim"):
        return typer.style(text, bold=style == "bold" or None, dim=style == "dim" or None)
    return typer.style(text, fg=style)

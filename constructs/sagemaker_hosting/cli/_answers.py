"""What every command answers: its exit code, its errors, its colours."""

from __future__ import annotations

import re
from typing import Final, NoReturn, TypeVar

import typer

from sagemaker_hosting.facts.partitions import region_fault

T = TypeVar("T", str | None, list[str] | None)
_ACCOUNT: Final = re.compile(r"[0-9]{12}")

FINE: Final = 0
FOUND: Final = 1
"""What was looked for is there: an error, a risk, an exceeded budget, an endpoint that fails."""

UNUSABLE: Final = 2
"""The input cannot be read, or AWS cannot be asked."""


def fail(message: str) -> NoReturn:
    """Tell why nothing can be answered, and exit with `UNUSABLE`."""
    typer.echo(message, err=True)
    raise typer.Exit(UNUSABLE)


def region_given(region: T) -> T:
    """Take what `--region` names, once or several times, if it can be a Region.

    Raises:
        typer.BadParameter: it cannot.
    """
    named = [region] if isinstance(region, str) else region or []
    faults = [fault for name in named if (fault := region_fault(name)) is not None]
    if faults:
        raise typer.BadParameter("; ".join(faults))
    return region


def account_given(account: str | None) -> str | None:
    """Take what `--account` names, if it can be an account.

    Raises:
        typer.BadParameter: it cannot.
    """
    # https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-identifiers.html
    if account is not None and not _ACCOUNT.fullmatch(account):
        message = f"{account!r} is no account; one has 12 digits, such as 111111111111"
        raise typer.BadParameter(message)
    return account


def paint(text: str, style: str) -> str:
    """Give a text a style.

    Args:
        text: what is written.
        style: `bold`, `dim`, or a colour.
    """
    if style in ("bold", "dim"):
        return typer.style(text, bold=style == "bold" or None, dim=style == "dim" or None)
    return typer.style(text, fg=style)

"""Defines the options that several commands take."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from sagemaker_hosting.facts.partitions import region_fault

T = TypeVar("T", str | None, list[str] | None)
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


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


PathsArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="ENV|PATH...",
        help="Environments (prod: environments/prod.yaml, templates/prod), templates, folders "
        "of them, cdk.out folders; - is standard input.",
    ),
]
AccountOption = Annotated[
    str | None,
    typer.Option(callback=account_given, help="The account of templates that do not tell theirs."),
]
RegionOption = Annotated[
    str | None,
    typer.Option(callback=region_given, help="The Region of templates that do not tell theirs."),
]
PricesOption = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Prices in place of our own.")
]

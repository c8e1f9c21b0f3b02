"""Defines `endpoints review`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sagemaker_hosting.cli._answers import FOUND, fail, paint
from sagemaker_hosting.cli._options import AccountOption, PricesOption, RegionOption
from sagemaker_hosting.cli._places import unusable
from sagemaker_hosting.cli._versions import notes, refusal

if TYPE_CHECKING:
    from sagemaker_hosting.review import Review, Risk, Side


class ReviewFormat(StrEnum):
    """Defines how a review is written."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"


def review_command(  # noqa: PLR0917  # typer reads its options from the arguments
    base: Annotated[
        str,
        typer.Argument(
            metavar="BASE",
            help="What it is compared with: a template, a folder, a cdk.out, or a git revision.",
        ),
    ],
    head: Annotated[
        str,
        typer.Argument(
            metavar="HEAD", help="What is reviewed, likewise; . is templates/ of the working tree."
        ),
    ] = ".",
    output_format: Annotated[
        ReviewFormat, typer.Option("--format", help="How the review is written.")
    ] = ReviewFormat.TEXT,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it to a file.")] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RISK,...",
            help="Exit with 1 on any of: refused, deleted, replaced, widened, exposed, silent, "
            "budget, findings, stale; all; none (as when left out).",
        ),
    ] = None,
    environment: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="States traffic, budget and Region. Repeatable."),
    ] = None,
    prices: PricesOption = None,
    account: AccountOption = None,
    region: RegionOption = None,
) -> None:
    """Tells what a change of templates means: in traffic, capacity, money and risk.

    Exit code 0: reviewed. 1: one of the risks of --fail-on is there. 2: the input cannot be read,
    or templates/ of the working tree is not what the environment files give.
    """
    from sagemaker_hosting.cost import (  # noqa: PLC0415  # for this command only
        UnusablePrices,
        UnusableTraffic,
        check_metadata,
        read_environment_file,
        read_prices,
    )
    from sagemaker_hosting.review import (  # noqa: PLC0415  # likewise
        UnusableRevision,
        cases_of,
        read_sides,
        review_of,
    )
    from sagemaker_hosting.templates import UnusableInput  # noqa: PLC0415  # likewise

    risks = _risks(fail_on or [])
    try:
        with _without_collection():
            sides = read_sides(base, head, account=account, region=region)
            outdated = _outdated(sides[1], is_found=head == ".")
            check_metadata(sides[1].templates)
            stated = [read_environment_file(path) for path in environment or []]
            own = read_prices(prices) if prices is not None else None
            review = review_of(*sides, environments=stated, prices=own)
    except UnusableInput as problem:
        fail(unusable(problem, (base, head)))
    except (UnusableRevision, UnusableTraffic, UnusablePrices) as problem:
        fail(str(problem))
    _write(_written(review, output_format, is_file=output is not None), output)
    if output is not None or output_format is not ReviewFormat.TEXT:
        sys.stderr.writelines(f"{note}\n" for note in outdated)
    found = cases_of(review, risks)
    if found:
        counts = {risk: sum(case.risk is risk for case in found) for risk in risks}
        told = ", ".join(f"{risk} ({count})" for risk, count in counts.items() if count)
        typer.echo(f"fails on {told}", err=True)
        raise typer.Exit(FOUND)


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector out: walking a graph that only grows costs a third more."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _outdated(side: Side, *, is_found: bool) -> list[str]:
    """Refuse templates that are out of date, or note it of those that were named by their path."""
    from sagemaker_hosting.review import outdated_of  # noqa: PLC0415  # for this command only

    faults = outdated_of(side)
    if faults and is_found:
        ways = {
            "assembly": "endpoints review BASE cdk.out",
            "otherwise": "endpoints review BASE templates reviews them",
        }
        fail(refusal(faults, **ways))
    return notes(faults)


def _risks(fail_on: list[str]) -> list[Risk]:
    """Read the risks; several may stand in one option, with commas."""
    from sagemaker_hosting.review import Risk  # noqa: PLC0415  # for this command only

    named = [name.strip().lower() for option in fail_on for name in option.split(",")]
    wrong = [name for name in named if name not in [*Risk, "all", "none"]]
    if wrong:
        from sagemaker_hosting.nearest import nearest  # noqa: PLC0415  # for a mistake only

        names = [*map(str, Risk), "all", "none"]
        near = ", ".join(nearest(wrong[0], names, count=1)) or "none is like it"
        fail(f"--fail-on knows no {wrong[0]!r}; nearest: {near}; it knows {', '.join(names)}")
    return [risk for risk in Risk if risk in named or "all" in named]


def _written(review: Review, form: ReviewFormat, *, is_file: bool) -> str:
    from sagemaker_hosting.review import (  # noqa: PLC0415  # for this command only
        html_report,
        json_report,
        markdown_report,
        text_report,
    )

    if form is ReviewFormat.TEXT:
        if sys.stdout.isatty() and not is_file:
            return text_report(review, paint=paint)
        return text_report(review)
    return {
        ReviewFormat.MARKDOWN: markdown_report,
        ReviewFormat.HTML: html_report,
        ReviewFormat.JSON: json_report,
    }[form](review)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        fail(f"{output}: cannot be written ({problem.strerror})")

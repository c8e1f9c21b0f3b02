"""Defines `endpoints cost`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from sagemaker_hosting.cli._answers import FINE, FOUND, fail, paint
from sagemaker_hosting.cli._named import named
from sagemaker_hosting.cli._options import PathsArgument, PricesOption, RegionOption, region_given
from sagemaker_hosting.cli._places import unusable

if TYPE_CHECKING:
    from sagemaker_hosting.cost import EnvironmentCost


_OF: Final = "of"


class _CostOf(TyperCommand):
    """Calls itself what people type: `endpoints cost`."""

    def make_context(  # type: ignore[override]  # typer's own context
        self,
        info_name: str | None,
        args: list[str],
        parent: typer.Context | None = None,
        **extra: Any,
    ) -> typer.Context:
        if parent is not None:
            info_name, parent = parent.info_name, parent.parent  # type: ignore[assignment]  # likewise
        return super().make_context(info_name, args, parent=parent, **extra)  # type: ignore[return-value]  # likewise


class _CostGroup(TyperGroup):
    """Prices what is named, unless it is a command: `endpoints cost prod`."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # typer's own context
        if not args or args[0] not in self.commands:
            args = [_OF, *args]
        return super().parse_args(ctx, args)


cost_app = typer.Typer(
    cls=_CostGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Prices what templates deploy; endpoints cost refresh asks AWS for its prices.",
)


class Format(StrEnum):
    """Defines how costs are written."""

    TEXT = "text"
    JSON = "json"


@cost_app.command(_OF, cls=_CostOf, hidden=True)
def cost_command(  # noqa: PLR0917  # typer reads its options from the arguments
    paths: PathsArgument = None,
    output: Annotated[
        Format, typer.Option("--format", help="How costs are written.")
    ] = Format.TEXT,
    environment: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="What states traffic, budget and Region. Repeatable.",
        ),
    ] = None,
    region: RegionOption = None,
    prices: PricesOption = None,
    explain: Annotated[bool, typer.Option(help="Tell formula, price, source of all.")] = False,  # noqa: FBT002  # a flag
) -> None:
    """Prices what templates deploy to SageMaker hosting: an hour, a month; min, typical, max.

    Exit code 0: within the budgets. 1: a typical month exceeds one. 2: the input cannot be used.

    endpoints cost refresh asks AWS for its prices.
    """
    from sagemaker_hosting.cost import (  # noqa: PLC0415  # for this command only
        UnusablePrices,
        UnusableTraffic,
        check_metadata,
        cost_of,
        json_report,
        own_prices,
        read_prices,
        text_report,
    )
    from sagemaker_hosting.templates import UnusableInput  # noqa: PLC0415  # likewise

    if not paths:
        fail(
            "name an environment such as prod, a template, a folder of templates, or a cdk.out "
            "folder; - is standard input"
        )
    today = datetime.now(tz=UTC).date()
    try:
        used = own_prices() if prices is None else read_prices(prices)
        templates, stated = named("cost", paths, environment or [], region)
        check_metadata(templates)
        costs = cost_of(templates, environments=stated, prices=used)
    except UnusableInput as problem:
        fail(unusable(problem, paths))
    except (UnusableTraffic, UnusablePrices) as problem:
        fail(str(problem))
    _need_regions(costs)
    if output is Format.JSON:
        sys.stdout.write(json_report(costs, prices=used, today=today))
    else:
        style = {"paint": paint} if sys.stdout.isatty() else {}
        sys.stdout.write(text_report(costs, prices=used, today=today, explain=explain, **style))
    exceeded = any(cost.exceeds_budget for cost in costs)
    raise typer.Exit(FOUND if exceeded else FINE)


@cost_app.command("refresh")
def refresh_command(
    region: Annotated[
        list[str] | None,
        typer.Option(
            callback=region_given,
            help="A Region to ask for; all that have prices when left out. Repeatable.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where prices go; to our own when left out."),
    ] = None,
) -> None:
    """Asks AWS's Price List API for prices, and merges them into those that are known.

    What AWS does not tell stays as it was. Needs AWS credentials with pricing:GetProducts.

    Exit code 0: every Region was read. 1: some could not be, and stay as they were. 2: none was.
    """
    from sagemaker_hosting.cost import (  # noqa: PLC0415  # for this command only
        UnusablePrices,
        own_prices,
        packaged_prices,
        read_prices,
        text_of,
    )

    try:
        from sagemaker_hosting.operate.price_list import NoAnswer, refresh  # noqa: PLC0415  # needs boto3
    except ModuleNotFoundError as problem:
        extra = "pip install 'sagemaker-endpoints[operate]'"
        fail(f"endpoints cost refresh needs {problem.name}: {extra}")
    target = packaged_prices() if output is None else output
    try:
        known = read_prices(target) if target.exists() else own_prices()
        refreshed = refresh(known, regions=region or sorted(known.regions))
        target.write_text(text_of(refreshed.prices), encoding="utf-8")
    except (NoAnswer, UnusablePrices) as problem:
        fail(str(problem))
    except OSError as problem:
        fail(f"{target}: cannot be written ({problem.strerror}); name another file by --output")
    typer.echo(f"{target}: {refreshed.told}")
    for name, reason in refreshed.failed.items():
        typer.echo(f"{name} stays as it was: {reason}", err=True)
    raise typer.Exit(FOUND if refreshed.failed else FINE)


def _need_regions(costs: tuple[EnvironmentCost, ...]) -> None:
    """Refuse to price what is in no Region."""
    for cost in costs:
        for part in cost.parts:
            if part.region is None and part.template is not None:
                path = part.template.path
                fail(f"{path}: its Region is not known; name it by --region")

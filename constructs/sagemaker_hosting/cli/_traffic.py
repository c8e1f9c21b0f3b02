"""Defines `endpoints traffic`."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import replace as changed
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sagemaker_hosting.cli._answers import FINE, FOUND, fail, paint
from sagemaker_hosting.cli._named import named
from sagemaker_hosting.cli._options import PathsArgument, PricesOption, RegionOption
from sagemaker_hosting.cli._places import unusable

if TYPE_CHECKING:
    from sagemaker_hosting.traffic import Replay, Trace

_MINUTE: Final = 60
_MOST_MINUTES: Final = 1440
_MOST_TIMES: Final = 1_000_000


class Format(StrEnum):
    """Defines how replays are written."""

    TEXT = "text"
    JSON = "json"


def traffic_command(  # noqa: PLR0917  # typer reads its options from the arguments
    paths: PathsArgument = None,
    trace: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]FILE",
            help="The requests: a CSV of moments and counts, or what aws cloudwatch answered; and "
            "the endpoint or component they came to. Repeatable.",
        ),
    ] = None,
    capacity: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]REQUESTS",
            help="The most requests a minute that one instance or copy answers; and the endpoint, "
            "variant (demand/champion) or component. Repeatable.",
            show_default="twice the target of its policy",
        ),
    ] = None,
    times: Annotated[
        float | None, typer.Option(metavar="FACTOR", help="Replay so many times the requests.")
    ] = None,
    start: Annotated[
        float | None,
        typer.Option(
            metavar="MINUTES",
            min=0,
            max=_MOST_MINUTES,
            help="How long an instance takes to start.",
            show_default="6; 9 with accelerators",
        ),
    ] = None,
    environment: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="What states traffic and Region. Repeatable."),
    ] = None,
    region: RegionOption = None,
    prices: PricesOption = None,
    output: Annotated[
        Format, typer.Option("--format", help="How replays are written.")
    ] = Format.TEXT,
) -> None:
    """Replays requests through the scaling of templates: capacity, lack of it, and cost.

    Exit code 0: no request is known to find no room. 1: some do. 2: the input cannot be used.
    """
    from sagemaker_hosting.cost import (  # noqa: PLC0415  # for this command only
        UnusablePrices,
        UnusableTraffic,
        own_prices,
        read_prices,
    )
    from sagemaker_hosting.templates import UnusableInput  # noqa: PLC0415  # likewise
    from sagemaker_hosting.traffic import (  # noqa: PLC0415  # likewise
        Assumptions,
        UnusableTrace,
        json_report,
        replay,
        text_report,
    )

    _need(paths, trace)
    assumptions = Assumptions()
    if start is not None:
        seconds = round(start * _MINUTE)
        assumptions = changed(
            assumptions, provisioning=seconds, provisioning_of_accelerators=seconds
        )
    try:
        used = own_prices() if prices is None else read_prices(prices)
        capacities = _capacities(capacity or [])
        traces = _traces(trace or [], times)
        templates, stated = named("traffic", paths or [], environment or [], region)
        replays = replay(
            templates,
            traces,
            environments=stated,
            capacities=capacities,
            prices=used,
            assumptions=assumptions,
        )
    except UnusableInput as problem:
        fail(unusable(problem, paths or []))
    except (UnusableTrace, UnusableTraffic, UnusablePrices) as problem:
        fail(str(problem))
    if output is Format.JSON:
        sys.stdout.write(json_report(replays, assumptions=assumptions))
    else:
        style = {"paint": paint} if sys.stdout.isatty() else {}
        sys.stdout.write(text_report(replays, assumptions=assumptions, **style))
    raise typer.Exit(FOUND if _is_short(replays) else FINE)


def _need(paths: Sequence[str] | None, traces: Sequence[str] | None) -> None:
    if not paths:
        fail(
            "name an environment such as prod, a template, a folder of templates, or a cdk.out "
            "folder; - is standard input"
        )
    if not traces:
        fail("name the requests by --trace FILE, or --trace ENDPOINT=FILE")


def _traces(given: Sequence[str], times: float | None) -> dict[str | None, Trace]:
    """Read the traces, by the name that each is given.

    Raises:
        UnusableTrace: one cannot be used; all faults are told.
    """
    from sagemaker_hosting.traffic import UnusableTrace, read_trace  # noqa: PLC0415  # likewise

    if times is not None and not 0 < times <= _MOST_TIMES:
        told = f"must be a number above 0, and at most {_MOST_TIMES:,}"
        raise UnusableTrace(f"--times {times:g}: {told}")
    found: dict[str | None, Trace] = {}
    faults: list[str] = []
    for text in given:
        name, file = _split(text)
        if name in found:
            faults.append(f"--trace {text}: {_whose(name)} has a trace already")
            continue
        try:
            read = read_trace(Path(file))
        except UnusableTrace as problem:
            faults.append(str(problem))
            continue
        found[name] = read if times is None else read.times(times)
    if faults:
        raise UnusableTrace("\n".join(faults))
    return found


def _capacities(given: Sequence[str]) -> dict[str | None, float]:
    """Read the capacities, by name.

    Raises:
        UnusableTrace: one is no number above 0; all faults are told.
    """
    from sagemaker_hosting.traffic import UnusableTrace  # noqa: PLC0415  # likewise

    found: dict[str | None, float] = {}
    faults: list[str] = []
    for text in given:
        name, number = _split(text)
        try:
            value = float(number)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and value > 0):
            faults.append(f"--capacity {text}: {number!r} is no number of requests above 0")
        elif name in found:
            faults.append(f"--capacity {text}: {_whose(name)} has a capacity already")
        found[name] = value
    if faults:
        raise UnusableTrace("\n".join(faults))
    return found


def _split(text: str) -> tuple[str | None, str]:
    """Take a name off, unless all of it is a file that is there."""
    name, equals, rest = text.partition("=")
    if not equals or Path(text).exists():
        return None, text
    return name, rest


def _whose(name: str | None) -> str:
    return name if name is not None else "what has no name"


def _is_short(replays: Sequence[Replay]) -> bool:
    """Whether there was no room for a request, as templates are written.

    Less than half a request is none: counts of long intervals are spread over their minutes.
    """
    return any(
        round(part.rows[0].short_requests or 0) > 0
        for replayed in replays
        for part in replayed.parts
        if part.rows
    )

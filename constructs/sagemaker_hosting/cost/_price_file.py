"""Reads and writes files of prices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from sagemaker_hosting.cost._prices import PriceKind, Prices, PriceTable, UnusablePrices, day_of

SCHEMA: Final = 1
_PACKAGED: Final = files("sagemaker_hosting").joinpath("data", "prices.json")  # also in a zip
_WRITE: Final = "write one: endpoints cost refresh --output FILE"


@cache
def own_prices() -> Prices:
    """Read the prices that come with this package."""
    return prices_in(_PACKAGED.read_text(encoding="utf-8"), where="prices.json")


def packaged_prices() -> Path:
    """Tell where the prices that come with this package lie."""
    return Path(str(_PACKAGED))


def read_prices(path: Path) -> Prices:
    """Read a file of prices.

    Raises:
        UnusablePrices: it cannot be read, or is no file of prices.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UnusablePrices(f"{path}: cannot be read ({error.strerror}); {_WRITE}") from error
    except UnicodeDecodeError as error:
        raise UnusablePrices(f"{path}: is no file of prices, nor any text; {_WRITE}") from error
    return prices_in(text, where=str(path))


def prices_in(text: str, *, where: str) -> Prices:
    """Read prices from the text of a file; *where* names it in an error."""
    try:
        data = json.loads(text, parse_float=Decimal, parse_int=Decimal)
        if not isinstance(data, dict) or not {"schema", "currency"} <= data.keys():
            message = f"{where}: is no file of prices: it has no schema and currency; {_WRITE}"
            raise UnusablePrices(message)
        if data["schema"] != SCHEMA or data["currency"] != "USD":
            message = f"{where}: must have schema {SCHEMA} and currency USD"
            raise UnusablePrices(message)
        return Prices(
            regions={region: tuple(_tables(rows)) for region, rows in data["regions"].items()},
            sources=data["sources"],
            doubts=tuple(data.get("doubts", ())),
        )
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        if isinstance(error, UnusablePrices):
            raise
        message = f"{where}: is no file of prices ({error}); {_WRITE}"
        raise UnusablePrices(message) from error


def text_of(prices: Prices) -> str:
    """Write prices as a file: a line for each table, so that a refresh is a small diff."""

    def lines(rows: Iterator[str], indent: str) -> str:
        return f",\n{indent}".join(rows)

    sources = lines((f"{_json(i)}: {_json(dict(s))}" for i, s in prices.sources.items()), "  ")
    doubts = lines((_json(dict(doubt)) for doubt in prices.doubts), "  ")
    regions = lines(
        (
            f"{_json(region)}: [\n   {lines(map(_row, tables), '   ')}\n  ]"
            for region, tables in sorted(prices.regions.items())
        ),
        "  ",
    )
    return (
        f'{{\n "schema": {SCHEMA},\n "currency": "USD",\n "sources": {{\n  {sources}\n }},\n'
        f' "doubts": [\n  {doubts}\n ],\n "regions": {{\n  {regions}\n }}\n}}\n'
    )


def _tables(rows: Any) -> Iterator[PriceTable]:
    for row in rows:
        table = PriceTable(
            kind=PriceKind(row["kind"]),
            source=row["source"],
            date=row["date"],
            prices=row["prices"],
        )
        day_of(table.date)
        yield table


def _row(table: PriceTable) -> str:
    prices = ", ".join(
        f"{_json(key)}: {'null' if usd is None else f'{usd.normalize():f}'}"
        for key, usd in table.prices.items()
    )
    head = _json({"kind": table.kind, "source": table.source, "date": table.date})
    return f'{head[:-1]}, "prices": {{{prices}}}}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)

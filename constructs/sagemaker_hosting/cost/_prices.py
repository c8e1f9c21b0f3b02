"""Finds list prices: on demand, without taxes, free tiers or discounts of one's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

STALE_AFTER_DAYS: Final = 90

_WITH_DAY: Final = 10


class PriceKind(StrEnum):
    """Defines what is paid for; the value is the table's name in the file."""

    HOSTING = "hosting"
    ASYNC = "async"
    TRANSFORM = "transform"
    SERVERLESS = "serverless"
    PROVISIONED_USAGE = "provisioned_usage"
    PROVISIONED_DURATION = "provisioned_duration"
    STORAGE = "storage"
    DATA = "data"
    CAPTURED = "captured"


UNITS: Final[Mapping[PriceKind, str]] = {
    PriceKind.HOSTING: "instance-hour",
    PriceKind.ASYNC: "instance-hour",
    PriceKind.TRANSFORM: "instance-hour",
    PriceKind.SERVERLESS: "second",
    PriceKind.PROVISIONED_USAGE: "second",
    PriceKind.PROVISIONED_DURATION: "second",
    PriceKind.STORAGE: "GB-month",
    PriceKind.DATA: "GB",
    PriceKind.CAPTURED: "GB-month",
}
_AS_HOSTING: Final = {
    PriceKind.ASYNC: "asynchronous instances are taken to cost what real-time ones do",
    PriceKind.TRANSFORM: "batch instances are taken to cost what real-time ones do",
}


class UnusablePrices(ValueError):  # noqa: N818  # the name says what is wrong
    """A file of prices that cannot be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """Defines a price and where it is from.

    Attributes:
        usd: US dollars a unit.
        kind: what it is for.
        region: the Region it holds in.
        key: what of that kind: an instance type, MB of memory, `in` or `out`.
        source: the id of its source.
        date: the day, or the month, that it is of: `2026-09-22`, `2023-12`.
        note: what must be known about it; None for nothing.
    """

    usd: Decimal
    kind: PriceKind
    region: str
    key: str
    source: str
    date: str
    note: str | None = None

    def age(self, today: dt.date) -> int:
        """Tell how many days old it is; a month counts from its first day."""
        return (today - day_of(self.date)).days

    def is_stale(self, today: dt.date) -> bool:
        """Tell whether it is older than 90 days."""
        return self.age(today) > STALE_AFTER_DAYS


@dataclass(frozen=True, kw_only=True, slots=True)
class PriceTable:
    """Defines prices of one kind, Region, source and date.

    Attributes:
        kind: what they are for.
        source: the id of their source.
        date: the day, or the month, that they are of.
        prices: US dollars by key; None for what the source says is not on offer.
    """

    kind: PriceKind
    source: str
    date: str
    prices: Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Prices:
    """Defines all prices that are known.

    Attributes:
        regions: the tables of each Region; of two that have a key, the later one holds.
        sources: title and, if it has one, address of each source by its id.
        doubts: figures to be held against AWS's page before they are relied on.
    """

    regions: Mapping[str, tuple[PriceTable, ...]]
    sources: Mapping[str, Mapping[str, str]]
    doubts: tuple[Mapping[str, Any], ...] = ()

    def find(self, kind: PriceKind, region: str, key: str) -> Price | None:
        """Find a price; None if it is not known: never 0, and never guessed from other Regions.

        Instances of async endpoints and batch transforms have prices of their own. Where none is
        known, that of real-time hosting is taken, and the note says so.
        """
        found = self.listed(kind, region, key)
        if found is not None or kind not in _AS_HOSTING or self._says_none(kind, region, key):
            return found
        host = self.listed(PriceKind.HOSTING, region, key)
        if host is None:
            return None
        note = f"{host.note}; {_AS_HOSTING[kind]}" if host.note else _AS_HOSTING[kind]
        return Price(
            usd=host.usd, kind=kind, region=region, key=key, source=host.source, date=host.date,
            note=note,
        )  # fmt: skip

    def told_of(self, source: str) -> str:
        """Write a source with its address."""
        row = self.sources.get(source, {})
        title = row.get("title", source)
        return f"{title}, {row['url']}" if "url" in row else title

    def listed(self, kind: PriceKind, region: str, key: str) -> Price | None:
        """Find a price that a list has; nothing is taken in its place."""
        tables = [t for t in self.regions.get(region, ()) if t.kind is kind and key in t.prices]
        if not tables:
            return None
        table = max(tables, key=lambda t: t.date)
        usd = table.prices[key]
        if usd is None:
            return None
        note = next((str(d["says"]) for d in self.doubts if _is_meant(d, kind, region, key)), None)
        return Price(
            usd=usd, kind=kind, region=region, key=key, source=table.source, date=table.date,
            note=note,
        )  # fmt: skip

    def _says_none(self, kind: PriceKind, region: str, key: str) -> bool:
        """Whether a list says that there is none: by a null, or by a whole table without it."""
        tables = [t for t in self.regions.get(region, ()) if t.kind is kind]
        return any(key in t.prices or t.source == PRICE_LIST_API for t in tables)


PRICE_LIST_API: Final = "aws-price-list-api"
"""The source of tables that are complete: what they lack has no price."""


def _is_meant(doubt: Mapping[str, Any], kind: PriceKind, region: str, key: str) -> bool:
    return (
        doubt["kind"] == kind
        and region in doubt["regions"]
        and key.startswith(str(doubt["prefix"]))
    )


def day_of(written: str) -> dt.date:
    """Read a day; a month is its first one.

    Raises:
        ValueError: it is neither.
    """
    return dt.date.fromisoformat(written if len(written) == _WITH_DAY else f"{written}-01")

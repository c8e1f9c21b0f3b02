"""Reads prices from AWS's Price List API.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from sagemaker_hosting.cost import PRICE_LIST_API, PriceKind, Prices, PriceTable
from sagemaker_hosting.operate._aws import Aws
from sagemaker_hosting.operate._problems import AwsProblem, Kind

# The API is in three Regions, and tells the prices of all.
_API_REGION: Final = "us-east-1"
_SOURCE: Final[Mapping[str, str]] = {
    "title": "AWS Price List API (GetProducts)",
    "url": "https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html",
}

# Usage types begin with a code of the Region, such as EU- or USE1-, but in us-east-1 not always.
_USAGE: Final[Sequence[tuple[PriceKind, re.Pattern[str]]]] = (
    (PriceKind.STORAGE, re.compile(r"(?:^|-)Host:VolumeUsage\.(gp2)$")),
    (PriceKind.HOSTING, re.compile(r"(?:^|-)Host:(ml\.[a-z0-9-]+\.[a-z0-9]+)$")),
    (PriceKind.ASYNC, re.compile(r"(?:^|-)AsyncInf:(ml\.[a-z0-9-]+\.[a-z0-9]+)$")),
    (PriceKind.TRANSFORM, re.compile(r"(?:^|-)Tsform:(ml\.[a-z0-9-]+\.[a-z0-9]+)$")),
    (PriceKind.SERVERLESS, re.compile(r"(?:^|-)ServerlessInf:Mem-(\d+)GB$")),
    (PriceKind.PROVISIONED_USAGE, re.compile(r"(?:^|-)ProvisionedConcurrency:Usage-(\d+)GB$")),
    (PriceKind.PROVISIONED_DURATION, re.compile(r"(?:^|-)ProvisionedConcurrency:Mem-(\d+)GB$")),
    (PriceKind.CAPTURED, re.compile(r"(?:^|-)(TimedStorage-ByteHrs)$")),
)
_DATA: Final = {"Hosting:IN": "in", "Hosting:OUT": "out"}
_KEYS: Final = {"TimedStorage-ByteHrs": "s3-standard"}
_SERVICES: Final[Sequence[tuple[str, Mapping[str, str]]]] = (
    ("AmazonSageMaker", {}),
    ("AmazonS3", {"volumeType": "Standard"}),
)
_MIB_IN_GB: Final = 1024


class NoAnswer(Exception):  # noqa: N818  # the name says what is wrong
    """AWS told no price at all; the message says why, and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refreshed:
    """Defines what a refresh gave.

    Attributes:
        prices: the prices of before, with what AWS told.
        regions: the Regions that AWS told the prices of.
        failed: those that it did not, with the reason; their prices are those of before.
        read: how many prices AWS told.
        changed: how many of those were known before, and are other ones now.
    """

    prices: Prices
    regions: tuple[str, ...]
    failed: Mapping[str, str]
    read: int
    changed: int

    @property
    def told(self) -> str:
        """What happened, in a sentence."""
        return (
            f"prices read: {self.read}, of Regions: {len(self.regions)}, "
            f"other ones than before: {self.changed}"
        )


@dataclass(kw_only=True, slots=True)
class _Region:
    """Defines what AWS told of one Region."""

    prices: dict[PriceKind, dict[str, Decimal]] = field(default_factory=dict)
    doubtful: set[tuple[PriceKind, str]] = field(default_factory=set)
    day: str = ""


def refresh(known: Prices, *, regions: Iterable[str], aws: Aws | None = None) -> Refreshed:
    """Ask AWS for the prices of Regions.

    What AWS tells of a kind, in a Region, replaces all prices of that kind there. Of a key that it
    tells two prices of, the price of before stays. So do all prices of a Region that fails.

    Args:
        known: the prices of before.
        regions: which Regions to ask for.
        aws: how to call AWS; with the credentials that boto3 finds when left out.

    Raises:
        NoAnswer: AWS told no price of any Region, for want of credentials or rights, or else.
    """
    asked = aws if aws is not None else Aws()
    told: dict[str, _Region] = {}
    failed: dict[str, str] = {}
    final: str | None = None
    for region in regions:
        if final is not None:
            failed[region] = final
            continue
        try:
            found = _ask(asked, region)
        except AwsProblem as problem:
            failed[region] = str(problem)
            # Whoever may not ask for one Region may not ask for another one.
            final = str(problem) if problem.is_global or problem.kind is Kind.DENIED else None
            continue
        if found.prices:
            told[region] = found
        else:
            failed[region] = "AWS tells no price of SageMaker hosting there"
    if not told:
        reasons = dict.fromkeys(failed.values())
        raise NoAnswer("\n".join(reasons) or "no Region is named")
    return _merged(known, told, failed)


def _ask(aws: Aws, region: str) -> _Region:
    found = _Region()
    for service, more in _SERVICES:
        terms = {"regionCode": region, **more}
        pages = aws.pages(
            "pricing",
            "get_products",
            in_region=_API_REGION,
            ServiceCode=service,
            FormatVersion="aws_v1",
            Filters=[{"Type": "TERM_MATCH", "Field": f, "Value": v} for f, v in terms.items()],
        )
        for page in pages:
            for text in page["PriceList"]:
                _take(found, json.loads(text))
    return found


def _take(found: _Region, entry: Mapping[str, Any]) -> None:
    """Take a product's price, if it is one that is asked for."""
    place = _place(entry.get("product", {}).get("attributes", {}))
    usd = _price(entry) if place is not None else None
    if place is None or usd is None:
        return
    kind, key = place
    before = found.prices.setdefault(kind, {}).setdefault(key, usd)
    if before != usd:
        found.doubtful.add(place)
    found.day = max(found.day, str(entry.get("publicationDate", ""))[:10])


def _place(attributes: Mapping[str, str]) -> tuple[PriceKind, str] | None:
    group = attributes.get("group", "")
    if "Free" in attributes.get("platoinstancetype", ""):
        return None
    if attributes.get("operation") == "Invoke-Endpoint" and group in _DATA:
        return PriceKind.DATA, _DATA[group]
    for kind, pattern in _USAGE:
        match = pattern.search(attributes.get("usagetype", ""))
        if match is not None:
            key = match[1]
            memory = str(int(key) * _MIB_IN_GB) if key.isdigit() else key
            return kind, _KEYS.get(key, memory)
    return None


def _price(entry: Mapping[str, Any]) -> Decimal | None:
    """The on-demand price in US dollars; of tiers, the first one."""
    dimensions = [
        dimension
        for term in entry.get("terms", {}).get("OnDemand", {}).values()
        for dimension in term.get("priceDimensions", {}).values()
    ]
    first = [d for d in dimensions if Decimal(d.get("beginRange") or 0) == 0]
    amounts = {Decimal(d["pricePerUnit"]["USD"]) for d in first if "USD" in d["pricePerUnit"]}
    # A price of 0 is a free tier, or a product that is not sold by itself.
    paid = {amount for amount in amounts if amount > 0}
    return paid.pop() if len(paid) == 1 else None


def _merged(known: Prices, told: Mapping[str, _Region], failed: Mapping[str, str]) -> Refreshed:
    regions = dict(known.regions)
    changed = read = 0
    for region, found in told.items():
        regions[region] = tuple(_tables(known.regions.get(region, ()), found))
        for kind, prices in found.prices.items():
            for key, usd in prices.items():
                if (kind, key) in found.doubtful:
                    continue
                read += 1
                before = known.listed(kind, region, key)
                changed += before is not None and before.usd != usd
    doubts = tuple(
        {**doubt, "regions": left}
        for doubt in known.doubts
        if (left := [r for r in doubt["regions"] if not _is_told(told, r, doubt["kind"])])
    )
    sources = {**known.sources, PRICE_LIST_API: _SOURCE}
    used = {table.source for tables in regions.values() for table in tables}
    return Refreshed(
        prices=Prices(
            regions=regions,
            sources={name: source for name, source in sources.items() if name in used},
            doubts=doubts,
        ),
        regions=tuple(told),
        failed=failed,
        read=read,
        changed=changed,
    )


def _tables(before: Sequence[PriceTable], found: _Region) -> Iterator[PriceTable]:
    """Give the tables of a Region: what AWS told, and of before what it did not tell."""
    for table in before:
        if table.kind not in found.prices:
            yield table
            continue
        kept = {k: p for k, p in table.prices.items() if (table.kind, k) in found.doubtful}
        if kept:
            yield PriceTable(kind=table.kind, source=table.source, date=table.date, prices=kept)
    for kind, prices in found.prices.items():
        certain = {k: p for k, p in sorted(prices.items()) if (kind, k) not in found.doubtful}
        if certain:
            yield PriceTable(kind=kind, source=PRICE_LIST_API, date=found.day, prices=certain)


def _is_told(told: Mapping[str, _Region], region: str, kind: str) -> bool:
    return region in told and PriceKind(kind) in told[region].prices

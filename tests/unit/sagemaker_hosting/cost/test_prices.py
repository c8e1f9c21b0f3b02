"""Where prices are from, how old they are, and how they are kept."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from sagemaker_hosting.cost import (
    PriceKind,
    UnusablePrices,
    own_prices,
    packaged_prices,
    prices_in,
    read_prices,
    text_of,
)
from tests.unit.sagemaker_hosting.cost.bills import prices_of


def test_own_prices_are_written_as_a_refresh_writes_them() -> None:
    assert packaged_prices().read_text(encoding="utf-8") == text_of(own_prices())


def test_every_own_figure_has_a_source_and_a_date() -> None:
    own = own_prices()
    tables = [table for tables in own.regions.values() for table in tables]

    assert len(tables) > 20
    assert all(own.told_of(table.source) != table.source for table in tables)
    assert sum(len(t.prices) for t in tables if t.kind is PriceKind.HOSTING) > 1900


def test_price_is_found_with_what_must_be_known_of_it() -> None:
    own = own_prices()
    known = own.find(PriceKind.HOSTING, "us-east-1", "ml.r8g.large")

    assert known is not None
    assert known.note is not None
    assert "us-east-2" in known.note


@pytest.mark.parametrize("kind", [PriceKind.ASYNC, PriceKind.TRANSFORM])
def test_own_price_comes_before_that_of_real_time_instances(kind: PriceKind) -> None:
    prices = prices_of(
        [
            {
                "kind": "hosting",
                "source": "list",
                "date": "2026-09-22",
                "prices": {"ml.a.b": 1, "ml.c.d": 2},
            },
            {"kind": kind, "source": "list", "date": "2026-09-22", "prices": {"ml.a.b": 3}},
        ]
    )

    own = prices.find(kind, "eu-west-1", "ml.a.b")
    assumed = prices.find(kind, "eu-west-1", "ml.c.d")

    assert own is not None
    assert (str(own.usd), own.note) == ("3", None)
    assert assumed is not None
    assert assumed.usd == 2
    assert "are taken to cost what real-time ones do" in str(assumed.note)


def test_type_that_is_not_offered_has_no_price() -> None:
    own = own_prices()

    assert own.find(PriceKind.HOSTING, "eu-west-3", "ml.g4dn.xlarge") is not None
    assert own.find(PriceKind.ASYNC, "eu-west-3", "ml.g4dn.xlarge") is None


def test_later_of_two_prices_holds() -> None:
    prices = prices_of(
        [
            {"kind": "storage", "source": "list", "date": "2026-09-22", "prices": {"gp2": 2}},
            {"kind": "storage", "source": "list", "date": "2023-12", "prices": {"gp2": 1}},
        ]
    )
    found = prices.find(PriceKind.STORAGE, "eu-west-1", "gp2")

    assert found is not None
    assert found.usd == 2


@pytest.mark.parametrize(
    ("day", "age", "is_stale"),
    [
        ("2026-09-22", 61, False),
        ("2026-08-24", 90, False),
        ("2026-08-23", 91, True),
        ("2023-12", 1087, True),
    ],
)
def test_price_older_than_90_days_is_stale(day: str, age: int, is_stale: bool) -> None:  # noqa: FBT001  # a parameter of the test
    prices = prices_of([{"kind": "storage", "source": "list", "date": day, "prices": {"gp2": 1}}])
    price = prices.find(PriceKind.STORAGE, "eu-west-1", "gp2")

    assert price is not None
    assert price.age(date(2026, 11, 22)) == age
    assert price.is_stale(date(2026, 11, 22)) is is_stale


def test_prices_survive_being_written_and_read(tmp_path: Path) -> None:
    table = {
        "kind": "data",
        "source": "list",
        "date": "2026-09",
        "prices": {"in": 0.00000001, "out": None},
    }
    prices = prices_of([table])
    path = tmp_path / "prices.json"

    path.write_text(text_of(prices), encoding="utf-8")

    assert read_prices(path) == prices
    found = read_prices(path).find(PriceKind.DATA, "eu-west-1", "in")
    assert found is not None
    assert found.usd == Decimal("0.00000001")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 2, "currency": "USD", "sources": {}, "regions": {}}']
)
def test_file_that_is_none_of_prices_is_refused(text: str) -> None:
    with pytest.raises(UnusablePrices, match=r"^own\.json: "):
        prices_in(text, where="own.json")

"""Tells where the prices of a bill are from, and how old they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sagemaker_hosting.cost._line import Cost
from sagemaker_hosting.cost._prices import STALE_AFTER_DAYS, Price


def prices_used(costs: Iterable[Cost]) -> tuple[Price, ...]:
    """Collect the prices of all lines, each once."""
    found = (price for cost in costs for line in cost.all_lines for price in line.prices)
    return tuple(dict.fromkeys(found))


def age_told(prices: Sequence[Price], today: date) -> str:
    """Tell of when the prices are: the dates, and the days since."""
    dates = sorted({price.date for price in prices})
    if not dates:
        return "no price is known"
    ages = sorted({price.age(today) for price in prices})
    of = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    old = f"{ages[0]}" if len(ages) == 1 else f"{ages[0]} to {ages[-1]}"
    return f"list prices of {of}, {old} days old"


def stale_told(prices: Sequence[Price], today: date) -> str | None:
    """Warn of prices that are older than 90 days; None if none is."""
    stale: dict[str, list[str]] = {}
    for price in prices:
        if price.is_stale(today):
            stale.setdefault(price.date, []).append(f"{price.kind} {price.key} ({price.region})")
    if not stale:
        return None
    told = "; ".join(f"of {day}: {', '.join(names)}" for day, names in sorted(stale.items()))
    return f"prices older than {STALE_AFTER_DAYS} days, {told}; endpoints cost refresh asks AWS"

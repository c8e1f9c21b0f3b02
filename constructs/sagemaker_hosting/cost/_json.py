"""Writes costs for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final

from sagemaker_hosting.cost._amounts import Case, Costs, Quantity
from sagemaker_hosting.cost._budget import budget_told
from sagemaker_hosting.cost._line import Cost, EnvironmentCost, Line
from sagemaker_hosting.cost._prices import Price, Prices
from sagemaker_hosting.cost._prices_used import prices_used

VERSION: Final = 1
_PLACES: Final = Decimal("0.000001")
_WIDE: Final = Context(prec=400)
"""As many digits as the largest float has, and its places."""


def json_report(costs: Sequence[EnvironmentCost], *, prices: Prices, today: date) -> str:
    """Write costs for programs; amounts are US dollars, to a millionth.

    Args:
        costs: what `cost_of` gave.
        prices: what it was given, for their sources.
        today: the day that the prices' age is told of.
    """
    report = {
        "version": VERSION,
        "currency": "USD",
        "hours_in_a_month": 730,
        "environments": [_environment(cost) for cost in costs],
        "prices": [_price(price, prices, today) for price in prices_used(costs)],
    }
    return f"{json.dumps(report, indent=2)}\n"


def cost_as_data(cost: Cost) -> dict[str, Any]:
    """Give a cost, its lines and its parts as plain data."""
    return {
        "name": cost.name,
        "kind": cost.kind,
        "region": cost.region,
        "template": str(cost.template.path) if cost.template is not None else None,
        "logical_id": cost.logical_id,
        "month": _costs(cost.month),
        "hour": _costs(cost.hour),
        "lines": [_line(line) for line in cost.lines],
        "parts": [cost_as_data(part) for part in cost.parts],
    }


def _environment(cost: EnvironmentCost) -> dict[str, Any]:
    budget = cost.monthly_budget_usd
    return {
        **cost_as_data(cost),
        "monthly_budget_usd": _number(budget) if budget is not None else None,
        "exceeds_budget": cost.exceeds_budget,
        "budget": budget_told(cost),
        "missing": list(cost.missing),
        "missing_of_typical": list(cost.missing_of_typical),
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "title": line.title,
        "kind": line.kind,
        "key": line.key,
        "unit": line.unit,
        "quantity": _quantity(line.quantity),
        "price_usd": _number(line.price.usd) if line.price is not None else None,
        "source": line.price.source if line.price is not None else None,
        "date": line.price.date if line.price is not None else None,
        "formula": line.explanation,
        "month": _costs(line.month),
        "missing": line.missing,
        "notes": list(line.notes),
    }


def _price(price: Price, prices: Prices, today: date) -> dict[str, Any]:
    return {
        "kind": price.kind,
        "region": price.region,
        "key": price.key,
        "usd": _number(price.usd),
        "date": price.date,
        "age_days": price.age(today),
        "is_stale": price.is_stale(today),
        "source": price.source,
        "source_told": prices.told_of(price.source),
    }


def _costs(costs: Costs) -> dict[str, Any]:
    return {
        str(case): {"usd": _number(costs.of(case).usd), "at_least": costs.of(case).at_least}
        for case in Case
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    found = {str(case): quantity.of(case) for case in Case}
    return {case: _number(number) if number is not None else None for case, number in found.items()}


def _number(value: Decimal) -> float | int:
    rounded = value.quantize(_PLACES, context=_WIDE)
    if value and not rounded:
        return float(value)
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)

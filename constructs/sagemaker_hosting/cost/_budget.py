"""Tells how a typical month stands to the budget."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from sagemaker_hosting.cost._amounts import money
from sagemaker_hosting.cost._line import EnvironmentCost

_LARGEST: Final = 3


def budget_told(cost: EnvironmentCost) -> str | None:
    """Tell whether the budget holds; None if none is stated.

    What exceeds it is told with the largest items, so that it is plain where to save. What is not
    known is not judged, and that is told as well; `missing_of_typical` has what it is.
    """
    budget, typical = cost.monthly_budget_usd, cost.month.typical
    if budget is None:
        return None
    if typical.at_least and not typical.usd:
        unjudged = f"the budget of {money(budget)} USD is not judged"
        return f"no part of a typical month has a known cost: {unjudged}"
    floor = "at least " if typical.at_least else ""
    if not cost.exceeds_budget:
        part = (typical.usd * 100 / budget).quantize(Decimal(1))
        share = f"{floor}{part} % of the budget of {money(budget)} USD a month"
        known = f": {money(typical.usd)} USD are known, the rest is not judged"
        return f"{share}{known if typical.at_least else ''}"
    items = ", ".join(f"{name} {amount}" for name, amount in cost.largest[:_LARGEST] if amount.usd)
    return (
        f"a typical month costs {floor}{money(typical.usd)} USD, "
        f"{floor}{money(typical.usd - budget)} more than the budget of {money(budget)}; "
        f"largest: {items}"
    )

"""Writes costs for people, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from sagemaker_hosting.cost._amounts import Amount, Case, Costs, money
from sagemaker_hosting.cost._budget import budget_told
from sagemaker_hosting.cost._line import Cost, EnvironmentCost, Line
from sagemaker_hosting.cost._prices import PriceKind, Prices
from sagemaker_hosting.cost._prices_used import age_told, prices_used, stale_told

Paint = Callable[[str, str], str]

_NAME: Final = 42
_MONTH: Final = 12
_HOUR: Final = 11
_TENTH_OF_A_CENT: Final = Decimal("0.0001")
_BUDGET: Final = {
    (False, False): ("", "green"),
    (False, True): ("warning: ", "yellow"),
    (True, False): ("error: ", "red"),
    (True, True): ("error: ", "red"),
}
"""How a budget is told, by whether it is exceeded, and whether a part is not known."""
_ALONE: Final = frozenset({PriceKind.DATA, PriceKind.CAPTURED})
_OF_SIZE: Final = frozenset(
    {PriceKind.SERVERLESS, PriceKind.PROVISIONED_USAGE, PriceKind.PROVISIONED_DURATION}
)


def plain_paint(text: str, style: str) -> str:  # noqa: ARG001  # a painter that paints nothing
    """Leave a text without colour."""
    return text


def text_report(
    costs: Sequence[EnvironmentCost],
    *,
    prices: Prices,
    today: date,
    explain: bool = False,
    paint: Paint = plain_paint,
) -> str:
    """Write costs for people.

    Args:
        costs: what `cost_of` gave.
        prices: what it was given, for their sources.
        today: the day that the prices' age is told of.
        explain: whether every line tells formula, price, source and date.
        paint: gives a text a style: `red`, `yellow`, `green`, `bold` or `dim`.
    """
    lines: list[str] = []
    for cost in costs:
        lines += [*_environment(cost, prices, paint, explain=explain), ""]
    used = prices_used(costs)
    stale = stale_told(used, today)
    if stale is not None:
        lines.append(paint(f"warning: {stale}", "yellow"))
    if not costs:
        lines.append("nothing that is hosted, and nothing to pay")
    else:
        lines.append(f"{age_told(used, today)}; without taxes and discounts; a month has 730 hours")
    return "\n".join([*lines, ""])


def _environment(
    cost: EnvironmentCost, prices: Prices, paint: Paint, *, explain: bool
) -> Iterator[str]:
    head = f"{cost.name} ({cost.region})" if cost.region is not None else cost.name
    months = "".join(f"{case:>{_MONTH}}" for case in Case)
    hours = "".join(f"{case:>{_HOUR}}" for case in Case)
    over_months, over_hours = f"{'USD a month':>{3 * _MONTH}}", f"{'USD an hour':>{3 * _HOUR}}"
    yield paint(f"{'':<{_NAME}}{over_months}{over_hours}", "dim")
    yield f"{paint(f'{head:<{_NAME}}', 'bold')}{paint(f'{months}{hours}', 'dim')}"
    for part in cost.parts:
        yield from _cost(part, "  ", prices, paint, explain=explain)
    yield paint(_row("  total", cost.month), "bold")
    for reason in cost.missing:
        yield paint(f"  not in it: {reason}", "yellow")
    told = budget_told(cost)
    if told is not None:
        word, colour = _BUDGET[cost.exceeds_budget, cost.month.typical.at_least]
        yield paint(f"  {word}{told}", colour)


def _cost(cost: Cost, indent: str, prices: Prices, paint: Paint, *, explain: bool) -> Iterator[str]:
    kind = "" if cost.kind in ("endpoint", "variant") else f" ({cost.kind})"
    yield _row(f"{indent}{cost.name}{kind}", cost.month)
    for part in cost.parts:
        yield from _cost(part, f"{indent}  ", prices, paint, explain=explain)
    for line in cost.lines:
        is_all = len(cost.lines) == 1 and not cost.parts
        if explain or not is_all:
            unknown = "not known" if line.price is not None else "no price"
            yield paint(_row(f"{indent}  {_title(line)}", line.month, unknown), "dim")
        if explain:
            for told in _explained(line, prices):
                yield paint(f"{indent}    {told}", "dim")


def _title(line: Line) -> str:
    if line.kind in _OF_SIZE:
        return f"{line.title}, {line.key} MB"
    return line.title if line.kind in _ALONE or line.key is None else f"{line.title} {line.key}"


def _explained(line: Line, prices: Prices) -> Iterator[str]:
    yield line.explanation
    if line.missing is not None:
        yield line.missing
    for price in line.prices:
        yield f"{price.key}: {price.date}, {prices.told_of(price.source)}"
    yield from line.notes


def _row(name: str, month: Costs, unknown: str = "not known") -> str:
    hour = month.per_hour()
    months = "".join(f"{_shown(month.of(case), unknown):>{_MONTH}}" for case in Case)
    hours = "".join(f"{_shown(hour.of(case), unknown, per_hour=True):>{_HOUR}}" for case in Case)
    # A long name has a line of its own.
    start = f"{name:<{_NAME}}" if len(name) < _NAME else f"{name}\n{'':<{_NAME}}"
    return f"{start}{months}{hours}"


def _shown(amount: Amount, unknown: str, *, per_hour: bool = False) -> str:
    if amount.at_least and not amount.usd:
        return unknown
    usd = (
        f"{amount.usd.quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP):,}"
        if per_hour
        else money(amount.usd)
    )
    return f">={usd}" if amount.at_least else usd

"""Defines a line of a bill, and the bill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import Amount, Case, Costs, Quantity
from sagemaker_hosting.cost._prices import UNITS, Price, PriceKind

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_PATHS_TOLD: Final = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Defines what is paid for one thing in a month.

    Attributes:
        title: what it is, in words: `instances`, `data in`.
        kind: what sort of price it has.
        key: what of that: an instance type, MB of memory; None if the template does not tell.
        quantity: how much is used in a month, in the unit of the price.
        price: the usual price; None if none is known.
        lowest: where one of several instance types may be used, the lowest price.
        highest: likewise the highest.
        formula: how the typical quantity was computed.
        missing: why there is no price, or no quantity; None if nothing is missing.
        notes: what must be known about it.
    """

    title: str
    kind: PriceKind
    key: str | None
    quantity: Quantity
    price: Price | None
    lowest: Price | None
    highest: Price | None
    formula: str
    missing: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """What the quantity is counted in."""
        return UNITS[self.kind]

    @property
    def prices(self) -> tuple[Price, ...]:
        """Every price that it has."""
        found = (self.price, self.lowest, self.highest)
        return tuple(dict.fromkeys(price for price in found if price is not None))

    @property
    def month(self) -> Costs:
        """What it costs in a month."""
        return Costs.each(self._amount)

    @property
    def explanation(self) -> str:
        """How the typical amount was computed."""
        if self.price is None:
            return self.formula
        return f"{self.formula} x {plain_price(self.price)}"

    def _amount(self, case: Case) -> Amount:
        quantity = self.quantity.of(case)
        price = {Case.MIN: self.lowest, Case.TYPICAL: self.price, Case.MAX: self.highest}[case]
        if quantity == 0:
            return Amount()
        if quantity is None:
            # What is certain in the cases below is certain here, too.
            known = [q for q in self._below(case) if q is not None]
            floor = max(known, default=Decimal(0))
            lowest = self.lowest.usd if self.lowest is not None else Decimal(0)
            return Amount(floor * lowest, at_least=True)
        return Amount(at_least=True) if price is None else Amount(quantity * price.usd)

    def _below(self, case: Case) -> tuple[Decimal | None, ...]:
        below = {Case.MIN: (), Case.TYPICAL: (Case.MIN,), Case.MAX: (Case.MIN, Case.TYPICAL)}
        return tuple(self.quantity.of(lower) for lower in below[case])


def plain_price(price: Price) -> str:
    """Write a price with its unit."""
    return f"{price.usd.normalize():f} USD per {UNITS[price.kind]}"


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Defines what something costs, and what its parts do.

    Attributes:
        name: what people call it.
        kind: `environment`, `endpoint`, `variant`, `shadow variant`, `shadow test` or
            `batch transform`.
        lines: what is paid for the whole of it.
        parts: what it consists of.
        template: where it stands; None for an environment.
        logical_id: of its resource; None for an environment.
        region: where it is; None if it is not known, or there are several.
    """

    name: str
    kind: str
    lines: tuple[Line, ...] = ()
    parts: tuple[Cost, ...] = ()
    template: Template | None = None
    logical_id: str | None = None
    region: str | None = None

    @cached_property
    def month(self) -> Costs:
        """What it costs in a month of 730 hours."""
        return Costs.total([*(line.month for line in self.lines), *(p.month for p in self.parts)])

    @property
    def hour(self) -> Costs:
        """What it costs in an hour, on average over the month."""
        return self.month.per_hour()

    @property
    def all_lines(self) -> Iterator[Line]:
        """Its lines, and those of its parts."""
        yield from self.lines
        for part in self.parts:
            yield from part.all_lines

    @property
    def missing(self) -> tuple[str, ...]:
        """Why its amounts are floors, if they are."""
        found = (line.missing for line in self.all_lines)
        return tuple(dict.fromkeys(reason for reason in found if reason is not None))


@dataclass(frozen=True, kw_only=True)
class EnvironmentCost(Cost):
    """Defines what all that is deployed together costs.

    Attributes:
        monthly_budget_usd: what it may cost typically in a month; None = not stated.
    """

    monthly_budget_usd: Decimal | None = None

    @property
    def exceeds_budget(self) -> bool:
        """Whether the typical month, as far as it is known, costs more than the budget."""
        budget = self.monthly_budget_usd
        return budget is not None and self.month.typical.usd > budget

    @property
    def missing_of_typical(self) -> tuple[str, ...]:
        """What its typical month lacks: each reason once, with the paths of what it holds of."""
        reasons: dict[str, list[str]] = {}
        for path, line in _paths(self, ""):
            if line.month.typical.at_least:
                reason = line.missing if line.missing is not None else "how much it is used"
                reasons.setdefault(reason, []).append(path)
        return tuple(f"{reason} ({_few(paths)})" for reason, paths in reasons.items())

    @property
    def largest(self) -> tuple[tuple[str, Amount], ...]:
        """What of it typically costs most, with its path: `demand / champion / instances`."""
        found = [(path, line.month.typical) for path, line in _paths(self, "")]
        return tuple(sorted(found, key=lambda item: (-item[1].usd, item[0])))


def _paths(cost: Cost, above: str) -> Iterator[tuple[str, Line]]:
    for line in cost.lines:
        yield f"{above}{line.title}", line
    for part in cost.parts:
        yield from _paths(part, f"{above}{part.name} / ")


def _few(paths: list[str]) -> str:
    more = len(paths) - _PATHS_TOLD
    return ", ".join([*paths[:_PATHS_TOLD], *([f"{more} more"] if more > 0 else [])])

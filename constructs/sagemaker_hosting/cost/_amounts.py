"""Defines amounts of money of which a part may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import Final

HOURS: Final = Decimal(730)
"""The hours of a month, as AWS's own calculator counts: those of 365 days, over 12."""
SECONDS: Final = HOURS * 3600
DAYS: Final = HOURS / 24

_CENT: Final = Decimal("0.01")
_TENTH_OF_A_CENT: Final = Decimal("0.0001")


class Case(StrEnum):
    """Defines how much is used: as little as the limits allow, as stated, as much as allowed."""

    MIN = "min"
    TYPICAL = "typical"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Amount:
    """Defines US dollars.

    Attributes:
        usd: what is known of it, exactly.
        at_least: whether a part is not known, so that `usd` is a floor.
    """

    usd: Decimal = Decimal(0)
    at_least: bool = False

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.usd + other.usd, at_least=self.at_least or other.at_least)

    def __truediv__(self, divisor: Decimal) -> Amount:
        return Amount(self.usd / divisor, at_least=self.at_least)

    def __str__(self) -> str:
        """Write it for people: a floor as one, and never as 0."""
        if self.at_least and not self.usd:
            return "not known"
        return f"{'at least ' if self.at_least else ''}{money(self.usd)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Defines what something costs in each case."""

    min: Amount
    typical: Amount
    max: Amount

    @classmethod
    def each(cls, amount: Callable[[Case], Amount]) -> Costs:
        """Compute every case."""
        return cls(min=amount(Case.MIN), typical=amount(Case.TYPICAL), max=amount(Case.MAX))

    @classmethod
    def total(cls, costs: Iterable[Costs]) -> Costs:
        """Add case by case."""
        listed = tuple(costs)
        return cls.each(lambda case: sum((c.of(case) for c in listed), start=Amount()))

    def of(self, case: Case) -> Amount:
        """The amount of a case."""
        return {Case.MIN: self.min, Case.TYPICAL: self.typical, Case.MAX: self.max}[case]

    def per_hour(self) -> Costs:
        """The same for one hour of the month's 730."""
        return Costs.each(lambda case: self.of(case) / HOURS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """Defines how much is used in each case; None = not known."""

    min: Decimal | None
    typical: Decimal | None
    max: Decimal | None

    @classmethod
    def fixed(cls, count: Decimal | None) -> Quantity:
        """The same in every case."""
        return cls(min=count, typical=count, max=count)

    def of(self, case: Case) -> Decimal | None:
        """The quantity of a case."""
        return {Case.MIN: self.min, Case.TYPICAL: self.typical, Case.MAX: self.max}[case]

    def times(self, factor: Decimal) -> Quantity:
        """The same for several."""
        return Quantity(
            min=None if self.min is None else self.min * factor,
            typical=None if self.typical is None else self.typical * factor,
            max=None if self.max is None else self.max * factor,
        )


def money(usd: Decimal) -> str:
    """Write dollars to the cent; what is below a cent, but not 0, to a hundredth of one."""
    # quantize() refuses what has more digits than the context; a format has as many as it needs.
    with localcontext(rounding=ROUND_HALF_UP):
        return f"{usd:,.4f}" if usd and abs(usd) < _CENT else f"{usd:,.2f}"


def plain(number: Decimal) -> str:
    """Write a number without an exponent, to at most four decimal places."""
    if number == number.to_integral_value():
        return f"{number.to_integral_value():,f}"
    rounded = number.quantize(_TENTH_OF_A_CENT, ROUND_HALF_UP)
    return f"{rounded.normalize() if rounded else number.normalize():,f}"


def counted(count: Decimal | None, noun: str) -> str:
    """Write how many there are of something: `1 instance`, `2.5 instances`, `? instances`."""
    if count is None:
        return f"? {noun}s"
    return f"1 {noun}" if count == 1 else f"{plain(count)} {noun}s"

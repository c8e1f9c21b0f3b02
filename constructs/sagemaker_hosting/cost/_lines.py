"""Makes the lines of a bill in one Region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import Quantity
from sagemaker_hosting.cost._line import Line
from sagemaker_hosting.cost._prices import Price, PriceKind, Prices
from sagemaker_hosting.facts.instance_types import hosting_type_fault, transform_type_fault

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node


@dataclass(frozen=True, kw_only=True, slots=True)
class Till:
    """Defines what makes lines: the prices, and where things are.

    Attributes:
        prices: all of them.
        region: of what is priced; None if it is not known.
    """

    prices: Prices
    region: str | None

    def line(
        self,
        title: str,
        kind: PriceKind,
        key: str | None,
        quantity: Quantity,
        formula: str,
        *,
        unknown: str | None = None,
        notes: Sequence[str] = (),
    ) -> Line:
        """Make a line.

        Args:
            title: what it is.
            kind: what sort of price it has.
            key: what of that; None if the template does not tell.
            quantity: of a month.
            formula: how the typical quantity was computed.
            unknown: why a quantity is not known, if it is not.
            notes: what must be known about it.
        """
        price = self.find(kind, key)
        reason = unknown if None in (quantity.min, quantity.typical, quantity.max) else None
        if price is None and quantity != Quantity.fixed(Decimal(0)):
            reason = self.reason(kind, key)
        return Line(
            title=title,
            kind=kind,
            key=key,
            quantity=quantity,
            price=price,
            lowest=price,
            highest=price,
            formula=formula,
            missing=reason,
            notes=(*notes, *_notes(price)),
        )

    def instances(
        self,
        kind: PriceKind,
        types: Sequence[Node],
        quantity: Quantity,
        formula: str,
        *,
        unknown: str | None = None,
        untyped: str | None = None,
        notes: Sequence[str] = (),
    ) -> Line:
        """Make the line of instances: of one type, or of pools, of which the first is usual.

        Args:
            kind: what sort of price they have.
            types: what names their types.
            quantity: of a month.
            formula: how the typical quantity was computed.
            unknown: why a quantity is not known, if it is not.
            untyped: what names no type, and nobody will, if so.
            notes: what must be known about it.
        """
        names = [node.text for node in types]
        first = names[0] if names else None
        found = [self.find(kind, name) for name in names]
        usual = found[0] if found else None
        known = [price for price in found if price is not None]
        is_complete = bool(names) and len(known) == len(names)
        lacking = next((n for n, p in zip(names, found, strict=True) if p is None), None)
        reason = unknown if None in (quantity.min, quantity.typical, quantity.max) else None
        if not is_complete:
            reason = untyped if untyped is not None else self.reason(kind, lacking)
        also = [f"in its place also {name}" for name in names[1:] if name is not None]
        return Line(
            title="instances",
            kind=kind,
            key=first,
            quantity=quantity,
            price=usual,
            lowest=min(known, key=lambda p: p.usd) if is_complete else None,
            highest=max(known, key=lambda p: p.usd) if is_complete else None,
            formula=formula,
            missing=reason,
            notes=(*notes, *also, *_notes(usual)),
        )

    def find(self, kind: PriceKind, key: str | None) -> Price | None:
        """Find a price; None if Region, key or price is not known."""
        if self.region is None or key is None:
            return None
        return self.prices.find(kind, self.region, key)

    def reason(self, kind: PriceKind, key: str | None) -> str:
        """Tell why there is no price."""
        if key is None:
            what = {PriceKind.SERVERLESS: "memory"}.get(kind, "instance type")
            return f"the {what} is known to the deploy alone"
        if self.region is None:
            return "the Region is not known (name it by --region)"
        if self.region not in self.prices.regions:
            ask = f"endpoints cost refresh --region {self.region} asks AWS"
            return f"no prices are known in {self.region} ({ask})"
        fault = _FAULTS[kind](key) if kind in _FAULTS else None
        return fault or f"no price of {_NAMES[kind].format(key=key)} in {self.region}"


_NAMES = {
    PriceKind.HOSTING: "{key}",
    PriceKind.ASYNC: "{key} for async endpoints",
    PriceKind.TRANSFORM: "{key} for batch transforms",
    PriceKind.SERVERLESS: "serverless inference at {key} MB",
    PriceKind.PROVISIONED_USAGE: "provisioned concurrency at {key} MB",
    PriceKind.PROVISIONED_DURATION: "inference on provisioned concurrency at {key} MB",
    PriceKind.STORAGE: "storage volumes",
    PriceKind.DATA: "data processed ({key})",
    PriceKind.CAPTURED: "storage of captured data",
}
_FAULTS: Final = {
    PriceKind.HOSTING: hosting_type_fault,
    PriceKind.ASYNC: hosting_type_fault,
    PriceKind.TRANSFORM: transform_type_fault,
}
"""What tells that a type is none, so that it has no price anywhere."""


def _notes(price: Price | None) -> tuple[str, ...]:
    return (price.note,) if price is not None and price.note is not None else ()

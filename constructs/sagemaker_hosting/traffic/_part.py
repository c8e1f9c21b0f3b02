"""Defines a part of an endpoint that answers requests."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._prices import PriceKind

if TYPE_CHECKING:
    from sagemaker_hosting.traffic._fleet import Fleet


@dataclass(frozen=True, kw_only=True, slots=True)
class Serverless:
    """Defines what a serverless variant is.

    Attributes:
        most: the requests that it works on at a time.
        duration: the seconds that a container works on one.
        memory: of a container, in MB; None = not known.
    """

    most: int
    duration: float
    memory: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Defines what answers a share of requests.

    Attributes:
        name: in reports.
        fleet: what answers; None if it cannot be replayed.
        share: its part of the requests, from 0 to 1.
        kind: what its price is for.
        type: the instance type; None = not known, or serverless.
        has_accelerators: whether its instances take longer to start.
        part_of_instance: how much of an instance one takes; None = not known, or whole ones.
        serverless: what it is, if it is serverless.
        notes: what is not replayed, or taken for granted.
    """

    name: str
    fleet: Fleet | None
    share: Decimal
    kind: PriceKind = PriceKind.HOSTING
    type: str | None = None
    has_accelerators: bool = False
    part_of_instance: Decimal | None = None
    serverless: Serverless | None = None
    notes: tuple[str, ...] = ()

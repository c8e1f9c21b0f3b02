"""Tells which part of an endpoint's requests a variant gets."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sagemaker_hosting.cost._bounds import count_of

if TYPE_CHECKING:
    from sagemaker_hosting.view import EndpointConfig, Variant


def part_of_traffic(variant: Variant, config: EndpointConfig) -> Decimal | None:
    """The part of the requests that a variant gets, by the weights; 1 each when left out.

    Returns:
        From 0 to 1; None where a weight is not known, or all are 0.
    """
    weights = {id(v): _weight(v) for v in config.all_variants}
    of_production = [weights[id(v)] for v in config.variants]
    own = weights[id(variant)]
    known = [weight for weight in of_production if weight is not None]
    total = sum(known, start=Decimal(0))
    if own is None or len(known) < len(of_production) or not total:
        return None
    # A shadow's weight is a part of the weight of the variant that it follows.
    return min(own / total, Decimal(1))


def _weight(variant: Variant) -> Decimal | None:
    node = variant.at("InitialVariantWeight")
    return Decimal(1) if node.is_absent else count_of(node)

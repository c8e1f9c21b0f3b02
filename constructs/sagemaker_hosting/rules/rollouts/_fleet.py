"""Tells how many instances a variant has."""

from __future__ import annotations

from dataclasses import dataclass

from sagemaker_hosting.view import INSTANCE_COUNT, Endpoint, ScalableTarget, Variant


@dataclass(frozen=True, kw_only=True, slots=True)
class Fleet:
    """Defines the instances of a variant.

    Attributes:
        variant: whose they are.
        count: how many there are; the most if their number changes.
        told: the property that tells it, with its value.
        may_change: whether scaling may change their number.
    """

    variant: Variant
    count: float
    told: str
    may_change: bool


def fleets_of(endpoint: Endpoint) -> tuple[Fleet, ...]:
    """Find the instances of each production variant; those whose number is unknown are left out."""
    found = (_fleet(endpoint, variant) for variant in endpoint.variants)
    return tuple(fleet for fleet in found if fleet is not None and fleet.count > 0)


def _fleet(endpoint: Endpoint, variant: Variant) -> Fleet | None:
    if variant.is_serverless:
        return None
    managed = variant.at("ManagedInstanceScaling")
    scaling = [t.at("MaxCapacity") for t in variant.scalable_targets if _counts_instances(t)]
    if not scaling and not managed.is_absent and managed.at("Status").text != "DISABLED":
        scaling = [managed.at("MaxInstanceCount")]
    if scaling:
        most = scaling[0]
        if most.number is None:
            return None
        return Fleet(
            variant=variant,
            count=most.number,
            told=f"{most.path[-1]} is {most}",
            may_change=True,
        )
    count = variant.initial_count
    if count.number is None:
        return None
    return Fleet(
        variant=variant,
        count=count.number,
        told=f"InitialInstanceCount is {count}",
        may_change=_may_be_scaled(endpoint),
    )


def _counts_instances(target: ScalableTarget) -> bool:
    return target.dimension.text == INSTANCE_COUNT


def _may_be_scaled(endpoint: Endpoint) -> bool:
    """Tell whether a scalable target may be that of any variant of an endpoint."""
    of_some_variant = (t for t in endpoint.scalable_targets if t.variant is None)
    return any(
        target.dimension.text in (None, INSTANCE_COUNT)
        for target in (*of_some_variant, *endpoint.hosting.unplaced_targets)
    )

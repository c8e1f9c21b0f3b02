"""The numbers of a scaling policy: what AWS takes, and what follows from a load test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._tokens import is_known_number, is_known_text
from sagemaker_endpoints.scaling._load_test import DEFAULT_SAFETY_FACTOR, LoadTest, check_load_test
from sagemaker_hosting.facts.instance_types import scaling_fault

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def invocations_target(
    subject: str,
    *,
    max_requests_per_second: float | None,
    safety_factor: float | None,
    invocations_per_minute: float | None,
    told_as: str = "invocations_per_minute",
) -> float:
    """The invocations per instance, or copy, and minute to aim for, from either form.

    Errors call the second form *told_as*, the caller's parameter.

    Raises:
        ConfigurationError: about *subject*: none or both forms, or values out of range.
    """
    faults = Faults(subject)
    if (max_requests_per_second is None) == (invocations_per_minute is None):
        faults.add(
            "target: give either max_requests_per_second (and safety_factor), or "
            f"{told_as}; got "
            f"{'neither' if invocations_per_minute is None else 'both'}"
        )
    if invocations_per_minute is not None and safety_factor is not None:
        faults.add(
            f"safety_factor: belongs to max_requests_per_second; {told_as} is taken as it is"
        )
    check_load_test(
        faults,
        max_requests_per_second=max_requests_per_second,
        safety_factor=safety_factor,
        instead=told_as,
    )
    faults.check_above_zero(told_as, invocations_per_minute)
    faults.raise_if_any()
    if max_requests_per_second is None:
        # Only one of the two was left out.
        return invocations_per_minute if invocations_per_minute is not None else 0
    return LoadTest(
        max_requests_per_second=max_requests_per_second,
        safety_factor=safety_factor if safety_factor is not None else DEFAULT_SAFETY_FACTOR,
    ).invocations_per_minute


def check_scaling(
    subject: Callable[[], str],
    *,
    elsewhere: str | None,
    instance_types: Sequence[str],
    scales_already: bool,
    min_capacity: int,
    max_capacity: int,
    lowest_capacity: int = 1,
) -> None:
    """Check that a variant can be registered as a scalable target.

    Args:
        subject: how an error names the variant.
        elsewhere: why the stack of an imported endpoint cannot scale it.
        instance_types: what it may run on, where that is known.
        scales_already: whether it is registered.
        min_capacity: the lower bound.
        max_capacity: the upper bound.
        lowest_capacity: the smallest minimum that AWS takes for the kind of endpoint.

    Raises:
        ConfigurationError: bounds that AWS refuses, a burstable type, an endpoint elsewhere, or it
            is registered already.
    """
    faults = Faults(subject)
    if elsewhere is not None:
        faults.add(elsewhere)
    check_bounds(faults, min_capacity, max_capacity, lowest=lowest_capacity)
    for name in instance_types:
        if is_known_text(name) and (fault := scaling_fault(name)) is not None:
            faults.add(f"instance_type: {fault}")
    if scales_already:
        faults.add("the variant scales already; add policies to what the first call returned")
    faults.raise_if_any()


def check_bounds(
    faults: Faults, min_capacity: int | None, max_capacity: int | None, *, lowest: int = 1
) -> None:
    """Note what AWS refuses of bounds; *lowest* is the smallest minimum of the kind.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-prerequisites.html
    """
    if is_known_number(min_capacity) and min_capacity < lowest:
        reason = ": only asynchronous endpoints and inference components scale to none"
        faults.add(
            f"min_capacity: got {min_capacity}, allowed is at least {lowest}"
            f"{reason if lowest == 1 else ''}"
        )
    if not is_known_number(max_capacity):
        return
    if is_known_number(min_capacity) and max_capacity < min_capacity:
        faults.add(
            f"max_capacity: got {max_capacity}, allowed is at least min_capacity, {min_capacity}"
        )
    elif max_capacity < lowest:
        faults.add(f"max_capacity: got {max_capacity}, allowed is at least {lowest}")

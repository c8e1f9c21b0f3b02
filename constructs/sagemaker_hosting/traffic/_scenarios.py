"""Replays requests under several conditions, and prices what happens."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import HOURS, Amount
from sagemaker_hosting.cost._bounds import count_of
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._bearing import Rate
from sagemaker_hosting.traffic._row import Instances, Row
from sagemaker_hosting.traffic._run import Conditions, run
from sagemaker_hosting.traffic._serverless import serverless_row

if TYPE_CHECKING:
    from sagemaker_hosting.cost._lines import Till
    from sagemaker_hosting.traffic._course import Course
    from sagemaker_hosting.traffic._fleet import Fleet
    from sagemaker_hosting.traffic._part import Part
    from sagemaker_hosting.view import Endpoint

_MINUTE: Final = 60
_DIGITS: Final = 9


def rows_of(
    part: Part,
    minutes: Sequence[float],
    start: datetime,
    *,
    assumptions: Assumptions,
    till: Till,
) -> tuple[tuple[Row, ...], Course]:
    """Replay requests as templates say, and as it could be otherwise.

    Args:
        part: what answers; it has a fleet.
        minutes: the requests of each minute that come to it.
        start: when the first minute begins.
        assumptions: how long things take.
        till: finds prices.

    Returns:
        A row for each condition, and what happened under the first one.

    Raises:
        ValueError: the part has no fleet.
    """
    if part.fleet is None:
        raise ValueError(f"{part.name} has no fleet")
    courses = [
        (title, run(fleet, minutes, start, Conditions(assumptions=assumptions, provisioning=wait)))
        for title, fleet, wait in _scenarios(part, part.fleet, minutes, assumptions)
    ]
    rows = tuple(_row(part, title, minutes, course, till) for title, course in courses)
    return rows, courses[0][1]


def _scenarios(
    part: Part, fleet: Fleet, minutes: Sequence[float], assumptions: Assumptions
) -> Iterator[tuple[str, Fleet, float | None]]:
    usual = (
        assumptions.provisioning_of_accelerators
        if part.has_accelerators
        else assumptions.provisioning
    )
    yield "as written", fleet, usual
    if fleet.is_scaled and usual:
        slow, fast = usual * assumptions.step, usual / assumptions.step
        yield f"start in {fast / _MINUTE:g} min, not {usual / _MINUTE:g}", fleet, fast
        yield f"start in {slow / _MINUTE:g} min", fleet, slow
    if fleet.is_scaled:
        yield "none can be had", fleet, None
    enough = _enough(fleet, minutes)
    if enough is not None and (fleet.is_scaled or enough != fleet.initial):
        yield f"always {enough}", fleet.fixed(enough), usual


def _enough(fleet: Fleet, minutes: Sequence[float]) -> int | None:
    """Tell the fewest with room for the busiest minute."""
    if not isinstance(fleet.bearing, Rate):
        return None
    return max(1, math.ceil(round(max(minutes) / fleet.bearing.per_minute, _DIGITS)))


def _row(part: Part, title: str, minutes: Sequence[float], course: Course, till: Till) -> Row:
    if part.serverless is not None:
        return serverless_row(title, part.serverless, minutes, course, till)
    return Row(
        title=title,
        mean=course.mean,
        lowest=course.lowest,
        highest=course.highest,
        added=course.added,
        removed=course.removed,
        short_minutes=course.short_minutes,
        short_requests=course.short_requests,
        longest_wait=course.longest_wait,
        usd=_usd(part.kind, part.type, course.mean, till) if _is_paid(part) else None,
    )


def reasons_of(part: Part, till: Till) -> tuple[str, ...]:
    """Tell why a part of its price is not known; nothing if all of it is."""
    if part.serverless is not None:
        has_warm = part.fleet is not None and part.fleet.high > 0
        warm = (PriceKind.PROVISIONED_USAGE, PriceKind.PROVISIONED_DURATION) if has_warm else ()
        key, kinds = part.serverless.memory, (PriceKind.SERVERLESS, *warm)
    else:
        key, kinds = part.type, (part.kind,) if _is_paid(part) else ()
    return tuple(till.reason(kind, key) for kind in kinds if till.find(kind, key) is None)


def _is_paid(part: Part) -> bool:
    """Whether what is counted is what is paid for: instances, and not copies on them."""
    return part.fleet is not None and part.fleet.unit == "instance"


def _usd(kind: PriceKind, key: str | None, mean: float, till: Till) -> Amount:
    price = till.find(kind, key)
    if price is None:
        return Amount(at_least=True)
    return Amount(Decimal(str(mean)) * HOURS * price.usd)


def instances_of(
    endpoint: Endpoint, courses: Sequence[tuple[Part, Course]], till: Till
) -> Instances | None:
    """Tell the instances that the copies of all components need, minute by minute.

    Copies are taken to fill instances without gaps, and instances to be there when copies are.

    Args:
        endpoint: of the components.
        courses: what happened to each of them.
        till: finds prices.

    Returns:
        None where the needs of a copy, the bounds or the type are not known, or the components
        were not replayed at the same time.
    """
    parts = [(part.part_of_instance, course.by_minutes()) for part, course in courses]
    name = courses[0][0].type
    bounds = _managed(endpoint)
    lengths = {len(counts) for _, counts in parts}
    needs = [(float(each), counts) for each, counts in parts if each is not None]
    if name is None or bounds is None or len(lengths) > 1 or len(needs) < len(parts):
        return None
    low, high = bounds
    counts = [
        max(low, min(high, math.ceil(round(sum(each * now for each, now in minute), _DIGITS))))
        for minute in zip(*([(each, now) for now in counts] for each, counts in needs), strict=True)
    ]
    mean = sum(counts) / len(counts)
    return Instances(
        type=name,
        mean=mean,
        highest=max(counts),
        usd=_usd(PriceKind.HOSTING, name, mean, till),
    )


def _managed(endpoint: Endpoint) -> tuple[int, int] | None:
    """The bounds of the instances of the one variant that serves components."""
    serving = [v for v in endpoint.variants if v.serves_components]
    if len(serving) != 1:
        return None
    managed = serving[0].managed_scaling
    if managed.is_absent:
        fixed = count_of(serving[0].initial_count)
        return (int(fixed), int(fixed)) if fixed is not None else None
    low, high = count_of(managed.at("MinInstanceCount")), count_of(managed.at("MaxInstanceCount"))
    return (int(low), int(high)) if low is not None and high is not None else None

"""Replays requests under several conditions, and prices what happens."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import HOURS, Amount
from sagemaker_hosting.cost._bounds import count_of
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.traffic._assumptions import Assumptions
from sagemaker_hosting.traffic._bearing import Rate, enough_for
from sagemaker_hosting.traffic._row import Instances, Row, Worst
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
    usual = (
        assumptions.provisioning_of_accelerators
        if part.has_accelerators
        else assumptions.provisioning
    )

    def course_of(fleet: Fleet, wait: float | None) -> Course:
        return run(fleet, minutes, start, Conditions(assumptions=assumptions, provisioning=wait))

    written = course_of(part.fleet, usual)
    others = [
        *_starts(part.fleet, usual, assumptions.step),
        *_enough(part.fleet, minutes, usual, course_of if written.short_requests else None),
    ]
    courses = [
        (_Scenario("as_written", "as written", part.fleet, usual), written),
        *((other, course_of(other.fleet, other.wait)) for other in others),
    ]
    rows = tuple(
        _row(part, scenario, minutes, course, start=start, till=till)
        for scenario, course in courses
    )
    return rows, written


@dataclass(frozen=True, slots=True)
class _Scenario:
    """Defines a condition: `condition` and `title` name it, `wait` is until instances answer."""

    condition: str
    title: str
    fleet: Fleet
    wait: float | None


_CourseOf = Callable[["Fleet", float | None], "Course"]


def _starts(fleet: Fleet, usual: float, step: float) -> Iterator[_Scenario]:
    """Give what depends on how long instances take to start, and whether they do."""
    if fleet.is_scaled and usual:
        slow, fast = usual * step, usual / step
        title = f"start in {fast / _MINUTE:g} min, not {usual / _MINUTE:g}"
        yield _Scenario("starts_sooner", title, fleet, fast)
        yield _Scenario("starts_later", f"start in {slow / _MINUTE:g} min", fleet, slow)
    if fleet.is_scaled:
        yield _Scenario("no_more", "no more can be had", fleet, None)


def _enough(
    fleet: Fleet, minutes: Sequence[float], usual: float, course_of: _CourseOf | None
) -> Iterator[_Scenario]:
    """Give what has room for all: a minimum with scaling, if it has not as written, and none."""
    if not isinstance(fleet.bearing, Rate):
        return
    enough = max(1, enough_for(max(minutes), fleet.bearing.per_minute))
    if fleet.is_scaled and course_of is not None:
        floor = _floor(fleet, enough, lambda changed: course_of(changed, usual))
        if floor is not None:
            told = "" if fleet.actions else f", not {fleet.low}"
            yield _Scenario("at_least", f"at least {floor}{told}", fleet.at_least(floor), usual)
    if fleet.is_scaled or enough != fleet.initial:
        yield _Scenario("always", f"always {enough}", fleet.fixed(enough), usual)


def _floor(fleet: Fleet, enough: int, course_of: Callable[[Fleet], Course]) -> int | None:
    """Tell the least minimum by which scaling has room for all; None if only `enough` is one."""
    least, found = fleet.low, enough
    while found - least > 1:
        middle = (least + found) // 2
        if course_of(fleet.at_least(middle)).short_requests:
            least = middle
        else:
            found = middle
    return found if fleet.low < found < enough else None


def _row(
    part: Part,
    scenario: _Scenario,
    minutes: Sequence[float],
    course: Course,
    *,
    start: datetime,
    till: Till,
) -> Row:
    names = (scenario.condition, scenario.title)
    if part.serverless is not None:
        return serverless_row(names, part.serverless, minutes, course, till)
    return Row(
        condition=scenario.condition,
        title=scenario.title,
        mean=course.mean,
        lowest=course.lowest,
        highest=course.highest,
        added=course.added,
        removed=course.removed,
        short_minutes=course.short_minutes,
        short_requests=course.short_requests,
        worst=_worst(course, start),
        longest_wait=course.longest_wait,
        usd=_usd(part.kind, part.type, course.mean, till) if _is_paid(part) else None,
    )


def _worst(course: Course, start: datetime) -> Worst | None:
    lacks = course.lacks()
    if not lacks:
        return None
    worst = max(lacks, key=lambda lack: lack.requests)
    return Worst(
        start=start + timedelta(seconds=worst.first),
        end=start + timedelta(seconds=worst.last),
        requests=worst.requests,
        times=len(lacks),
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

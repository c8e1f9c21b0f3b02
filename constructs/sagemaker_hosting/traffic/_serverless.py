"""Replays what serverless variants answer on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import SECONDS, Amount
from sagemaker_hosting.cost._prices import PriceKind
from sagemaker_hosting.traffic._bearing import blocked
from sagemaker_hosting.traffic._row import Row

if TYPE_CHECKING:
    from sagemaker_hosting.cost._lines import Till
    from sagemaker_hosting.traffic._course import Course
    from sagemaker_hosting.traffic._part import Serverless

_MINUTE: Final = 60
_A_REQUEST: Final = 0.5


@dataclass(slots=True)
class _Answered:
    """Counts requests by who answered them."""

    warm: float = 0.0
    on_demand: float = 0.0
    throttled: float = 0.0
    short_minutes: int = 0


def serverless_row(
    names: tuple[str, str],
    serverless: Serverless,
    minutes: Sequence[float],
    course: Course,
    till: Till,
) -> Row:
    """Tell what a serverless variant answered with the warm containers that it had.

    Requests come independently of each other. Those above its concurrency are throttled, those
    that find no warm container are answered on demand: some of them wait for a container to start.

    Args:
        names: of the condition, and its title.
        serverless: what it is.
        minutes: the requests of each minute.
        course: what happened to its warm containers.
        till: finds prices.
    """
    condition, title = names
    answered = _answered(serverless, minutes, course.by_minutes())
    return Row(
        condition=condition,
        title=title,
        mean=course.mean,
        lowest=course.lowest,
        highest=course.highest,
        added=course.added,
        removed=course.removed,
        short_minutes=float(answered.short_minutes),
        short_requests=answered.throttled,
        on_demand=answered.on_demand,
        usd=_usd(serverless, answered, course.mean, len(minutes), till),
    )


def _answered(serverless: Serverless, minutes: Sequence[float], counts: Sequence[int]) -> _Answered:
    found = _Answered()
    for requests, count in zip(minutes, counts, strict=True):
        load = requests / _MINUTE * serverless.duration
        throttled = requests * blocked(serverless.most, load)
        on_warm = requests * (1 - blocked(count, load)) if count else 0.0
        found.throttled += throttled
        found.warm += on_warm
        found.on_demand += max(0.0, requests - throttled - on_warm)
        found.short_minutes += throttled >= _A_REQUEST
    return found


def _usd(
    serverless: Serverless, answered: _Answered, warm: float, minutes: int, till: Till
) -> Amount:
    seconds = Decimal(minutes * _MINUTE)
    used = Decimal(str(serverless.duration)) / seconds * SECONDS
    quantities = [
        (PriceKind.SERVERLESS, Decimal(str(answered.on_demand)) * used),
        (PriceKind.PROVISIONED_USAGE, Decimal(str(warm)) * SECONDS),
        (PriceKind.PROVISIONED_DURATION, Decimal(str(answered.warm)) * used),
    ]
    total = Amount()
    for kind, quantity in quantities:
        if quantity:
            price = till.find(kind, serverless.memory)
            total += Amount(at_least=True) if price is None else Amount(quantity * price.usd)
    return total

"""A change of bounds at set times: what Application Auto Scaling takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Protocol

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._time_zones import time_zone_faults
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.schedules import FORMS, schedule_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACTION_ID = re.compile(r"(?! )[^\x00-\x1f\x7f-\x9f:/|]{1,256}(?<! )")


class Moment(Protocol):
    """A `datetime.datetime` with a time zone; a naive one means another moment elsewhere."""

    @property
    def tzinfo(self) -> object | None:
        """Its time zone."""
        ...

    def __ge__(self, other: Any, /) -> bool:
        """Whether it is not before another."""
        ...

    def isoformat(self) -> str:
        """As text."""
        ...


def scheduled_action(
    subject: str,
    action_id: str,
    *,
    schedule: str,
    min_capacity: int | None,
    max_capacity: int | None,
    time_zone: str | None,
    start_time: Moment | None,
    end_time: Moment | None,
) -> dict[str, Any]:
    """The action as `CfnScalableTarget` takes it; its bounds are judged by their kind.

    Raises:
        ConfigurationError: about *subject*: an id, a schedule or times that AWS refuses.

    See
    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
    """
    faults = Faults(subject)
    faults.extend(_id_faults(action_id))
    faults.extend(_expression_faults(schedule))
    faults.extend(time_zone_faults(time_zone))
    faults.extend(_period_faults(start_time, end_time))
    faults.raise_if_any()
    bounds = {"minCapacity": min_capacity, "maxCapacity": max_capacity}
    action = {
        "scheduledActionName": action_id,
        "schedule": schedule,
        "scalableTargetAction": {k: bound for k, bound in bounds.items() if bound is not None},
        "timezone": time_zone,
        "startTime": start_time,
        "endTime": end_time,
    }
    return {name: value for name, value in action.items() if value is not None}


def _id_faults(action_id: str) -> Iterator[str]:
    """Why Application Auto Scaling takes no such name of a scheduled action."""
    if is_known_text(action_id) and not _ACTION_ID.fullmatch(action_id):
        yield (
            f"id: got {action_id!r}, allowed is 1 to 256 characters without ':', '/' and '|', and "
            "without a space at either end"
        )


def _expression_faults(expression: str) -> Iterator[str]:
    """Why Application Auto Scaling takes no such schedule."""
    fault = schedule_fault(expression) if is_known_text(expression) else None
    if fault is not None:
        yield f"schedule: got {expression!r}: {fault}; allowed is {FORMS}"


def _period_faults(start_time: Moment | None, end_time: Moment | None) -> Iterator[str]:
    """Why an action has no such first and last moment."""
    moments = {"start_time": start_time, "end_time": end_time}
    naive = [name for name, moment in moments.items() if moment and moment.tzinfo is None]
    for name in naive:
        yield f"{name}: has no time zone; give it one: tzinfo=datetime.UTC"
    if naive or start_time is None or end_time is None:
        return
    if start_time >= end_time:
        yield (
            f"end_time: got {end_time.isoformat()}, allowed is after start_time, "
            f"{start_time.isoformat()}"
        )

"""Checks what bounds, loads and schedules say together."""

import zoneinfo
from collections.abc import Callable, Iterator

from sagemaker_hosting.facts import scheduler, schedules
from stacks.settings.checks._common import at, check_bounds, exactly_one
from stacks.settings.common._names import SCHEDULE, TIME_ZONE
from stacks.settings.kinds._scaling import CopyScalingSettings, ScalingSettings
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import instead_of, shown

_LOADS = (
    "invocations_per_minute",
    "max_requests_per_second",
    "concurrent_requests",
    "cpu_percent",
    "gpu_percent",
    "memory_percent",
)
_COPY_LOADS = ("concurrent_requests_per_copy", "invocations_per_copy")


def check_instance_scaling(scaling: Entry) -> Iterator[Finding]:
    """Check how instances scale: one load or schedules, and bounds that fit."""
    if not isinstance(scaling.value, dict):
        return
    scheduled = list(scaling.at("schedules").entries())
    if not scheduled or any(scaling.holds(load) for load in _LOADS):
        yield from exactly_one(scaling, _LOADS, of=ScalingSettings)
    if scaling.holds("safety_factor") and not scaling.holds("max_requests_per_second"):
        message = "goes with max_requests_per_second only; leave it out"
        yield at(scaling.at("safety_factor"), message)
    yield from check_bounds(scaling)
    for schedule in scheduled:
        yield from check_bounds(schedule)
        yield from check_schedule(schedule)
        if isinstance(schedule.value, dict) and not any(map(schedule.holds, ("min", "max"))):
            yield at(schedule, "changes nothing; give min, max or both")


def check_copy_scaling(scaling: Entry) -> Iterator[Finding]:
    """Check how the copies of a component scale."""
    if isinstance(scaling.value, dict):
        yield from exactly_one(scaling, _COPY_LOADS, of=CopyScalingSettings)
        yield from check_bounds(scaling)


def check_schedule(mapping: Entry) -> Iterator[Finding]:
    """Check a schedule of scaling, and its time zone."""

    def fault_of(text: str) -> str | None:
        fault = schedules.schedule_fault(text)
        return None if fault is None else f"got {shown(text)}: {fault}"

    yield from _expression(mapping.at("schedule"), fault_of)
    yield from _time_zone(mapping)


def check_batch_schedule(job: Entry) -> Iterator[Finding]:
    """Check the schedule of a batch transform, and its time zone."""
    yield from _expression(job.at("schedule"), scheduler.schedule_fault)
    yield from _time_zone(job)


def _time_zone(mapping: Entry) -> Iterator[Finding]:
    zone = mapping.at("time_zone")
    name = zone.text()
    if name is None:
        return
    if not mapping.holds("schedule"):
        yield at(zone, "goes with schedule only; leave it out")
    elif TIME_ZONE.fits(name) and not _is_zone(name):
        known = zoneinfo.available_timezones()
        if known:  # a system without the zones' data knows none
            likest = instead_of(name, known)
            near = likest if likest.startswith("did") else "such as Europe/Paris"
            yield at(zone, f"no time zone is called {shown(name)}; {near}")


def _expression(schedule: Entry, fault_of: Callable[[str], str | None]) -> Iterator[Finding]:
    """Find a schedule of the right form that the service cannot read."""
    text = schedule.text("")
    if not SCHEDULE.fits(text):
        return  # told as such
    if text.startswith("cron("):
        _, _, day_of_month, _, day_of_week, _ = text[5:-1].split(" ")
        if [day_of_month, day_of_week].count("?") != 1:
            # https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
            rule = "one of the third field, day of month, and the fifth, day of week, must be ?"
            yield at(schedule, f"{rule}, got {shown(text)}")
            return
    fault = fault_of(text)
    if fault is not None:
        yield at(schedule, fault)


def _is_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True

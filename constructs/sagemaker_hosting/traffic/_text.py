"""Writes replays for people, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import money

if TYPE_CHECKING:
    from sagemaker_hosting.cost._amounts import Amount
    from sagemaker_hosting.traffic._assumptions import Assumptions
    from sagemaker_hosting.traffic._part import Part
    from sagemaker_hosting.traffic._replay import PartReplay, Replay
    from sagemaker_hosting.traffic._row import Row, Worst
    from sagemaker_hosting.traffic._trace import Trace

Paint = Callable[[str, str], str]

_GAP: Final = 2
_MINUTE: Final = 60
_PLURALS: Final = {"copy": "copies"}
_UNKNOWN: Final = "?"


def plain_paint(text: str, style: str) -> str:  # noqa: ARG001  # a painter that paints nothing
    """Leave a text without colour."""
    return text


def text_report(
    replays: Sequence[Replay], *, assumptions: Assumptions, paint: Paint = plain_paint
) -> str:
    """Write replays for people.

    Args:
        replays: what `replay` gave.
        assumptions: what it was given.
        paint: gives a text a style: `red`, `yellow`, `bold` or `dim`.
    """
    lines: list[str] = []
    told: Trace | None = None
    for replay in replays:
        if replay.trace != told:
            told = replay.trace
            lines += [*_trace(told, paint), ""]
        lines += [*_replay(replay, paint), ""]
    has_seconds = any(_has_high_resolution(part.part) for r in replays for part in r.parts)
    granted = _taken_for_granted(assumptions, has_seconds=has_seconds)
    lines += [paint(line, "dim") for line in granted]
    return "\n".join([*lines, ""])


def _has_high_resolution(part: Part) -> bool:
    policies = part.fleet.policies if part.fleet is not None else ()
    return any(policy.measure.seconds < _MINUTE for policy in policies)


def _taken_for_granted(assumptions: Assumptions, *, has_seconds: bool) -> Iterator[str]:
    cpu = assumptions.provisioning / _MINUTE
    accelerated = assumptions.provisioning_of_accelerators / _MINUTE
    others = f" ({accelerated:g} with accelerators)" if accelerated != cpu else ""
    yield f"taken for granted: what is added answers after {cpu:g} min{others};"
    yield (
        f"alarms see {assumptions.high_datapoints} min above the target, or "
        f"{assumptions.low_datapoints} below {assumptions.low_part:g} of it, "
        f"{assumptions.publication} s later"
    )
    if has_seconds:
        yield (
            f"of high resolution {assumptions.high_datapoints} datapoints of 10 s above it, or "
            f"{assumptions.low_datapoints_of_high_resolution} below, 10 s later"
        )


def _trace(trace: Trace, paint: Paint) -> Iterator[str]:
    factor = f" x {trace.factor:g}" if trace.factor != 1 else ""
    head = f"{trace.name}{factor}"
    yield (
        f"{paint(head, 'bold')}: {trace.start:%Y-%m-%d %H:%M} to {trace.end:%Y-%m-%d %H:%M} UTC, "
        f"{trace.requests:,.0f} requests, {trace.busiest_minute:,.6g} in the busiest minute"
    )
    if trace.missing:
        yield (
            f"  {trace.missing} of {len(trace.counts):,} intervals of {trace.interval} s are "
            "missing: they count as without requests"
        )


def _replay(replay: Replay, paint: Paint) -> Iterator[str]:
    for part in replay.parts:
        yield from _part(replay, part, paint)
    per_day = _per_day(replay.trace)
    if replay.stated_per_day is not None and per_day is not None:
        stated = f"{replay.stated_per_day:,.0f} requests a day are stated"
        yield paint(f"  {stated}; this trace has {per_day:,.0f}", "dim")
    if replay.instances is not None:
        found = replay.instances
        yield (
            f"  its components need {found.mean:.2f} {found.type} on average, {found.highest} at "
            f"most: {_usd(found.usd)} USD a month"
        )


def _per_day(trace: Trace) -> float | None:
    """Tell the requests of a mean day; None if a trace is shorter than one."""
    days = (trace.end - trace.start) / timedelta(days=1)
    return trace.requests / days if days >= 1 else None


def _part(replay: Replay, replayed: PartReplay, paint: Paint) -> Iterator[str]:
    part = replayed.part
    yield paint(f"{_place(replay)}{part.name}{_described(part)}", "bold")
    if replayed.rows:
        yield from _table(replayed.rows, paint)
    for note in part.notes:
        yield paint(f"  {note}", "dim" if part.fleet is not None else "yellow")


def _table(rows: Sequence[Row], paint: Paint) -> Iterator[str]:
    names = _shown(rows)
    heads = {name: name for name in names}
    lines = [heads, *(_values(row) for row in rows)]
    widths = {name: _GAP + max(len(line[name]) for line in lines) for name in names}
    titles = ["", *(f"  {row.title}" for row in rows)]
    title = max(len(each) for each in titles)
    for number, line in enumerate(lines):
        text = f"{titles[number]:<{title}}"
        text += "".join(f"{line[name]:>{width}}" for name, width in widths.items())
        is_short = number == 1 and bool(rows[0].short_requests)
        style = "dim" if number == 0 else "yellow" if is_short else None
        yield paint(text, style) if style is not None else text
    if rows[0].worst is not None:
        yield paint(f"  {_worst(rows[0].worst)}", "yellow")


def _worst(worst: Worst) -> str:
    day = "" if worst.end.date() == worst.start.date() else f"{worst.end:%Y-%m-%d} "
    rank = f"worst of {worst.times:,} times" if worst.times > 1 else "without room"
    return (
        f"{rank}: {worst.start:%Y-%m-%d %H:%M} to {day}{worst.end:%H:%M} UTC, "
        f"{worst.requests:,.0f} requests too many"
    )


def _place(replay: Replay) -> str:
    return f"{replay.environment}: " if replay.environment else ""


def _described(part: Part) -> str:
    if part.fleet is None:
        return " is not replayed"
    kind = f", {part.type}" if part.type is not None else ""
    fleet = part.fleet
    count = f"{fleet.low} to {fleet.high}" if fleet.is_scaled else f"always {fleet.initial}"
    most = f", {part.serverless.most} at a time" if part.serverless is not None else ""
    if part.serverless is not None and fleet.high == 0:
        return f"{kind}{most}"
    plural = fleet.unit if fleet.high == 1 else _PLURALS.get(fleet.unit, f"{fleet.unit}s")
    return f"{kind}{most}, {count} {plural}"


_COLUMNS: Final = (
    "mean", "most", "added", "removed", "short min", "short requests", "longest wait", "on demand",
    "USD a month",
)  # fmt: skip


def _shown(rows: Sequence[Row]) -> list[str]:
    """Name the columns of which a row has a value."""
    first = rows[0]
    absent = {
        "short min": first.longest_wait is not None,
        "short requests": first.longest_wait is not None,
        "longest wait": first.longest_wait is None,
        "on demand": first.on_demand is None,
        "USD a month": first.usd is None,
    }
    return [name for name in _COLUMNS if not absent.get(name, False)]


def _values(row: Row) -> dict[str, str]:
    return {
        "mean": f"{row.mean:.2f}",
        "most": str(row.highest),
        "added": str(row.added),
        "removed": str(row.removed),
        "short min": _minutes(row.short_minutes),
        "short requests": _count(row.short_requests),
        "longest wait": _wait(row.longest_wait),
        "on demand": _count(row.on_demand),
        "USD a month": _usd(row.usd) if row.usd is not None else "",
    }


def _count(number: float | None) -> str:
    return _UNKNOWN if number is None else f"{number:,.0f}"


def _minutes(number: float | None) -> str:
    """Write minutes, or parts of one where scaling looks every 10 seconds."""
    if number is None or number == int(number):
        return _count(number)
    return f"{number:,.1f}"


def _wait(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / _MINUTE:,.1f} min"


def _usd(amount: Amount) -> str:
    if amount.at_least and not amount.usd:
        return "not known"
    return f"{'>=' if amount.at_least else ''}{money(amount.usd)}"

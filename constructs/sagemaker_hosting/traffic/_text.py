"""Writes replays for people, as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.cost._amounts import money

if TYPE_CHECKING:
    from sagemaker_hosting.cost._amounts import Amount
    from sagemaker_hosting.traffic._assumptions import Assumptions
    from sagemaker_hosting.traffic._part import Part
    from sagemaker_hosting.traffic._replay import PartReplay, Replay
    from sagemaker_hosting.traffic._row import Row
    from sagemaker_hosting.traffic._trace import Trace

Paint = Callable[[str, str], str]

_TITLE: Final = 30
_MINUTE: Final = 60
_PLURALS: Final = {"copy": "copies"}
_UNKNOWN: Final = "?"


def plain_paint(text: str, style: str) -> str:  # noqa: ARG001 (a painter that paints nothing)
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
    lines += [paint(line, "dim") for line in _taken_for_granted(assumptions)]
    return "\n".join([*lines, ""])


def _taken_for_granted(assumptions: Assumptions) -> Iterator[str]:
    cpu = assumptions.provisioning / _MINUTE
    accelerated = assumptions.provisioning_of_accelerators / _MINUTE
    yield (
        f"taken for granted: what is added answers after {cpu:g} min ({accelerated:g} with "
        "accelerators);"
    )
    yield (
        f"alarms see {assumptions.high_datapoints} min above the target, or "
        f"{assumptions.low_datapoints} below {assumptions.low_part:g} of it, "
        f"{assumptions.publication} s later"
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
    if replay.instances is not None:
        found = replay.instances
        yield (
            f"  its components need {found.mean:.2f} {found.type} on average, {found.highest} at "
            f"most: {_usd(found.usd)} USD a month"
        )


def _part(replay: Replay, replayed: PartReplay, paint: Paint) -> Iterator[str]:
    part = replayed.part
    yield paint(f"{_place(replay)}{part.name}{_described(part)}", "bold")
    if replayed.rows:
        yield paint(f"{'':<{_TITLE}}{_cells(_heads(replayed.rows))}", "dim")
    for row in replayed.rows:
        line = f"{'  ' + row.title:<{_TITLE}}{_cells(_values(row, replayed.rows))}"
        is_short = row is replayed.rows[0] and bool(row.short_requests)
        yield paint(line, "yellow") if is_short else line
    for note in part.notes:
        yield paint(f"  {note}", "dim" if part.fleet is not None else "yellow")


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


_COLUMNS: Final[dict[str, int]] = {
    "mean": 8, "most": 6, "added": 7, "removed": 9, "short min": 11, "short requests": 16,
    "longest wait": 14, "on demand": 13, "USD a month": 14,
}  # fmt: skip


def _heads(rows: Sequence[Row]) -> dict[str, str]:
    return {name: name for name in _shown(rows)}


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


def _values(row: Row, rows: Sequence[Row]) -> dict[str, str]:
    values = {
        "mean": f"{row.mean:.2f}",
        "most": str(row.highest),
        "added": str(row.added),
        "removed": str(row.removed),
        "short min": _count(row.short_minutes),
        "short requests": _count(row.short_requests),
        "longest wait": _wait(row.longest_wait),
        "on demand": _count(row.on_demand),
        "USD a month": _usd(row.usd) if row.usd is not None else "",
    }
    return {name: values[name] for name in _shown(rows)}


def _cells(values: dict[str, str]) -> str:
    return "".join(f"{text:>{_COLUMNS[name]}}" for name, text in values.items())


def _count(number: float | None) -> str:
    return _UNKNOWN if number is None else f"{number:,.0f}"


def _wait(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / _MINUTE:,.1f} min"


def _usd(amount: Amount) -> str:
    if amount.at_least and not amount.usd:
        return "not known"
    return f"{'>=' if amount.at_least else ''}{money(amount.usd)}"

"""Writes replays for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sagemaker_hosting.cost._amounts import Amount
    from sagemaker_hosting.traffic._assumptions import Assumptions
    from sagemaker_hosting.traffic._replay import PartReplay, Replay
    from sagemaker_hosting.traffic._row import Row
    from sagemaker_hosting.traffic._trace import Trace

VERSION: Final = 1
_PLACES: Final = 6


def json_report(replays: Sequence[Replay], *, assumptions: Assumptions) -> str:
    """Write replays for programs; durations are seconds, amounts US dollars a month.

    Args:
        replays: what `replay` gave.
        assumptions: what it was given.
    """
    report = {
        "version": VERSION,
        "assumptions": asdict(assumptions),
        "replays": [_replay(each) for each in replays],
    }
    return f"{json.dumps(report, indent=2)}\n"


def _replay(replay: Replay) -> dict[str, Any]:
    instances = replay.instances
    return {
        "name": replay.name,
        "environment": replay.environment,
        "region": replay.region,
        "trace": _trace(replay.trace),
        "stated_requests_per_day": None
        if replay.stated_per_day is None
        else float(replay.stated_per_day),
        "parts": [_part(part) for part in replay.parts],
        "instances": None
        if instances is None
        else {
            "type": instances.type,
            "mean": round(instances.mean, _PLACES),
            "highest": instances.highest,
            "month": _amount(instances.usd),
        },
    }


def _trace(trace: Trace) -> dict[str, Any]:
    return {
        "name": trace.name,
        "start": trace.start.isoformat(),
        "end": trace.end.isoformat(),
        "interval": trace.interval,
        "intervals": len(trace.counts),
        "missing": trace.missing,
        "factor": trace.factor,
        "requests": round(trace.requests, _PLACES),
        "busiest_minute": round(trace.busiest_minute, _PLACES),
    }


def _part(replayed: PartReplay) -> dict[str, Any]:
    part = replayed.part
    fleet = part.fleet
    return {
        "name": part.name,
        "type": part.type,
        "unit": fleet.unit if fleet is not None else None,
        "min": fleet.low if fleet is not None else None,
        "max": fleet.high if fleet is not None else None,
        "requests": round(replayed.requests, _PLACES),
        "rows": [_row(row) for row in replayed.rows],
        "notes": list(part.notes),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "condition": row.condition,
        "title": row.title,
        "mean": round(row.mean, _PLACES),
        "lowest": row.lowest,
        "highest": row.highest,
        "added": row.added,
        "removed": row.removed,
        "short_minutes": _rounded(row.short_minutes),
        "short_requests": _rounded(row.short_requests),
        "worst": None
        if row.worst is None
        else {
            "start": row.worst.start.isoformat(),
            "end": row.worst.end.isoformat(),
            "requests": round(row.worst.requests, _PLACES),
            "times": row.worst.times,
        },
        "longest_wait": _rounded(row.longest_wait),
        "on_demand": _rounded(row.on_demand),
        "month": _amount(row.usd) if row.usd is not None else None,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, _PLACES)


def _amount(amount: Amount) -> dict[str, Any]:
    return {"usd": round(float(amount.usd), _PLACES), "at_least": amount.at_least}

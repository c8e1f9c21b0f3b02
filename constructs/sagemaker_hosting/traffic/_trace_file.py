"""Reads traces: tables of moments and counts, and what CloudWatch answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from sagemaker_hosting.traffic._cloudwatch import counted_in_answer
from sagemaker_hosting.traffic._counted import FORMS, Counted
from sagemaker_hosting.traffic._table import counted_in_table
from sagemaker_hosting.traffic._trace import Trace, UnusableTrace

_MINUTE: Final = 60
_MOST_FAULTS: Final = 10
_FEWEST: Final = 2
_MOST_INTERVALS: Final = 2_000_000
"""Four years of minutes: what is longer has a moment that is a slip."""


def read_trace(path: Path) -> Trace:
    """Read the requests of a file.

    A CSV has a column of moments (ISO 8601, or seconds since 1970) and one of counts, the first
    ones that are such; a line of names above them is passed over. Moments without an offset are
    UTC. JSON is what `aws cloudwatch get-metric-statistics` with `--statistics Sum`, or
    `get-metric-data`, answered. Rows may be in any order; an interval that no row counts has no
    requests.

    Args:
        path: the file.

    Raises:
        UnusableTrace: it cannot be read, or is no such file; the message tells every fault.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is no UTF-8 text"
        raise UnusableTrace(f"{path}: cannot be read ({reason}); a trace is {FORMS}") from None
    is_json = text.lstrip().startswith(("{", "["))
    faults: list[str] = []
    read = counted_in_answer if is_json else counted_in_table
    rows = list(read(text, path, faults))
    if not faults and len(rows) < _FEWEST:
        faults.append(f"{path}: has {len(rows)} counts, and a trace has at least two")
    if faults:
        raise UnusableTrace(_told(faults, path))
    return _trace(rows, path)


def _told(faults: Sequence[str], path: Path) -> str:
    left = len(faults) - _MOST_FAULTS
    more = [f"{path}: {left} more faults"] if left > 0 else []
    return "\n".join([*faults[:_MOST_FAULTS], *more])


def _trace(unsorted: Iterable[Counted], path: Path) -> Trace:
    rows = sorted(unsorted, key=lambda row: row.moment)
    steps = Counter((late.moment - early.moment).total_seconds() for early, late in pairwise(rows))
    # The usual step; of two that are as usual, the shorter one.
    usual = min(steps, key=lambda step: (-steps[step], step))
    faults = list(_faults_of_steps(rows, usual, path))
    if faults:
        raise UnusableTrace(_told(faults, path))
    interval = int(usual)
    start = rows[0].moment
    length = int((rows[-1].moment - start) / timedelta(seconds=interval)) + 1
    if length > _MOST_INTERVALS:
        told = f"from {start:%Y-%m-%d} to {rows[-1].moment:%Y-%m-%d}"
        raise UnusableTrace(f"{path}: is {told}, which is {length:,} intervals of {interval} s")
    counts = [0.0] * length
    for row in rows:
        counts[int((row.moment - start) / timedelta(seconds=interval))] = row.count
    return Trace(
        name=path.name,
        start=start,
        interval=interval,
        counts=tuple(counts),
        missing=length - len(rows),
    )


def _faults_of_steps(rows: Sequence[Counted], usual: float, path: Path) -> Iterator[str]:
    if usual <= 0 or usual != int(usual) or (usual % _MINUTE and _MINUTE % usual):
        yield (
            f"{path}: its counts are {usual:g} s apart; minutes can be made of a divisor or a "
            "multiple of 60 s"
        )
        return
    for early, late in pairwise(rows):
        step = (late.moment - early.moment).total_seconds()
        if step == 0:
            yield f"{late.place}: has the same moment as {early.place}: {late.moment:%F %T}"
        elif step % usual:
            yield (
                f"{late.place}: comes {step:g} s after {early.place}, and not a multiple of "
                f"{usual:g} s"
            )

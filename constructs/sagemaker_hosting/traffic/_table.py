"""Reads a table of moments and counts."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from sagemaker_hosting.traffic._counted import FORMS, Counted, counted, moment_of


def counted_in_table(text: str, path: Path, faults: list[str]) -> Iterator[Counted]:
    """Give what a CSV counts.

    Args:
        text: of the file.
        path: of the file, for messages.
        faults: where what is wrong goes.
    """
    lines = [
        (number, [cell.strip() for cell in cells])
        for number, cells in enumerate(csv.reader(text.splitlines()), start=1)
        if any(cell.strip() for cell in cells)
    ]
    columns = next((c for _, cells in lines[:2] if (c := _columns(cells)) is not None), None)
    if columns is None:
        faults.append(f"{path}: its first lines have no moment and count; a trace is {FORMS}")
        return
    for position, (number, cells) in enumerate(lines):
        if position == 0 and _columns(cells) is None:
            continue
        place = f"{path}:{number}"
        found = [cells[column] if column < len(cells) else "" for column in columns]
        row = counted(found[0], found[1], place, faults)
        if row is not None:
            yield row


def _columns(cells: Sequence[str]) -> tuple[int, int] | None:
    """Find the column of moments and that of counts."""
    when = next((n for n, cell in enumerate(cells) if moment_of(cell) is not None), None)
    if when is None:
        return None
    many = next((n for n, cell in enumerate(cells) if n != when and _is_number(cell)), None)
    return (when, many) if many is not None else None


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True

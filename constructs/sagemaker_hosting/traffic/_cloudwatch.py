"""Reads what CloudWatch answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sagemaker_hosting.traffic._counted import FORMS, Counted, counted


def counted_in_answer(text: str, path: Path, faults: list[str]) -> Iterator[Counted]:
    """Give what CloudWatch counted.

    Args:
        text: the JSON of `aws cloudwatch get-metric-statistics` or `get-metric-data`.
        path: of the file, for messages.
        faults: where what is wrong goes.
    """
    try:
        answer = json.loads(text)
    except json.JSONDecodeError as problem:
        faults.append(f"{path}:{problem.lineno}: is no JSON ({problem.msg})")
        return
    pairs = list(_datapoints(answer, path, faults))
    if not pairs and not faults:
        faults.append(f"{path}: has no datapoints; a trace is {FORMS}")
    for number, (moment, count) in enumerate(pairs, start=1):
        row = counted(str(moment), count, f"{path}: datapoint {number}", faults)
        if row is not None:
            yield row


def _datapoints(answer: Any, path: Path, faults: list[str]) -> Iterator[tuple[Any, Any]]:
    """Give moments and counts of either answer of CloudWatch."""
    held = answer if isinstance(answer, dict) else {}
    results = held.get("MetricDataResults")
    if isinstance(results, list):
        if len(results) != 1:
            names = ", ".join(str(r.get("Id")) for r in results if isinstance(r, dict))
            faults.append(f"{path}: has {len(results)} metrics ({names}), and a trace has one")
            return
        result = results[0] if isinstance(results[0], dict) else {}
        moments, values = _list(result.get("Timestamps")), _list(result.get("Values"))
        if len(moments) != len(values):
            faults.append(f"{path}: has {len(moments)} Timestamps and {len(values)} Values")
            return
        yield from zip(moments, values, strict=True)
        return
    for point in _list(held.get("Datapoints")):
        if not isinstance(point, dict) or "Sum" not in point:
            faults.append(f"{path}: a datapoint has no Sum; ask with --statistics Sum")
            return
        yield point.get("Timestamp"), point["Sum"]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []

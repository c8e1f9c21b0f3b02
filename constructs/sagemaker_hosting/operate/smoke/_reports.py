"""Writes reports."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from sagemaker_hosting.operate.smoke._report import Check, Outcome, Report

Paint = Callable[[str, str], str]

VERSION: Final = 1
_MARKS: Final = {
    Outcome.PASSED: ("ok", "green"),
    Outcome.FAILED: ("FAILED", "red"),
    Outcome.UNCHECKED: ("UNCHECKED", "yellow"),
    Outcome.SKIPPED: ("skipped", "dim"),
}
_WIDTH: Final = max(len(mark) for mark, _ in _MARKS.values())


def _plain(text: str, _style: str) -> str:
    return text


def text_report(report: Report, *, paint: Paint = _plain) -> str:
    """Write a report for people.

    Args:
        report: what was found out.
        paint: gives a text a style: `bold`, `dim`, or a colour.
    """
    lines = [f"{report.environment} in {', '.join(report.places)}, as in {report.read_from}"]
    for result in report.endpoints:
        name = f"  {result.name}" if result.name is not None else ""
        lines += ["", f"{paint(result.endpoint, 'bold')}{name}"]
        lines += [f"  {_line(check, paint)}" for check in result.checks]
    return "\n".join([*lines, "", _sum(report), ""])


def json_report(report: Report) -> str:
    """Write a report for programs: `version` changes when a key goes or means something else."""
    document = {
        "version": VERSION,
        "environment": report.environment,
        "read_from": report.read_from,
        "places": list(report.places),
        "endpoints": [
            {
                "endpoint": result.endpoint,
                "name": result.name,
                "checks": [_entry(check) for check in result.checks],
            }
            for result in report.endpoints
        ],
        "summary": {outcome.value: report.count(outcome) for outcome in Outcome},
    }
    return f"{json.dumps(document, indent=2)}\n"


def _line(check: Check, paint: Paint) -> str:
    mark, style = _MARKS[check.outcome]
    took = f" in {check.milliseconds:.0f} ms" if check.milliseconds is not None else ""
    detail = f": {check.detail}" if check.detail else ""
    return f"{paint(f'{mark:<{_WIDTH}}', style)}  {check.what}{took}{detail}"


def _entry(check: Check) -> dict[str, object]:
    entry: dict[str, object] = {
        "what": check.what,
        "outcome": check.outcome.value,
        "detail": check.detail,
    }
    if check.milliseconds is not None:
        entry["milliseconds"] = round(check.milliseconds, 1)
    return entry


def _sum(report: Report) -> str:
    counted = [f"{count} {outcome}" for outcome in Outcome if (count := report.count(outcome))]
    endpoints = f"{len(report.endpoints)} endpoint{'s' if len(report.endpoints) != 1 else ''}"
    return f"{endpoints}, {report.total} checks: {', '.join(counted) or 'none'}"

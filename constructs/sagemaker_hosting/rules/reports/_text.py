"""Writes findings for people, by endpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules._rule import Severity
from sagemaker_hosting.rules.reports._report import (
    Report,
    counted,
    message_of,
    place_of,
    resource_of,
)

Paint = Callable[[str, str], str]


def plain(text: str, style: str) -> str:  # noqa: ARG001  # a painter that paints nothing
    """Leave a text without colour."""
    return text


def text_report(report: Report, *, paint: Paint = plain) -> str:
    """Write a report for people.

    Args:
        report: what was found.
        paint: gives a text a style: `red`, `yellow`, `green`, `bold` or `dim`.
    """
    lines: list[str] = []
    for endpoint, findings in _by_endpoint(report.findings).items():
        lines += [paint(endpoint, "bold"), *_of_endpoint(findings, paint), ""]
    lines += [f"stale: {gone}" for gone in report.stale]
    if report.seen is not None:
        lines.append(f"looked at {report.seen.told}")
        lines += [paint(gap, "yellow") for gap in report.seen.gaps]
    has_gaps = report.seen is not None and any(report.seen.gaps)
    style = "red" if report.errors else "yellow" if report.warnings or has_gaps else "green"
    lines.append(paint(report.summary if report.baseline is None else report.open, style))
    return "\n".join([*lines, *_of_baseline(report), ""])


def _of_baseline(report: Report) -> Iterator[str]:
    """Tell what a baseline hides, and when it is out of date."""
    if report.baseline is None:
        return
    if report.known:
        known = counted(report.known, "finding")
        yield f"besides, {known} that {report.baseline} lists as known: not told, and no failure"
    if report.gone:
        gone = "1 finding that is" if report.gone == 1 else f"{report.gone} findings that are"
        again = f"run the same with --write-baseline {report.baseline} in place of --baseline"
        yield f"{report.baseline} lists {gone} no longer found; to renew it, {again}"


def _by_endpoint(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        endpoint = finding.endpoint if finding.endpoint is not None else "not of one endpoint"
        stack = finding.template.name
        heading = endpoint if endpoint.startswith(f"{stack}/") else f"{stack}: {endpoint}"
        found.setdefault(heading, []).append(finding)
    return found


def _of_endpoint(findings: list[Finding], paint: Paint) -> Iterator[str]:
    for finding in findings:
        is_error = finding.severity is Severity.ERROR
        level = paint(f"{finding.severity:<7}", "red" if is_error else "yellow")
        line = f":{finding.line}" if finding.line is not None else ""
        where = f"{resource_of(finding)} {finding.place}".rstrip()
        yield f"  {level} {paint(finding.rule.id, 'bold')}  {where}"
        yield f"          {message_of(finding)}"
        fixes = finding.fixes
        yield f"          fix: {fixes.first}"
        yield f"          in {fixes.tool}: {fixes.elsewhere}"
        yield paint(f"          {place_of(finding)}{line}  {finding.link}", "dim")

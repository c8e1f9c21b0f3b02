"""Writes findings as workflow commands, which GitHub shows beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules.reports._report import Report, message_of, place_of, resource_of

_TITLE: Final = "title=endpoints check"


def github_report(report: Report) -> str:
    """Write a report as one workflow command a finding or slip, and the rest as notices."""
    commands = [_command(finding) for finding in report.findings]
    slips = report.seen.slips if report.seen is not None else ()
    notes = report.seen.unknown_properties if report.seen is not None else ()
    told = [
        *(f"::warning {_TITLE}::{_text(slip)}" for slip in slips),
        *(f"::notice {_TITLE}::{_text(note)}" for note in (*notes, report.summary)),
    ]
    return "\n".join([*commands, *told, ""])


def _command(finding: Finding) -> str:
    properties = {
        "file": place_of(finding),
        "line": finding.line,
        "title": f"{finding.rule.id} {finding.rule.title}",
    }
    told = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    fixes = finding.fixes
    message = (
        f"{resource_of(finding)} {finding.place}: {message_of(finding)}\n"
        f"fix: {fixes.first}\nin {fixes.tool}: {fixes.elsewhere}\n{finding.link}"
    )
    return f"::{finding.severity} {told}::{_text(message)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")

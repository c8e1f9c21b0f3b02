"""Writes findings as workflow commands, which GitHub shows beside the lines of a pull request.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules.reports._report import Report, message_of, place_of, resource_of
from sagemaker_hosting.rules.reports._slip import Slip


def github_report(report: Report) -> str:
    """Write a report as one workflow command a finding or slip, and the sum as a notice."""
    told = [
        *(_finding(finding) for finding in report.findings),
        *(_slip(slip) for slip in report.slips),
        f"::notice title=endpoints check::{_text(report.summary)}",
    ]
    return "\n".join([*told, ""])


def _finding(finding: Finding) -> str:
    fixes = finding.fixes
    message = (
        f"{resource_of(finding)} {finding.place}: {message_of(finding)}\n"
        f"fix: {fixes.first}\nin {fixes.tool}: {fixes.elsewhere}\n{finding.link}"
    )
    title = f"{finding.rule.id} {finding.rule.title}"
    return _command(str(finding.severity), finding, title, message)


def _slip(slip: Slip) -> str:
    level = "notice" if slip.kind.level == "note" else slip.kind.level
    return _command(level, slip, f"{slip.kind.id} {slip.kind.title}", slip.says)


def _command(level: str, found: Finding | Slip, title: str, message: str) -> str:
    properties = {"file": place_of(found), "line": found.line, "title": title}
    told = ",".join(f"{k}={_property(str(v))}" for k, v in properties.items() if v is not None)
    return f"::{level} {told}::{_text(message)}"


def _text(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _text(text).replace(":", "%3A").replace(",", "%2C")

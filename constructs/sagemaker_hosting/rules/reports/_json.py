"""Writes findings for programs."""

from __future__ import annotations

import json
from typing import Any, Final

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules.reports._report import Report, place_of

_VERSION: Final = 1


def json_report(report: Report) -> str:
    """Write a report as JSON: `version`, counts, `findings` and `stale`."""
    document = {
        "version": _VERSION,
        "templates": report.templates,
        "errors": report.errors,
        "warnings": report.warnings,
        "known": report.known,
        "acknowledged": report.acknowledged,
        "stale": list(report.stale),
        "findings": [_finding(finding) for finding in report.findings],
    }
    return f"{json.dumps(document, indent=2)}\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule.id,
        "severity": str(finding.severity),
        "title": finding.rule.title,
        "endpoint": finding.endpoint,
        "stack": finding.template.name,
        "file": place_of(finding),
        "line": finding.line,
        "logical_id": finding.logical_id,
        "construct_path": finding.construct_path,
        "property": finding.place,
        "says": finding.says,
        "when": finding.when,
        "allowed": finding.allowed,
        "fix": finding.fix,
        "cloudformation": finding.cloudformation,
        "why": finding.rule.why,
        "link": finding.rule.link,
    }

"""Writes findings for programs."""

from __future__ import annotations

import json
from typing import Any, Final

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules.reports._report import Report, place_of
from sagemaker_hosting.rules.reports._seen import Seen
from sagemaker_hosting.rules.reports._slip import Slip

_VERSION: Final = 1


def json_report(report: Report) -> str:
    """Write a report as JSON: `version`, counts, `findings`, `slips` and `stale`."""
    document = {
        "version": _VERSION,
        "templates": report.templates,
        "errors": report.errors,
        "warnings": report.warnings,
        "known": report.known,
        "acknowledged": report.acknowledged,
        "stale": list(report.stale),
        **({"seen": _seen(report.seen)} if report.seen is not None else {}),
        "findings": [_finding(finding) for finding in report.findings],
        "slips": [_slip(slip) for slip in report.slips],
    }
    return f"{json.dumps(document, indent=2)}\n"


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "resources": seen.resources,
        **seen.hosts,
        "made_at_deploy": list(seen.made_at_deploy),
        "slips": [str(slip) for slip in seen.slips],
        "unknown_properties": [str(each) for each in seen.unknown],
    }


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
        "fix": finding.fixes.first,
        "cloudformation": finding.cloudformation,
        "sagemaker_endpoints": finding.fix,
        "why": finding.rule.why,
        "link": finding.link,
    }


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "kind": slip.kind.id,
        "level": slip.kind.level,
        "title": slip.kind.title,
        "stack": slip.template.name,
        "file": place_of(slip),
        "line": slip.line,
        "logical_id": slip.logical_id,
        "property": slip.place,
        "says": slip.says,
        "why": slip.kind.why,
    }

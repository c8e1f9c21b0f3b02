"""Writes findings in SARIF 2.1.0, which code scanning tools read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final
from urllib.parse import quote

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules._rule import AnyRule
from sagemaker_hosting.rules.reports._report import Report, message_of, place_of, resource_of
from sagemaker_hosting.rules.reports._slip import Slip, SlipKind

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_report(report: Report) -> str:
    """Write a report in SARIF 2.1.0, with the rules that are broken and the kinds of slips."""
    rules = {finding.rule.id: _rule(finding.rule) for finding in report.findings}
    rules |= {slip.kind.id: _slip_rule(slip.kind) for slip in report.slips}
    order = sorted(rules)
    index = {rule_id: position for position, rule_id in enumerate(order)}
    results = [_finding(each) for each in report.findings] + [_slip(each) for each in report.slips]
    run = {
        "tool": {
            "driver": {
                "name": "endpoints check",
                "informationUri": "https://docs.aws.amazon.com/sagemaker/latest/dg/deploy-model.html",
                "rules": [rules[rule_id] for rule_id in order],
            }
        },
        "results": [{**result, "ruleIndex": index[result["ruleId"]]} for result in results],
    }
    return f"{json.dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)}\n"


def _rule(rule: AnyRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": _help(rule)},
        "helpUri": rule.link,
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {"precision": "high" if rule.confidence == "high" else "medium"},
    }


def _help(rule: AnyRule) -> str:
    return f"In CloudFormation: {rule.cloudformation}\n\nIn sagemaker_endpoints: {rule.fix}"


def _slip_rule(kind: SlipKind) -> dict[str, Any]:
    return {
        "id": kind.id,
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.why},
        "defaultConfiguration": {"level": kind.level},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "ruleId": finding.rule.id,
        "level": str(finding.severity),
        "message": {"text": _message(finding)},
        "locations": [_location(finding, resource_of(finding))],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }


def _slip(slip: Slip) -> dict[str, Any]:
    return {
        "ruleId": slip.kind.id,
        "level": slip.kind.level,
        "message": {"text": slip.says},
        "locations": [_location(slip, slip.logical_id)],
        "partialFingerprints": {"slip/v1": slip.fingerprint},
    }


def _location(found: Finding | Slip, resource: str) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place_of(found))}}
    if found.line is not None:
        physical["region"] = {"startLine": found.line}
    logical = {"fullyQualifiedName": f"{resource} {found.place}".rstrip()}
    return {"physicalLocation": physical, "logicalLocations": [logical]}


def _message(finding: Finding) -> str:
    fixes = finding.fixes
    return f"{message_of(finding)}. Fix: {fixes.first}. In {fixes.tool}: {fixes.elsewhere}"


def _fingerprint(finding: Finding) -> str:
    return hashlib.sha256("\n".join(finding.key).encode()).hexdigest()[:32]

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

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif_report(report: Report) -> str:
    """Write a report in SARIF 2.1.0, with the rules that are broken."""
    rules = sorted({finding.rule.id: finding.rule for finding in report.findings}.items())
    index = {rule_id: position for position, (rule_id, _) in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "endpoints check",
                "informationUri": "https://docs.aws.amazon.com/sagemaker/latest/dg/deploy-model.html",
                "rules": [_rule(rule) for _, rule in rules],
            }
        },
        "results": [_result(finding, index) for finding in report.findings],
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


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(place_of(finding))}}
    if finding.line is not None:
        physical["region"] = {"startLine": finding.line}
    logical = {"fullyQualifiedName": f"{resource_of(finding)} {finding.place}".rstrip()}
    return {
        "ruleId": finding.rule.id,
        "ruleIndex": index[finding.rule.id],
        "level": str(finding.severity),
        "message": {"text": _message(finding)},
        "locations": [{"physicalLocation": physical, "logicalLocations": [logical]}],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
    }


def _message(finding: Finding) -> str:
    fixes = finding.fixes
    return f"{message_of(finding)}. Fix: {fixes.first}. In {fixes.tool}: {fixes.elsewhere}"


def _fingerprint(finding: Finding) -> str:
    return hashlib.sha256("\n".join(finding.key).encode()).hexdigest()[:32]

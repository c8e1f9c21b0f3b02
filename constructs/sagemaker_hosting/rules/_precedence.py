"""Tells a fault once: a rule of one subject goes before the rules that know limits alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from sagemaker_hosting.rules._finding import Finding
from sagemaker_hosting.rules._rule import Severity


def told_once(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what gives way (`Rule.gives_way`) where another rule tells an error already.

    That is an error at the same place; or one beside it or at what holds it, which names the
    property: what is missing has no place of its own.
    """
    if not any(finding.rule.gives_way for finding in findings):
        return [*findings]
    told: defaultdict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if not finding.rule.gives_way and finding.severity is Severity.ERROR:
            told[_resource_of(finding)].append(finding)
    return [
        finding
        for finding in findings
        if not finding.rule.gives_way
        or not any(_is_of(finding, other) for other in told.get(_resource_of(finding), ()))
    ]


def _resource_of(finding: Finding) -> tuple[int, str]:
    return id(finding.template), finding.logical_id


def _is_of(finding: Finding, other: Finding) -> bool:
    """Tell whether another finding is of the same property."""
    if other.path == finding.path:
        return True
    *holder, name = finding.path
    is_near = other.path[: len(holder)] == (*holder,) and len(other.path) <= len(finding.path)
    return is_near and name in re.findall(r"\w+", other.says)

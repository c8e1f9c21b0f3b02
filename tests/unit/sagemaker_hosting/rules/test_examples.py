"""Every rule has a smallest wrong and a smallest right template, and tells them apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import RULES, Finding, Rule, Severity
from sagemaker_hosting.rules._examples import example_of

Check = Callable[[str], tuple[Finding, ...]]
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@each_rule
def test_the_smallest_wrong_template_is_found_at_the_stated_severity(
    rule: Rule[object], findings_of: Check
) -> None:
    found = findings_of(example_of(rule.id).wrong)

    own = [finding for finding in found if finding.rule.id == rule.id]
    assert [finding.severity for finding in own] == [rule.severity]
    others = [f for f in found if f.rule.id != rule.id and f.severity is Severity.ERROR]
    assert others == [], "the smallest wrong template breaks one rule only"


@each_rule
def test_the_smallest_right_template_breaks_no_rule(rule: Rule[object], findings_of: Check) -> None:
    found = findings_of(example_of(rule.id).right)

    assert [f for f in found if f.severity is Severity.ERROR or f.rule.id == rule.id] == []


@each_rule
def test_a_finding_tells_the_line_the_values_and_the_fix(
    rule: Rule[object], findings_of: Check
) -> None:
    (finding,) = (f for f in findings_of(example_of(rule.id).wrong) if f.rule.id == rule.id)

    assert finding.line is not None
    assert finding.says
    assert finding.fix
    assert finding.cloudformation
    assert finding.rule.why
    assert finding.rule.link.startswith("https://")

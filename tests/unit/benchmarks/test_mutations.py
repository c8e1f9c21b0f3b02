"""Every rule of errors is broken somewhere, and every such break is found."""

from __future__ import annotations

import pytest

from benchmarks.mutations._breakers import mutants_across
from benchmarks.mutations._from_examples import mutants_of_examples
from benchmarks.mutations._from_limits import mutants_of_limits
from benchmarks.mutations._judges import found_by_rules, ids_found
from benchmarks.mutations._mutant import Base, error_rules, golden_bases
from sagemaker_hosting.rules import check

OF_RULES = [*mutants_of_examples(), *mutants_across()]
EVERY_NTH = 5
# By CloudFormation's schema; the API needs them.
NOT_REQUIRED = (" ShadowModeConfig", " RuntimeConfig.CopyCount")


def test_every_rule_of_errors_is_broken() -> None:
    assert {mutant.breaks for mutant in OF_RULES} == set(error_rules())


def test_the_golden_templates_are_broken_in_many_ways() -> None:
    in_golden = [m for m in OF_RULES if m.base in golden_bases()]

    assert len({m.breaks for m in in_golden}) >= 80
    assert len(in_golden) > 400


@pytest.mark.parametrize("base", golden_bases(), ids=lambda base: base.name)
def test_without_a_break_nothing_is_found(base: Base) -> None:
    findings = check(base.templates)

    assert [finding.rule.id for finding in findings if finding.severity == "error"] == []


def test_each_break_is_found_by_its_rule() -> None:
    broken = OF_RULES[::EVERY_NTH]

    missed = [f"{m.breaks} {m.base.name} {m.what}" for m in broken if m.breaks not in ids_found(m)]

    assert len(broken) > 100
    assert missed == []


def test_what_breaks_a_limit_of_the_api_is_found() -> None:
    broken = [mutant for mutant in mutants_of_limits() if not mutant.what.endswith(NOT_REQUIRED)]

    found = found_by_rules(broken[::EVERY_NTH])

    assert len(found) > 100
    missed = [
        m.what for m, is_found in zip(broken[::EVERY_NTH], found, strict=True) if not is_found
    ]
    assert missed == []

"""Checks templates that are written in tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sagemaker_hosting.rules import Finding, check
from sagemaker_hosting.templates import read_templates

Check = Callable[[str], tuple[Finding, ...]]


@pytest.fixture
def findings_of(tmp_path: Path) -> Check:
    """Check a YAML template as if it were deployed to eu-west-1."""

    def run(source: str) -> tuple[Finding, ...]:
        path = tmp_path / "template.yaml"
        path.write_text(dedent(source))
        return check(read_templates([path], account="111111111111", region="eu-west-1"))

    return run


@pytest.fixture
def ids_of(findings_of: Check) -> Callable[[str], list[str]]:
    """Check a YAML template; what counts are the ids of the rules it breaks, each once."""

    def run(source: str) -> list[str]:
        return sorted({finding.rule.id for finding in findings_of(source)})

    return run

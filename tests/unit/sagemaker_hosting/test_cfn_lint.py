"""The rules as cfn-lint runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sagemaker_hosting.rules._examples import example_of


def cfn_lint(path: Path, *options: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [
            str(Path(sys.executable).with_name("cfn-lint")),
            "--append-rules",
            "sagemaker_hosting.cfn_lint",
            "--format",
            "json",
            *options,
            "--",
            str(path),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    path = tmp_path / "wrong.yaml"
    path.write_text(example_of("SRV-04").wrong)
    return path


def test_a_finding_has_an_id_of_its_own_and_the_line_of_the_property(wrong: Path) -> None:
    (found,) = cfn_lint(wrong)

    rule, place = found["Rule"], found["Location"]
    assert isinstance(rule, dict)
    assert isinstance(place, dict)
    assert rule["Id"] == "ESRV-04"
    assert place["Start"]["LineNumber"] == 11
    assert "is 6, and its MaxConcurrency is 5" in str(found["Message"])


def test_a_rule_is_ignored_by_its_id(wrong: Path) -> None:
    assert cfn_lint(wrong, "--ignore-checks", "ESRV-04") == []


def test_a_right_template_has_no_finding(tmp_path: Path) -> None:
    path = tmp_path / "right.yaml"
    path.write_text(example_of("SRV-04").right)

    assert cfn_lint(path) == []

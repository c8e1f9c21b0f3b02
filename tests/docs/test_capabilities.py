"""docs/capabilities.md claims nothing without a test: each row names one, and it is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import sagemaker_endpoints

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "capabilities.md"
VERDICTS = ("yes", "partly", "no")
_LONG_ENOUGH_TO_BE_A_REASON = 15


@dataclass(frozen=True, kw_only=True)
class Row:
    """A capability, and how it stands."""

    feature: str
    alpha: str
    here: str
    tests: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return self.here.partition(":")[0]


def rows() -> Iterator[Row]:
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|") or cells[0].startswith("---") or cells[1] == "the alpha":
            continue
        feature, alpha, here, tests = cells
        yield Row(
            feature=feature, alpha=alpha, here=here, tests=tuple(re.findall(r"`([^`]+)`", tests))
        )


@cache
def functions_in(file: str) -> frozenset[str]:
    """The tests of the files of this name."""
    return frozenset(
        node.name
        for path in (ROOT / "tests").rglob(file)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


ROWS = list(rows())


def test_features_are_told_once() -> None:
    features = [row.feature for row in ROWS]

    assert len(features) > 50
    assert [feature for feature in set(features) if features.count(feature) > 1] == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.feature)
def test_row_is_proved_or_says_why_not(row: Row) -> None:
    reason = row.here.partition(": ")[2]

    assert row.alpha.partition(":")[0] in VERDICTS
    assert row.verdict in VERDICTS
    if row.verdict == "yes":
        assert row.tests, "a capability without a test"
    if row.verdict == "no":
        assert row.tests == (), "what is not there cannot be tested"
    if row.verdict != "yes":
        assert len(reason) >= _LONG_ENOUGH_TO_BE_A_REASON


@pytest.mark.parametrize("test", sorted({test for row in ROWS for test in row.tests}))
def test_named_test_exists(test: str) -> None:
    file, _, name = test.partition("::")

    assert name in functions_in(file)


def test_constructs_that_are_named_are_exported() -> None:
    # In the third column a name in code, with a capital, is a construct of this library.
    named = {name for row in ROWS for name in re.findall(r"`([A-Z]\w+)(?:\.\w+)?[^`]*`", row.here)}

    assert named
    assert named - set(sagemaker_endpoints.__all__) == set()


def test_methods_that_are_named_are_there() -> None:
    named = [pair for row in ROWS for pair in re.findall(r"`([A-Z]\w+)\.(\w+)[^`]*`", row.here)]

    assert named
    assert [
        f"{of}.{method}"
        for of, method in named
        if not hasattr(getattr(sagemaker_endpoints, of), method)
    ] == []


def test_links_lead_somewhere() -> None:
    links = re.findall(r"\]\(([\w.-]+\.md)\)", PAGE.read_text())

    assert links
    assert [link for link in links if not (PAGE.parent / link).exists()] == []

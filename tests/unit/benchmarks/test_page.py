"""docs/benchmarks.md is written section by section."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks._page import table, write_section
from benchmarks._synthesis_page import line_through


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "benchmarks.md"
    file.write_text("# Benchmarks\n\nHead.\n\n## One\n\nold\n\n### Below\n\nold\n\n## Two\n\ntwo\n")
    return file


def test_section_is_replaced_whole_and_the_others_stay(page: Path) -> None:
    write_section(page, "One", "new\n")

    assert page.read_text() == "# Benchmarks\n\nHead.\n\n## One\n\nnew\n\n## Two\n\ntwo\n"


def test_last_section_is_replaced(page: Path) -> None:
    write_section(page, "Two", r"back\1slash")

    assert page.read_text().endswith("## Two\n\nback\\1slash\n")
    assert "### Below" in page.read_text()


def test_new_section_comes_last(page: Path) -> None:
    write_section(page, "Three", "three")

    assert page.read_text().endswith("## Two\n\ntwo\n\n## Three\n\nthree\n")


def test_columns_of_figures_stand_right() -> None:
    assert table(["", "seconds"], [["one", "2"]]) == "|  | seconds |\n| --- | --: |\n| one | 2 |"


def test_line_of_least_squares() -> None:
    start, slope = line_through([1, 10, 50], [0.71, 0.8, 1.2])

    assert (round(start, 9), round(slope, 9)) == (0.7, 0.01)

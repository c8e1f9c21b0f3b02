"""docs/benchmarks.md: each benchmark writes its own section, and leaves the others alone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def write_section(page: Path, title: str, body: str) -> None:
    """Replace the section of that title, or add it at the end.

    Args:
        page: Markdown file; what stands before its first section stays as well.
        title: of the section, a heading of the second level.
        body: Markdown below the heading.
    """
    text = page.read_text(encoding="utf-8")
    section = f"## {title}\n\n{body.strip()}\n"
    old = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    if old.search(text):
        text = old.sub(lambda _: f"{section}\n", text)
    else:
        text = f"{text.rstrip()}\n\n{section}"
    page.write_text(f"{text.rstrip()}\n", encoding="utf-8")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; all columns but the first are of figures."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

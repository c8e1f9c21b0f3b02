"""The published packages read and write the same text on every machine."""

from __future__ import annotations

import ast
from pathlib import Path

_TEXT = ("read_text", "write_text")


def test_every_file_of_text_is_read_and_written_in_a_named_encoding(root: Path) -> None:
    without = [
        f"{path.relative_to(root)}:{call.lineno}"
        for path in sorted((root / "constructs").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        if isinstance(call.func, ast.Attribute)
        if call.func.attr in _TEXT
        if "encoding" not in {keyword.arg for keyword in call.keywords}
    ]

    assert without == []

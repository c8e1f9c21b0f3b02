"""The page names the tests that there are, all of them and no other."""

from __future__ import annotations

import re
from pathlib import Path


def test_page_names_every_test(root: Path) -> None:
    page = (root / "docs" / "alpha-defects.md").read_text()
    tests = (root / "tests/unit/sagemaker_endpoints/test_alpha_defects.py").read_text()

    named = re.findall(r"`(test_d\d\w+)`", page)

    assert sorted(named) == sorted(re.findall(r"^def (test_d\w+)", tests, re.MULTILINE))

"""docs/rules.md is what the declarations of the rules say."""

from __future__ import annotations

import re
from pathlib import Path

from sagemaker_hosting.rules import RULES, UPDATE_RULES
from sagemaker_hosting.rules._document import document

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "rewrite it: make rules"


def test_every_rule_has_a_section_that_the_contents_lead_to() -> None:
    page = PAGE.read_text(encoding="utf-8")

    sections = re.findall(r'^<a id="([a-z]+-\d+)"></a>$', page, re.MULTILINE)
    links = set(re.findall(r"\]\(#([a-z]+-\d+)\)", page))

    assert sections == [rule.id.lower() for rule in (*RULES, *UPDATE_RULES)]
    assert set(sections) == links

"""Writes findings and acknowledgements of the page."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from sagemaker_hosting.review._acknowledging import reasons_of
from sagemaker_hosting.review._html_parts import paragraph
from sagemaker_hosting.review._wording import counted

if TYPE_CHECKING:
    from sagemaker_hosting.review._held import Found
    from sagemaker_hosting.review._review import Review


def findings(review: Review) -> Iterator[str]:
    """Write what the checks find anew, and no longer."""
    for found, word in ((review.new, "new"), (review.gone, "gone")):
        rows = [_finding(f) for f in found]
        if rows:
            yield f"<h3>{counted(len(rows), 'finding')} {word}</h3><ul>{''.join(rows)}</ul>"


def _finding(found: Found) -> str:
    return (
        f'<li>{found.severity} <a href="{escape(found.link, quote=True)}">{found.rule}</a> '
        f"<code>{escape(found.place)}</code>: {escape(found.says)}"
        f'<br><span class="soft">Fix: {escape(found.fix)}</span></li>'
    )


def acknowledgements(review: Review) -> Iterator[str]:
    """Write the reasons of acknowledgements; where there are many for one, their places folded."""
    for group in reasons_of(review):
        only = group.only
        if only is not None:
            yield paragraph(f"{only.rule} of {only.path} is {group.turn}: {group.reason}")
            continue
        lines = "".join(f"<li>{escape(line)}</li>" for line in group.lines)
        yield f"<details><summary>{escape(group.told)}</summary><ul>{lines}</ul></details>\n"

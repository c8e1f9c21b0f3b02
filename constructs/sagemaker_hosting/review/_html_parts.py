"""Writes single pieces of the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagemaker_hosting.review._remark import Difference


def difference(value: Difference) -> str:
    """Write a value before and after as a row of a table."""
    cells = [f"<code>{escape(text)}</code>" if text is not None else "none" for text in value.shown]
    name = escape(value.what) + (" (protects less)" if value.weaker else "")
    return row(name, cells, ("what", "before", "after"), style="weaker" if value.weaker else "")


def row(name: str, cells: Sequence[str], heads: Sequence[str], *, style: str = "") -> str:
    """Write a row of a table: on a phone each cell bears the head of its column."""
    tds = "".join(
        f'<td data-label="{escape(head, quote=True)}">{cell}</td>' if cell else "<td></td>"
        for cell, head in zip(cells, heads[1:], strict=True)
    )
    opened = f'<tr class="{style}">' if style else "<tr>"
    return f'{opened}<th scope="row">{name}</th>{tds}</tr>'


def table(caption: str, heads: Sequence[str], rows: Sequence[str]) -> str:
    """Write a table that scrolls by itself where it is wider than the page."""
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<div class="wide" role="region" aria-label="{escape(caption, quote=True)}" tabindex="0">'
        f'<table class="rows"><caption>{escape(caption)}</caption><thead><tr>{columns}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def paragraph(text: str) -> str:
    """Write a paragraph."""
    return f"<p>{escape(text)}</p>"

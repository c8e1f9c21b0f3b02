"""Writes the details of one endpoint or batch transform in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._fitting import Block, Section
from sagemaker_hosting.review._markup import code, fenced, head, prose
from sagemaker_hosting.review._markup import row as line
from sagemaker_hosting.review._telling import counts_told, effect_told, has_new_split, peak_of

if TYPE_CHECKING:
    from sagemaker_hosting.review._item import Item
    from sagemaker_hosting.review._remark import Difference

_LONGEST_DIFF: Final = 4_000


def item_section(item: Item) -> Section:
    """Write the details of an endpoint or a batch transform."""
    parts = [
        *(f"- {prose(r.says)}" for r in item.remarks if r.risk is None),
        *_lines(_shares(item)),
        *_lines(_rows(item)),
        *_lines(_rollout(item)),
    ]
    text = "\n".join(parts).strip("\n")
    blocks = [Block(importance=60, what="details of an endpoint", text=text)] if text else []
    return Section(heading=f"### {code(item.name)}: {prose(effect_told(item))}", blocks=blocks)


def _shares(item: Item) -> Iterator[str]:
    if has_new_split(item):
        yield head("", ("requests", "before", "after"))
        for share in item.shares:
            name = f"{code(share.variant)}{' (copies)' if share.shadow else ''}"
            yield line((name, share.before_told or "-", share.after_told or "-"))


def _rows(item: Item) -> Iterator[str]:
    if item.differences and item.kind_after is not None:
        yield head("", ("", "before", "after"))
        yield from (difference(row) for row in item.differences)


def _rollout(item: Item) -> Iterator[str]:
    need = item.rollout
    if need is None:
        return
    yield f"While the update rolls out: {prose(need.how)}."
    if need.fleets:
        yield ""
        yield head("", ("instances", "now", "more for a while", "together"))
        for fleet in need.fleets:
            counts = (fleet.old, fleet.extra, peak_of(fleet))
            yield line((code(fleet.instance_type), *(counts_told(c) for c in counts)))


def _lines(part: Iterable[str]) -> list[str]:
    lines = list(part)
    return ["", *lines] if lines else []


def difference(row: Difference) -> str:
    """Write a value before and after as a line of a table."""
    before, after = (code(text) if text is not None else "-" for text in row.shown)
    return line((f"**{prose(row.what)}**" if row.weaker else prose(row.what), before, after))


def raw_section(effect: str, path: str, diff: str) -> Section:
    """Write a raw difference, folded away."""
    if len(diff) > _LONGEST_DIFF:
        diff = f"{diff[:_LONGEST_DIFF].rpartition(chr(10))[0]}\n… and more"
    name = path.replace("&", "&amp;").replace("<", "&lt;")
    text = (
        f"<details><summary>{effect}: <code>{name}</code></summary>\n\n"
        f"{fenced(diff, 'diff')}\n\n</details>"
    )
    return Section(heading="", blocks=[Block(importance=10, what="raw difference", text=text)])

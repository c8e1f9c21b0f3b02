"""Writes a review for a pull request.

GitHub takes 65,536 characters in a comment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Effect
from sagemaker_hosting.review._acknowledging import Reason, reasons_of
from sagemaker_hosting.review._cases import TITLES, Case, cases_of
from sagemaker_hosting.review._cutting import cut
from sagemaker_hosting.review._fitting import Block, Section, fitted
from sagemaker_hosting.review._markdown_item import difference, item_section, raw_section
from sagemaker_hosting.review._markup import code, head, inside_html, prose
from sagemaker_hosting.review._markup import row as line
from sagemaker_hosting.review._money import told_amount, told_range, told_step
from sagemaker_hosting.review._remark import Risk
from sagemaker_hosting.review._telling import (
    ARROW,
    budget_told,
    capacity_told,
    differing_told,
    effect_told,
    grant_told,
    kind_told,
    no_change,
    resource_effect,
    shares_told,
    summary,
)
from sagemaker_hosting.review._wording import short_hashes

if TYPE_CHECKING:
    from sagemaker_hosting.review._held import Access, Found
    from sagemaker_hosting.review._item import Item
    from sagemaker_hosting.review._remark import Difference
    from sagemaker_hosting.review._review import Review

LIMIT: Final = 65_000
"""Characters: GitHub's limit of a comment is 65,536."""

_GRAVE: Final = (Risk.STALE, Risk.REFUSED, Risk.DELETED, Risk.REPLACED)


def markdown_report(review: Review, *, limit: int = LIMIT) -> str:
    """Write a review in Markdown, as GitHub renders it.

    Args:
        review: what to write.
        limit: characters; the least important is cut first, and what is cut is told.
    """
    if review.is_same:
        told = Section(heading=prose(no_change(review)))
        remarks = _remarks(review)
        return fitted([told, *_alerts(review), *([remarks] if remarks.blocks else [])], limit=limit)
    title = f"## Review: {code(review.base)} {ARROW} {code(review.head)}"
    sections = [
        Section(heading=f"{title}\n\n{' · '.join(prose(part) for part in summary(review))}"),
        *_alerts(review),
        _costs(review),
        _overview(review),
        *(item_section(item) for item in review.items),
        *(_access(access) for access in review.access),
        _table("### Networks, keys and protections", review.protection, 70, "protection"),
        _findings("### Findings that are new", review.new, 65, "new finding"),
        _findings("### Findings that are gone", review.gone, 30, "finding that is gone"),
        _acknowledgements(review),
        _remarks(review),
        _resources(review),
        _others(review),
        *(
            raw_section(resource_effect(row.effect), row.path, row.diff)
            for row in review.resources
            if row.diff
        ),
        *(raw_section("changed", row.what, row.diff) for row in review.sections if row.diff),
    ]
    return fitted([s for s in sections if s.blocks or s.heading.startswith("## ")], limit=limit)


def _alerts(review: Review) -> Iterator[Section]:
    """GitHub's alerts: red for what does not deploy or goes, amber for what to look at."""
    cases = cases_of(review)
    for kind, grave in (("CAUTION", True), ("WARNING", False)):
        chosen = [case for case in cases if (case.risk in _GRAVE) is grave]
        if chosen:
            yield Section(heading=f"> [!{kind}]", blocks=[_case(case) for case in chosen])


def _case(case: Case) -> Block:
    where = f" {code(case.where)}:" if case.where else ":"
    fix = f" Fix: {prose(case.fix)}." if case.fix else ""
    link = f" [AWS]({case.link})" if case.link else ""
    says = prose(short_hashes(cut(case.says, 400)))
    text = f"> - **{TITLES[case.risk]}**{where} {says}.{fix}{link}"
    return Block(importance=90, what="warning", text=text)


def _costs(review: Review) -> Section:
    rows = []
    for place in review.places:
        money = place.money
        if money is None:
            continue
        cells = (
            prose(place.name),
            prose(told_amount(money.before)),
            prose(told_amount(money.after)),
            prose(told_step(money)),
            prose(told_range(money.after)),
            prose(budget_told(place)),
        )
        rows.append(Block(importance=85, what="cost", text=line(cells)))
    heading = head(
        "### Cost of a month",
        ("environment", "typical before", "after", "change", "by the scaling limits", "budget"),
    )
    reasons = dict.fromkeys(
        r for p in review.places if p.money is not None for r in p.money.reasons
    )
    ending = f"\nNot priced: {prose('; '.join(list(reasons)[:5]))}." if reasons else ""
    return Section(heading=heading, blocks=rows, ending=ending)


def _overview(review: Review) -> Section:
    rows = [
        Block(
            importance=80,
            what="line of the overview",
            text=line(
                (
                    f"{code(item.name)} {prose(kind_told(item))}",
                    f"**{prose(effect_told(item))}**"
                    if item.effect in (Effect.REPLACED, Effect.DELETED, Effect.LEFT)
                    else prose(effect_told(item)),
                    prose(shares_told(item)),
                    prose(cut(capacity_told(item), 300)),
                    _money(item),
                )
            ),
        )
        for item in review.items
    ]
    heading = head(
        "### Endpoints and batch transforms",
        ("", "what happens", "traffic", "capacity", "typical month"),
    )
    return Section(heading=heading, blocks=rows)


def _money(item: Item) -> str:
    if item.money is None:
        return ""
    before, after = told_amount(item.money.before), told_amount(item.money.after)
    return prose(after if before == after else f"{before} {ARROW} {after}")


def _access(access: Access) -> Section:
    rows = []
    for grant in access.grants:
        actions, resource, condition = grant_told(grant)
        cells = (
            f"**{grant.turn}**" if grant.turn == "widened" else str(grant.turn),
            code(actions),
            code(short_hashes(resource)) if resource else "",
            code(cut(condition, 400)) if condition else "",
            prose(grant.note),
        )
        importance = 70 if grant.turn == "widened" and not access.is_new else 45
        rows.append(Block(importance=importance, what="permission", text=line(cells)))
    new = "new " if access.is_new else ""
    heading = head(
        f"### Permissions: {code(access.holder)}, {new}{access.kind}",
        ("", "actions", "on", "if", ""),
    )
    return Section(heading=heading, blocks=rows)


def _table(heading: str, rows: Iterable[Difference], importance: int, what: str) -> Section:
    blocks = [Block(importance=importance, what=what, text=difference(row)) for row in rows]
    return Section(heading=head(heading, ("", "before", "after")), blocks=blocks)


def _findings(heading: str, found: Iterable[Found], importance: int, what: str) -> Section:
    blocks = [
        Block(
            importance=importance,
            what=what,
            text=(
                f"- {'**error**' if f.severity == 'error' else f.severity} [{f.rule}]({f.link}) "
                f"{code(f.place)}: {prose(f.says)}. Fix: {prose(f.fix)}."
            ),
        )
        for f in found
    ]
    return Section(heading=heading, blocks=blocks)


def _acknowledgements(review: Review) -> Section:
    # Lists first: what stands right below one would belong to its last item.
    groups = sorted(reasons_of(review), key=lambda group: group.only is None)
    blocks = [
        Block(importance=50, what="acknowledgement", text=_acknowledged(group)) for group in groups
    ]
    return Section(heading="### Acknowledgements\n", blocks=blocks)


def _acknowledged(group: Reason) -> str:
    only = group.only
    if only is not None:
        return f"- {prose(only.rule)} of {code(only.path)} is {group.turn}: {prose(group.reason)}"
    lines = "\n".join(f"- {code(line)}" for line in group.lines)
    return f"\n<details><summary>{inside_html(group.told)}</summary>\n\n{lines}\n\n</details>"


def _remarks(review: Review) -> Section:
    blocks = [
        Block(importance=55, what="remark", text=f"- {prose(r.says)}")
        for r in review.remarks
        if r.risk is None
    ]
    return Section(heading="### Good to know", blocks=blocks)


def _resources(review: Review) -> Section:
    blocks = []
    for row in review.resources:
        what = prose(row.type.partition("::")[2])
        differing = prose(differing_told(row))
        text = line((resource_effect(row.effect), code(row.path), what, differing))
        blocks.append(Block(importance=20, what="resource", text=text))
    summary_line = f"<summary>{len(review.resources)} resources by what happens to them</summary>"
    heading = head(f"<details>{summary_line}\n", ("", "resource", "type", "what differs"))
    return Section(heading=heading, blocks=blocks, ending="\n</details>")


def _others(review: Review) -> Section:
    blocks = [
        Block(importance=25, what="section of a template", text=f"- {prose(section.what)}")
        for section in review.sections
    ]
    return Section(heading="Templates differ as well in:\n", blocks=blocks)

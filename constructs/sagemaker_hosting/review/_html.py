"""Writes a review as one page that needs nothing else: no script, no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.review._cases import TITLES, cases_of
from sagemaker_hosting.review._charts import cost_chart, traffic_chart
from sagemaker_hosting.review._html_findings import acknowledgements, findings
from sagemaker_hosting.review._html_parts import difference, paragraph, row, table
from sagemaker_hosting.review._money import told_amount, told_step
from sagemaker_hosting.review._remark import Risk
from sagemaker_hosting.review._telling import (
    ARROW,
    capacity_told,
    counts_told,
    differing_told,
    effect_told,
    grant_told,
    has_new_split,
    kind_told,
    no_change,
    peak_of,
    resource_effect,
    shares_told,
    summary,
)
from sagemaker_hosting.review._wording import counted, short_hashes

if TYPE_CHECKING:
    from sagemaker_hosting.review._held import Access, ResourceChange
    from sagemaker_hosting.review._item import Item
    from sagemaker_hosting.review._review import Review

_GRAVE: Final = (Risk.STALE, Risk.REFUSED, Risk.DELETED, Risk.REPLACED)
_LEGEND: Final = (
    "Bar: a typical month. Behind it: from the least to the most that the scaling limits allow. "
    "Red line: the budget."
)
_NO_REQUESTS: Final = "default-src 'none'; style-src 'unsafe-inline'"


def html_report(review: Review) -> str:
    """Write a review as an HTML page.

    It is readable on a phone, light or dark as the reader's system is, and by screen readers; its
    own Content-Security-Policy keeps it from loading anything.
    """
    title = f"Review: {review.base} {ARROW} {review.head}"
    style = files("sagemaker_hosting.review").joinpath("_page.css").read_text(encoding="utf-8")
    body = "".join(_same(review) if review.is_same else _parts(review))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_NO_REQUESTS}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        '<a class="skip" href="#review">to the review</a>\n'
        f"<header><h1>Review: <code>{escape(review.base)}</code> {ARROW} "
        f"<code>{escape(review.head)}</code></h1></header>\n"
        f'<main id="review">{body}</main>\n</body>\n</html>\n'
    )


def _same(review: Review) -> Iterator[str]:
    yield paragraph(no_change(review))
    yield from _cases(review)
    yield _notes(review)


def _parts(review: Review) -> Iterator[str]:
    facts = "".join(f"<li>{escape(part)}</li>" for part in summary(review))
    yield f'<ul class="facts">{facts}</ul>\n'
    yield from _cases(review)
    yield from _costs(review)
    yield from _overview(review)
    yield from (_item(item) for item in review.items if item.kind_after is not None)
    yield _section("Permissions", (_access(access) for access in review.access))
    rows = [difference(row) for row in review.protection]
    if rows:
        written = table("Before and after", ("what", "before", "after"), rows)
        yield _section("Networks, keys and protections", [written])
    yield _section("Findings", findings(review))
    yield _section("Acknowledgements", acknowledgements(review))
    yield _notes(review)
    yield _section("Resources", _resources(review))


def _notes(review: Review) -> str:
    return _section("Good to know", (paragraph(r.says) for r in review.remarks if r.risk is None))


def _section(title: str, parts: Iterable[str]) -> str:
    inside = "".join(parts)
    return f"<section><h2>{escape(title)}</h2>{inside}</section>\n" if inside else ""


def _cases(review: Review) -> Iterator[str]:
    rows = []
    for case in cases_of(review):
        style = ' class="grave"' if case.risk in _GRAVE else ""
        where = f" <code>{escape(case.where)}</code>" if case.where else ""
        fix = f'<br><span class="soft">Fix: {escape(case.fix)}</span>' if case.fix else ""
        link = f' <a href="{escape(case.link, quote=True)}">AWS on this</a>' if case.link else ""
        says = escape(short_hashes(case.says))
        rows.append(f"<li{style}><b>{TITLES[case.risk]}</b>{where}: {says}{link}{fix}</li>")
    if rows:
        yield _section("Look at this first", [f'<ul class="cases">{"".join(rows)}</ul>'])


def _costs(review: Review) -> Iterator[str]:
    charts = [
        cost_chart(place.money, title=place.name, budget=place.budget_after)
        for place in review.places
        if place.money is not None
    ]
    if charts:
        charts.insert(0, paragraph(_LEGEND))
    reasons = dict.fromkeys(
        r for p in review.places if p.money is not None for r in p.money.reasons
    )
    if reasons:
        listed = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
        title = f"{counted(len(reasons), 'reason')} why an amount is a floor"
        charts.append(f"<details><summary>{title}</summary><ul>{listed}</ul></details>")
    yield _section("Cost of a month", charts)


def _overview(review: Review) -> Iterator[str]:
    heads = ("endpoint", "what happens", "traffic", "capacity", "typical month")
    rows = []
    for item in review.items:
        cells = (
            f"{_tag(item)}",
            escape(shares_told(item)),
            escape(capacity_told(item)),
            escape(_month(item)),
        )
        kind = f'<span class="soft">{escape(kind_told(item))}</span>'
        name = f"<code>{escape(item.name)}</code><br>{kind}"
        rows.append(row(name, cells, heads))
    if rows:
        written = table("What happens to each", heads, rows)
        yield _section("Endpoints and batch transforms", [written])


def _tag(item: Item) -> str:
    return f'<span class="tag {item.effect}">{escape(effect_told(item))}</span>'


def _month(item: Item) -> str:
    if item.money is None:
        return ""
    before, after = told_amount(item.money.before), told_amount(item.money.after)
    return after if before == after else f"{before} {ARROW} {after}"


def _item(item: Item) -> str:
    parts = [f"<h3><code>{escape(item.name)}</code> {_tag(item)}</h3>"]
    parts += [paragraph(remark.says) for remark in item.remarks if remark.risk is None]
    if has_new_split(item):
        parts.append(traffic_chart(item.shares, title="Requests"))
    if item.money is not None and told_step(item.money)[0] in "+-":
        parts.append(cost_chart(item.money, title="Month"))
    if item.differences:
        heads = ("what", "before", "after")
        rows = [difference(row) for row in item.differences]
        parts.append(table("Before and after", heads, rows))
    if item.rollout is not None:
        parts.append(paragraph(f"While the update rolls out: {item.rollout.how}."))
        columns = ("instances", "now", "more for a while", "together")
        fleets = [
            row(
                f"<code>{escape(fleet.instance_type)}</code>",
                [counts_told(c) for c in (fleet.old, fleet.extra, peak_of(fleet))],
                columns,
            )
            for fleet in item.rollout.fleets
        ]
        if fleets:
            parts.append(table("Instances while it does", columns, fleets))
    if len(parts) == 1:
        return ""
    return f'<article class="card">{"".join(parts)}</article>\n'


def _access(access: Access) -> str:
    heads = ("change", "actions", "on", "if", "note")
    rows = []
    for grant in access.grants:
        actions, resource, condition = grant_told(grant)
        cells = (
            f"<code>{escape(actions)}</code>",
            f"<code>{escape(short_hashes(resource))}</code>" if resource else "",
            f"<code>{escape(condition)}</code>" if condition else "",
            escape(grant.note),
        )
        tag = f'<span class="tag {grant.turn}">{grant.turn}</span>'
        rows.append(row(tag, cells, heads))
    written = table("What changes in the policies", heads, rows)
    title = f"<code>{escape(access.holder)}</code>, {'new ' if access.is_new else ''}{access.kind}"
    if access.is_new or all(grant.turn != "widened" for grant in access.grants):
        return f"<details><summary>{title}</summary>{written}</details>"
    return f"<h3>{title}</h3>{written}"


def _resources(review: Review) -> Iterator[str]:
    yield from (_resource(row) for row in review.resources)
    if review.sections:
        yield "<h3>Templates differ as well in</h3>"
    for section in review.sections:
        name = escape(section.what)
        diff = _diff(section.diff)
        yield f"<details><summary>{name}</summary>{diff}</details>" if diff else paragraph(name)


def _resource(row: ResourceChange) -> str:
    diff = _diff(row.diff)
    differing = f" ({escape(differing_told(row))})" if row.properties else ""
    note = "" if diff else "<p>Only what it refers to is another.</p>"
    return (
        f'<details><summary><span class="tag {row.effect}">{resource_effect(row.effect)}</span> '
        f'<code>{escape(row.path)}</code> <span class="soft">{escape(row.type)}{differing}</span>'
        f"</summary>{diff}{note}</details>\n"
    )


def _diff(diff: str) -> str:
    lines = "".join(_line(line) for line in diff.splitlines())
    return f'<pre tabindex="0">{lines}</pre>' if lines else ""


def _line(line: str) -> str:
    style = {"+": "plus", "-": "minus", "@": "place"}.get(line[:1], "")
    return (
        f'<span class="{style}">{escape(line)}</span>' if style else f"<span>{escape(line)}</span>"
    )

"""Writes a review for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from sagemaker_hosting.review._acknowledging import reasons_of
from sagemaker_hosting.review._cases import TITLES, cases_of
from sagemaker_hosting.review._money import told_amount, told_range, told_step
from sagemaker_hosting.review._remark import Risk
from sagemaker_hosting.review._telling import (
    ARROW,
    budget_told,
    counts_told,
    details_told,
    effect_told,
    grant_told,
    kind_told,
    no_change,
    peak_of,
    resource_effect,
    shares_told,
    step_told,
    summary,
)
from sagemaker_hosting.review._wording import short_hashes

if TYPE_CHECKING:
    from sagemaker_hosting.review._item import Item
    from sagemaker_hosting.review._review import Review

Paint = Callable[[str, str], str]

_RED = (Risk.STALE, Risk.REFUSED, Risk.DELETED, Risk.REPLACED)


def unpainted(text: str, style: str) -> str:  # noqa: ARG001  # a painter that paints nothing
    """Leave a text without colour."""
    return text


def text_report(review: Review, *, paint: Paint = unpainted) -> str:
    """Write a review for people.

    Args:
        review: what to write.
        paint: gives a text a style: `red`, `yellow`, `bold` or `dim`.
    """
    if review.is_same:
        lines = [no_change(review)]
        parts = [_cases(review, paint), _notes(review)]
    else:
        lines = [paint(f"{review.base} {ARROW} {review.head}", "bold"), *summary(review)]
        parts = [
            _cases(review, paint),
            _money(review),
            _items(review, paint),
            _rest(review, paint),
        ]
    for part in parts:
        listed = list(part)
        lines += ["", *listed] if listed else []
    return "\n".join([*lines, ""])


def _cases(review: Review, paint: Paint) -> Iterator[str]:
    for case in cases_of(review):
        title = paint(TITLES[case.risk], "red" if case.risk in _RED else "yellow")
        where = f" {case.where}" if case.where else ""
        yield f"{title}{where}: {short_hashes(case.says)}"
        if case.fix:
            yield f"    fix: {case.fix}"


def _money(review: Review) -> Iterator[str]:
    for place in review.places:
        if place.money is None:
            continue
        before, after = told_amount(place.money.before), told_amount(place.money.after)
        budget = f", budget {told}" if (told := budget_told(place)) else ""
        limits = f"by the scaling limits {told_range(place.money.after)}"
        yield f"{place.name}: {before} {ARROW} {after} in a typical month, {limits}{budget}"
        yield from (f"    not in it: {reason}" for reason in place.money.reasons)


def _items(review: Review, paint: Paint) -> Iterator[str]:
    for item in review.items:
        yield f"{paint(item.name, 'bold')}  {kind_told(item)}, {effect_told(item)}"
        if item.kind_after is not None:
            yield from (f"    {line}" for line in _item(item))


def _item(item: Item) -> Iterator[str]:
    if shares := shares_told(item):
        yield f"traffic: {shares}"
    yield from (f"{row.what}: {step_told(row)}" for row in item.differences)
    if item.money is not None and item.money.before != item.money.after:
        yield (
            f"typical month: {told_amount(item.money.before)} {ARROW} "
            f"{told_amount(item.money.after)} {told_step(item.money)}"
        )
    if item.rollout is not None:
        yield f"rollout: {item.rollout.how}"
        for fleet in item.rollout.fleets:
            now, more = counts_told(fleet.old), counts_told(fleet.extra)
            together = counts_told(peak_of(fleet))
            yield f"    {fleet.instance_type}: {now} now, {more} more, {together} together"
    yield from (f"note: {remark.says}" for remark in item.remarks if remark.risk is None)


def _rest(review: Review, paint: Paint) -> Iterator[str]:
    for access in review.access:
        new = "new " if access.is_new else ""
        yield f"{paint(access.holder, 'bold')}  {new}{access.kind}"
        for grant in access.grants:
            actions, resource, condition = grant_told(grant)
            told = f" on {short_hashes(resource)}" if resource else ""
            when = f" if {condition}" if condition else ""
            yield f"    {grant.turn}: {actions}{told}{when}"
    yield from (f"{row.what}: {step_told(row)}" for row in review.protection)
    for found, word in ((review.new, "new"), (review.gone, "gone")):
        yield from (f"{word} {f.severity} {f.rule} {f.place}: {f.says}" for f in found)
    yield from _acknowledgements(review)
    yield from _notes(review)
    for row in review.resources:
        differing = f" ({', '.join(row.properties)})" if row.properties else ""
        yield paint(f"{resource_effect(row.effect)}: {row.path} {row.type}{differing}", "dim")
        yield from (paint(f"    {line}", "dim") for line in details_told(row.details))
    for section in review.sections:
        yield paint(f"differs: {section.what}", "dim")
        yield from (paint(f"    {line}", "dim") for line in details_told(section.details))


def _acknowledgements(review: Review) -> Iterator[str]:
    for group in reasons_of(review):
        if group.only is not None:
            yield f"{group.turn}: {group.only.rule} of {group.only.path}: {group.reason}"
            continue
        yield group.told
        yield from (f"    {line}" for line in group.lines)


def _notes(review: Review) -> Iterator[str]:
    yield from (f"note: {remark.says}" for remark in review.remarks if remark.risk is None)

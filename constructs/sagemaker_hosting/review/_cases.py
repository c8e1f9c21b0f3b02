"""Finds every case of every risk in a review: what it is told to fail on, and what comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from sagemaker_hosting.review._held import Access, Grant, Turn
from sagemaker_hosting.review._item import Item
from sagemaker_hosting.review._remark import Difference, Remark, Risk
from sagemaker_hosting.review._review import Review
from sagemaker_hosting.review._wording import counted

TITLES: Final = {
    Risk.STALE: "out of date",
    Risk.REFUSED: "AWS will refuse",
    Risk.DELETED: "deleted",
    Risk.REPLACED: "replaced",
    Risk.WIDENED: "wider permissions",
    Risk.EXPOSED: "less protected",
    Risk.SILENT: "silent",
    Risk.BUDGET: "over budget",
    Risk.FINDINGS: "new error",
}
"""What people call the cases of a risk, the gravest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """Defines one case of a risk.

    Attributes:
        risk: which.
        where: the endpoint or resource; empty if `says` tells it.
        says: what it is.
        fix: what to do; None if there is nothing to do, or nobody knows.
        link: AWS's page; None if there is none.
    """

    risk: Risk
    where: str
    says: str
    fix: str | None = None
    link: str | None = None


def cases_of(review: Review, risks: Collection[Risk] = frozenset(Risk)) -> tuple[Case, ...]:
    """Find the cases of some risks, the gravest first."""
    order = list(TITLES)
    found = [case for case in _cases(review) if case.risk in risks]
    return tuple(sorted(found, key=lambda case: order.index(case.risk)))


def _cases(review: Review) -> Iterator[Case]:
    for item in review.items:
        yield from _of_item(item)
    yield from _of_remarks("", review.remarks)
    for access in review.access:
        if access.is_new:
            yield from _of_new(access)
            continue
        for grant in access.grants:
            if grant.turn is Turn.WIDENED:
                verb = "may" if grant.effect != "Deny" else "is no longer denied"
                who = f"{grant.principal} " if grant.principal else ""
                note = f" ({grant.note})" if grant.note else ""
                says = f"{who}{verb} {', '.join(grant.actions)} on {grant.resource or 'it'}{note}"
                yield Case(risk=Risk.WIDENED, where=access.holder, says=says)
    yield from (_exposed(d, "") for d in review.protection if d.weaker)
    for found in review.new:
        if found.severity == "error":
            says = f"{found.rule} {found.says}"
            yield Case(
                risk=Risk.FINDINGS, where=found.place, says=says, fix=found.fix, link=found.link
            )


def _of_item(item: Item) -> Iterator[Case]:
    yield from _of_remarks(item.name, item.remarks)
    yield from (_exposed(d, item.name) for d in item.protection if d.weaker)


def _of_remarks(where: str, remarks: tuple[Remark, ...]) -> Iterator[Case]:
    for remark in remarks:
        if remark.risk is not None:
            yield Case(
                risk=remark.risk, where=where, says=remark.says, fix=remark.fix, link=remark.link
            )


def _of_new(access: Access) -> Iterator[Case]:
    """Everything is new in a new holder: one case, with what it leaves open."""
    allowed = [g for g in access.grants if g.turn is Turn.WIDENED]
    if not allowed or access.kind == "trust of a role":
        return
    actions = {action for grant in allowed for action in grant.actions}
    notes = Counter(grant.note for grant in allowed if grant.note)
    told = "".join(f"; {note}: {', '.join(_actions(allowed, note))}" for note in notes)
    says = f"{access.kind} is new, and allows {counted(len(actions), 'action')}{told}"
    yield Case(risk=Risk.WIDENED, where=access.holder, says=says)


def _actions(grants: list[Grant], note: str) -> list[str]:
    return sorted({action for grant in grants if grant.note == note for action in grant.actions})


def _exposed(difference: Difference, where: str) -> Case:
    place, _, noun = difference.what.rpartition(": ")
    before, after = difference.shown
    says = f"{noun}: {before or 'none'} before, {after or 'none'} after"
    where = f"{where}, {place}" if where else place
    return Case(risk=Risk.EXPOSED, where=where, says=says)

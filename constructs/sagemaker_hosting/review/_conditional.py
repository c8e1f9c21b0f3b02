"""Tells of resources that come or go because their Condition turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import is_retained
from sagemaker_hosting.review._data import NOUNS
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._wording import path_of
from sagemaker_hosting.view import Endpoint, Hosting, StateMachine, default_of

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.review._side import Side
    from sagemaker_hosting.view import Resource

_CONDITION: Final = "Condition"
_PAGE: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "conditions-section-structure.html"
)


def remarks_on_conditions(base: Side, head: Side, changes: Changes) -> Iterator[Remark]:
    """Tell what is made or deleted as a condition turns that parameters decide.

    They are taken to have their defaults; what is not known then counts as there. What no
    parameter decides, `changes` tells.

    Args:
        base: the old side.
        head: the new one.
        changes: both readings, every resource kept.
    """
    pairs = [(c.old, c.new) for c in changes.all if c.old is not None and c.new is not None]
    bound = [(old, new) for old, new in pairs if _CONDITION in old.body or _CONDITION in new.body]
    if not bound:
        return
    there = {**_there(base), **_there(head)}
    for old, new in bound:
        was, asked = (r.logical_id in there[id(r.stack.template)] for r in (old, new))
        if was and not asked:
            fate = "is left behind" if is_retained(old) else "is deleted"
            is_grave = isinstance(old, Endpoint | StateMachine) or old.type in NOUNS
            yield _remark(
                new,
                f"{fate}: its Condition {new.body.get(_CONDITION)} does not hold",
                risk=Risk.DELETED if is_grave else None,
            )
        elif asked and not was:
            how = (
                f"its Condition {new.body[_CONDITION]} holds"
                if _CONDITION in new.body
                else ("it has no Condition any more")
            )
            yield _remark(new, f"is made: {how}", risk=None)


def _remark(resource: Resource, fate: str, *, risk: Risk | None) -> Remark:
    says = f"with the defaults of the parameters, {path_of(resource)} {fate}"
    return Remark(risk=risk, says=says, link=_PAGE)


def _there(side: Side) -> Mapping[int, frozenset[str]]:
    scenarios = {i: default_of(t.body) for i, t in enumerate(side.templates)}
    stacks = Hosting(side.templates, scenarios).stacks
    return {id(stack.template): frozenset(stack.resources) for stack in stacks}

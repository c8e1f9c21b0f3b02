"""Says in words what a review holds: what all its forms share."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, TypeGuard

from sagemaker_hosting.changes import Effect
from sagemaker_hosting.review._cutting import cut
from sagemaker_hosting.review._money import NONE, UNKNOWN, told_amount, told_step
from sagemaker_hosting.review._wording import counted

if TYPE_CHECKING:
    from sagemaker_hosting.review._held import Grant, ResourceChange
    from sagemaker_hosting.review._item import Fleet, Item, Money, Share
    from sagemaker_hosting.review._remark import Difference
    from sagemaker_hosting.review._review import Place, Review

ARROW: Final = "→"
EFFECTS: Final = {
    Effect.CREATED: "new",
    Effect.UPDATED: "changed in place",
    Effect.REPLACED: "replaced",
    Effect.DELETED: "deleted",
    Effect.LEFT: "left behind",
    Effect.UNCHANGED: "changed around it",
}
FOR_A_WHILE: Final = "while the update rolls out"
CAPACITY: Final = ": capacity"

_MOST_PLACES: Final = 2
_MOST_DETAILS: Final = 12


def resource_effect(effect: Effect) -> str:
    """Say what happens to a resource; one without another property differs in its attributes."""
    return "changed in attributes" if effect is Effect.UNCHANGED else EFFECTS[effect]


def no_change(review: Review) -> str:
    """Say that nothing changes."""
    stacks = counted(review.stacks, "stack")
    told = f"no change from {review.base} to {review.head}: {stacks} as before"
    return "; ".join([told, *_not_compared(review)])


def summary(review: Review) -> list[str]:
    """Say in a few pieces what changes."""
    told = [_items_told(review), *_not_compared(review)]
    told += [f"{p.name} {_month(p.money)}" for p in review.places if _is_known(p.money)]
    told += [f"budget of {p.name} {budget_told(p)}" for p in review.places if _has_new_budget(p)]
    resources = Counter(row.effect for row in review.resources)
    if resources:
        counts = ", ".join(f"{resources[e]} {resource_effect(e)}" for e in EFFECTS if resources[e])
        told.append(f"{counted(len(review.resources), 'resource')}: {counts}")
    return told


def budget_told(place: Place) -> str:
    """Say the budget of an environment: `$400.00 → $4,000.00`; empty if there is none."""
    before, after = (
        f"${budget:,.2f}" if budget is not None else "none"
        for budget in (place.budget_before, place.budget_after)
    )
    if _has_new_budget(place):
        return f"{before} {ARROW} {after}"
    return "" if place.budget_after is None else after


def _has_new_budget(place: Place) -> bool:
    """Tell whether the budget of an environment changes that stays."""
    sides = (place.money.before, place.money.after) if place.money is not None else ()
    return None not in sides and place.budget_before != place.budget_after


def _not_compared(review: Review) -> list[str]:
    names = ", ".join(review.not_compared)
    return [f"not synthesized, not compared: {names}"] if names else []


def _is_known(money: Money | None) -> TypeGuard[Money]:
    sides = (money.before, money.after) if money is not None else ()
    return any(side is not None and side.typical.usd for side in sides)


def _month(money: Money) -> str:
    before, after = (told_amount(c) for c in (money.before, money.after))
    step = told_step(money)
    if before == after:
        return f"{after} a month, as before"
    change = f"{_in_a_sentence(before)} {ARROW} {_in_a_sentence(after)} a month"
    if UNKNOWN not in (before, after) or not money.reasons:
        return f"{change}, {step}"
    why, *more = money.reasons
    others = f" and {len(more)} more" if more else ""
    return f"{change}; not known: {cut(why)}{others}"


def _in_a_sentence(amount: str) -> str:
    return {NONE: "nothing", UNKNOWN: "an unknown cost"}.get(amount, amount)


def effect_told(item: Item) -> str:
    """Say what happens to an endpoint or a batch transform."""
    around = f" ({', '.join(item.around)})" if item.around else ""
    if item.effect in (Effect.CREATED, Effect.DELETED, Effect.LEFT):
        around = ""
    return f"{EFFECTS[item.effect]}{around}"


def kind_told(item: Item) -> str:
    """Say of what kind it is, or was and becomes."""
    kinds = dict.fromkeys(k for k in (item.kind_before, item.kind_after) if k is not None)
    return f" {ARROW} ".join(kinds)


def share_told(share: Share) -> str:
    """Say what a variant gets: `champion 90 % → 80 %`."""
    name = f"{share.variant} (copies)" if share.shadow else share.variant
    before, after = share.before_told, share.after_told
    if before == after:
        return f"{name} {after}"
    if before is None:
        return f"{name} new {after}"
    return f"{name} {before} {ARROW} {after if after is not None else 'gone'}"


def shares_told(item: Item) -> str:
    """Say how requests are split, if that changes."""
    return ", ".join(share_told(share) for share in item.shares) if has_new_split(item) else ""


def has_new_split(item: Item) -> bool:
    """Tell whether the split of the requests changes, or is one of a new endpoint."""
    if item.kind_after is None:
        return False
    if item.kind_before is None:
        return len(item.shares) > 1
    return any(share.before_told != share.after_told for share in item.shares)


def capacity_told(item: Item) -> str:
    """Say on what it runs, before and after."""
    told = []
    for row in item.capacity:
        if row.what.endswith(CAPACITY) and row.is_change:
            name = row.what.removesuffix(CAPACITY)
            told.append(f"{name} {step_told(row)}")
    others = [r for r in item.capacity if r.is_change and not r.what.endswith(CAPACITY)]
    if others and not told:
        told += [f"{row.what} {step_told(row)}" for row in others[:2]]
    return "; ".join(told)


def step_told(row: Difference) -> str:
    """Say a value before and after."""
    before, after = row.shown
    if before is None:
        return f"new {after}"
    return f"{before} {ARROW} {after if after is not None else 'gone'}"


def differing_told(row: ResourceChange) -> str:
    """Say what differs of a resource: its properties, or the places in them if these are few."""
    told: list[str] = []
    for name in row.properties:
        places = [d.what for d in row.details if re.split(r"[.\[:]", d.what)[0] == name]
        told += places if 0 < len(places) <= _MOST_PLACES else [name]
    return ", ".join(told)


def details_told(details: tuple[Difference, ...]) -> list[str]:
    """Say the values that differ: `Threshold: 5 → 8`; where they are many, the first of them."""
    lines = [f"{row.what}: {step_told(row)}" for row in details[:_MOST_DETAILS]]
    more = len(details) - _MOST_DETAILS
    return [*lines, f"and {counted(more, 'more value')}"] if more > 0 else lines


def counts_told(counts: tuple[int, int] | None) -> str:
    """Say a range of instances."""
    if counts is None:
        return "?"
    low, high = counts
    return str(low) if low == high else f"{low} to {high}"


def peak_of(fleet: Fleet) -> tuple[int, int] | None:
    """Add up what runs at the same time."""
    if fleet.old is None or fleet.extra is None:
        return None
    return fleet.old[0] + fleet.extra[0], fleet.old[1] + fleet.extra[1]


def grant_told(grant: Grant) -> tuple[str, str, str]:
    """Say who or what, which actions, and on what and when."""
    sign = "+" if grant.is_added else "-"
    deny = "deny " if grant.effect == "Deny" else ""
    who = f"{grant.principal}: " if grant.principal else ""
    actions = f"{sign} {deny}{who}{', '.join(grant.actions)}"
    return actions, grant.resource, grant.condition


def _items_told(review: Review) -> str:
    if not review.items:
        stay = f", {review.unchanged} as before" if review.unchanged else ""
        return f"no endpoint or batch transform changes{stay}"
    effects = Counter(item.effect for item in review.items)
    counts = ", ".join(f"{effects[e]} {EFFECTS[e]}" for e in EFFECTS if effects[e])
    batches = sum("batch transform" in (i.kind_before, i.kind_after) for i in review.items)
    endpoints = len(review.items) - batches
    nouns = []
    if endpoints:
        nouns.append(counted(endpoints, "endpoint"))
    if batches:
        nouns.append(counted(batches, "batch transform"))
    stay = f"; {review.unchanged} as before" if review.unchanged else ""
    return f"{' and '.join(nouns)}: {counts}{stay}"

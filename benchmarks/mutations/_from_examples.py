"""Breaks templates the way the example of each rule is broken.

What a rule's smallest wrong template has that its smallest right one has not is done to every
resource of that type: the same property gets the same value, is added, or is taken away.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.mutations._mutant import (
    Base,
    Mutant,
    Place,
    at,
    error_rules,
    example_base,
    golden_bases,
    is_intrinsic,
    mutant,
)

_ABSENT: Final = object()

_DEPENDING: Final = frozenset(
    {
        *("ASY-06", "ASY-07", "ASY-08", "ASY-09", "ASY-12", "ASY-13", "CAP-07", "DEP-04"),
        *("DEP-10", "DEP-14", "DEP-17", "IAM-01", "IAM-04", "IAM-05", "IC-16", "IC-18", "IC-22"),
        *("MCE-01", "MET-02", "MME-01", "MME-03", "MME-07", "MME-09", "MOD-04", "MOD-09"),
        *("MOD-14", "MOD-17", "MOD-19", "NAM-07", "SCL-01", "SCL-02", "SCL-06", "SCL-12"),
        *("SCL-17", "SCL-20", "SHD-01", "SRV-04", "SRV-06", "SRV-08", "SRV-09", "SRV-10"),
        *("SRV-11", "SRV-12", "SRV-18", "SRV-19", "VAR-04", "VAR-06", "VAR-10"),
    }
)
"""Rules whose fault depends on what else a template holds: elsewhere the edit may be valid."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """Defines how one property of a resource is broken.

    Attributes:
        place: where it stands below the resource.
        before: what is right; `_ABSENT` for nothing.
        after: what is wrong, likewise.
    """

    place: Place
    before: Any
    after: Any


def mutants_of_examples() -> Iterator[Mutant]:
    """Break the example of each rule of errors, and every golden template it fits."""
    for rule_id in error_rules():
        yield own_mutant(rule_id)
        edits = _edits(rule_id)
        if len(edits) == 1 and rule_id not in _DEPENDING:
            ((kind, changes),) = edits.values()
            for base in golden_bases():
                yield from _transplanted(base, rule_id, kind, changes)


def own_mutant(rule_id: str) -> Mutant:
    """The smallest wrong template of a rule, as a break of its smallest right one."""
    wrong = example_base(rule_id, wrong=True).templates[0].body
    base = example_base(rule_id)
    return Mutant(breaks=rule_id, base=base, index=0, body=wrong, what="the example")


def _transplanted(base: Base, rule_id: str, kind: str, changes: list[Edit]) -> Iterator[Mutant]:
    for index, template in enumerate(base.templates):
        for logical_id, resource in template.resources.items():
            if resource["Type"] != kind:
                continue
            for fitted in _fitted(resource, changes):
                if all(_fits(resource, edit) for edit in fitted):
                    what = f"{template.name} {logical_id} {_told(fitted[0].place)}"
                    made = mutant(base, index, what, rule_id, _change(logical_id, fitted))
                    if made is not None:
                        yield made


def _change(logical_id: str, edits: list[Edit]) -> Any:
    def change(body: dict[str, Any]) -> None:
        for edit in edits:
            *above, last = edit.place
            holder = at(body["Resources"][logical_id], tuple(above))
            if edit.after is _ABSENT:
                del holder[last]
            else:
                holder[last] = copy.deepcopy(edit.after)

    return change


def _fits(resource: Any, edit: Edit) -> bool:
    """Tell whether a property is as the example's is, so that the edit breaks it."""
    holder = at(resource, edit.place[:-1])
    if not isinstance(holder, dict) or is_intrinsic(holder) or _refers(edit.after):
        return False
    found = holder.get(edit.place[-1], _ABSENT)
    if edit.before is _ABSENT or edit.after is _ABSENT:
        return (found is _ABSENT) == (edit.before is _ABSENT)
    return found is not _ABSENT and is_intrinsic(found) == is_intrinsic(edit.before)


def _fitted(resource: Any, edits: list[Edit]) -> Iterator[list[Edit]]:
    """Take the edits to each item of the first list on their way."""
    first = next((n for n, key in enumerate(edits[0].place) if isinstance(key, int)), None)
    if first is None:
        yield edits
        return
    items = at(resource, edits[0].place[:first])
    for index in range(len(items) if isinstance(items, list) else 0):
        yield [
            Edit(
                place=(*edit.place[:first], index, *edit.place[first + 1 :])
                if edit.place[:first] == edits[0].place[:first]
                else edit.place,
                before=edit.before,
                after=edit.after,
            )
            for edit in edits
        ]


def _edits(rule_id: str) -> dict[str, tuple[str, list[Edit]]]:
    """The edits of a rule's example, by the logical id of the resource."""
    right = example_base(rule_id).templates[0].body["Resources"]
    wrong = example_base(rule_id, wrong=True).templates[0].body["Resources"]
    found: dict[str, tuple[str, list[Edit]]] = {}
    for logical_id in dict.fromkeys((*right, *wrong)):
        edits = list(_differences(right.get(logical_id, {}), wrong.get(logical_id, {})))
        if edits:
            found[logical_id] = ((right.get(logical_id) or wrong[logical_id])["Type"], edits)
    return found


def _differences(right: Any, wrong: Any, place: Place = ()) -> Iterator[Edit]:
    if right == wrong:
        return
    if isinstance(right, dict) and isinstance(wrong, dict) and not is_intrinsic(right | wrong):
        for key in dict.fromkeys((*right, *wrong)):
            below = right.get(key, _ABSENT), wrong.get(key, _ABSENT)
            yield from _differences(*below, (*place, key))
    elif isinstance(right, list) and isinstance(wrong, list) and len(right) == len(wrong):
        for index, pair in enumerate(zip(right, wrong, strict=True)):
            yield from _differences(*pair, (*place, index))
    else:
        yield Edit(place=place, before=right, after=wrong)


def _refers(value: Any) -> bool:
    """Tell whether a value names resources of the example."""
    if isinstance(value, dict):
        return is_intrinsic(value) or any(map(_refers, value.values()))
    return isinstance(value, list) and any(map(_refers, value))


def _told(place: Place) -> str:
    return ".".join(str(key) for key in place if key != "Properties")

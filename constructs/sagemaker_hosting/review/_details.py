"""Tells what differs inside a value: place by place, in JSON that stands there as text as well."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final

from sagemaker_hosting.review._remark import Difference
from sagemaker_hosting.review._wording import is_text, plain
from sagemaker_hosting.review._written import expanded

_NAMES: Final = ("Key", "VariantName", "Name", "Sid", "Id", "AttributeName", "PolicyName")
"""The keys that name an item of a list, whatever its place there."""

_MISSING: Final = object()


def details_of(name: str, before: Any, after: Any) -> tuple[Difference, ...]:
    """Compare two values of templates down to the places that differ.

    Args:
        name: what the value is called: `Threshold`, `PolicyDocument`.
        before: as the old template writes it; None if it is not there.
        after: likewise, as the new one.
    """
    sides = (_MISSING if side is None else expanded(side, plain) for side in (before, after))
    return tuple(d for d in _differences(name, *sides) if d.is_change)


def _differences(place: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if _is_structure(before, after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            sides = (side.get(key, _MISSING) for side in (before, after))
            yield from _differences(f"{place}.{key}", *sides)
    elif _is_structure(before, after, list):
        yield from _of_lists(place, before, after)
    else:
        yield Difference(what=place, before=_told(before), after=_told(after))


def _of_lists(place: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    was, asked = _named(before), _named(after)
    if was is None or asked is None:
        yield from _of_rows(place, before, after)
        return
    for name in dict.fromkeys([*was, *asked]):
        sides = (side.get(name, _MISSING) for side in (was, asked))
        yield from _differences(f"{place}[{name}]", *sides)
    kept = [[name for name in side if name in was and name in asked] for side in (was, asked)]
    if kept[0] != kept[1]:
        orders = [", ".join(side) for side in (was, asked)]
        yield Difference(what=f"{place}: order", before=orders[0], after=orders[1])


def _of_rows(place: str, before: list[Any], after: list[Any]) -> Iterator[Difference]:
    """Pair the items of lists: those that are alike, and between these one by one."""
    keys = [[json.dumps(item, sort_keys=True) for item in side] for side in (before, after)]
    if sorted(keys[0]) == sorted(keys[1]):
        yield Difference(what=f"{place}: order", before=plain(before), after=plain(after))
        return
    if all(not isinstance(item, Mapping | list) or is_text(item) for item in [*before, *after]):
        # Of plain values it is told which come and go, wherever they stand.
        gone, come = _without(before, keys[0], keys[1]), _without(after, keys[1], keys[0])
        for was, asked in zip_longest(gone, come, fillvalue=_MISSING):
            yield from _differences(place, was, asked)
        return
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for fate, i, i_end, j, j_end in matcher.get_opcodes():
        if fate == "equal":
            continue
        for step in range(max(i_end - i, j_end - j)):
            was = before[i + step] if i + step < i_end else _MISSING
            asked = after[j + step] if j + step < j_end else _MISSING
            index = j + step if asked is not _MISSING else i + step
            yield from _differences(f"{place}[{index}]", was, asked)


def _without(items: list[Any], keys: list[str], others: list[str]) -> list[Any]:
    """Leave out of some items those that the other side has, as often as it has them."""
    left = Counter(others)
    kept = []
    for item, key in zip(items, keys, strict=True):
        if left[key]:
            left[key] -= 1
        else:
            kept.append(item)
    return kept


def _named(items: list[Any]) -> dict[str, Any] | None:
    """The items of a list by their names; None if they have none of their own."""
    for key in _NAMES:
        names = [item.get(key) if isinstance(item, Mapping) else None for item in items]
        if names and all(isinstance(n, str) for n in names) and len(set(names)) == len(names):
            return dict(zip(map(str, names), items, strict=True))
    return None


def _is_structure(before: Any, after: Any, kind: type) -> bool:
    return all(isinstance(side, kind) and not is_text(side) for side in (before, after))


def _told(value: Any) -> str | None:
    return None if value is _MISSING else plain(value)

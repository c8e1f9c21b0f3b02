"""Compares the conditions of permissions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sagemaker_hosting.review._details import details_of
from sagemaker_hosting.review._telling import step_told
from sagemaker_hosting.review._wording import canonical, plain

_BY_ITEM: Final = ("Arn", "Ip", "String")
"""Operators that hold if one of their values does."""

_MOST: Final = 3


def written(condition: object) -> str:
    """Write a condition so that equal ones are equal; empty if there is none.

    A value may stand in a list or alone, and values in any order.
    """
    if not condition:
        return ""
    if not isinstance(condition, Mapping):
        return canonical(condition)
    return canonical(
        {
            operator: {key: _values(value) for key, value in keys.items()}
            if isinstance(keys, Mapping)
            else keys
            for operator, keys in condition.items()
        }
    )


def of_permission(properties: Mapping[str, Any]) -> str:
    """Write what limits the permission of a function, as the policy of the function says it.

    https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
    """
    places = {
        "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
        "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
        "SourceArn": ("ArnLike", "AWS:SourceArn"),
    }
    found: dict[str, dict[str, Any]] = {}
    for name, (operator, key) in places.items():
        if properties.get(name) is not None:
            found.setdefault(operator, {})[key] = properties[name]
    return written(found)


def is_looser(wide: str, narrow: str) -> bool:
    """Tell whether a condition holds wherever another one does: each demand of it is there."""
    if wide in ("", narrow):
        return True
    if not narrow:
        return False
    demands, others = json.loads(wide), json.loads(narrow)
    return all(isinstance(side, dict) for side in (demands, others)) and all(
        isinstance(keys, dict)
        and isinstance(others.get(operator), dict)
        and key in others[operator]
        and _takes(operator, value, others[operator][key])
        for operator, keys in demands.items()
        for key, value in (keys.items() if isinstance(keys, dict) else [("", None)])
    )


def step_of(before: str, after: str) -> str:
    """Say what differs between two conditions: `StringEquals.aws:SourceAccount: 1 → 2`."""
    was, asked = (json.loads(side) for side in (before, after))
    rows = details_of("", was, asked)
    told = [f"{row.what.removeprefix('.')}: {step_told(row)}".lstrip(": ") for row in rows]
    return "; ".join([*told[:_MOST], *(["..."] if len(told) > _MOST else [])])


def _takes(operator: str, wide: Any, narrow: Any) -> bool:
    if wide == narrow:
        return True
    name = operator.removeprefix("ForAnyValue:").removeprefix("ForAllValues:")
    some, others = _listed(wide), _listed(narrow)
    if not name.startswith(_BY_ITEM) or any(isinstance(v, dict | list) for v in some + others):
        return False
    # A value more lets more through, or less where the operator leaves values out.
    return set(some) <= set(others) if "Not" in name else set(some) >= set(others)


def _values(value: Any) -> Any:
    """Write the values of a demand as text; a list of one is the value alone."""
    listed = value if isinstance(value, list) else [value]
    texts = [plain(item) for item in listed]
    return texts[0] if len(texts) == 1 else texts


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

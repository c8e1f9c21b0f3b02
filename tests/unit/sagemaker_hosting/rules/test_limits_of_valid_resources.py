"""Whatever is within the limits, as a number or as text, is never beyond them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.facts.properties import (
    Entries,
    Items,
    Shape,
    requests_of,
    types_with_requests,
)
from sagemaker_hosting.rules import check
from sagemaker_hosting.templates import Template

EXAMPLES: Final = int(os.environ.get("ROBUSTNESS_EXAMPLES", "10"))
_LONGEST: Final = 3  # items of a list that may have more
_UNKNOWN: Final[list[Any]] = [
    {"Ref": "Elsewhere"},
    {"Fn::GetAtt": ["Other", "Name"]},
    {"Fn::Sub": "${Elsewhere} is not known"},
    {"Fn::ImportValue": "elsewhere"},
]


def _values_of(shape: Shape | None) -> st.SearchStrategy[Any]:
    if shape is None:
        return st.just("anything")
    if isinstance(shape, Limit):
        known = _texts(shape) if shape.kind == "string" else _numbers(shape)
        return st.one_of(known, st.sampled_from(_UNKNOWN))
    if isinstance(shape, Items):
        least = int(shape.size.minimum or 0) if shape.size is not None else 0
        most = int(shape.size.maximum or _LONGEST) if shape.size is not None else _LONGEST
        return st.lists(_values_of(shape.item), min_size=least, max_size=min(most, _LONGEST))
    if isinstance(shape, Entries):
        return st.dictionaries(_texts(shape.key), _texts(shape.value), max_size=_LONGEST)
    members = {name: _values_of(member) for name, member in shape.members.items()}
    needed = {name: members.pop(name, st.just("anything")) for name in shape.required}
    return st.fixed_dictionaries(needed, optional=members)


def _texts(bound: Limit) -> st.SearchStrategy[str]:
    if bound.values is not None:
        return st.sampled_from(bound.values)
    least, most = int(bound.minimum or 0), int(bound.maximum or 64)
    if bound.expression is None:
        return st.sampled_from(["a" * max(least, 1), "a" * most])
    # Few lengths are tried: a long text that matches takes long to find.
    return st.from_regex(bound.expression, fullmatch=True).filter(lambda t: least <= len(t) <= most)


def _numbers(bound: Limit) -> st.SearchStrategy[Any]:
    whole = st.integers(
        int(bound.minimum) if bound.minimum is not None else None,
        int(bound.maximum) if bound.maximum is not None else None,
    ).filter(lambda number: abs(number) < 2**53)
    return whole.flatmap(lambda number: st.sampled_from([number, str(number), float(number)]))


@pytest.mark.parametrize("type_name", types_with_requests())
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)
@given(data=st.data())
def test_what_is_within_the_limits_is_never_found(data: st.DataObject, type_name: str) -> None:
    properties: dict[str, Any] = {}
    for request in requests_of(type_name):
        properties |= data.draw(_values_of(request))
    body = {"Resources": {"Thing": {"Type": type_name, "Properties": properties}}}
    template = Template(
        path=Path("t.json"),
        name="t",
        group="g",
        body=body,
        account=None,
        region=None,
        stack_name=None,
    )

    found = check([template])

    assert [f"{f.place}: {f.says}" for f in found if f.rule.area == "LIM"] == []

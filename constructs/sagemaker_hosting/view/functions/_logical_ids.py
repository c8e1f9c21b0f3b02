"""Finds the resources that a value refers to, as they are named in the template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sagemaker_hosting.view.functions._substitution import placeholders


def referred_to(raw: object) -> Iterator[str]:
    """Find the logical ids that a value refers to by Ref, Fn::GetAtt or Fn::Sub."""
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            yield from _referred_by(value)
            waiting.extend(value.values())


def _referred_by(value: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(name := value.get("Ref"), str):
        yield name
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, list) and attribute and isinstance(attribute[0], str):
        yield attribute[0]
    elif isinstance(attribute, str):
        yield attribute.partition(".")[0]
    pattern = value.get("Fn::Sub")
    if isinstance(pattern, list) and pattern:
        pattern = pattern[0]
    if isinstance(pattern, str):
        yield from (name.partition(".")[0] for name in placeholders(pattern))

"""Writes what an environment file says as digests: of what is deployed, and of what is stated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._unusable import Unreadable

DEPLOYED: Final = "deployed"
"""The digest of what a deploy makes of a file."""

STATED: Final = "stated"
"""The digest of what prices need, and a file can say beside templates: traffic, budget, Region."""

_LENGTH: Final = 16


def digests_of(content: bytes) -> dict[str, str]:
    """Write what an environment file says as two digests.

    Comments, blank lines, quotes and the style of lists do not count, the order of keys does:
    templates keep it.

    Args:
        content: the file, whether it can be read or not.

    Returns:
        `DEPLOYED` and `STATED`, each with 16 hexadecimal digits.
    """
    try:
        data = parse(content.decode("utf-8-sig"), Path("environment.yaml")).data
    except (Unreadable, UnicodeDecodeError):
        digest = hashlib.sha256(content).hexdigest()[:_LENGTH]
        return {DEPLOYED: digest, STATED: digest}
    stated: list[Any] = []
    deployed = _split(data, stated)
    return {DEPLOYED: _digest(deployed), STATED: _digest(stated)}


def _split(data: object, stated: list[Any]) -> object:
    """Take traffic, budget and Region out of what a file says."""
    if not isinstance(data, Mapping):
        return data
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if key in ("monthly_budget_usd", "region"):
            stated.append([key, value])
        elif key in ("endpoints", "batch"):
            kept[key] = _each(value, stated, key)
        else:
            kept[key] = value
    return kept


def _each(things: object, stated: list[Any], *place: str) -> object:
    """Take the traffic out of endpoints, inference components or batch transforms."""
    if not isinstance(things, Mapping):
        return things
    kept: dict[str, Any] = {}
    for name, thing in things.items():
        if not isinstance(thing, Mapping):
            kept[name] = thing
            continue
        own: dict[str, Any] = {}
        for key, value in thing.items():
            if key == "traffic":
                stated.append([*place, name, value])
            elif key == "components" and place == ("endpoints",):
                own[key] = _each(value, stated, *place, name, key)
            else:
                own[key] = value
        kept[name] = own
    return kept


def _digest(data: object) -> str:
    # Keys are never sorted: variants are deployed, and stacks listed, in the order of the file.
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]

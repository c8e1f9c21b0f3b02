"""Reads what of a text is written in the template, and what only AWS will know."""

from __future__ import annotations

import json
from typing import Any

from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.view import Node, Reference, Text


def written(node: Node) -> str | None:
    """Give a text with `GAP` for each part that only AWS will know; None if nothing is known."""
    text = node.text
    if text is not None:
        return text
    if isinstance(node.value, Text):
        return "".join(part if isinstance(part, str) else GAP for part in node.value.parts)
    return GAP if isinstance(node.value, Reference) else None


def source_of(node: Node) -> str | None:
    """Give a value as it is written, in JSON; None if a function stands between it and its place.

    What is written alike in one template is alike, whatever it is.
    """
    raw: Any = node.resource.body
    for key in node.path:
        try:
            raw = raw[key]
        except (KeyError, IndexError, TypeError):
            return None
    return json.dumps(raw, sort_keys=True, default=str)


def beginning(node: Node) -> str | None:
    """Give what a text begins with, as far as it is written."""
    text = written(node)
    return text.partition(GAP)[0] if text is not None else None


def ending(node: Node) -> str | None:
    """Give what a text ends with, as far as it is written."""
    text = written(node)
    return text.rpartition(GAP)[2] if text is not None else None


def shortest(node: Node) -> int:
    """Tell how many characters a text has at least."""
    return len((written(node) or "").replace(GAP, ""))

"""Writes the recurring parts of a message: the value got, and the names it may have meant."""

import json
from collections.abc import Iterable, Mapping

from sagemaker_hosting.nearest import nearest

_LONGEST = 60
_USUAL: Mapping[str, tuple[str, ...]] = {
    "concurrency": ("max_concurrency",),
    "count": ("instance_count", "copies"),
    "cron": ("schedule",),
    "env": ("environment",),
    "initialvariantweight": ("weight",),
    "instances": ("instance_count",),
    "latency": ("model_latency_p99_ms", "model_latency_ms"),
    "max_capacity": ("max",),
    "max_instances": ("max",),
    "maximum": ("max",),
    "memory": ("memory_mb",),
    "min_capacity": ("min",),
    "min_instances": ("min",),
    "minimum": ("min",),
    "replicas": ("instance_count", "copies"),
    "traffic": ("weight",),
    "type": ("instance_type",),
    "variables": ("environment",),
}
"""What else such keys are called, at AWS and elsewhere; letters alone would find other keys."""


def shown(value: object, text: str | None = None) -> str:
    """Show a value of the file.

    Args:
        value: What YAML read.
        text: How the file writes it; a number is shown so, with its zeros.
    """
    match value:
        case None:
            return "nothing"
        case str():
            return cut(json.dumps(value, ensure_ascii=False))
        case bool() | int() | float():
            return cut(text if text is not None else json.dumps(value))
        case Mapping():
            return "a mapping" if value else "an empty mapping"
        case _:
            return "a list" if value else "an empty list"


def meant_key(name: str, candidates: Iterable[str], *, likeness: float = 0.4) -> str | None:
    """Tell which key another one was meant to be: by its usual name, or the likest one.

    Args:
        name: What the file has.
        candidates: The keys that there are.
        likeness: How like it is at least, as of `nearest`.
    """
    allowed = tuple(candidates)
    for usual in _USUAL.get(name.casefold().replace("-", "_"), ()):
        if usual in allowed:
            return usual
    return next(iter(nearest(name, allowed, count=1, likeness=likeness)), None)


def listed(names: Iterable[str], joint: str) -> str:
    """List names in a sentence: `a, b or c`."""
    *first, last = names
    return f"{', '.join(first)} {joint} {last}" if first else last


def instead_of(name: str, candidates: Iterable[str]) -> str:
    """Offer the likest name, or all of them when none is like it."""
    allowed = sorted(set(candidates))
    likest = nearest(name, allowed, count=1)
    if likest:
        return f"did you mean {likest[0]}?"
    return f"allowed: {', '.join(allowed)}" if allowed else "none is allowed here"


def cut(text: str) -> str:
    """Cut a text that is too long for a message."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

"""Reads the smallest wrong and the smallest right template of each rule."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

_BETWEEN: Final = "\n---\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """Defines what breaks a rule and what does not, as YAML templates.

    Attributes:
        wrong: the smallest template that breaks it.
        right: the same, as it should be.
        before: what is deployed, for a rule of updates; None for the others.
    """

    wrong: str
    right: str
    before: str | None = None


def example_of(rule_id: str) -> Example:
    """Read the example of a rule.

    Raises:
        FileNotFoundError: it has none.
    """
    place = files("sagemaker_hosting").joinpath("rules", "examples", f"{rule_id}.yaml")
    *before, wrong, right = place.read_text(encoding="utf-8").split(_BETWEEN)
    return Example(wrong=f"{wrong}\n", right=right, before=f"{before[0]}\n" if before else None)

"""Tells about rules: one line each, or all about one."""

from __future__ import annotations

from textwrap import indent

from sagemaker_hosting.rules._catalogue import RULES, UPDATE_RULES, rule_of
from sagemaker_hosting.rules._examples import example_of


def listing() -> str:
    """List every rule: id, severity and title."""
    rows = (f"{rule.id:<7} {rule.severity:<7} {rule.title}" for rule in (*RULES, *UPDATE_RULES))
    return "\n".join([*rows, ""])


def explanation_of(rule_id: str) -> str | None:
    """Tell all about a rule, with its example; None if there is no such rule."""
    rule = rule_of(rule_id)
    if rule is None:
        return None
    example = example_of(rule.id)
    told = [
        f"{rule.id}  {rule.title}",
        f"  severity        {rule.severity} (confidence: {rule.confidence})",
        f"  why             {rule.why}",
        f"  fix             {rule.fix}",
        f"  CloudFormation  {rule.cloudformation}",
        f"  source          {rule.source}",
        f"  link            {rule.link}",
    ]
    if example.before is not None:
        told += ["", "Deployed:", indent(example.before, "  ")]
    told += ["", "Wrong:", indent(example.wrong, "  "), "Right:", indent(example.right, "  ")]
    return "\n".join(told)

"""How things of an environment are named: the same in every environment but for its name."""

from __future__ import annotations

import re


def construct_id(key: str) -> str:
    """A key of an environment file as a construct's id: "demand-eu" becomes "DemandEu"."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_.]", key))


def stack_name(environment: str, stack: str) -> str:
    """The name of a stack: "sagemaker-dev-demand"."""
    return f"sagemaker-{environment}-{stack.replace('_', '-')}"

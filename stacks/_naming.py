"""How things of an environment are named: the same in every environment but for its name."""

from __future__ import annotations

import re

_LONGEST_JOB_NAME_PREFIX = 24
"""63 characters less those that make each job's name another one."""


def construct_id(key: str) -> str:
    """A key of an environment file as a construct's id: "demand-eu" becomes "DemandEu"."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_.]", key))


def stack_name(environment: str, stack: str) -> str:
    """The name of a stack: "sagemaker-dev-demand"."""
    return f"sagemaker-{environment}-{stack.replace('_', '-')}"


def job_name_prefix(key: str) -> str:
    """What the names of a batch transform's jobs begin with: as long as SageMaker has room for."""
    return key.replace("_", "-")[:_LONGEST_JOB_NAME_PREFIX].strip("-")

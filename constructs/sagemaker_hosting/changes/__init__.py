"""Compares what is deployed with what new templates ask for: new, changed, replaced, gone.

- `changes_between`: pairs the resources of two readings.
- `Changes`, `Change`: the pairs, and what CloudFormation would do with each.
"""

from sagemaker_hosting.changes._change import Change, Effect
from sagemaker_hosting.changes._changes import Changes, changes_between

__all__ = ["Change", "Changes", "Effect", "changes_between"]

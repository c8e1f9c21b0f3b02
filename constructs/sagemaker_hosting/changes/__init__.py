"""Compares what is deployed with what new templates ask for: new, changed, replaced, gone.

- `changes_between`: pairs the resources of two readings.
- `is_retained`: whether CloudFormation leaves a resource that it would delete.
- `normal`: a value, written one way by whatever functions.
- `Changes`, `Change`: the pairs, and what CloudFormation would do with each.
"""

from sagemaker_hosting.changes._change import Change, Effect, is_retained
from sagemaker_hosting.changes._changes import Changes, changes_between
from sagemaker_hosting.changes._normal import normal

__all__ = ["Change", "Changes", "Effect", "changes_between", "is_retained", "normal"]

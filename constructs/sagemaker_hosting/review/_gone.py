"""Tells of what is gone together with its whole stack: no deploy deletes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_hosting.cost._stated import said_of_environment
from sagemaker_hosting.review._remark import Remark, Risk

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.view import Resource


def is_gone(resource: Resource, changes: Changes) -> bool:
    """Tell whether the whole stack of a resource is no longer there."""
    return any(old is resource.stack and new is None for old, new in changes.stacks)


def on_gone_stack(resource: Resource, *, stays: str) -> Remark:
    """Tell that a thing stays in the account, though its stack is gone from the templates.

    Args:
        resource: the thing.
        stays: what it goes on doing: `the endpoint runs, and costs`.
    """
    says = (
        f"its stack is gone from the templates, and a deploy leaves it as it is: {stays}, until "
        "somebody deletes the stack"
    )
    return Remark(risk=Risk.DELETED, says=says, fix=_way_out(resource))


def _way_out(resource: Resource) -> str:
    template = resource.stack.template
    environment = said_of_environment(template).get("name")
    if environment is not None:
        stack = template.name.rpartition("/")[2]
        return (
            f"in a checkout that still defines it, make destroy ENV={environment} STACK={stack}, "
            f"or npx cdk destroy '{environment}/{stack}'"
        )
    if template.stack_name is not None:
        return f"in a checkout that still defines it, npx cdk destroy '{template.name}'"
    return "delete the stack with the tool that made it"

"""Rights of a role that is given: what needs them adds them to what others gave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._policy import policy_document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aws_cdk import aws_iam as iam
    from constructs import Construct, IDependable

    from sagemaker_endpoints.common._policy import Statement

_ID = "RoleRights"


def add_to_given_role(
    role: iam.IRole, statements: Iterable[Statement], *, scope: Construct
) -> IDependable:
    """Widen *role* by *statements*; nothing happens to one that is imported as immutable.

    The policies of a role in another stack cannot name what the stack of *scope* makes: the two
    would depend on each other. Such a role gets a policy of its own below *scope*.

    Args:
        role: made here or imported.
        statements: what it may do further.
        scope: what needs the rights.

    Returns:
        What has to be there before the rights are used.
    """
    policy: iam.Policy | None = None
    if cdk.Stack.of(role) is not cdk.Stack.of(scope):
        policy = _policy_below(scope, role)
    for statement in policy_document(statements)["Statement"]:
        # Several things may share the role, and IAM refuses a policy that repeats a Sid.
        del statement["Sid"]
        told = cdk.aws_iam.PolicyStatement.from_json(statement)
        if policy is None:
            role.add_to_principal_policy(told)
        else:
            policy.add_statements(told)
    return role if policy is None else policy


def _policy_below(scope: Construct, role: iam.IRole) -> iam.Policy:
    known = scope.node.try_find_child(_ID)
    if isinstance(known, cdk.aws_iam.Policy):
        return known
    policy = cdk.aws_iam.Policy(scope, _ID)
    role.attach_inline_policy(policy)
    return policy

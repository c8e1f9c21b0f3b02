"""The execution role of a model: one that is made for it, or one that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._l1 import CfnRole
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.models import _execution_role as execution_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnModel
    from sagemaker_endpoints.common._resources import Defined


class ModelRole:
    """A role with one inline policy, which endpoints and jobs may widen."""

    def __init__(
        self, model: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        """Make the role, or give the *given* one what it needs."""
        self._model, self._given = model, given
        self._statements = tuple(statements)
        self._made: Defined[CfnRole] | None = None
        self._for_grants: iam.IRole | None = None
        if given is None:
            self._made = self._make()
            self.arn: str = self._made.attribute("attrArn")
        else:
            self._add_to(given, self._statements)
            self.arn = given.role_arn

    def must_outlive(self, resource: Defined[CfnModel]) -> None:
        """CreateModel checks the artifact with the role: its policies come first, leave last."""
        if self._given is not None:
            resource.l1.node.add_dependency(self._given)

    def for_grants(self, resource: Defined[CfnModel]) -> iam.IRole:
        """The role as CDK's grants take it; what they add is there before *resource*."""
        if self._given is not None:
            return self._given
        if self._for_grants is None:
            assert self._made is not None  # noqa: S101 - the constructor made it
            # By name: an ARN that only the deploy knows would look like another account's, and
            # grants would widen the resource's own policy as well.
            self._for_grants = cdk.aws_iam.Role.from_role_name(
                self._model,
                "GrantedRole",
                self._made.attribute("ref"),
                default_policy_name="Policy",
            )
            resource.l1.node.add_dependency(self._for_grants)
        return self._for_grants

    def allow(self, statements: Sequence[Statement]) -> None:
        """Widen the one policy."""
        new = [statement for statement in statements if statement not in self._statements]
        if not new:
            return
        self._statements = (*self._statements, *new)
        if self._given is not None:
            self._add_to(self._given, new)
        elif self._made is not None:
            self._made.change(policies=[self._policy()])

    def _make(self) -> Defined[CfnRole]:
        return define(
            CfnRole,
            self._model,
            "Role",
            assume_role_policy_document=execution_role.TRUST,
            policies=[self._policy()],
        )

    def _policy(self) -> Any:
        return {
            "policyName": execution_role.POLICY_NAME,
            "policyDocument": policy_document(self._statements),
        }

    def _add_to(self, role: iam.IRole, statements: Sequence[Statement]) -> None:
        for statement in policy_document(statements)["Statement"]:
            # Several models may share the role, and IAM refuses a policy that repeats a Sid.
            del statement["Sid"]
            role.add_to_principal_policy(cdk.aws_iam.PolicyStatement.from_json(statement))

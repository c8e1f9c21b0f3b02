"""The execution role of a model: one that is made for it, or one that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_cdk import aws_iam as iam

from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import define
from sagemaker_endpoints.models import _execution_role as execution_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct


class ModelRole:
    """A role with one inline policy, which endpoints and jobs may widen."""

    def __init__(
        self, model: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        """Make the role, or give the *given* one what it needs."""
        self._model, self._given = model, given
        self._statements = tuple(statements)
        self._made: iam.CfnRole | None = None
        self._for_grants: iam.IRole | None = None
        if given is None:
            self._made = self._make()
            self.arn: str = self._made.attr_arn
        else:
            self._add_to(given, self._statements)
            self.arn = given.role_arn

    def must_outlive(self, resource: Construct) -> None:
        """CreateModel checks the artifact with the role: its policies come first, leave last."""
        if self._given is not None:
            resource.node.add_dependency(self._given)

    def for_grants(self, resource: Construct) -> iam.IRole:
        """The role as CDK's grants take it; what they add is there before *resource*."""
        if self._given is not None:
            return self._given
        if self._for_grants is None:
            assert self._made is not None  # noqa: S101 - the constructor made it
            # By name: an ARN that only the deploy knows would look like another account's, and
            # grants would widen the resource's own policy as well.
            self._for_grants = iam.Role.from_role_name(
                self._model, "GrantedRole", self._made.ref, default_policy_name="Policy"
            )
            resource.node.add_dependency(self._for_grants)
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
            self._made.policies = [
                iam.CfnRole.PolicyProperty(
                    policy_name=execution_role.POLICY_NAME,
                    policy_document=policy_document(self._statements),
                )
            ]

    def _make(self) -> iam.CfnRole:
        policy: dict[str, Any] = {
            "policyName": execution_role.POLICY_NAME,
            "policyDocument": policy_document(self._statements),
        }
        return define(
            iam.CfnRole,
            self._model,
            "Role",
            assume_role_policy_document=execution_role.TRUST,
            policies=[policy],
        )

    def _add_to(self, role: iam.IRole, statements: Sequence[Statement]) -> None:
        for statement in policy_document(statements)["Statement"]:
            # Several models may share the role, and IAM refuses a policy that repeats a Sid.
            del statement["Sid"]
            role.add_to_principal_policy(iam.PolicyStatement.from_json(statement))

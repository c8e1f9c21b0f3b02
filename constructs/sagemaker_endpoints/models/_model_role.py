"""The execution role of a model: one that is made for it, or one that is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._l1 import CfnModel, CfnRole
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import Plan, define, define_both
from sagemaker_endpoints.models import _execution_role as execution_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from constructs import Construct

    from sagemaker_endpoints.common._resources import Defined


class ModelRole:
    """A role with one inline policy, which endpoints and jobs may widen."""

    def __init__(
        self, model: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        """Plan the role, or what the *given* one needs; `serve` defines it."""
        self._model, self._given = model, given
        self._statements = tuple(statements)
        self._made: Defined[CfnRole] | None = None
        self._for_grants: iam.IRole | None = None

    def serve(self, **properties: Any) -> Defined[CfnModel]:
        """Define the model itself, of these properties of `CfnModel`, and the role it runs under.

        CreateModel checks the artifact with the role: its policies come first, leave last.
        """
        if self._given is None:
            role = self._planned()
            arn = role.attribute("attrArn")
            model = Plan(CfnModel, self._model, "Resource", execution_role_arn=arn, **properties)
            self._made, made = define_both(role, model)
            return made
        self._add_to(self._given, self._statements)
        arn = self._given.role_arn
        made = define(CfnModel, self._model, "Resource", execution_role_arn=arn, **properties)
        made.l1.node.add_dependency(self._given)
        return made

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

    def _planned(self) -> Plan[CfnRole]:
        return Plan(
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

"""The role that SageMaker assumes for the containers that an endpoint itself names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._l1 import CfnPolicy, CfnRole
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import Defined, define
from sagemaker_endpoints.models import _execution_role as execution_role

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from constructs import Construct, IDependable

_COMPONENT_LOG_GROUPS = "/aws/sagemaker/InferenceComponents/*"


def component_log_statement(scope: Construct) -> Statement:
    """The right to write the logs of inference components: they have groups of their own."""
    write_logs, _metrics = execution_role.log_and_metric_statements(scope)
    log_groups = aws_environment_of(scope).arn("logs", f"log-group:{_COMPONENT_LOG_GROUPS}")
    return replace(write_logs, resources=(log_groups,))


class EndpointRole:
    """A role made for an endpoint, or one that was given; its rights grow with the components."""

    def __init__(
        self, scope: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        self._scope, self._given = scope, given
        self._statements = tuple(statements)
        self._made: Defined[CfnRole] | None = None
        self._for_grants: iam.IRole | None = None
        if given is not None:
            self._add_to_given(given, statements)
            self.arn: str = given.role_arn
            return
        self._made = define(
            CfnRole,
            scope,
            "Role",
            assume_role_policy_document=execution_role.TRUST,
            policies=[self._policy()],
        )
        self.arn = self._made.attribute("attrArn")

    def allow(self, *statements: Statement) -> None:
        """Widen the role by what it does not have yet."""
        new = [statement for statement in statements if statement not in self._statements]
        if not new:
            return
        self._statements = (*self._statements, *new)
        if self._made is not None:
            self._made.change(policies=[self._policy()])
        elif self._given is not None:
            self._add_to_given(self._given, new)

    def allow_beside(self, scope: Construct, *statements: Statement) -> IDependable:
        """Widen the role by a policy that is made after the endpoint.

        For rights to what may itself depend on the endpoint, such as an alarm on its metrics.

        Returns:
            The policy, for what needs it to depend on.
        """
        if self._given is not None:
            policy = cdk.aws_iam.Policy(scope, "Policy")
            self._given.attach_inline_policy(policy)
            for statement in statements:
                policy.add_statements(cdk.aws_iam.PolicyStatement.from_json(statement.to_json()))
            return policy
        assert self._made is not None  # noqa: S101 - the constructor made it
        # Not CfnRolePolicy, the newer resource for one role: cdk-nag reads no policy of its kind.
        return define(
            CfnPolicy,
            scope,
            "Policy",
            policy_name=f"{scope.node.id}-{scope.node.addr[-8:]}",
            policy_document=policy_document(statements),
            roles=[self._made.attribute("ref")],
        ).l1

    def for_grants(self) -> iam.IRole:
        """The role as CDK's grants take it."""
        if self._given is not None:
            return self._given
        if self._for_grants is None:
            assert self._made is not None  # noqa: S101 - the constructor made it
            # By name: an ARN that only the deploy knows would look like another account's, and
            # grants would widen the resource's own policy as well.
            self._for_grants = cdk.aws_iam.Role.from_role_name(
                self._scope,
                "GrantedRole",
                self._made.attribute("ref"),
                default_policy_name="Policy",
            )
        return self._for_grants

    def _policy(self) -> Any:
        return {
            "policyName": execution_role.POLICY_NAME,
            "policyDocument": policy_document(self._statements),
        }

    @staticmethod
    def _add_to_given(role: iam.IRole, statements: Sequence[Statement]) -> None:
        for statement in policy_document(statements)["Statement"]:
            # Several endpoints may share the role, and IAM refuses a policy that repeats a Sid.
            del statement["Sid"]
            role.add_to_principal_policy(cdk.aws_iam.PolicyStatement.from_json(statement))

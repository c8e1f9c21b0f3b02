"""The role that SageMaker assumes for the containers that an endpoint itself names."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._given_role import add_to_given_role
from sagemaker_endpoints.common._l1 import CfnPolicy, CfnRole
from sagemaker_endpoints.common._policy import Statement, policy_document
from sagemaker_endpoints.common._resources import define
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


class EndpointRole(execution_role.ExecutionRole):
    """The role of an endpoint; its rights grow with the components."""

    def __init__(
        self, scope: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        super().__init__(scope, given, statements)
        self.given_rights: IDependable | None = None
        if given is not None:
            self.given_rights = add_to_given_role(given, statements, scope=scope)
            self.arn: str = given.role_arn
            return
        self._made = define(CfnRole, scope, "Role", **self._properties())
        self.arn = self._made.attribute("attrArn")

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
        assert self._made is not None  # noqa: S101  # the constructor made it
        # Not CfnRolePolicy, the newer resource for one role: cdk-nag reads no policy of its kind.
        return define(
            CfnPolicy,
            scope,
            "Policy",
            policy_name=f"{scope.node.id}-{scope.node.addr[-8:]}",
            policy_document=policy_document(statements),
            roles=[self._made.attribute("ref")],
        ).l1

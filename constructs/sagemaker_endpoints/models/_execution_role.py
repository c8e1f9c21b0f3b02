"""The role that SageMaker assumes to run a model's containers: what they need, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._given_role import add_to_given_role
from sagemaker_endpoints.common._policy import Statement, policy_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_iam as iam
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnRole
    from sagemaker_endpoints.common._resources import Defined

TRUST: dict[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
_POLICY_NAME = "Serve"
_LOG_GROUPS = "/aws/sagemaker/Endpoints/*"
_METRIC_NAMESPACES = ("AWS/SageMaker", "/aws/sagemaker/*")


class ExecutionRole:
    """A role made here, with one inline policy, or one that is given; its rights may grow."""

    def __init__(
        self, scope: Construct, given: iam.IRole | None, statements: Sequence[Statement]
    ) -> None:
        self._scope, self._given = scope, given
        self._statements = tuple(statements)
        self._made: Defined[CfnRole] | None = None
        self._for_grants: iam.IRole | None = None

    def allow(self, *statements: Statement) -> None:
        """Widen the role by what it does not have yet."""
        new = [statement for statement in statements if statement not in self._statements]
        if not new:
            return
        self._statements = (*self._statements, *new)
        if self._given is not None:
            add_to_given_role(self._given, new, scope=self._scope)
        elif self._made is not None:
            self._made.change(policies=[self._policy()])

    def for_grants(self) -> iam.IRole:
        """The role as CDK's grants take it."""
        if self._given is not None:
            return self._given
        if self._for_grants is None:
            self._for_grants = self._granted()
        return self._for_grants

    def _granted(self) -> iam.IRole:
        assert self._made is not None  # noqa: S101  # the constructor made it
        # By name: an ARN that only the deploy knows would look like another account's, and
        # grants would widen the resource's own policy as well.
        return cdk.aws_iam.Role.from_role_name(
            self._scope, "GrantedRole", self._made.attribute("ref"), default_policy_name="Policy"
        )

    def _properties(self) -> dict[str, Any]:
        """As `CfnRole` takes them."""
        return {"assume_role_policy_document": TRUST, "policies": [self._policy()]}

    def _policy(self) -> dict[str, Any]:
        return {"policyName": _POLICY_NAME, "policyDocument": policy_document(self._statements)}


def log_and_metric_statements(scope: Construct) -> tuple[Statement, ...]:
    """The right to write the containers' logs and metrics.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
    """
    log_groups = aws_environment_of(scope).arn("logs", f"log-group:{_LOG_GROUPS}")
    return (
        Statement(
            sid="WriteLogs",
            actions=(
                "logs:CreateLogGroup",
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            ),
            resources=(log_groups,),
        ),
        # CloudWatch knows no resource for a metric: the namespace is what narrows the right.
        Statement(
            sid="PutMetrics",
            actions=("cloudwatch:PutMetricData",),
            resources=("*",),
            conditions={"StringLike": {"cloudwatch:namespace": _METRIC_NAMESPACES}},
        ),
    )


def volume_key_statement(key_arn: str) -> Statement:
    """The right to let SageMaker use the key of the instances' storage volumes.

    See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
    """
    return Statement(
        sid="EncryptVolumes",
        actions=("kms:CreateGrant",),
        resources=(key_arn,),
        conditions={"Bool": {"kms:GrantIsForAWSResource": "true"}},
    )

"""The role that SageMaker assumes to run a model's containers: what they need, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from constructs import Construct

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
POLICY_NAME = "Serve"
_LOG_GROUPS = "/aws/sagemaker/Endpoints/*"
_METRIC_NAMESPACES = ("AWS/SageMaker", "/aws/sagemaker/*")


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


def network_statements(
    scope: Construct, subnet_ids: Sequence[str], security_group_ids: Iterable[str]
) -> tuple[Statement, ...]:
    """The right to put network interfaces into the given subnets and security groups alone.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
    """
    environment = aws_environment_of(scope)
    interfaces = environment.arn("ec2", "network-interface/*")
    subnets = [environment.arn("ec2", f"subnet/{subnet}") for subnet in subnet_ids]
    groups = [environment.arn("ec2", f"security-group/{group}") for group in security_group_ids]
    return (
        Statement(
            sid="CreateNetworkInterface",
            actions=("ec2:CreateNetworkInterface",),
            resources=(interfaces, *subnets, *groups),
        ),
        Statement(
            sid="ManageNetworkInterface",
            actions=(
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
            ),
            resources=(interfaces,),
        ),
        # EC2's Describe actions know no resource.
        Statement(
            sid="DescribeNetwork",
            actions=(
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeVpcs",
            ),
            resources=("*",),
        ),
    )

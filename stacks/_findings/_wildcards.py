"""Wildcards in the roles of models that are right, as AwsSolutions-IAM5 writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aws_cdk as cdk


def log_groups(stack: cdk.Stack, names: str) -> str:
    """The log groups of SageMaker whose names begin so: "Endpoints/*"."""
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}"
    return f"Resource::{logs}:log-group:/aws/sagemaker/{names}"


def serving_wildcards(stack: cdk.Stack, *, in_vpc: bool) -> dict[str, str]:
    """What every role that serves a model has, with the reason of each.

    Args:
        stack: of the role.
        in_vpc: whether its containers get network interfaces in a VPC.
    """
    reason = (
        "ecr:GetAuthorizationToken and cloudwatch:PutMetricData know no resource; "
        "metrics are narrowed to SageMaker's namespaces by a condition"
    )
    wildcards = {
        log_groups(stack, "Endpoints/*"): (
            "SageMaker names the log group after the endpoint, which does not exist when the role "
            "does"
        ),
        "Resource::*": f"{reason}; nor do EC2's Describe actions" if in_vpc else reason,
    }
    if in_vpc:
        interfaces = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:network-interface/*"
        wildcards[f"Resource::{interfaces}"] = (
            "EC2 gives a network interface its id when SageMaker makes it; "
            "subnets and security groups are named"
        )
    return wildcards

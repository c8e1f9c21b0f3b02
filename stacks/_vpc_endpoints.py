"""The ways from the environment's VPC to AWS, for subnets that have no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints import SageMakerVpcEndpoints
from stacks._findings._acknowledgements import acknowledge_warning

if TYPE_CHECKING:
    import aws_cdk as cdk

    from stacks.settings import VpcSettings


def add_vpc_endpoints(
    stack: cdk.Stack, settings: VpcSettings | None
) -> SageMakerVpcEndpoints | None:
    """Define the VPC endpoints that a file asks for; a VPC has one set, which all models share."""
    if settings is None or not settings.endpoints:
        return None
    from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # costly, only a VPC needs it

    tables = settings.route_table_ids
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id=settings.vpc_id,
        availability_zones=list(settings.availability_zones),
        private_subnet_ids=list(settings.private_subnet_ids),
        private_subnet_route_table_ids=list(tables) if tables is not None else None,
        vpc_cidr_block=settings.cidr,
    )
    if tables is None:
        acknowledge_warning(
            vpc,
            "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
            "interfaces need subnets; only the way to S3, which is not asked for, is a route",
        )
    return SageMakerVpcEndpoints(stack, "VpcEndpoints", vpc=vpc, services=settings.endpoints)

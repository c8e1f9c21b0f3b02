"""Defines the network of an environment: a VPC that is there, and the ways from it to AWS."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from stacks.settings.common import _names as names
from stacks.settings.common._base import Form, Settings

VpcServiceName = Literal[
    "s3",
    "ecr",
    "logs",
    "monitoring",
    "sagemaker_runtime",
    "sagemaker_api",
    "kms",
    "sts",
    "sns",
    "secretsmanager",
]
"""What a closed VPC may be given a way to."""

_ROUTE_TABLE_ID = Form(r"^rtb-[0-9a-f]{8}([0-9a-f]{9})?$", "rtb- and 8 or 17 hexadecimal digits")
_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_CIDR = Form(
    rf"^{_BYTE}(\.{_BYTE}){{3}}/(1[6-9]|2[0-8])$",
    "a range of addresses of /16 to /28, such as 10.0.0.0/16",
)


class VpcSettings(Settings):
    """A VPC that is there already; the environment's models run in its private subnets."""

    vpc_id: Annotated[str, names.VPC_ID] = Field(
        description="The VPC's id.", examples=["vpc-0a1b2c3d4e5f60718"]
    )
    availability_zones: Annotated[
        tuple[Annotated[str, names.AVAILABILITY_ZONE], ...], Strict(strict=False)
    ] = Field(
        min_length=1,
        description="The Availability Zones of the subnets, in the subnets' order.",
        examples=[["eu-west-1a", "eu-west-1b"]],
    )
    # https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html
    private_subnet_ids: Annotated[
        tuple[Annotated[str, names.SUBNET_ID], ...], Strict(strict=False)
    ] = Field(
        min_length=1,
        max_length=16,
        description="The subnets of the models: one or more for each Availability Zone.",
        examples=[["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"]],
    )
    security_group_ids: (
        Annotated[tuple[Annotated[str, names.SECURITY_GROUP_ID], ...], Strict(strict=False)] | None
    ) = Field(
        default=None,
        min_length=1,
        max_length=5,
        description="The models' security groups. Left out: one is made.",
        examples=[["sg-0a1b2c3d4e5f60718"]],
    )
    cidr: Annotated[str, _CIDR] | None = Field(
        default=None,
        description="The VPC's range of addresses, which the interfaces of `endpoints` let in.",
        examples=["10.0.0.0/16"],
    )
    route_table_ids: (
        Annotated[tuple[Annotated[str, _ROUTE_TABLE_ID], ...], Strict(strict=False)] | None
    ) = Field(
        default=None,
        min_length=1,
        description="The route table of each of the subnets, in their order, for the way to s3; "
        "subnets may share one.",
        examples=[["rtb-0a1b2c3d4e5f60718", "rtb-0a1b2c3d4e5f60719"]],
    )
    endpoints: Annotated[tuple[VpcServiceName, ...], Strict(strict=False)] = Field(
        default=(),
        description="What AWS services models and callers reach from subnets without a way to the "
        "internet: a VPC endpoint is made for each. Left out: the VPC has its own ways.",
        examples=[["s3", "ecr", "logs"]],
    )

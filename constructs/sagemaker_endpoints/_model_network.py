"""The network interfaces of a model's containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelNetwork:
    """Subnets and security groups of a model in a VPC."""

    subnet_ids: tuple[str, ...]
    security_group_ids: tuple[str, ...]
    connections: ec2.Connections

    @classmethod
    def of(
        cls,
        scope: Construct,
        vpc: ec2.IVpc,
        subnets: ec2.SubnetSelection | None,
        security_groups: Sequence[ec2.ISecurityGroup] | None,
    ) -> ModelNetwork:
        """Choose the subnets, and make a security group where none is given."""
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415 - only models in a VPC pay for it

        groups = (
            list(security_groups)
            if security_groups
            else [ec2.SecurityGroup(scope, "SecurityGroup", vpc=vpc)]
        )
        return cls(
            subnet_ids=tuple(_select(vpc, subnets).subnet_ids),
            security_group_ids=tuple(group.security_group_id for group in groups),
            connections=ec2.Connections(security_groups=groups),
        )

    @property
    def vpc_config(self) -> dict[str, Any]:
        """As `CfnModel` takes it."""
        return {"subnets": list(self.subnet_ids), "securityGroupIds": list(self.security_group_ids)}


def _select(vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None) -> ec2.SelectedSubnets:
    if subnets is None:
        return vpc.select_subnets()  # the private ones
    return vpc.select_subnets(
        availability_zones=subnets.availability_zones,
        one_per_az=subnets.one_per_az,
        subnet_filters=subnets.subnet_filters,
        subnet_group_name=subnets.subnet_group_name,
        subnets=subnets.subnets,
        subnet_type=subnets.subnet_type,
    )

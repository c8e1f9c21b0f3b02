"""The network interfaces of a model's containers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._tokens import is_late_list
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html
_MOST_SUBNETS = most("Subnets")
_MOST_SECURITY_GROUPS = most("VpcSecurityGroupIds")


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
        """Choose the subnets, and make a security group where none is given.

        Raises:
            ConfigurationError: more subnets or security groups than SageMaker takes, or no subnet.
        """
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # only models in a VPC pay for it

        groups = (
            list(security_groups)
            if security_groups
            else [ec2.SecurityGroup(scope, "SecurityGroup", vpc=vpc)]
        )
        subnet_ids = tuple(select_subnets(vpc, subnets).subnet_ids)
        faults = Faults(lambda: f"Model {scope.node.path!r}")
        faults.check_range("vpc_subnets", len(subnet_ids), 1, _MOST_SUBNETS, "subnets")
        faults.check_range("security_groups", len(groups), 1, _MOST_SECURITY_GROUPS)
        faults.raise_if_any()
        return cls(
            subnet_ids=subnet_ids,
            security_group_ids=tuple(group.security_group_id for group in groups),
            connections=ec2.Connections(security_groups=groups),
        )

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """Rule and message of each warning about it."""
        if len(self.subnet_ids) > 1 or any(map(is_late_list, self.subnet_ids)):
            return ()
        message = (
            "the containers have one subnet: AWS asks for two in different Availability Zones, "
            "even for one instance "
            "(https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html). Choose vpc_subnets "
            "in two of them"
        )
        return (("OneSubnet", message),)

    @property
    def vpc_config(self) -> dict[str, Any]:
        """As `CfnModel` takes it."""
        return {"subnets": list(self.subnet_ids), "securityGroupIds": list(self.security_group_ids)}

    def rights(self, scope: Construct) -> tuple[Statement, ...]:
        """To put network interfaces into its subnets and security groups alone.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html#sagemaker-roles-createmodel-perms
        """
        environment = aws_environment_of(scope)
        interfaces = environment.arn("ec2", "network-interface/*")
        # No function of CloudFormation makes ARNs of a list of ids.
        late = any(map(is_late_list, self.subnet_ids))
        known = ["*"] if late else self.subnet_ids
        subnets = [environment.arn("ec2", f"subnet/{subnet}") for subnet in known]
        groups = [
            environment.arn("ec2", f"security-group/{group}") for group in self.security_group_ids
        ]
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


def select_subnets(vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None) -> ec2.SelectedSubnets:
    """The subnets that a selection means; the private ones without any."""
    from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # only what is in a VPC pays for it

    if subnets is None:
        return vpc.select_subnets()  # the private ones
    if isinstance(subnets, dict):  # as jsii takes its structs
        subnets = ec2.SubnetSelection(**subnets)
    return vpc.select_subnets(
        availability_zones=subnets.availability_zones,
        one_per_az=subnets.one_per_az,
        subnet_filters=subnets.subnet_filters,
        subnet_group_name=subnets.subnet_group_name,
        subnets=subnets.subnets,
        subnet_type=subnets.subnet_type,
    )

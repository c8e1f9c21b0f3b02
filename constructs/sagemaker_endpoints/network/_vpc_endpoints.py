"""The VPC endpoints that models need in a VPC without a way to the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import jsii
from constructs import Construct

from sagemaker_endpoints.common._errors import Faults, naming
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._jsii_interfaces import IConnectable
from sagemaker_endpoints.models._model_network import select_subnets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from aws_cdk import aws_ec2 as ec2

VpcService = Literal[
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
"""What `SageMakerVpcEndpoints` connects a VPC with."""

# AWS's names for them, and CDK's for those; S3 gets a gateway instead.
_INTERFACES: Mapping[str, Mapping[str, str]] = {
    "ecr": {"ecr.api": "ECR", "ecr.dkr": "ECR_DOCKER"},
    "logs": {"logs": "CLOUDWATCH_LOGS"},
    "monitoring": {"monitoring": "CLOUDWATCH_MONITORING"},
    "sagemaker_runtime": {"sagemaker.runtime": "SAGEMAKER_RUNTIME"},
    "sagemaker_api": {"sagemaker.api": "SAGEMAKER_API"},
    "kms": {"kms": "KMS"},
    "sts": {"sts": "STS"},
    "sns": {"sns": "SNS"},
    "secretsmanager": {"secretsmanager": "SECRETS_MANAGER"},
}
_HTTPS = 443


@jsii.implements(IConnectable)
class SageMakerVpcEndpoints(Construct):
    """Defines the VPC endpoints by which models, and their callers, reach AWS from closed subnets.

    S3 gets a gateway, which is free; every other service an interface in each Availability Zone,
    which AWS bills by the hour. Private DNS is on: the usual addresses of the services lead to the
    interfaces, so a VPC can have one set of them.

    Args:
        scope: the construct it belongs to.
        construct_id: its id in the scope.
        vpc: that gets them; with DNS support and DNS host names, as CDK's own VPCs have.
        services: what is reached. S3 is what SageMaker asks for; the others are for what the code
            in the containers and its callers use.
        subnets: where the models are; the private ones of the *vpc* when left out.
        security_groups: of the interfaces, used as they are but for the *clients*; one that lets in
            HTTPS is made when left out.
        clients: whom the interfaces let in: models, functions, security groups. Without them the
            made group lets in the *vpc*'s whole address range.

    Raises:
        ConfigurationError: an unknown service; none; or a *vpc* that is imported without what is
            needed: its address range, its route tables.

    See https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        services: Sequence[VpcService] = (
            "s3",
            "ecr",
            "logs",
            "monitoring",
            "sagemaker_runtime",
            "kms",
            "sts",
        ),
        subnets: ec2.SubnetSelection | None = None,
        security_groups: Sequence[ec2.ISecurityGroup] | None = None,
        clients: Sequence[ec2.IConnectable] | None = None,
    ) -> None:
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # only closed networks pay for it

        subject = naming("SageMakerVpcEndpoints", scope, construct_id)
        check_given(subject, SageMakerVpcEndpoints.__init__, locals())
        wanted = tuple(dict.fromkeys(services))
        _check(
            Faults(subject),
            wanted,
            vpc,
            subnets,
            lets_in_the_vpc=not security_groups and not clients,
        )
        super().__init__(scope, construct_id)
        self._vpc, self._subnets = vpc, subnets
        self._groups = list(security_groups) if security_groups else []
        if not self._groups and _has_interfaces(wanted):
            self._groups = [self._make_group(open_to_vpc=not clients)]
        self._connections = ec2.Connections(
            security_groups=self._groups, default_port=ec2.Port.tcp(_HTTPS)
        )
        self._made: dict[str, ec2.IVpcEndpoint] = {}
        for service in wanted:
            self._connect(service)
        for client in clients or ():
            self._connections.allow_default_port_from(client)

    @property
    def vpc_endpoints(self) -> Mapping[str, ec2.IVpcEndpoint]:
        """All that were made, by AWS's names: "s3", "ecr.api", "ecr.dkr", "sagemaker.runtime"."""
        return dict(self._made)

    @property
    @jsii.member(jsii_name="connections")
    def connections(self) -> ec2.Connections:
        """The network connections of the interfaces; their default port is 443."""
        return self._connections

    def _make_group(self, *, open_to_vpc: bool) -> ec2.SecurityGroup:
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # as above

        group = ec2.SecurityGroup(
            self,
            "SecurityGroup",
            vpc=self._vpc,
            description="HTTPS to AWS services",
            allow_all_outbound=False,  # interfaces only answer
        )
        if open_to_vpc:
            inside = ec2.Peer.ipv4(self._vpc.vpc_cidr_block)
            group.add_ingress_rule(inside, ec2.Port.tcp(_HTTPS), "from inside the VPC")
        return group

    def _connect(self, service: VpcService) -> None:
        from aws_cdk import aws_ec2 as ec2  # noqa: PLC0415  # as above

        if service == "s3":
            self._made["s3"] = ec2.GatewayVpcEndpoint(
                self,
                "S3",
                vpc=self._vpc,
                service=ec2.GatewayVpcEndpointAwsService.S3,
                subnets=[self._subnets or ec2.SubnetSelection()],
            )
            return
        for aws_name, cdk_name in _INTERFACES[service].items():
            self._made[aws_name] = ec2.InterfaceVpcEndpoint(
                self,
                cdk_name.title().replace("_", ""),
                vpc=self._vpc,
                service=getattr(ec2.InterfaceVpcEndpointAwsService, cdk_name),
                private_dns_enabled=True,
                subnets=self._subnets,
                security_groups=self._groups,
                open=False,  # the rules stand in the security group
            )


def _has_interfaces(services: Iterable[str]) -> bool:
    return any(service in _INTERFACES for service in services)


def _check(
    faults: Faults,
    services: Sequence[str],
    vpc: ec2.IVpc,
    subnets: ec2.SubnetSelection | None,
    *,
    lets_in_the_vpc: bool,
) -> None:
    known = get_args(VpcService)
    faults.check_range("services", len(services), 1)
    faults.extend(
        f"services: got {service!r}, allowed are {', '.join(known)}; "
        "for any other call vpc.add_interface_endpoint"
        for service in services
        if service not in known
    )
    if "s3" in services and not _can_read(lambda: _route_tables(vpc, subnets)):
        faults.add(
            "vpc: its route tables are not known, and the gateway of S3 is a route; pass "
            "private_subnet_route_table_ids to Vpc.from_vpc_attributes"
        )
    if lets_in_the_vpc and _has_interfaces(services) and not _can_read(lambda: vpc.vpc_cidr_block):
        faults.add(
            "vpc: its address range is not known; pass clients, security_groups, or vpc_cidr_block "
            "to Vpc.from_vpc_attributes"
        )
    faults.raise_if_any()


def _route_tables(vpc: ec2.IVpc, subnets: ec2.SubnetSelection | None) -> list[str]:
    chosen = select_subnets(vpc, subnets).subnets
    return [subnet.route_table.route_table_id for subnet in chosen]


def _can_read(read: Callable[[], object]) -> bool:
    """Whether an imported VPC was told this; CDK has no other way to ask."""
    try:
        read()
    except RuntimeError:
        return False
    return True

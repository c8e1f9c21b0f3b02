"""A closed VPC: which VPC endpoints it gets, whom they let in, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    SageMakerVpcEndpoints,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]
ENDPOINT, GROUP = "AWS::EC2::VPCEndpoint", "AWS::EC2::SecurityGroup"
INGRESS = "AWS::EC2::SecurityGroupIngress"


@pytest.fixture
def closed(stack: cdk.Stack) -> ec2.Vpc:
    """A VPC of two subnets that no route leads out of."""
    inside = ec2.SubnetConfiguration(name="Inside", subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
    return ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=0, subnet_configuration=[inside])


@pytest.fixture
def imported(stack: cdk.Stack) -> ec2.IVpc:
    """A VPC of which no more is known than what a model needs."""
    return ec2.Vpc.from_vpc_attributes(
        stack,
        "Imported",
        vpc_id="vpc-0123456789abcdef0",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-a", "subnet-b"],
    )


def service_of(endpoint: dict[str, Any]) -> str:
    name = endpoint["ServiceName"]
    text = name if isinstance(name, str) else "".join(map(str, name["Fn::Join"][1]))
    return text.rpartition("eu-west-1.")[2] if "eu-west-1" in text else text.rpartition(".")[2]


def ids(stack: cdk.Stack, subnets: list[ec2.ISubnet]) -> list[Any]:
    return [stack.resolve(subnet.subnet_id) for subnet in subnets]


def test_services_of_a_model_are_reached_without_being_named(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    made = SageMakerVpcEndpoints(stack, "Aws", vpc=closed)

    by_service = {service_of(each): each for each in resources(stack, ENDPOINT)}
    services = ["ecr.api", "ecr.dkr", "kms", "logs", "monitoring", "s3", "sagemaker.runtime", "sts"]
    assert sorted(by_service) == sorted(made.vpc_endpoints) == services
    assert by_service["s3"]["VpcEndpointType"] == "Gateway"
    assert len(by_service["s3"]["RouteTableIds"]) == 2


def test_interfaces_lie_in_the_private_subnets_with_private_dns_and_one_group(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["logs", "sts"])

    interfaces = resources(stack, ENDPOINT)
    assert len(interfaces) == 2
    for interface in interfaces:
        assert interface["VpcEndpointType"] == "Interface"
        assert interface["PrivateDnsEnabled"] is True
        assert interface["SubnetIds"] == ids(stack, closed.isolated_subnets)
    assert len({str(interface["SecurityGroupIds"]) for interface in interfaces}) == 1


def test_made_group_lets_https_in_from_the_vpc_and_nothing_out(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["kms"])

    (group,) = resources(stack, GROUP)
    (rule,) = group["SecurityGroupIngress"]
    assert (rule["FromPort"], rule["ToPort"], rule["IpProtocol"]) == (443, 443, "tcp")
    assert rule["CidrIp"] == stack.resolve(closed.vpc_cidr_block)
    assert [each["CidrIp"] for each in group["SecurityGroupEgress"]] == ["255.255.255.255/32"]


def test_clients_alone_are_let_in(
    stack: cdk.Stack, closed: ec2.Vpc, container: ContainerDefinition, resources: Resources
) -> None:
    model = Model(stack, "Model", containers=[container], vpc=closed)

    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["kms"], clients=[model])

    (rule,) = resources(stack, INGRESS)
    (rendered,) = resources(stack, "AWS::SageMaker::Model")
    (group_id,) = rendered["VpcConfig"]["SecurityGroupIds"]
    assert rule["SourceSecurityGroupId"] == group_id
    assert (rule["FromPort"], rule["ToPort"]) == (443, 443)
    assert all("SecurityGroupIngress" not in group for group in resources(stack, GROUP))


def test_given_groups_are_used_as_they_are(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["sts"], security_groups=[group])

    (interface,) = resources(stack, ENDPOINT)
    assert interface["SecurityGroupIds"] == ["sg-1"]
    assert resources(stack, GROUP) == []
    assert resources(stack, INGRESS) == []


def test_s3_alone_needs_no_group(stack: cdk.Stack, closed: ec2.Vpc, resources: Resources) -> None:
    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["s3"])

    assert [service_of(each) for each in resources(stack, ENDPOINT)] == ["s3"]
    assert resources(stack, GROUP) == []


def test_a_service_named_twice_is_reached_once(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["sts", "sts"])

    assert len(resources(stack, ENDPOINT)) == 1


def test_subnets_are_those_that_are_chosen(stack: cdk.Stack, resources: Resources) -> None:
    vpc = ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=1)
    public = ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC)

    SageMakerVpcEndpoints(stack, "Aws", vpc=vpc, services=["s3", "sts"], subnets=public)

    by_service = {service_of(each): each for each in resources(stack, ENDPOINT)}
    assert by_service["sts"]["SubnetIds"] == ids(stack, vpc.public_subnets)
    tables = [stack.resolve(subnet.route_table.route_table_id) for subnet in vpc.public_subnets]
    assert by_service["s3"]["RouteTableIds"] == tables


def test_other_constructs_may_be_let_in_later(
    stack: cdk.Stack, closed: ec2.Vpc, resources: Resources
) -> None:
    made = SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=["sagemaker_runtime"])
    peer = ec2.SecurityGroup.from_security_group_id(stack, "Peer", "sg-peer")

    made.connections.allow_default_port_from(peer)

    (rule,) = resources(stack, INGRESS)
    assert (rule["SourceSecurityGroupId"], rule["ToPort"]) == ("sg-peer", 443)


def test_an_endpoint_can_wait_for_them_though_its_model_is_a_client(
    stack: cdk.Stack, closed: ec2.Vpc, container: ContainerDefinition, by_id: ById
) -> None:
    model = Model(stack, "Model", containers=[container], vpc=closed)
    variant = InstanceVariant(name="live", model=model, instance_type="ml.m5.large")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])
    made = SageMakerVpcEndpoints(stack, "Aws", vpc=closed, clients=[model])

    endpoint.node.add_dependency(made)

    (rendered,) = by_id(stack, "AWS::SageMaker::Endpoint").values()
    assert set(by_id(stack, ENDPOINT)) <= set(rendered["DependsOn"])


def test_imported_vpc_needs_no_more_when_clients_or_groups_are_given(
    stack: cdk.Stack, imported: ec2.IVpc, resources: Resources
) -> None:
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-1")

    SageMakerVpcEndpoints(stack, "Open", vpc=imported, services=["sts"], clients=[group])
    SageMakerVpcEndpoints(stack, "Given", vpc=imported, services=["kms"], security_groups=[group])

    found = resources(stack, ENDPOINT)
    assert [endpoint["SubnetIds"] for endpoint in found] == [["subnet-a", "subnet-b"]] * 2


def test_all_that_is_missing_is_told_at_once(stack: cdk.Stack, imported: ec2.IVpc) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        SageMakerVpcEndpoints(
            stack,
            "Aws",
            vpc=imported,
            services=["s3", "ecr", "sqs"],  # type: ignore[list-item] # what is tested
        )

    assert str(refusal.value).splitlines() == [
        "SageMakerVpcEndpoints 'Stack/Aws': 3 faults",
        (
            "  - services: got 'sqs', allowed are s3, ecr, logs, monitoring, sagemaker_runtime, "
            "sagemaker_api, kms, sts, sns, secretsmanager; for any other call "
            "vpc.add_interface_endpoint"
        ),
        (
            "  - vpc: its route tables are not known, and the gateway of S3 is a route; pass "
            "private_subnet_route_table_ids to Vpc.from_vpc_attributes"
        ),
        (
            "  - vpc: its address range is not known; pass clients, security_groups, or "
            "vpc_cidr_block to Vpc.from_vpc_attributes"
        ),
    ]
    assert stack.node.try_find_child("Aws") is None


def test_no_service_at_all_is_refused(stack: cdk.Stack, closed: ec2.Vpc) -> None:
    with pytest.raises(ConfigurationError, match=r"services: got 0, allowed is at least 1"):
        SageMakerVpcEndpoints(stack, "Aws", vpc=closed, services=[])

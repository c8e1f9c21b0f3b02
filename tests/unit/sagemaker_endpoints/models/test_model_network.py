"""A model in a VPC: subnets, security groups, connections and the rights for them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ec2 as ec2
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ById = Callable[[cdk.Stack, str], dict[str, dict[str, Any]]]


@pytest.fixture
def vpc(stack: cdk.Stack) -> ec2.Vpc:
    return ec2.Vpc(stack, "Vpc", max_azs=2, nat_gateways=1)


def ids(stack: cdk.Stack, subnets: list[ec2.ISubnet]) -> list[Any]:
    return [stack.resolve(subnet.subnet_id) for subnet in subnets]


def test_private_subnets_and_a_group_of_its_own_are_used(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, resources: Resources
) -> None:
    Model(stack, "Model", containers=[container], vpc=vpc)

    (model,) = resources(stack, "AWS::SageMaker::Model")
    (group,) = resources(stack, "AWS::EC2::SecurityGroup")

    (group_id,) = model["VpcConfig"]["SecurityGroupIds"]
    assert model["VpcConfig"]["Subnets"] == ids(stack, vpc.private_subnets)
    assert group_id["Fn::GetAtt"][1] == "GroupId"
    assert [rule["CidrIp"] for rule in group["SecurityGroupEgress"]] == ["0.0.0.0/0"]
    assert "SecurityGroupIngress" not in group


def test_given_subnets_and_groups_are_used_as_they_are(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, resources: Resources
) -> None:
    groups = [
        ec2.SecurityGroup.from_security_group_id(stack, name, f"sg-{name}") for name in ("a", "b")
    ]

    Model(
        stack,
        "Model",
        containers=[container],
        vpc=vpc,
        vpc_subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PUBLIC),
        security_groups=groups,
    )

    (model,) = resources(stack, "AWS::SageMaker::Model")
    assert model["VpcConfig"] == {
        "Subnets": ids(stack, vpc.public_subnets),
        "SecurityGroupIds": ["sg-a", "sg-b"],
    }
    assert resources(stack, "AWS::EC2::SecurityGroup") == []


def test_one_subnet_is_taken_with_a_warning(
    stack: cdk.Stack,
    container: ContainerDefinition,
    vpc: ec2.Vpc,
    resources: Resources,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    one = ec2.SubnetSelection(subnets=[vpc.private_subnets[0]])

    Model(stack, "Two", containers=[container], vpc=vpc)
    inside = Model(stack, "One", containers=[container], vpc=vpc, vpc_subnets=one)

    _, model = resources(stack, "AWS::SageMaker::Model")
    assert len(model["VpcConfig"]["Subnets"]) == 1
    (warning,) = warnings_of(stack)
    assert warnings_of(inside) == [warning]
    assert "[ack: sagemaker-endpoints::OneSubnet]" in warning


@pytest.mark.parametrize(("count", "is_taken"), [(5, True), (6, False)])
def test_more_than_five_security_groups_are_refused(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, *, count: int, is_taken: bool
) -> None:
    groups = [
        ec2.SecurityGroup.from_security_group_id(stack, f"Group{number}", f"sg-{number}")
        for number in range(count)
    ]

    outcome = (
        contextlib.nullcontext()
        if is_taken
        else pytest.raises(
            ConfigurationError, match=r"^Model 'Stack/M': security_groups: got 6, allowed is 1 to 5"
        )
    )
    with outcome:
        Model(stack, "M", containers=[container], vpc=vpc, security_groups=groups)


@pytest.mark.parametrize(("count", "is_taken"), [(16, True), (17, False)])
def test_more_than_sixteen_subnets_are_refused(
    stack: cdk.Stack, container: ContainerDefinition, *, count: int, is_taken: bool
) -> None:
    zones = [f"eu-west-1{letter}" for letter in "abcdefghijklmnopq"[:count]]
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Imported",
        vpc_id="vpc-1",
        availability_zones=zones,
        private_subnet_ids=[f"subnet-{number}" for number in range(count)],
    )

    outcome = (
        contextlib.nullcontext()
        if is_taken
        else pytest.raises(ConfigurationError, match="vpc_subnets: got 17, allowed is 1 to 16")
    )
    with outcome:
        Model(stack, "M", containers=[container], vpc=vpc)


def test_interfaces_may_be_made_in_these_subnets_and_groups_alone(
    stack: cdk.Stack, container: ContainerDefinition, resources: Resources
) -> None:
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Imported",
        vpc_id="vpc-1",
        availability_zones=["eu-west-1a", "eu-west-1b"],
        private_subnet_ids=["subnet-a", "subnet-b"],
    )
    group = ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-a")
    Model(stack, "Model", containers=[container], vpc=vpc, security_groups=[group])

    (role,) = resources(stack, "AWS::IAM::Role")

    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    by_sid = {statement["Sid"]: statement for statement in statements}
    arn = "arn:aws:ec2:eu-west-1:111111111111"
    assert by_sid["CreateNetworkInterface"]["Resource"] == [
        f"{arn}:network-interface/*",
        f"{arn}:subnet/subnet-a",
        f"{arn}:subnet/subnet-b",
        f"{arn}:security-group/sg-a",
    ]
    assert by_sid["ManageNetworkInterface"]["Resource"] == f"{arn}:network-interface/*"
    describe = by_sid["DescribeNetwork"]
    assert describe["Resource"] == "*"
    assert all(action.startswith("ec2:Describe") for action in describe["Action"])


def test_model_outside_a_vpc_has_no_right_to_networks(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    del model

    (role,) = resources(stack, "AWS::IAM::Role")
    (rendered,) = resources(stack, "AWS::SageMaker::Model")

    assert "ec2:" not in str(role)
    assert "VpcConfig" not in rendered


def test_connections_write_rules_for_the_group_of_the_model(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, resources: Resources
) -> None:
    model = Model(stack, "Model", containers=[container], vpc=vpc)
    cache = ec2.SecurityGroup(stack, "Cache", vpc=vpc)

    cache.connections.allow_from(model, ec2.Port.tcp(6379))

    (rule,) = resources(stack, "AWS::EC2::SecurityGroupIngress")
    (rendered,) = resources(stack, "AWS::SageMaker::Model")
    (group_id,) = rendered["VpcConfig"]["SecurityGroupIds"]
    assert rule["SourceSecurityGroupId"] == group_id
    assert rule["ToPort"] == 6379


def test_connections_of_a_model_outside_a_vpc_are_an_error(model: Model) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        _ = model.connections

    assert str(refusal.value) == (
        "Model 'Stack/Model': connections: only a model in a VPC has any; pass vpc"
    )


def test_subnets_or_groups_without_a_vpc_are_refused_with_all_other_faults(
    stack: cdk.Stack,
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Model(
            stack,
            "Model",
            containers=[],
            security_groups=[ec2.SecurityGroup.from_security_group_id(stack, "Group", "sg-a")],
        )

    assert str(refusal.value).splitlines() == [
        "Model 'Stack/Model': 2 faults",
        "  - containers: got 0, allowed is 1 to 15",
        "  - vpc: missing; vpc_subnets and security_groups need it",
    ]


def test_security_group_is_deleted_after_the_endpoint_whose_interfaces_have_it(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, by_id: ById
) -> None:
    model = Model(stack, "Model", containers=[container], vpc=vpc)
    variant = InstanceVariant(name="live", model=model, instance_type="ml.m5.large")
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    kinds = ("Endpoint", "EndpointConfig", "Model")
    chain = [by_id(stack, f"AWS::SageMaker::{kind}") for kind in kinds]
    chain.append(by_id(stack, "AWS::EC2::SecurityGroup"))

    # CloudFormation deletes what refers to another first.
    for deleted, after in pairwise(chain):
        (refers,), (referred_to,) = deleted.values(), after
        assert f"'{referred_to}'" in str(refers["Properties"])


def test_subnets_of_a_late_list_are_used_whole(
    stack: cdk.Stack,
    container: ContainerDefinition,
    resources: Resources,
    warnings_of: Callable[[IConstruct], list[str]],
) -> None:
    late = cdk.Fn.split(",", cdk.Fn.import_value("private-subnets"))
    vpc = ec2.Vpc.from_vpc_attributes(
        stack,
        "Vpc",
        vpc_id=cdk.Fn.import_value("vpc"),
        availability_zones=cdk.Fn.split(",", cdk.Fn.import_value("zones")),
        private_subnet_ids=late,
    )

    model = Model(stack, "Model", containers=[container], vpc=vpc)

    (rendered,) = resources(stack, "AWS::SageMaker::Model")
    (role,) = resources(stack, "AWS::IAM::Role")
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    (create,) = [s for s in statements if s["Sid"] == "CreateNetworkInterface"]
    assert rendered["VpcConfig"]["Subnets"] == stack.resolve(late)
    assert "arn:aws:ec2:eu-west-1:111111111111:subnet/*" in create["Resource"]
    assert not [told for told in warnings_of(model) if "subnet" in told]


def test_selection_may_be_a_dictionary_as_for_cdk(
    stack: cdk.Stack, container: ContainerDefinition, vpc: ec2.Vpc, resources: Resources
) -> None:
    selection: Any = {"subnet_type": ec2.SubnetType.PUBLIC}

    Model(stack, "Model", containers=[container], vpc=vpc, vpc_subnets=selection)

    (model,) = resources(stack, "AWS::SageMaker::Model")
    assert model["VpcConfig"]["Subnets"] == ids(stack, vpc.public_subnets)

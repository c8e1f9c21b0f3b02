"""The subnets and security groups of models, at the boundaries and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1.2"
_HEAD = """
Parameters:
  Ids: {Type: CommaDelimitedList}
  Id: {Type: String}
Conditions:
  IsGiven: !Not [!Equals [!Join ["", !Ref Ids], ""]]
Resources:
"""
_ROUTED = """
  Vpc: {Type: AWS::EC2::VPC}
  Other: {Type: AWS::EC2::VPC}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, AvailabilityZone: !Select [0, !GetAZs ""]}
  B:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, AvailabilityZone: !Select [%d, !GetAZs ""]}
  OfA:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}
  OfB:
    Type: AWS::EC2::SubnetRouteTableAssociation
    Properties: {SubnetId: !Ref B, RouteTableId: !Ref Table}
"""


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of networks alone."""
    return lambda source: [f.rule.id for f in findings_of(source) if f.rule.area == "NET"]


def _model(network: str, *, image: str = _IMAGE, more: str = "") -> str:
    return (
        f"{_HEAD}  Model:\n    Type: AWS::SageMaker::Model\n    Properties:\n"
        f"      PrimaryContainer: {{Image: {image}}}\n      {network}\n{more}"
    )


def _network(subnets: str, groups: str = "[sg-1]") -> str:
    return f"VpcConfig: {{Subnets: {subnets}, SecurityGroupIds: {groups}}}"


def _many(prefix: str, count: int) -> str:
    return f"[{', '.join(f'{prefix}-{i}' for i in range(count))}]"


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (_network(_many("subnet", 16), _many("sg", 5)), []),
        (_network(_many("subnet", 17)), ["NET-01"]),
        (_network(_many("subnet", 2), _many("sg", 6)), ["NET-01"]),
        (_network("[]"), ["NET-01"]),
        (_network(_many("subnet", 2), "[]"), ["NET-01"]),
        ("VpcConfig: {Subnets: [subnet-1, subnet-2]}", ["NET-01"]),
        ("VpcConfig: {}", ["NET-01", "NET-01"]),
        (_network("!Ref Ids", "!Ref Ids"), []),
        ("VpcConfig: !Ref AWS::NoValue", []),
        ("VpcConfig: !If [IsGiven, {Subnets: !Ref Ids}, !Ref AWS::NoValue]", []),
        (_network("[subnet-1]"), ["NET-02"]),
        (_network("[!Ref Id]"), ["NET-02"]),
        (_network("[!Ref Id, !If [IsGiven, !Ref Id, !Ref AWS::NoValue]]"), []),
        (_network("[!Ref Id, !Ref AWS::NoValue]"), ["NET-02"]),
    ],
)
def test_a_network_has_subnets_and_security_groups(
    network: str, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(_model(network)) == expected


def test_the_network_of_an_endpoint_of_components_is_checked_too(ids_of: Ids) -> None:
    network = _network(_many("subnet", 17))

    found = ids_of(
        f"Resources:\n  Config: {{Type: AWS::SageMaker::EndpointConfig, Properties: {{{network}}}}}"
    )

    assert found == ["NET-01"]


_ENDPOINT = "Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref %s, ServiceName: %s}"


@pytest.mark.parametrize(
    ("zone", "more", "expected"),
    [
        (0, _ENDPOINT % ("Vpc", "com.amazonaws.eu-west-1.s3"), ["NET-02"]),
        (1, _ENDPOINT % ("Vpc", "com.amazonaws.eu-west-1.s3"), []),
        (1, _ENDPOINT % ("Vpc", "!Sub 'com.amazonaws.${AWS::Region}.s3'"), []),
        (1, _ENDPOINT % ("Vpc", "!Ref Id"), []),
        (1, _ENDPOINT % ("Id", "!Ref Id"), []),
        (1, _ENDPOINT % ("Vpc", "com.amazonaws.eu-west-1.sns"), ["NET-03"]),
        (1, _ENDPOINT % ("Other", "com.amazonaws.eu-west-1.s3"), ["NET-03"]),
        (1, "Type: AWS::EC2::InternetGateway", ["NET-03"]),
        (1, "Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table}", []),
        (1, "Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Id}", []),
    ],
)
def test_closed_subnets_need_an_endpoint_for_s3(
    zone: int, more: str, expected: list[str], ids_of: Ids
) -> None:
    network = _network("[!Ref A, !Ref B]")

    assert ids_of(_model(network, more=f"{_ROUTED % zone}  More: {{{more}}}\n")) == expected


def test_subnets_of_elsewhere_may_reach_anything(ids_of: Ids) -> None:
    assert ids_of(_model(_network("[!ImportValue a, !ImportValue b]"))) == []


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("sagemaker-chainer:5.0.0-cpu-py3", ["NET-06"]),
        ("sagemaker-rl-ray-container:ray-1.6.0-tf-cpu-py37", ["NET-06"]),
        ("nlinear:1.2", []),
    ],
)
def test_some_images_need_a_network(repository: str, expected: list[str], ids_of: Ids) -> None:
    image = f"520713654638.dkr.ecr.eu-west-1.amazonaws.com/{repository}"

    assert ids_of(_model("EnableNetworkIsolation: true", image=image)) == expected
    assert ids_of(_model("EnableNetworkIsolation: false", image=image)) == []
    assert ids_of(_model("EnableNetworkIsolation: !Ref Id", image=image)) == []

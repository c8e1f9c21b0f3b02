"""Rules of the subnets and security groups of models."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.stated_limits import stated_limit
from sagemaker_hosting.rules._limits import beyond_size
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import source_of
from sagemaker_hosting.view import EndpointConfig, Model, Node, Resource

_SUBNET: Final = "AWS::EC2::Subnet"
_PARTS: Final = {"Subnets": "Subnets", "SecurityGroupIds": "VpcSecurityGroupIds"}


def network_of(resource: Resource) -> Node | None:
    """Find the VpcConfig of a model, or of an endpoint of inference components."""
    if isinstance(resource, Model | EndpointConfig):
        network = resource.at("VpcConfig")
        return network if isinstance(network.value, Mapping) else None
    return None


@rule(
    "NET-01",
    Resource,
    title="a VpcConfig has 1 to 16 subnets and 1 to 5 security groups",
    why="CreateModel and CreateEndpointConfig refuse fewer and more",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) Subnets 1-16, VpcSecurityGroupIds 1-5",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_VpcConfig.html",
    fix="choose by Model(vpc_subnets=..., security_groups=[...])",
    cloudformation="list 1 to 16 Subnets and 1 to 5 SecurityGroupIds",
)
def network_has_subnets_and_groups(resource: Resource) -> Faults:
    """Both belong to every VpcConfig."""
    network = network_of(resource)
    if network is None:
        return
    for key, shape in _PARTS.items():
        if network.at(key).is_absent:
            yield Fault(
                at=network,
                says=f"{network.label} of {resource.path} has no {key}",
                allowed=limit(shape).allowed,
            )
        yield from beyond_size(network.at(key), shape)


@rule(
    "NET-02",
    Resource,
    severity=Severity.WARNING,
    title="a VpcConfig has subnets in two Availability Zones",
    why='"You must create at least two subnets in different availability zones in your private '
    'VPC, even if you have only one hosting instance." (the API takes one)',
    source="SageMaker developer guide, host-vpc",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
    fix="choose Model(vpc_subnets=...) in two Availability Zones",
    cloudformation="list subnets of two Availability Zones",
)
def network_spans_two_zones(resource: Resource) -> Faults:
    """What is written alike is one zone, whatever its name."""
    network = network_of(resource)
    subnets = network.at("Subnets") if network is not None else None
    if subnets is None or not subnets.size:
        return
    fewest = stated_limit("subnets_of_a_model")
    zones = {_zone(subnet) for subnet in subnets.items}
    if subnets.size < fewest:
        found = f"{subnets.size} subnet"
    elif len(zones) < fewest and None not in zones:
        found = f"{subnets.size} subnets, all in one Availability Zone"
    else:
        return
    yield Fault(
        at=subnets,
        says=f"{subnets.label} of {resource.path} has {found}",
        allowed=f"subnets in {fewest} Availability Zones",
    )


def _zone(subnet: Node) -> tuple[int, str] | None:
    """Tell in which zone a subnet is, as it is written; None if that is not known."""
    found = subnet.reference.resource if subnet.reference is not None else None
    if found is None or found.type != _SUBNET:
        return None
    zone = found.at("AvailabilityZone")
    if zone.is_absent:
        return None
    if zone.text is not None:
        return 0, zone.text
    written = source_of(zone)
    return (id(found.stack), written) if written is not None else None


RULES: Final[tuple[AnyRule, ...]] = (network_has_subnets_and_groups, network_spans_two_zones)

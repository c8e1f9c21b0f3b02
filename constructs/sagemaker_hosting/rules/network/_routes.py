"""Rules of the way from a model's subnets to S3."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import ending
from sagemaker_hosting.rules.network._interfaces import network_of
from sagemaker_hosting.view import Hosting, Node, Resource

_ASSOCIATION: Final = "AWS::EC2::SubnetRouteTableAssociation"
_ROUTE: Final = "AWS::EC2::Route"
_SUBNET: Final = "AWS::EC2::Subnet"
_VPC: Final = "AWS::EC2::VPC"
_VPC_ENDPOINT: Final = "AWS::EC2::VPCEndpoint"
_S3: Final = ".s3"


@rule(
    "NET-03",
    Resource,
    severity=Severity.WARNING,
    title="subnets without a way out of their VPC have a VPC endpoint for S3",
    why="containers \"can't connect to the Amazon S3 buckets that contain your data unless you "
    'create a VPC endpoint"; the endpoint fails minutes later',
    source="SageMaker developer guide, host-vpc",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html",
    fix="SageMakerVpcEndpoints(self, 'VpcEndpoints', vpc=vpc, services=['s3'])",
    cloudformation="add an AWS::EC2::VPCEndpoint for com.amazonaws.<region>.s3 with the route "
    "tables of the subnets",
)
def closed_subnets_reach_s3(resource: Resource) -> Faults:
    """All of the VPC has to stand in these templates to be sure."""
    network = network_of(resource)
    if network is None or network.at("Subnets").size is None:
        return
    hosting = resource.hosting
    for node in network.at("Subnets").items:
        subnet = _referred(node, _SUBNET)
        vpc = _referred(subnet.at("VpcId"), _VPC) if subnet is not None else None
        if subnet is None or vpc is None:
            continue
        if _is_closed(hosting, subnet) and not _may_have_s3_endpoint(hosting, vpc):
            yield Fault(
                at=node,
                says=f"subnet {subnet.path} of {resource.path} has no route out of VPC {vpc.path}, "
                "which has no VPC endpoint for S3",
                allowed="a VPC endpoint for S3, or a route to a NAT gateway",
            )
            return


def _is_closed(hosting: Hosting, subnet: Resource) -> bool:
    """Tell whether it is certain that nothing but the VPC is reached from a subnet."""
    tables = []
    for association in hosting.of_type(_ASSOCIATION):
        at = association.at("SubnetId")
        if at.reference is None and at.text is None:
            return False
        if _referred(at, _SUBNET) is subnet:
            tables.append(association.at("RouteTableId"))
    if not tables or any(table.reference is None for table in tables):
        return False
    own = {table.reference.resource for table in tables if table.reference is not None}
    for route in hosting.of_type(_ROUTE):
        table = route.at("RouteTableId")
        if table.reference is None or table.reference.resource in own:
            return False
    return True


def _may_have_s3_endpoint(hosting: Hosting, vpc: Resource) -> bool:
    for endpoint in hosting.of_type(_VPC_ENDPOINT):
        place = endpoint.at("VpcId")
        is_elsewhere = place.text is not None or (
            place.reference is not None and place.reference.resource is not vpc
        )
        end = ending(endpoint.at("ServiceName"))
        if not is_elsewhere and (not end or end.endswith(_S3)):
            return True
    return False


def _referred(node: Node, kind: str) -> Resource | None:
    found = node.reference.resource if node.reference is not None else None
    return found if found is not None and found.type == kind else None


RULES: Final[tuple[AnyRule, ...]] = (closed_subnets_reach_s3,)

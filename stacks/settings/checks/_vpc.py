"""Checks that a VPC tells what its VPC endpoints need."""

from collections.abc import Iterator

from sagemaker_hosting.nearest import nearest
from stacks.settings.checks._common import at
from stacks.settings.files._vpc import VpcSettings
from stacks.settings.yaml._faults import Finding
from stacks.settings.yaml._plain import Entry
from stacks.settings.yaml._wording import shown

_GATEWAY = "s3"


def check_vpc_endpoints(vpc: Entry) -> Iterator[Finding]:
    """Check the VPC endpoints of an environment, and what only they need.

    Args:
        vpc: The file's data; its value is None where there is none.

    Yields:
        The faults, in no order.
    """
    endpoints, tables, cidr = vpc.at("endpoints"), vpc.at("route_table_ids"), vpc.at("cidr")
    services = endpoints.items()
    for index, service in enumerate(services):
        if isinstance(service, str) and service in services[:index]:
            message = f"given twice, got {shown(service)}"
            yield Finding(path=(*endpoints.path, index), message=message)
    interfaces = [each for each in services if isinstance(each, str) and each != _GATEWAY]
    misspelt = set(_meant_by_unknown_keys(vpc))
    if _GATEWAY in services and tables.value is None and tables.key not in misspelt:
        yield at(tables, "missing; the way to s3 is a route, which endpoints puts there")
    if interfaces and cidr.value is None and cidr.key not in misspelt:
        yield at(cidr, f"missing; the endpoint of {interfaces[0]} lets in these addresses alone")
    if endpoints.key not in misspelt:
        if tables.value is not None and _GATEWAY not in services:
            yield at(tables, "goes with s3 among the endpoints only; give both or none")
        if cidr.value is not None and not interfaces:
            yield at(cidr, "goes with endpoints other than s3 only; leave it out")
    subnets = vpc.at("private_subnet_ids").items()
    if subnets and tables.items() and len(tables.items()) != len(subnets):
        got = f"got {len(tables.items())} for {len(subnets)}"
        yield at(tables, f"must be as many as the private_subnet_ids, {got}")


def _meant_by_unknown_keys(vpc: Entry) -> Iterator[str]:
    """Give the keys that were misspelt: told as such, they are not missing."""
    known = VpcSettings.model_fields
    for entry in vpc.entries():
        if entry.key not in known:
            yield from nearest(entry.key, known, count=1)

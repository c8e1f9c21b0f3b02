"""Defines the AWS partition of a Region, and the DNS suffix of its service endpoints."""

import re
from collections.abc import Mapping
from typing import Any

from sagemaker_hosting._data import read_table
from sagemaker_hosting.nearest import nearest

_DEFAULT = "aws"
_NOT_YET = "southwest"  # the direction that no Region has yet
_ALIKE = 0.8  # but for a letter or two
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-\d{1,2}")


def partition_of(region: str) -> str:
    """Find the partition of a Region.

    A Region that the table does not list is placed by the form of its name, and in `aws` if no
    form fits: that is where AWS opens nearly all of its Regions.

    Args:
        region: Such as `eu-west-1`; not a CDK token.

    Returns:
        `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso`, `aws-iso-b`, `aws-iso-e` or
        `aws-iso-f`.
    """
    partitions = _partitions()
    for partition, row in partitions.items():
        if region in row["regions"]:
            return partition
    for partition, row in partitions.items():
        if re.match(row["region_regex"], region):
            return partition
    return _DEFAULT


def known_regions() -> frozenset[str]:
    """The Regions that the table lists; AWS opens others."""
    return frozenset(region for row in _partitions().values() for region in row["regions"])


def region_fault(region: str) -> str | None:
    """Word why a text is the name of no Region; None if it may be one that is newer than the table.

    A direction that no Region has is a slip where a Region is called nearly so: `eu-wst-1` is one.
    `eu-west-4` and `nz-north-1` are none: AWS goes on in known places, and to new ones.

    Args:
        region: What was given.
    """
    known = known_regions()
    directions = {word for name in known for word in name.split("-")[1:-1]} | {_NOT_YET}
    is_well_formed = _REGION.fullmatch(region) is not None
    is_slip = not directions.issuperset(region.split("-")[1:-1]) and bool(
        nearest(region, known, likeness=_ALIKE)
    )
    if region in known or (is_well_formed and not is_slip):
        return None
    near = ", ".join(nearest(region, known)) or "eu-west-1, us-east-1"
    return f"{region!r} is no name of a Region; nearest: {near}"


def dns_suffix_of(region: str) -> str:
    """Find the DNS suffix of a Region's service endpoints, such as `amazonaws.com`.

    Args:
        region: As for `partition_of`.
    """
    return str(_partitions()[partition_of(region)]["dns_suffix"])


def _partitions() -> Mapping[str, Mapping[str, Any]]:
    partitions: Mapping[str, Mapping[str, Any]] = read_table("partitions")["partitions"]
    return partitions

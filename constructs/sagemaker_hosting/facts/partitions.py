"""Defines the AWS partition of a Region, and the DNS suffix of its service endpoints."""

import re
from collections.abc import Mapping
from typing import Any

from sagemaker_hosting._data import read_table

_DEFAULT = "aws"


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


def dns_suffix_of(region: str) -> str:
    """Find the DNS suffix of a Region's service endpoints, such as `amazonaws.com`.

    Args:
        region: As for `partition_of`.
    """
    return str(_partitions()[partition_of(region)]["dns_suffix"])


def _partitions() -> Mapping[str, Mapping[str, Any]]:
    partitions: Mapping[str, Mapping[str, Any]] = read_table("partitions")["partitions"]
    return partitions

"""Tells what serverless endpoints take beyond the limits of their shapes."""

from __future__ import annotations

from functools import cache

from sagemaker_hosting._data import read_table


@cache
def memory_sizes_in_mb() -> tuple[int, ...]:
    """The sizes of memory that SageMaker takes.

    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantServerlessConfig.html
    """
    return tuple(read_table("serverless")["memory_sizes_in_mb"])


def memory_quota_in_mb() -> int:
    """The memory that an account may give an endpoint before its quota is raised."""
    quota: int = read_table("serverless")["memory_quota_in_mb"]
    return quota


def refused_beside_serverless() -> tuple[str, ...]:
    """The members of a variant that say which instances it has, and how many."""
    return tuple(read_table("serverless")["only_on_instances"]["refused"])


def meaningless_beside_serverless() -> tuple[str, ...]:
    """The members of a variant that tell more of its instances: some ignored, some refused."""
    return tuple(read_table("serverless")["only_on_instances"]["ignored_or_refused"])

"""Tells what SageMaker and the role of a model need of IAM."""

from __future__ import annotations

from functools import cache

from sagemaker_hosting._data import read_table


@cache
def principals() -> frozenset[str]:
    """The names by which SageMaker takes on a role, over all partitions.

    https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
    """
    return frozenset(read_table("roles")["principals"])


@cache
def pull_of_the_registry() -> tuple[str, ...]:
    """What a pull from Amazon ECR needs on `*`."""
    return tuple(read_table("roles")["pull"]["of_the_registry"])


@cache
def pull_of_a_repository() -> tuple[str, ...]:
    """What a pull from Amazon ECR needs on the repository."""
    return tuple(read_table("roles")["pull"]["of_a_repository"])


@cache
def key_of_volumes() -> tuple[str, ...]:
    """What a KMS key of storage volumes needs."""
    return tuple(read_table("roles")["key"]["of_volumes"])


@cache
def key_of_objects() -> tuple[str, ...]:
    """What a KMS key of objects in S3 needs, where they are written."""
    return tuple(read_table("roles")["key"]["of_objects"])


@cache
def any_use_of_a_key() -> tuple[str, ...]:
    """What AWS's pages name among the rights on the key of an endpoint."""
    return tuple(read_table("roles")["key"]["any"])


@cache
def buckets_read_by_managed_policy(name: str) -> tuple[str, ...] | None:
    """The words in the names of the buckets that a managed policy of AWS lets a role read.

    Args:
        name: Such as `AmazonSageMakerFullAccess`.

    Returns:
        None if the table does not tell what the policy allows.
    """
    row = read_table("roles")["managed"].get(name)
    return tuple(row["reads_buckets_named"]) if row is not None else None

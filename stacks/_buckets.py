"""Buckets as every stack here has them: encrypted, versioned, closed, their access logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from stacks._findings._acknowledgements import acknowledge_compliance

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms
    from constructs import Construct

_LOGS_ARE_KEPT = cdk.Duration.days(90)


def access_logs(scope: Construct, *, one_region: str) -> s3.Bucket:
    """Define the bucket that S3 delivers the access logs of others to.

    Args:
        scope: the stack.
        one_region: why nothing is replicated to another Region.
    """
    logs = s3.Bucket(
        scope,
        "AccessLogs",
        encryption=s3.BucketEncryption.S3_MANAGED,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        versioned=True,
        lifecycle_rules=[
            s3.LifecycleRule(
                expiration=_LOGS_ARE_KEPT, noncurrent_version_expiration=_LOGS_ARE_KEPT
            )
        ],
    )
    acknowledge_compliance(
        logs,
        "S3DefaultEncryptionKMS",
        "S3 delivers access logs only to buckets encrypted with keys of its own (SSE-S3)",
    )
    acknowledge_compliance(logs, "S3BucketReplicationEnabled", one_region)
    return logs


def bucket(
    scope: Construct, construct_id: str, *, key: kms.IKey, logs: s3.IBucket, one_region: str
) -> s3.Bucket:
    """Define a bucket.

    Args:
        scope: the stack.
        construct_id: its id, and the prefix of its access logs.
        key: that encrypts it.
        logs: where its access logs go.
        one_region: why nothing is replicated to another Region.
    """
    made = s3.Bucket(
        scope,
        construct_id,
        encryption=s3.BucketEncryption.KMS,
        encryption_key=key,
        bucket_key_enabled=True,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        enforce_ssl=True,
        versioned=True,
        server_access_logs_bucket=logs,
        server_access_logs_prefix=f"{construct_id.lower()}/",
    )
    acknowledge_compliance(made, "S3BucketReplicationEnabled", one_region)
    return made

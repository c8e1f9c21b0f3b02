"""Places in S3 as an environment file names them, seen from one stack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import S3Location

if TYPE_CHECKING:
    from stacks.shared_stack import PublishedBucket, SharedStack

_SCHEME = "s3://"


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A prefix of a bucket.

    Attributes:
        location: bucket and prefix.
        bucket_in_findings: how cdk-nag writes the bucket's ARN.
    """

    location: S3Location
    bucket_in_findings: str

    @property
    def finding(self) -> str:
        """How cdk-nag writes the right to all objects here: in the brackets behind the rule."""
        return self.beside(self.location.prefix)

    def beside(self, prefix: str) -> str:
        """The same of another prefix of the bucket."""
        return f"Resource::{self.bucket_in_findings}/{prefix}*"


class Places:
    """The places that a stack's settings name; a bucket is imported when it is first named.

    Args:
        stack: that needs them.
        shared: the stack of the environment's own buckets.
    """

    def __init__(self, stack: cdk.Stack, shared: SharedStack) -> None:
        self._stack, self._shared = stack, shared
        self._imported: dict[str, s3.IBucket] = {}

    def of_data(self, text: str) -> Place:
        """A prefix of the data bucket, or what an s3:// address says."""
        return self._elsewhere(text) or self._own(self._shared.published_data(), text)

    def of_artifacts(self, text: str) -> Place:
        """A prefix of the artifact bucket, or what an s3:// address says."""
        return self._elsewhere(text) or self._own(self._shared.published_artifacts(), text)

    def _own(self, published: PublishedBucket, prefix: str) -> Place:
        if published.construct_id not in self._imported:
            self._stack.add_stack_dependency(self._shared)
            self._imported[published.construct_id] = s3.Bucket.from_bucket_attributes(
                self._stack,
                published.construct_id,
                bucket_arn=published.arn,
                bucket_name=published.name,
                encryption_key=self._shared.key,
            )
        bucket = self._imported[published.construct_id]
        return Place(
            location=S3Location(bucket=bucket, prefix=prefix),
            bucket_in_findings=published.arn_in_findings,
        )

    def _elsewhere(self, text: str) -> Place | None:
        if not text.startswith(_SCHEME):
            return None
        name, _, prefix = text.removeprefix(_SCHEME).partition("/")
        arn = f"arn:{self._stack.partition}:s3:::{name}"
        if name not in self._imported:
            self._imported[name] = s3.Bucket.from_bucket_arn(self._stack, f"{name}-bucket", arn)
        location = S3Location(bucket=self._imported[name], prefix=prefix)
        return Place(location=location, bucket_in_findings=arn)

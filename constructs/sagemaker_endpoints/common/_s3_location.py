"""A place in a bucket, and the rights to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._tokens import is_known_text

if TYPE_CHECKING:
    from aws_cdk import aws_s3 as s3


@dataclass(frozen=True, kw_only=True)
class S3Location:
    """A prefix of a bucket.

    Args:
        bucket: made here or imported; imported ones tell their key by
            `from_bucket_attributes(encryption_key=)`.
        prefix: without a leading slash; the whole bucket when left out.

    Raises:
        ConfigurationError: the prefix begins with a slash, or is an address.
    """

    bucket: s3.IBucket
    prefix: str = ""

    def __post_init__(self) -> None:
        check_fields("S3Location", self)
        if is_known_text(self.prefix) and (self.prefix.startswith("/") or "://" in self.prefix):
            faults = Faults("S3Location")
            faults.add(f"prefix: got {self.prefix!r}, allowed is a key's beginning: 'forecasts/'")
            faults.raise_if_any()

    @property
    def uri(self) -> str:
        """s3://bucket/prefix."""
        return f"s3://{self.bucket.bucket_name}/{self.prefix}"

    def write_rights(self, sid: str) -> tuple[Statement, ...]:
        """What a role needs to put objects here."""
        return self._rights(sid, ("s3:PutObject",), ("kms:Decrypt", "kms:GenerateDataKey"))

    def read_rights(self, sid: str) -> tuple[Statement, ...]:
        """What a role needs to read the objects here."""
        return self._rights(sid, ("s3:GetObject",), ("kms:Decrypt",))

    def list_rights(self, sid: str) -> tuple[Statement, ...]:
        """What a role needs to list the objects here."""
        condition = {"StringLike": {"s3:prefix": f"{self.prefix}*"}} if self.prefix else None
        return (
            Statement(
                sid=sid,
                actions=("s3:ListBucket",),
                resources=(self.bucket.bucket_arn,),
                conditions=condition,
            ),
        )

    def _rights(
        self, sid: str, actions: tuple[str, ...], key_actions: tuple[str, ...]
    ) -> tuple[Statement, ...]:
        objects = Statement(
            sid=sid, actions=actions, resources=(self.bucket.arn_for_objects(f"{self.prefix}*"),)
        )
        key = self.bucket.encryption_key
        if key is None:
            return (objects,)
        return (
            objects,
            Statement(sid=f"{sid}Key", actions=key_actions, resources=(key.key_arn,)),
        )

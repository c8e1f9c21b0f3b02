"""What is left of a container that crashed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._given_types import check_fields
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints.common._s3_location import S3Location

_LONGEST_URI = most("DestinationS3Uri")


@dataclass(frozen=True, kw_only=True)
class CoreDump:
    """Keeps the memory of a model's container when it crashes.

    The execution role of the variant's model may put it there.

    Args:
        location: where to.
        encryption_key: for the dump; the bucket's own when left out, and Amazon S3's key of the
            account when the bucket has none.

    Raises:
        ConfigurationError: the location's address is longer than SageMaker takes.

    See
    https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantCoreDumpConfig.html
    """

    location: S3Location
    encryption_key: kms.IKey | None = None

    def __post_init__(self) -> None:
        check_fields("CoreDump", self)
        faults = Faults("CoreDump")
        uri = self.location.uri
        if is_known_text(uri) and len(uri) > _LONGEST_URI:
            faults.add(
                f"location: its address has {len(uri)} characters, allowed are {_LONGEST_URI}; "
                "give a shorter prefix"
            )
        faults.raise_if_any()

    def render(self) -> dict[str, str]:
        """The core dump as `CfnEndpointConfig` takes it."""
        properties = {"destinationS3Uri": self.location.uri}
        key = self._key()
        if key is not None:
            properties["kmsKeyId"] = key.key_arn
        return properties

    def rights(self) -> tuple[Statement, ...]:
        """What the execution role needs to put a dump there."""
        objects, *_ = self.location.write_rights("CoreDump")
        key = self._key()
        if key is None:
            return (objects,)
        # A dump is large: S3 takes it in parts, for which it has to decrypt.
        actions = ("kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey")
        return (
            objects,
            Statement(sid="CoreDumpKey", actions=actions, resources=(key.key_arn,)),
        )

    def _key(self) -> kms.IKey | None:
        return (
            self.encryption_key
            if self.encryption_key is not None
            else self.location.bucket.encryption_key
        )

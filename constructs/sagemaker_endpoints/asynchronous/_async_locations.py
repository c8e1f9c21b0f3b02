"""Where requests and answers of an asynchronous endpoint lie, and the rights to them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from aws_cdk import aws_kms as kms

    from sagemaker_endpoints.common._s3_location import S3Location


@dataclass(frozen=True, kw_only=True)
class AsyncLocations:
    """The places in S3 that an endpoint reads and writes, and its callers as well."""

    input: S3Location | None
    """Where callers put payloads; None where they send them with the request."""
    output: S3Location
    failure: S3Location | None
    output_encryption_key: kms.IKey | None = None

    def of_the_model(self) -> tuple[Statement, ...]:
        """What the execution role needs.

        See https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-create-endpoint-prerequisites.html
        """
        written = [self.output.write_rights("WriteAnswers")]
        if self.failure is not None:
            written.append(self.failure.write_rights("WriteFailures"))
        return (
            *(self.input.read_rights("ReadPayloads") if self.input is not None else ()),
            *(statement for rights in written for statement in _of_large_objects(rights)),
            *self._of_the_key("EncryptAnswers", "kms:Decrypt", "kms:GenerateDataKey"),
        )

    def of_a_caller(self) -> tuple[Statement, ...]:
        """What whoever asks needs to put payloads and to fetch answers.

        The right to list is for looking whether an answer is there already.
        """
        read = [("Answers", self.output)]
        if self.failure is not None:
            read.append(("Failures", self.failure))
        written = self.input.write_rights("PutPayloads") if self.input is not None else ()
        return (
            *_of_large_objects(written),
            *(right for what, place in read for right in place.read_rights(f"Get{what}")),
            *(right for what, place in read for right in place.list_rights(f"List{what}")),
            *self._of_the_key("DecryptAnswers", "kms:Decrypt"),
        )

    def _of_the_key(self, sid: str, *actions: str) -> tuple[Statement, ...]:
        if self.output_encryption_key is None:
            return ()
        key_arn: str = self.output_encryption_key.key_arn
        return (Statement(sid=sid, actions=actions, resources=(key_arn,)),)


def _of_large_objects(rights: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Payloads of up to 1 GB are uploaded in parts, and a failed upload has to be cleared away."""
    return tuple(
        replace(right, actions=(*right.actions, "s3:AbortMultipartUpload"))
        if "s3:PutObject" in right.actions
        else right
        for right in rights
    )

"""Artifacts that lie in S3 already: one archive, or all that is below a prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.models._model_data_source import ModelDataConfig, located

if TYPE_CHECKING:
    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from sagemaker_endpoints.common._s3_location import S3Location


class _DataInS3:
    """An artifact that nobody can look into at synth."""

    def script_mode_fault(self, *, program: str) -> str | None:  # noqa: ARG002  # unknown
        return None


class BucketData(_DataInS3):
    """An archive in a bucket of the app."""

    def __init__(self, bucket: s3.IBucket, object_key: str) -> None:
        self._bucket, self._key = bucket, object_key

    def bind(self, scope: Construct) -> ModelDataConfig:
        config = located(scope, f"{self._bucket.bucket_name}/{self._key}")
        encryption_key = self._bucket.encryption_key
        if encryption_key is None:
            return config
        decrypt = Statement(
            sid="DecryptModelData", actions=("kms:Decrypt",), resources=(encryption_key.key_arn,)
        )
        return ModelDataConfig(uri=config.uri, read=(*config.read, decrypt))


class UriData(_DataInS3):
    """An archive by its address."""

    def __init__(self, bucket_and_key: str) -> None:
        self._bucket_and_key = bucket_and_key

    def bind(self, scope: Construct) -> ModelDataConfig:
        return located(scope, self._bucket_and_key)


class PrefixData(_DataInS3):
    """Everything below a prefix of a bucket."""

    def __init__(self, location: S3Location, *, accept_eula: bool | None) -> None:
        self._location, self._accept_eula = location, accept_eula

    def bind(self, scope: Construct) -> ModelDataConfig:  # noqa: ARG002  # needs no place
        location = self._location
        return ModelDataConfig(
            uri=location.uri,
            read=(
                *location.read_rights("ReadModelData"),
                # Without it, SageMaker refuses what is more than one object.
                *location.list_rights("ListModelData"),
            ),
            is_prefix=True,
            accept_eula=self._accept_eula,
        )

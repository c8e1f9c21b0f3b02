"""Where a model's artifact lies, and what may read it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._given_types import check_given
from sagemaker_endpoints.common._s3_location import S3Location
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._model_data_s3 import BucketData, PrefixData, UriData
from sagemaker_hosting.facts.artifacts import is_tar_gz

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_s3 as s3
    from constructs import Construct

    from sagemaker_endpoints.models._model_data_source import ModelDataConfig, ModelDataSource

_S3_URI = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>.+)")
_TAR_GZ_REASON = (
    "SageMaker takes one gzip-compressed tar archive, .tar.gz "
    "(https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html)"
)


class ModelData:
    """The artifact of a model: its weights and, for AWS's framework images, its code.

    Args:
        source: where it comes from; the `from_...` methods make one.
    """

    def __init__(self, source: ModelDataSource) -> None:
        check_given("ModelData", ModelData.__init__, locals())
        self._source = source

    @staticmethod
    def from_asset(path: str | Path, *, exclude: Sequence[str] = ()) -> ModelData:
        """A folder or a .tar.gz on this machine, uploaded by `cdk deploy`.

        A folder becomes a model.tar.gz whose bytes depend on its contents alone. When it has an
        inference.py at its top and no code/, Python files and requirements.txt go below code/,
        where AWS's framework containers look.

        Args:
            path: absolute, or relative to the folder that `cdk` is called in.
            exclude: of a folder, patterns of what stays out: "train.py", "data/**". Caches
                (`__pycache__`) and hidden files always do.

        Raises:
            ConfigurationError: if there is nothing at *path*, or it is neither a folder nor a
                .tar.gz; or patterns for an archive, which is shipped as it is.
        """
        check_given("ModelData.from_asset", ModelData.from_asset, locals())
        from sagemaker_endpoints.models._model_data_local import (  # noqa: PLC0415  # costly
            ArchiveData,
            FolderData,
        )

        source = Path(path)
        if source.is_dir():
            return ModelData(FolderData(source, tuple(exclude)))
        if not source.exists():
            raise ConfigurationError(
                f"ModelData.from_asset: nothing lies at {str(source)!r} (looked in "
                f"{source.absolute().parent}); "
                "train the model first, or correct the path"
            )
        if not is_tar_gz(source.name):
            raise ConfigurationError(
                f"ModelData.from_asset: got {str(source)!r}; {_TAR_GZ_REASON}, or a folder"
            )
        if exclude:
            raise ConfigurationError(
                f"ModelData.from_asset: exclude: got {list(exclude)}, and {str(source)!r} is "
                "packed already: give the folder, or leave exclude out"
            )
        return ModelData(ArchiveData(source))

    @staticmethod
    def from_bucket(bucket: s3.IBucket, object_key: str) -> ModelData:
        """An archive in a bucket: the role may read this object and use the bucket's key.

        Args:
            bucket: made here or imported; imported ones tell their key by
                `from_bucket_attributes(encryption_key=)`.
            object_key: of the .tar.gz. Give every version a key of its own: a template that names
                the same key deploys nothing when the object changes.

        Raises:
            ConfigurationError: if the key names no .tar.gz, or begins with a slash.
        """
        check_given("ModelData.from_bucket", ModelData.from_bucket, locals())
        if is_known_text(object_key) and object_key.startswith("/"):
            raise ConfigurationError(
                f"ModelData.from_bucket: object_key: got {object_key!r}, allowed is a key without "
                f"the slash: {object_key.lstrip('/')!r}; one that does begin with a slash goes by "
                "from_uri('s3://bucket//...')"
            )
        if is_known_text(object_key) and not is_tar_gz(object_key):
            raise ConfigurationError(
                f"ModelData.from_bucket: object_key: got {object_key!r}; {_TAR_GZ_REASON}"
            )
        return ModelData(BucketData(bucket, object_key))

    @staticmethod
    def from_prefix(
        bucket: s3.IBucket, prefix: str, *, accept_eula: bool | None = None
    ) -> ModelData:
        """All objects below a prefix, as they are: no archive has to be packed or unpacked.

        One model's files, mounted at /opt/ml/model; or, for a multi-model container, the archives
        of its models. The role may list and read this prefix alone. Serverless endpoints and batch
        transform take archives only.

        Args:
            bucket: made here or imported; imported ones tell their key by
                `from_bucket_attributes(encryption_key=)`.
            prefix: without a leading slash, with one at the end: "chronos/v2/".
            accept_eula: True accepts the licence of a gated model; nothing is said when left out.

        Raises:
            ConfigurationError: if the prefix does not end with a slash.

        See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_S3ModelDataSource.html
        """
        check_given("ModelData.from_prefix", ModelData.from_prefix, locals())
        if is_known_text(prefix) and (fault := _prefix_fault(prefix)) is not None:
            raise ConfigurationError(f"ModelData.from_prefix: prefix: got {prefix!r}, {fault}")
        location = S3Location(bucket=bucket, prefix=prefix)
        return ModelData(PrefixData(location, accept_eula=accept_eula))

    @staticmethod
    def from_uri(uri: str) -> ModelData:
        """An archive by its address, s3://bucket/key.tar.gz.

        The role may read this one object. If the bucket is encrypted with a KMS key, use
        `from_bucket` instead, which grants the key as well.

        Raises:
            ConfigurationError: if it is no address of a .tar.gz in S3.
        """
        check_given("ModelData.from_uri", ModelData.from_uri, locals())
        if not is_known_text(uri):
            # Only the deploy knows it; the part behind s3:// is the rest of the object's ARN.
            return ModelData(UriData(cdk.Fn.select(1, cdk.Fn.split("s3://", uri))))
        parts = _S3_URI.fullmatch(uri)
        if parts is None:
            raise ConfigurationError(
                f"ModelData.from_uri: got {uri!r}, allowed is s3://bucket/key.tar.gz"
            )
        if not is_tar_gz(uri):
            raise ConfigurationError(f"ModelData.from_uri: got {uri!r}; {_TAR_GZ_REASON}")
        return ModelData(UriData(f"{parts['bucket']}/{parts['key']}"))

    def bind(self, scope: Construct) -> ModelDataConfig:
        """Resolve the artifact for the stack of *scope*; called by `Model`."""
        return self._source.bind(scope)

    def script_mode_fault(self, *, program: str = "inference.py") -> str | None:
        """Why an image in script mode could not run *program* of this; None when it can, or may."""
        return self._source.script_mode_fault(program=program)


def _prefix_fault(prefix: str) -> str | None:
    if is_tar_gz(prefix.rstrip("/")):
        return "which is one archive; use ModelData.from_bucket for it, or name the folder above it"
    if prefix.startswith("/") or "://" in prefix or not prefix.endswith("/"):
        return "allowed is a key's beginning that ends with a slash: 'stores/'"
    return None

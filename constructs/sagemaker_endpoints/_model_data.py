"""Where a model's artifact lies, and what may read it."""

from __future__ import annotations

import abc
import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_endpoints._aws_environment import aws_environment_of
from sagemaker_endpoints._errors import ConfigurationError
from sagemaker_endpoints._model_archive import archive_digest, archive_members, write_archive
from sagemaker_endpoints._policy import Statement
from sagemaker_endpoints._tokens import is_known_text
from sagemaker_hosting.artifacts import artifact_members, is_tar_gz, script_mode_fault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aws_cdk import aws_s3 as s3
    from constructs import Construct

_S3_URI = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<key>.+)")
_TAR_GZ_REASON = (
    "SageMaker takes one gzip-compressed tar archive, .tar.gz "
    "(https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html)"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDataConfig:
    """What binding an artifact to a place gives."""

    uri: str
    """s3://bucket/key of the model.tar.gz."""
    read: tuple[Statement, ...]
    """What the execution role needs to read exactly this artifact."""


class ModelData(abc.ABC):
    """The artifact of a model: its weights and, for AWS's framework images, its code."""

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
                .tar.gz.
        """
        source = Path(path)
        if source.is_dir():
            return _FolderData(source, tuple(exclude))
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
        return _ArchiveData(source)

    @staticmethod
    def from_bucket(bucket: s3.IBucket, object_key: str) -> ModelData:
        """An archive in a bucket: the role may read this object and use the bucket's key.

        Args:
            bucket: made here or imported; imported ones tell their key by
                `from_bucket_attributes(encryption_key=)`.
            object_key: of the .tar.gz. Give every version a key of its own: a template that names
                the same key deploys nothing when the object changes.

        Raises:
            ConfigurationError: if the key names no .tar.gz.
        """
        if is_known_text(object_key) and not is_tar_gz(object_key):
            raise ConfigurationError(
                f"ModelData.from_bucket: object_key: got {object_key!r}; {_TAR_GZ_REASON}"
            )
        return _BucketData(bucket, object_key)

    @staticmethod
    def from_uri(uri: str) -> ModelData:
        """An archive by its address, s3://bucket/key.tar.gz.

        The role may read this one object. If the bucket is encrypted with a KMS key, use
        `from_bucket` instead, which grants the key as well.

        Raises:
            ConfigurationError: if it is no address of a .tar.gz in S3.
        """
        if not is_known_text(uri):
            # Only the deploy knows it; the part behind s3:// is the rest of the object's ARN.
            return _UriData(cdk.Fn.select(1, cdk.Fn.split("s3://", uri)))
        parts = _S3_URI.fullmatch(uri)
        if parts is None:
            raise ConfigurationError(
                f"ModelData.from_uri: got {uri!r}, allowed is s3://bucket/key.tar.gz"
            )
        if not is_tar_gz(uri):
            raise ConfigurationError(f"ModelData.from_uri: got {uri!r}; {_TAR_GZ_REASON}")
        return _UriData(f"{parts['bucket']}/{parts['key']}")

    @abc.abstractmethod
    def bind(self, scope: Construct) -> ModelDataConfig:
        """Resolve the artifact for the stack of *scope*; called by `Model`."""

    def script_mode_fault(self, *, program: str = "inference.py") -> str | None:  # noqa: ARG002 - for artifacts that lie here
        """Why an image in script mode could not run *program* of this; None when it can, or may."""
        return None


class _LocalData(ModelData):
    """An artifact that becomes a file asset of the stack."""

    def bind(self, scope: Construct) -> ModelDataConfig:
        stack = cdk.Stack.of(scope)
        stage = cdk.Stage.of(scope)
        if stage is None:
            raise ConfigurationError(
                "ModelData.from_asset: assets need a stack inside an App or a Stage"
            )
        digest = self._digest()
        # The assembly of the app holds all assets; those of its stages lie a folder deeper for each
        # stage, and point up to it.
        asset_outdir = Path(stage.asset_outdir)
        staged = asset_outdir / f"asset.{digest}.tar.gz"
        if not staged.exists():
            # A synth that is interrupted leaves nothing that the next would take for whole.
            unfinished = staged.with_suffix(".part")
            self._write(unfinished)
            unfinished.replace(staged)
        climb = "../" * len(Path(stage.outdir).relative_to(asset_outdir).parts)
        location = stack.synthesizer.add_file_asset(
            # The object key is this and the file's last extension: SageMaker asks for .tar.gz.
            source_hash=f"{digest}.tar",
            file_name=f"{climb}{staged.name}",
            packaging=cdk.FileAssetPackaging.FILE,
        )
        return _located(scope, f"{location.bucket_name}/{location.object_key}")

    @abc.abstractmethod
    def _digest(self) -> str: ...

    @abc.abstractmethod
    def _write(self, target: Path) -> None: ...


class _FolderData(_LocalData):
    def __init__(self, folder: Path, exclude: tuple[str, ...]) -> None:
        self._folder = folder
        self._members = archive_members(folder, exclude)
        if not self._members:
            raise ConfigurationError(
                f"ModelData.from_asset: the folder {str(folder)!r} holds no file to ship"
            )

    def script_mode_fault(self, *, program: str = "inference.py") -> str | None:
        return script_mode_fault(frozenset(self._members), program=program)

    def _digest(self) -> str:
        return archive_digest(self._members)

    def _write(self, target: Path) -> None:
        with target.open("wb") as file:
            write_archive(self._members, file)


class _ArchiveData(_LocalData):
    def __init__(self, archive: Path) -> None:
        self._archive = archive

    def script_mode_fault(self, *, program: str = "inference.py") -> str | None:
        try:
            members = artifact_members(self._archive)
        except ValueError as error:  # no complete tar.gz
            return str(error)
        return script_mode_fault(members, program=program)

    def _digest(self) -> str:
        with self._archive.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()

    def _write(self, target: Path) -> None:
        shutil.copyfile(self._archive, target)


class _BucketData(ModelData):
    def __init__(self, bucket: s3.IBucket, object_key: str) -> None:
        self._bucket, self._key = bucket, object_key

    def bind(self, scope: Construct) -> ModelDataConfig:
        config = _located(scope, f"{self._bucket.bucket_name}/{self._key}")
        encryption_key = self._bucket.encryption_key
        if encryption_key is None:
            return config
        decrypt = Statement(
            sid="DecryptModelData", actions=("kms:Decrypt",), resources=(encryption_key.key_arn,)
        )
        return ModelDataConfig(uri=config.uri, read=(*config.read, decrypt))


class _UriData(ModelData):
    def __init__(self, bucket_and_key: str) -> None:
        self._bucket_and_key = bucket_and_key

    def bind(self, scope: Construct) -> ModelDataConfig:
        return _located(scope, self._bucket_and_key)


def _located(scope: Construct, bucket_and_key: str) -> ModelDataConfig:
    arn = aws_environment_of(scope).arn("s3", bucket_and_key, account="", region="")
    return ModelDataConfig(
        uri=f"s3://{bucket_and_key}",
        read=(Statement(sid="ReadModelData", actions=("s3:GetObject",), resources=(arn,)),),
    )

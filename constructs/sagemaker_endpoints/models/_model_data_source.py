"""What an artifact is once its place is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from constructs import Construct


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelDataConfig:
    """What binding an artifact to a place gives."""

    uri: str
    """s3://bucket/key of the model.tar.gz, or s3://bucket/prefix/."""
    read: tuple[Statement, ...]
    """What the execution role needs to read exactly this artifact."""
    is_prefix: bool = False
    """Whether it is all objects below a prefix, as they are, instead of one archive."""
    accept_eula: bool | None = None
    """Whether the licence of a gated model is accepted; None says nothing about it."""
    warnings: tuple[tuple[str, str], ...] = ()
    """Rule and message of each warning about it."""


class ModelDataSource(Protocol):
    """Something that can name an artifact for a stack."""

    def bind(self, scope: Construct) -> ModelDataConfig:
        """Resolve the artifact for the stack of *scope*."""
        ...

    def script_mode_fault(self, *, program: str) -> str | None:
        """Why an image in script mode could not run *program* of it; None when it can, or may."""
        ...


def located(scope: Construct, bucket_and_key: str) -> ModelDataConfig:
    """One object of a bucket, and the right to read it alone."""
    arn = aws_environment_of(scope).arn("s3", bucket_and_key, account="", region="")
    return ModelDataConfig(
        uri=f"s3://{bucket_and_key}",
        read=(Statement(sid="ReadModelData", actions=("s3:GetObject",), resources=(arn,)),),
    )

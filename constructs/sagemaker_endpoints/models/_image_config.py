"""What an image is once its place is known, and what may pull it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._policy import Statement

if TYPE_CHECKING:
    from constructs import Construct

Architecture = Literal["x86_64", "arm64"]
"""What machines an image is built for."""

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


@dataclass(frozen=True, kw_only=True, slots=True)
class PrivateRegistry:
    """A registry outside ECR, which SageMaker reaches through the model's VPC."""

    credentials_function_arn: str | None = None
    """The Lambda function that tells its credentials; None where none are asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContainerImageConfig:
    """What binding an image to a place gives."""

    uri: str
    """registry/repository:tag, or registry/repository@sha256:..."""
    pull: tuple[Statement, ...]
    """What the execution role needs to pull it."""
    is_script_mode: bool = False
    """Whether the image runs the code/inference.py of the model artifact."""
    warnings: tuple[tuple[str, str], ...] = ()
    """Rule and message of each warning about it."""
    architecture: Architecture | None = None
    """What machines it is built for; None when that is not known."""
    framework: str | None = None
    """The framework of an image of AWS, as the SageMaker SDK names it; None for other images."""
    private_registry: PrivateRegistry | None = None
    """Where it lies, if that is outside ECR."""


class ImageSource(Protocol):
    """Something that can name an image for a stack."""

    def bind(self, scope: Construct) -> ContainerImageConfig:
        """Resolve the image for the stack of *scope*."""
        ...


def ecr_uri(account: str, region: str, dns_suffix: str, repository: str, version: str) -> str:
    """An image's address in ECR; *version* begins with : or @."""
    return f"{account}.dkr.ecr.{region}.{dns_suffix}/{repository}{version}"


def pull_of_repository(scope: Construct, account: str, repository: str) -> tuple[Statement, ...]:
    """The right to pull from a repository of another account, in the stack's region."""
    return pull_from(
        aws_environment_of(scope).arn("ecr", f"repository/{repository}", account=account)
    )


def pull_from(repository_arn: str) -> tuple[Statement, ...]:
    """The right to pull from one repository."""
    return (
        Statement(sid="PullImage", actions=_PULL, resources=(repository_arn,)),
        # ECR knows no narrower resource for the token that every pull starts with.
        Statement(sid="LogInToEcr", actions=("ecr:GetAuthorizationToken",), resources=("*",)),
    )


def mutable_tag_warning(tag: str) -> tuple[tuple[str, str], ...]:
    """The warning about the tag latest."""
    if tag != "latest":
        return ()
    message = (
        "the tag latest can change while the template stays the same: instances that join later "
        "would run another "
        "image. Name a version or a digest"
    )
    return (("MutableImageTag", message),)

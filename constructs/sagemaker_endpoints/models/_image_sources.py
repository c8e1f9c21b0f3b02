"""Images of one's own: in ECR, built by the deploy, or in a private registry."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, get_args

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._policy import Statement
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._image_config import (
    Architecture,
    ContainerImageConfig,
    PrivateRegistry,
    mutable_tag_warning,
    pull_from,
)
from sagemaker_endpoints.models._repository_name import check_repository
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aws_cdk import aws_ecr as ecr
    from aws_cdk import aws_ecr_assets as ecr_assets
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html
_LONGEST_URI = most("ContainerImage")
_ECR_URI = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+/(?P<repository>[^:@\s]+)"
    r"(?P<version>[:@]\S+)?"
)
_REGISTRY_URI = re.compile(
    r"[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+(:\d+)?/[^:@\s]+(?P<version>(:[^:@\s]+)?(@\S+)?)"
)
_TAG = re.compile(r"[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_ARN_REGION = 3


class RepositorySource:
    """An image in a repository of ECR."""

    def __init__(
        self, repository: ecr.IRepository, tag_or_digest: str, architecture: Architecture | None
    ) -> None:
        _check_architecture("from_ecr_repository", architecture)
        if not tag_or_digest.startswith("sha256:"):
            check_tag("from_ecr_repository", "tag_or_digest", tag_or_digest)
        self._repository, self._tag_or_digest = repository, tag_or_digest
        self._architecture = architecture

    def bind(self, scope: Construct) -> ContainerImageConfig:
        by_digest = self._tag_or_digest.startswith("sha256:")
        if by_digest and not _DIGEST.fullmatch(self._tag_or_digest):
            raise ConfigurationError(
                f"ContainerImage.from_ecr_repository: tag_or_digest: got {self._tag_or_digest!r}, "
                "a digest is sha256: and 64 hexadecimal digits"
            )
        arn: str = self._repository.repository_arn
        region = arn.split(":")[_ARN_REGION] if is_known_text(arn) else None
        _check_region("from_ecr_repository", scope, region)
        separator = "@" if by_digest else ":"
        uri: str = self._repository.repository_uri
        check_repository(uri)
        return ContainerImageConfig(
            uri=f"{uri}{separator}{self._tag_or_digest}",
            pull=pull_from(arn),
            warnings=mutable_tag_warning(self._tag_or_digest),
            architecture=self._architecture,
        )


class AssetSource:
    """An image that the deploy builds."""

    def __init__(
        self,
        directory: Path,
        platform: ecr_assets.Platform | None,
        architecture: Architecture | None,
        build_args: Mapping[str, str] | None,
    ) -> None:
        _check_architecture("from_asset", architecture)
        if not (directory / "Dockerfile").is_file():
            raise ConfigurationError(
                f"ContainerImage.from_asset: got {str(directory)!r}, a folder with a Dockerfile is "
                "needed; correct the path"
            )
        if platform is not None and architecture is not None:
            raise ConfigurationError(
                f"ContainerImage.from_asset: got platform {platform.platform!r} and architecture "
                f"{architecture!r}; give one of them"
            )
        self._directory, self._build_args = directory, build_args
        self._platform, self._architecture = platform, architecture

    def bind(self, scope: Construct) -> ContainerImageConfig:
        from aws_cdk import aws_ecr_assets as ecr_assets  # noqa: PLC0415  # costly, rare

        platform = self._platform
        if platform is None:
            of_arm = self._architecture == "arm64"
            platforms = ecr_assets.Platform
            platform = platforms.LINUX_ARM64 if of_arm else platforms.LINUX_AMD64
        asset = ecr_assets.DockerImageAsset(
            scope,
            _free_id(scope, "Image"),
            directory=str(self._directory),
            platform=platform,
            build_args=dict(self._build_args) if self._build_args is not None else None,
        )
        return ContainerImageConfig(
            uri=asset.image_uri,
            pull=pull_from(asset.repository.repository_arn),
            architecture=_architecture_of(platform.platform),
        )


class UriSource:
    """An image in ECR by its whole address."""

    def __init__(self, uri: str, architecture: Architecture | None) -> None:
        _check_architecture("from_uri", architecture)
        self._uri, self._architecture = uri, architecture
        self._parts = _ECR_URI.fullmatch(uri) if is_known_text(uri) else None
        if not is_known_text(uri):
            return
        if self._parts is None:
            raise ConfigurationError(
                f"ContainerImage.from_uri: got {uri!r}, SageMaker pulls from Amazon ECR: "
                "write <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or copy the "
                "image to your own "
                "repository and use ContainerImage.from_ecr_repository, or, for a registry that "
                "the model's VPC reaches, ContainerImage.from_private_registry "
                "(https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)"
            )
        _check_length("from_uri", uri)

    def bind(self, scope: Construct) -> ContainerImageConfig:
        if self._parts is None:
            return ContainerImageConfig(uri=self._uri, pull=(), architecture=self._architecture)
        account, region, repository, version = self._parts.group(
            "account", "region", "repository", "version"
        )
        _check_region("from_uri", scope, region)
        arn = aws_environment_of(scope).arn(
            "ecr", f"repository/{repository}", account=account, region=region
        )
        return ContainerImageConfig(
            uri=self._uri,
            pull=pull_from(arn),
            warnings=mutable_tag_warning((version or ":latest")[1:]),
            architecture=self._architecture,
        )


class PrivateRegistrySource:
    """An image in a registry outside ECR."""

    def __init__(self, uri: str, credentials: lambda_.IFunction | None) -> None:
        self._uri, self._credentials = uri, credentials
        self._parts = _REGISTRY_URI.fullmatch(uri) if is_known_text(uri) else None
        if not is_known_text(uri):
            return
        if _ECR_URI.fullmatch(uri) is not None:
            raise ConfigurationError(
                f"ContainerImage.from_private_registry: got {uri!r}, which is in Amazon ECR; use "
                "ContainerImage.from_uri or from_ecr_repository, which let the role pull it"
            )
        if self._parts is None:
            raise ConfigurationError(
                f"ContainerImage.from_private_registry: uri: got {uri!r}, allowed is the "
                "registry's host, the repository and a tag: "
                "registry.example.com/team/forecaster:1.2"
            )
        _check_length("from_private_registry", uri)

    def bind(self, scope: Construct) -> ContainerImageConfig:  # noqa: ARG002  # needs no place
        version = self._parts["version"] if self._parts is not None else ":unknown"
        arn: str | None = self._credentials.function_arn if self._credentials is not None else None
        ask = Statement(
            sid="AskForRegistryCredentials",
            actions=("lambda:InvokeFunction",),
            resources=(arn,) if arn is not None else (),
        )
        return ContainerImageConfig(
            uri=self._uri,
            pull=(ask,) if arn is not None else (),
            warnings=mutable_tag_warning((version or ":latest")[1:]),
            private_registry=PrivateRegistry(credentials_function_arn=arn),
        )


def check_tag(method: str, parameter: str, tag: str) -> None:
    """Refuse what is known not to be an image's tag.

    Raises:
        ConfigurationError: about *method* of `ContainerImage`.

    See https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html
    """
    if is_known_text(tag) and not _TAG.fullmatch(tag):
        raise ConfigurationError(
            f"ContainerImage.{method}: {parameter}: got {tag!r}, allowed are 1 to 128 letters, "
            "digits, underscores, and after the first, dots and hyphens"
        )


def _check_architecture(method: str, architecture: Architecture | None) -> None:
    known = get_args(Architecture)
    if architecture is not None and architecture not in known:
        raise ConfigurationError(
            f"ContainerImage.{method}: architecture: got {architecture!r}, allowed is "
            f"{' or '.join(map(repr, known))}"
        )


def _check_length(method: str, uri: str) -> None:
    if len(uri) > _LONGEST_URI:
        raise ConfigurationError(
            f"ContainerImage.{method}: got {len(uri)} characters, allowed are {_LONGEST_URI} "
            "(https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ContainerDefinition.html)"
        )


def _check_region(method: str, scope: Construct, region: str | None) -> None:
    wanted = aws_environment_of(scope).region
    if not is_known_text(region) or not is_known_text(wanted) or region == wanted:
        return
    raise ConfigurationError(
        f"ContainerImage.{method}: Model {scope.node.path!r} is for {wanted}, got a repository in "
        f"{region}: SageMaker pulls from its own Region alone; replicate the repository to "
        f"{wanted} (https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication.html)"
    )


def _architecture_of(platform: str) -> Architecture | None:
    """That of docker's name for a platform: linux/arm64, linux/amd64."""
    if "arm64" in platform or "aarch64" in platform:
        return "arm64"
    return "x86_64" if "amd64" in platform or "x86_64" in platform else None


def _free_id(scope: Construct, wanted: str) -> str:
    """*wanted*, numbered from the second on: each container of a model may build its image."""
    numbered = (f"{wanted}{number}" for number in itertools.count(2))
    ids = itertools.chain([wanted], numbered)
    return next(free for free in ids if scope.node.try_find_child(free) is None)

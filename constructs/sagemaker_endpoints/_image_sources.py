"""The places that a container's image can come from."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from sagemaker_endpoints._aws_environment import aws_environment_of
from sagemaker_endpoints._errors import ConfigurationError
from sagemaker_endpoints._image_registries import registry_account
from sagemaker_endpoints._policy import Statement
from sagemaker_endpoints._tokens import is_known_text
from sagemaker_hosting.images import FrameworkImage, dlc_accounts, patching_ended

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aws_cdk import aws_ecr as ecr
    from aws_cdk import aws_ecr_assets as ecr_assets
    from constructs import Construct

_PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
_ECR_URI = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+/(?P<repository>[^:@]+)"
    r"(?P<version>[:@].+)?"
)
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


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


class ImageSource(Protocol):
    """Something that can name an image for a stack."""

    def bind(self, scope: Construct) -> ContainerImageConfig:
        """Resolve the image for the stack of *scope*."""
        ...


class FrameworkSource:
    def __init__(self, image: FrameworkImage) -> None:
        self._image = image

    def bind(self, scope: Construct) -> ContainerImageConfig:
        image = self._image
        environment = aws_environment_of(scope)
        if environment.region_is_known:
            uri = image.uri(environment.region)
            account = uri.partition(".")[0]
        else:
            account = registry_account(scope, image.accounts)
            uri = _uri(
                account,
                environment.region,
                environment.dns_suffix,
                image.repository,
                f":{image.tag}",
            )
        return ContainerImageConfig(
            uri=uri,
            pull=_pull(scope, account, image.repository),
            is_script_mode=image.script_mode,
            warnings=_end_of_patch_warning(image),
        )


class DeepLearningContainerSource:
    def __init__(self, repository_name: str, tag: str, account_id: str | None) -> None:
        self._repository, self._tag, self._account = repository_name, tag, account_id

    def bind(self, scope: Construct) -> ContainerImageConfig:
        environment = aws_environment_of(scope)
        account = self._account or self._look_up(scope)
        return ContainerImageConfig(
            uri=_uri(
                account,
                environment.region,
                environment.dns_suffix,
                self._repository,
                f":{self._tag}",
            ),
            pull=_pull(scope, account, self._repository),
            warnings=_mutable_tag_warning(self._tag),
        )

    def _look_up(self, scope: Construct) -> str:
        environment = aws_environment_of(scope)
        accounts = dlc_accounts(self._repository)
        if not environment.region_is_known:
            return registry_account(scope, accounts)
        if environment.region not in accounts:
            raise ConfigurationError(
                f"ContainerImage.from_dlc({self._repository!r}): no registry account is known in "
                "region "
                f"{environment.region!r}; pass account_id (known regions: "
                f"{', '.join(sorted(accounts))})"
            )
        return accounts[environment.region]


class RepositorySource:
    def __init__(self, repository: ecr.IRepository, tag_or_digest: str) -> None:
        self._repository, self._tag_or_digest = repository, tag_or_digest

    def bind(self, scope: Construct) -> ContainerImageConfig:  # noqa: ARG002 - needs no place
        by_digest = self._tag_or_digest.startswith("sha256:")
        if by_digest and not _DIGEST.fullmatch(self._tag_or_digest):
            raise ConfigurationError(
                f"ContainerImage.from_ecr_repository: tag_or_digest: got {self._tag_or_digest!r}, "
                "a digest is sha256: and 64 hexadecimal digits"
            )
        separator = "@" if by_digest else ":"
        return ContainerImageConfig(
            uri=f"{self._repository.repository_uri}{separator}{self._tag_or_digest}",
            pull=_pull_from(self._repository.repository_arn),
            warnings=_mutable_tag_warning(self._tag_or_digest),
        )


class AssetSource:
    def __init__(
        self,
        directory: Path,
        platform: ecr_assets.Platform | None,
        build_args: Mapping[str, str] | None,
    ) -> None:
        self._directory, self._platform, self._build_args = directory, platform, build_args
        if not (directory / "Dockerfile").is_file():
            raise ConfigurationError(
                f"ContainerImage.from_asset: got {str(directory)!r}, a folder with a Dockerfile is "
                "needed; correct the path"
            )

    def bind(self, scope: Construct) -> ContainerImageConfig:
        from aws_cdk import aws_ecr_assets as ecr_assets  # noqa: PLC0415 - costly, rare

        asset = ecr_assets.DockerImageAsset(
            scope,
            _free_id(scope, "Image"),
            directory=str(self._directory),
            platform=self._platform
            if self._platform is not None
            else ecr_assets.Platform.LINUX_AMD64,
            build_args=dict(self._build_args) if self._build_args is not None else None,
        )
        return ContainerImageConfig(
            uri=asset.image_uri, pull=_pull_from(asset.repository.repository_arn)
        )


class UriSource:
    def __init__(self, uri: str) -> None:
        self._uri = uri
        self._parts = _ECR_URI.fullmatch(uri) if is_known_text(uri) else None
        if is_known_text(uri) and self._parts is None:
            raise ConfigurationError(
                f"ContainerImage.from_uri: got {uri!r}, SageMaker pulls from Amazon ECR: "
                "write <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or copy the "
                "image to your own "
                "repository and use ContainerImage.from_ecr_repository "
                "(https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html)"
            )

    def bind(self, scope: Construct) -> ContainerImageConfig:
        if self._parts is None:
            return ContainerImageConfig(uri=self._uri, pull=())
        account, region, repository, version = self._parts.group(
            "account", "region", "repository", "version"
        )
        arn = aws_environment_of(scope).arn(
            "ecr", f"repository/{repository}", account=account, region=region
        )
        return ContainerImageConfig(
            uri=self._uri,
            pull=_pull_from(arn),
            warnings=_mutable_tag_warning((version or ":latest")[1:]),
        )


def _free_id(scope: Construct, wanted: str) -> str:
    """*wanted*, numbered from the second on: each container of a model may build its image."""
    numbered = (f"{wanted}{number}" for number in itertools.count(2))
    ids = itertools.chain([wanted], numbered)
    return next(free for free in ids if scope.node.try_find_child(free) is None)


def _uri(account: str, region: str, dns_suffix: str, repository: str, version: str) -> str:
    return f"{account}.dkr.ecr.{region}.{dns_suffix}/{repository}{version}"


def _pull(scope: Construct, account: str, repository: str) -> tuple[Statement, ...]:
    return _pull_from(
        aws_environment_of(scope).arn("ecr", f"repository/{repository}", account=account)
    )


def _pull_from(repository_arn: str) -> tuple[Statement, ...]:
    return (
        Statement(sid="PullImage", actions=_PULL, resources=(repository_arn,)),
        # ECR knows no narrower resource for the token that every pull starts with.
        Statement(sid="LogInToEcr", actions=("ecr:GetAuthorizationToken",), resources=("*",)),
    )


def _end_of_patch_warning(image: FrameworkImage) -> tuple[tuple[str, str], ...]:
    if not patching_ended(image):
        return ()
    message = (
        f"AWS no longer patches {image.repository}:{image.tag} (patching ended by "
        f"{image.end_of_patch}): it can be "
        "pulled, but known vulnerabilities stay in it. Build your own image on a patched base, or "
        "acknowledge this "
        "with the reason"
    )
    return (("ImagePastEndOfPatch", message),)


def _mutable_tag_warning(tag: str) -> tuple[tuple[str, str], ...]:
    if tag != "latest":
        return ()
    message = (
        "the tag latest can change while the template stays the same: instances that join later "
        "would run another "
        "image. Name a version or a digest"
    )
    return (("MutableImageTag", message),)

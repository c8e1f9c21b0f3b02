"""The images that AWS publishes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sagemaker_endpoints.common._aws_environment import aws_environment_of
from sagemaker_endpoints.common._errors import ConfigurationError
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.models._image_config import (
    Architecture,
    ContainerImageConfig,
    ecr_uri,
    mutable_tag_warning,
    pull_of_repository,
)
from sagemaker_endpoints.models._image_registries import registry_account
from sagemaker_endpoints.models._image_sources import check_tag
from sagemaker_endpoints.models._repository_name import is_repository_name
from sagemaker_hosting.facts.images import FrameworkImage, dlc_accounts, patching_ended
from sagemaker_hosting.facts.instance_types import (
    hosting_type_doubt,
    hosting_type_fault,
    transform_type_doubt,
    transform_type_fault,
)

if TYPE_CHECKING:
    from constructs import Construct

_ACCOUNT = re.compile(r"\d{12}")


class FrameworkSource:
    """An image that the SageMaker SDK's tables name."""

    def __init__(self, image: FrameworkImage, instance_type: str | None = None) -> None:
        if instance_type is not None and (fault := _type_fault(instance_type)) is not None:
            raise ConfigurationError(f"ContainerImage.from_framework: instance_type: {fault}")
        self._image, self._instance_type = image, instance_type

    def bind(self, scope: Construct) -> ContainerImageConfig:
        image = self._image
        environment = aws_environment_of(scope)
        if environment.region_is_known:
            uri = image.uri(environment.region)
            account = uri.partition(".")[0]
        else:
            account = registry_account(scope, image.accounts)
            uri = ecr_uri(
                account,
                environment.region,
                environment.dns_suffix,
                image.repository,
                f":{image.tag}",
            )
        return ContainerImageConfig(
            uri=uri,
            pull=pull_of_repository(scope, account, image.repository),
            is_script_mode=image.script_mode,
            warnings=_end_of_patch_warning(image) + _unknown_type_warning(self._instance_type),
            architecture=_architecture_of(image.repository, image.tag),
            framework=image.framework,
        )


class DeepLearningContainerSource:
    """An image by its repository and tag, in the account that the tables know."""

    def __init__(self, repository_name: str, tag: str, account_id: str | None) -> None:
        check_tag("from_dlc", "tag", tag)
        if is_known_text(repository_name) and not is_repository_name(repository_name):
            raise ConfigurationError(
                f"ContainerImage.from_dlc: repository_name: got {repository_name!r}, allowed is "
                "that of a registry of AWS: 'pytorch-inference'"
            )
        if is_known_text(account_id) and not _ACCOUNT.fullmatch(account_id):
            raise ConfigurationError(
                f"ContainerImage.from_dlc: account_id: got {account_id!r}, allowed are 12 digits"
            )
        self._repository, self._tag, self._account = repository_name, tag, account_id

    def bind(self, scope: Construct) -> ContainerImageConfig:
        environment = aws_environment_of(scope)
        account = self._account or self._look_up(scope)
        return ContainerImageConfig(
            uri=ecr_uri(
                account,
                environment.region,
                environment.dns_suffix,
                self._repository,
                f":{self._tag}",
            ),
            pull=pull_of_repository(scope, account, self._repository),
            warnings=mutable_tag_warning(self._tag),
            architecture=_architecture_of(self._repository, self._tag),
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


def _architecture_of(repository: str, tag: str) -> Architecture:
    """AWS says arm64 or graviton in the name of what is not for x86_64."""
    name = f"{repository}:{tag}"
    return "arm64" if "arm64" in name or "graviton" in name else "x86_64"


def _type_fault(instance_type: str) -> str | None:
    """Why nothing runs on a type: an image may be for an endpoint or for a batch transform."""
    is_refused = transform_type_fault(instance_type) is not None
    return hosting_type_fault(instance_type) if is_refused else None


def _unknown_type_warning(instance_type: str | None) -> tuple[tuple[str, str], ...]:
    """The warning about a type that nothing runs on, as far as the tables know."""
    if instance_type is None or transform_type_doubt(instance_type) is None:
        return ()
    doubt = hosting_type_doubt(instance_type)
    if doubt is None:
        return ()
    message = f"ContainerImage.from_framework: instance_type: {doubt}"
    return (("UnknownInstanceType", message),)


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

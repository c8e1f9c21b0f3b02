"""Images of an environment file."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aws_cdk import aws_ecr as ecr

from sagemaker_endpoints import ContainerImage
from sagemaker_hosting.facts.images import find_framework_image
from stacks.settings import (
    DlcImageSettings,
    DockerfileImageSettings,
    FrameworkImageSettings,
    PrivateRegistryImageSettings,
    RepositoryImageSettings,
    UriImageSettings,
)

if TYPE_CHECKING:
    from aws_cdk import aws_lambda as lambda_
    from constructs import Construct

    from stacks.settings import ContainerImageSettings, ModelSettings

_ARN = "arn:"


def images_for(settings: ModelSettings, instance_type: str | None) -> tuple[str, ...]:
    """Tells images of a model apart: a framework has others for GPU and Graviton instances."""
    return tuple(_image_for(container.image, instance_type) for container in settings.parts)


def _image_for(settings: ContainerImageSettings, instance_type: str | None) -> str:
    if not isinstance(settings, FrameworkImageSettings) or settings.processor is not None:
        return ""
    image = find_framework_image(
        settings.framework,
        version=settings.version,
        py_version=settings.py_version,
        instance_type=instance_type,
        base_framework_version=settings.base_framework_version,
    )
    return f"{image.repository}:{image.tag}"


def image_of(
    scope: Construct, construct_id: str, settings: ContainerImageSettings, instance_type: str | None
) -> ContainerImage:
    """The image that settings name; what has to be imported for it belongs to *scope*."""
    match settings:
        case FrameworkImageSettings():
            return ContainerImage.from_framework(
                settings.framework,
                version=settings.version,
                py_version=settings.py_version,
                instance_type=instance_type if settings.processor is None else None,
                processor=settings.processor,
                base_framework_version=settings.base_framework_version,
            )
        case UriImageSettings():
            return ContainerImage.from_uri(settings.uri)
        case DlcImageSettings():
            return ContainerImage.from_dlc(settings.dlc, settings.tag)
        case RepositoryImageSettings():
            repository = ecr.Repository.from_repository_name(
                scope, construct_id, settings.repository
            )
            return ContainerImage.from_ecr_repository(
                repository, tag_or_digest=settings.digest or settings.tag or ""
            )
        case DockerfileImageSettings():
            return ContainerImage.from_asset(str(settings.dockerfile))
        case PrivateRegistryImageSettings():
            return ContainerImage.from_private_registry(
                settings.private_registry,
                credentials=_function(scope, f"{construct_id}-Credentials", settings.credentials),
            )
        case _:
            assert_never(settings)


def _function(scope: Construct, construct_id: str, name: str | None) -> lambda_.IFunction | None:
    if name is None:
        return None
    from aws_cdk import aws_lambda as lambda_  # noqa: PLC0415  # costly, rare

    if name.startswith(_ARN):
        return lambda_.Function.from_function_arn(scope, construct_id, name)
    return lambda_.Function.from_function_name(scope, construct_id, name)

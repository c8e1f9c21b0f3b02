"""Models of an environment file as constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model, ModelData
from sagemaker_hosting.images import find_framework_image
from stacks._acknowledgements import acknowledge, acknowledge_role, acknowledge_warning
from stacks._wildcards import serving_wildcards
from stacks.settings import (
    AssetDataSettings,
    BucketDataSettings,
    DlcImageSettings,
    DockerfileImageSettings,
    FrameworkImageSettings,
    PackageImageSettings,
    PrefixDataSettings,
    RepositoryImageSettings,
    UriDataSettings,
    UriImageSettings,
)

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

    from stacks._places import Places
    from stacks.settings import ContainerImageSettings, DataSettings, ModelSettings

_MODES: dict[str, Literal["Serial", "Direct"]] = {"serial": "Serial", "direct": "Direct"}


def build_model(
    scope: cdk.Stack,
    construct_id: str,
    settings: ModelSettings,
    *,
    instance_type: str | None,
    places: Places,
    vpc: ec2.IVpc | None,
    security_groups: list[ec2.ISecurityGroup] | None,
) -> Model:
    """Define a model as its settings say.

    Args:
        scope: the endpoint's stack.
        construct_id: the model's id.
        settings: of the environment file.
        instance_type: what it runs on; decides which image of a framework it gets. None, on
            serverless endpoints, gets the one for CPUs.
        places: where a prefix of the settings is.
        vpc: of the environment.
        security_groups: of the environment; None makes one.
    """
    if isinstance(settings.image, PackageImageSettings):
        model = Model.from_model_package(
            scope,
            construct_id,
            model_package_arn=settings.image.package,
            environment=settings.environment,
            vpc=vpc,
            security_groups=security_groups,
            network_isolation=settings.network_isolation,
        )
    else:
        model = Model(
            scope,
            construct_id,
            containers=_containers(scope, construct_id, settings, instance_type, places),
            inference_execution_mode=_MODES[settings.mode] if settings.mode is not None else None,
            vpc=vpc,
            security_groups=security_groups,
            network_isolation=settings.network_isolation,
        )
    acknowledge_findings(scope, model, settings, places, in_vpc=vpc is not None)
    return model


def _containers(
    scope: cdk.Stack,
    construct_id: str,
    settings: ModelSettings,
    instance_type: str | None,
    places: Places,
) -> list[ContainerDefinition]:
    numbers = range(1, len(settings.parts) + 1) if settings.containers is not None else [""]
    return [
        ContainerDefinition(
            image=image_of(
                scope, f"{construct_id}Repository{number}", container.image, instance_type
            ),
            model_data=data_of(scope, f"{construct_id}Bucket{number}", container.data, places),
            environment=container.environment,
            container_hostname=container.hostname,
        )
        for number, container in zip(numbers, settings.parts, strict=True)
    ]


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
        case _:
            assert_never(settings)


def data_of(
    scope: Construct, construct_id: str, settings: DataSettings | None, places: Places
) -> ModelData | None:
    """The artifact that settings name; what has to be imported for it belongs to *scope*."""
    match settings:
        case None:
            return None
        case AssetDataSettings():
            return ModelData.from_asset(settings.asset, exclude=settings.exclude)
        case UriDataSettings():
            return ModelData.from_uri(settings.uri)
        case BucketDataSettings():
            bucket = s3.Bucket.from_bucket_name(scope, construct_id, settings.bucket)
            return ModelData.from_bucket(bucket, settings.key)
        case PrefixDataSettings():
            location = places.of_artifacts(settings.prefix).location
            return ModelData.from_prefix(location.bucket, location.prefix)
        case _:
            assert_never(settings)


def acknowledge_findings(
    stack: cdk.Stack, model: Model, settings: ModelSettings, places: Places, *, in_vpc: bool
) -> None:
    """Acknowledge what is known about a model: by its file, and about the role it makes."""
    for rule, reason in settings.acknowledge.items():
        acknowledge_warning(model, rule, reason)
    acknowledge_role(model, wildcards=serving_wildcards(stack, in_vpc=in_vpc))
    for container in settings.parts:
        if isinstance(container.data, PrefixDataSettings):
            below = places.of_artifacts(container.data.prefix).finding
            reason = "the model is every object below this one prefix"
            acknowledge(model, f"AwsSolutions-IAM5[{below}]", reason)

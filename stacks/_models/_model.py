"""Models of an environment file as constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, assert_never

from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import ContainerDefinition, Model, ModelData
from stacks._findings._acknowledgements import acknowledge, acknowledge_role
from stacks._findings._wildcards import serving_wildcards
from stacks._models._image import image_of
from stacks.settings import (
    AssetDataSettings,
    BucketDataSettings,
    HuggingFaceDataSettings,
    PackageImageSettings,
    PrefixDataSettings,
    UriDataSettings,
)

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from aws_cdk import aws_secretsmanager as secretsmanager
    from constructs import Construct

    from sagemaker_endpoints import ContainerImage
    from stacks._places import Places
    from stacks.settings import ContainerSettings, DataSettings, ModelSettings

_ARN = "arn:"
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
        _container(
            scope,
            construct_id,
            container,
            image_of(scope, f"{construct_id}Repository{number}", container.image, instance_type),
            places,
            number=str(number),
        )
        for number, container in zip(numbers, settings.parts, strict=True)
    ]


def _container(
    scope: cdk.Stack,
    construct_id: str,
    settings: ContainerSettings,
    image: ContainerImage,
    places: Places,
    *,
    number: str,
) -> ContainerDefinition:
    data = settings.data
    if isinstance(data, HuggingFaceDataSettings):
        return ContainerDefinition.from_hugging_face_hub(
            data.hugging_face,
            image=image,
            task=data.task,
            revision=data.revision,
            token=_secret(scope, f"{construct_id}-Token{number}", data.token_secret),
            environment=settings.environment,
            container_hostname=settings.hostname,
        )
    return ContainerDefinition(
        image=image,
        model_data=data_of(scope, f"{construct_id}Bucket{number}", data, places),
        environment=settings.environment,
        container_hostname=settings.hostname,
    )


def _secret(scope: Construct, construct_id: str, name: str | None) -> secretsmanager.ISecret | None:
    if name is None:
        return None
    from aws_cdk import aws_secretsmanager as secretsmanager  # noqa: PLC0415  # costly, rare

    if name.startswith(_ARN):
        return secretsmanager.Secret.from_secret_complete_arn(scope, construct_id, name)
    return secretsmanager.Secret.from_secret_name_v2(scope, construct_id, name)


def data_of(
    scope: Construct, construct_id: str, settings: DataSettings | None, places: Places
) -> ModelData | None:
    """The artifact that settings name; what has to be imported for it belongs to *scope*."""
    match settings:
        case None | HuggingFaceDataSettings():
            return None  # the container brings its model, or fetches it
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
    """Acknowledge what is right about the role that a model makes."""
    acknowledge_role(model, wildcards=serving_wildcards(stack, in_vpc=in_vpc))
    for container in settings.parts:
        if isinstance(container.data, PrefixDataSettings):
            below = places.of_artifacts(container.data.prefix).finding
            reason = "the model is every object below this one prefix"
            acknowledge(model, f"AwsSolutions-IAM5[{below}]", reason)

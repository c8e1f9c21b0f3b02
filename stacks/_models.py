"""Models of an environment file as constructs."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model, ModelData
from sagemaker_hosting.images import find_framework_image
from stacks._acknowledgements import acknowledge, acknowledge_warning
from stacks.settings import (
    AssetDataSettings,
    BucketDataSettings,
    DlcImageSettings,
    DockerfileImageSettings,
    FrameworkImageSettings,
    RepositoryImageSettings,
    UriDataSettings,
    UriImageSettings,
)

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2
    from constructs import Construct

    from stacks.settings import DataSettings, ImageSettings, ModelSettings


def build_model(
    scope: cdk.Stack,
    construct_id: str,
    settings: ModelSettings,
    *,
    instance_type: str,
    vpc: ec2.IVpc | None,
    security_groups: list[ec2.ISecurityGroup] | None,
) -> Model:
    """Define a model as its settings say.

    Args:
        scope: the endpoint's stack.
        construct_id: the model's id.
        settings: of the environment file.
        instance_type: what it runs on; decides which image of a framework it gets.
        vpc: of the environment.
        security_groups: of the environment; None makes one.
    """
    container = ContainerDefinition(
        image=_image(scope, f"{construct_id}Repository", settings.image, instance_type),
        model_data=_data(scope, f"{construct_id}Bucket", settings.data),
        environment=settings.environment,
    )
    model = Model(
        scope,
        construct_id,
        containers=[container],
        vpc=vpc,
        security_groups=security_groups,
        network_isolation=settings.network_isolation,
    )
    for rule, reason in settings.acknowledge.items():
        acknowledge_warning(model, rule, reason)
    _acknowledge_wildcards(scope, model, in_vpc=vpc is not None)
    return model


def image_for(settings: ImageSettings, instance_type: str) -> str:
    """Tells images of a model apart: a framework has others for GPU and Graviton instances."""
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


def _image(
    scope: Construct, construct_id: str, settings: ImageSettings, instance_type: str
) -> ContainerImage:
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


def _data(scope: Construct, construct_id: str, settings: DataSettings | None) -> ModelData | None:
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
        case _:
            assert_never(settings)


def _acknowledge_wildcards(stack: cdk.Stack, model: Model, *, in_vpc: bool) -> None:
    logs = f"arn:{stack.partition}:logs:{stack.region}:{stack.account}"
    acknowledge(
        model,
        f"AwsSolutions-IAM5[Resource::{logs}:log-group:/aws/sagemaker/Endpoints/*]",
        "SageMaker names the log group after the endpoint, which does not exist when the role does",
    )
    reason = (
        "ecr:GetAuthorizationToken and cloudwatch:PutMetricData know no resource; "
        "metrics are narrowed to SageMaker's namespaces by a condition"
    )
    if in_vpc:
        reason += "; nor do EC2's Describe actions"
        interfaces = f"arn:{stack.partition}:ec2:{stack.region}:{stack.account}:network-interface/*"
        acknowledge(
            model,
            f"AwsSolutions-IAM5[Resource::{interfaces}]",
            "EC2 gives a network interface its id when SageMaker makes it; "
            "subnets and security groups are named",
        )
    acknowledge(model, "AwsSolutions-IAM5[Resource::*]", reason)

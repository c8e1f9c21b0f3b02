"""Rules of the models that a serverless variant cannot serve."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import Model, Variant

_GUIDE: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html"
_SOURCE: Final = "SageMaker developer guide, serverless-endpoints"


@rule(
    "SRV-06",
    Variant,
    title="the model of a serverless variant has no VpcConfig",
    why="serverless endpoints run outside of VPCs: the guide lists VPC configuration among what "
    "they exclude, and CreateEndpointConfig refuses it",
    source=_SOURCE,
    link=_GUIDE,
    fix="ServerlessEndpoint(model=...) with a Model without vpc, or a RealTimeEndpoint",
    cloudformation="remove VpcConfig from the model, or give the variant an InstanceType",
)
def model_has_no_vpc(variant: Variant) -> Faults:
    """A serverless variant cannot reach into a VPC."""
    model = _model_of(variant)
    if model is not None and model.network.is_given:
        yield _fault(variant, model, "has a VpcConfig", "models without VpcConfig")


@rule(
    "SRV-07",
    Variant,
    title="the model of a serverless variant has no network isolation",
    why='"Network isolation is not supported for Serverless Inference"',
    source=f"SageMaker's answer in public issue threads; {_SOURCE}",
    link=_GUIDE,
    fix="ServerlessEndpoint(model=...) with a Model(network_isolation=False), or a "
    "RealTimeEndpoint",
    cloudformation="remove EnableNetworkIsolation from the model, or give the variant an "
    "InstanceType",
)
def model_is_not_isolated(variant: Variant) -> Faults:
    """A serverless variant cannot be cut off from networks."""
    model = _model_of(variant)
    if model is not None and model.is_isolated:
        yield _fault(
            variant,
            model,
            "has EnableNetworkIsolation true",
            "models whose EnableNetworkIsolation is false",
        )


@rule(
    "SRV-09",
    Variant,
    title="the model of a serverless variant is not a multi-model one",
    why="the guide lists multi-model endpoints among what serverless endpoints exclude",
    source=_SOURCE,
    link=_GUIDE,
    fix="a MultiModelEndpoint, or one ServerlessEndpoint for each model",
    cloudformation="set the container's Mode to SingleModel, or give the variant an InstanceType",
)
def model_is_single(variant: Variant) -> Faults:
    """A serverless variant serves one model."""
    model = _model_of(variant)
    if model is not None and model.has_multi_model_container:
        yield _fault(
            variant, model, "has a container of Mode MultiModel", "containers of one model"
        )


@rule(
    "SRV-10",
    Variant,
    title="the model of a serverless variant has one container",
    why="the guide lists inference pipelines among what serverless endpoints exclude",
    source=_SOURCE,
    link=_GUIDE,
    fix="put all steps into one container, or use a RealTimeEndpoint",
    cloudformation="leave one container in the model, or give the variant an InstanceType",
)
def model_has_one_container(variant: Variant) -> Faults:
    """A serverless variant runs no pipeline."""
    model = _model_of(variant)
    if model is not None and model.has_many_containers:
        yield _fault(variant, model, f"has {len(model.containers)} containers", "one container")


@rule(
    "SRV-14",
    Variant,
    title="the image of a serverless variant does not come from a private registry",
    why="the guide lists private Docker registries among what serverless endpoints exclude",
    source=_SOURCE,
    link=_GUIDE,
    fix="copy the image to Amazon ECR: ContainerImage.from_ecr_repository(...)",
    cloudformation="copy the image to Amazon ECR and remove ImageConfig from the container",
)
def image_is_on_the_platform(variant: Variant) -> Faults:
    """A private registry is reached through a VPC, which a serverless variant has not."""
    model = _model_of(variant)
    if model is None:
        return
    for container in model.containers:
        mode = container.at("ImageConfig", "RepositoryAccessMode").text
        if mode == "Vpc":
            yield _fault(
                variant,
                model,
                f"has RepositoryAccessMode {mode} at {container.node.label}",
                "images in Amazon ECR",
            )
            return


@rule(
    "SRV-15",
    Variant,
    title="the model of a serverless variant is not a package of AWS Marketplace",
    why="the guide lists AWS Marketplace model packages among what serverless endpoints exclude",
    source=_SOURCE,
    link=_GUIDE,
    fix="serve the package by a RealTimeEndpoint",
    cloudformation="give the variant an InstanceType instead of ServerlessConfig",
)
def model_is_not_from_marketplace(variant: Variant) -> Faults:
    """A package that is bought runs on instances."""
    model = _model_of(variant)
    if model is None:
        return
    package = next((c.model_package for c in model.containers if c.is_from_marketplace), None)
    if package is not None:
        yield _fault(variant, model, f"is the package {package} of AWS Marketplace", "own models")


def _model_of(variant: Variant) -> Model | None:
    return variant.model if variant.is_serverless else None


def _fault(variant: Variant, model: Model, what: str, allowed: str) -> Fault:
    return Fault(
        at=variant.serverless,
        says=f"variant {variant.label} is serverless, and its model {model.path} {what}",
        allowed=allowed,
    )


RULES: Final[tuple[AnyRule, ...]] = (
    model_has_no_vpc,
    model_is_not_isolated,
    model_is_single,
    model_has_one_container,
    image_is_on_the_platform,
    model_is_not_from_marketplace,
)

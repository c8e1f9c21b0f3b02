"""Rules of shadow variants: what may stand in the shadow of what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sagemaker_hosting.facts.allowed import families_without_shadows
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import (
    EndpointConfig,
    Hosting,
    InferenceExperiment,
    Model,
    Node,
    Variant,
)

_EXCLUSIONS: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html"


@rule(
    "SHD-01",
    EndpointConfig,
    title="one shadow variant stands in the shadow of one production variant",
    why='"If you use this field, you can only specify one variant for ProductionVariants and one '
    'variant for ShadowProductionVariants."',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "CreateEndpointConfigInput.ShadowProductionVariants; SageMaker developer guide, "
    "shadow-tests-create",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    fix="RealTimeEndpoint(variants=[...], shadow=ShadowVariant(...)) with one variant in the list",
    cloudformation="list one variant in ProductionVariants and one in ShadowProductionVariants",
)
def shadow_has_one_caster(config: EndpointConfig) -> Faults:
    """A request is copied from one variant to one other."""
    # What only AWS will know may turn out to be left out.
    casters, shadows = len(config.variants), len(config.shadow_variants)
    if shadows and (casters > 1 or shadows > 1):
        yield Fault(
            at=config.at("ShadowProductionVariants"),
            says=f"it has {shadows} ShadowProductionVariants and {casters} ProductionVariants",
            allowed="one of each",
        )


@rule(
    "SHD-02",
    Hosting,
    title="neither side of a shadow test is of a kind that shadow tests exclude",
    why="SageMaker refuses shadow tests with serverless or asynchronous endpoints, packages of AWS "
    "Marketplace, several containers or several models, and Inf1 instances. In an endpoint "
    "configuration SRV-12, ASY-08 and MME-07 tell some of it",
    source="SageMaker developer guide, shadow-tests-exclusions",
    link=_EXCLUSIONS,
    fix="RealTimeEndpoint(shadow=ShadowVariant(...)) or ShadowTest with single models of your own "
    "in one container, on another instance type",
    cloudformation="serve single models of your own in one container on both sides, on another "
    "instance type",
)
def no_side_is_excluded(hosting: Hosting) -> Faults:
    """What shadow tests exclude is excluded on both sides."""
    for config in hosting.all_of(EndpointConfig):
        if config.shadow_variants:
            for variant in config.all_variants:
                yield from _excluded_variant(variant)
    for experiment in hosting.all_of(InferenceExperiment):
        yield from _excluded_endpoint(experiment)
        for side in experiment.variants:
            node = side.at("ModelName")
            model = hosting.model_of(node)
            if model is not None:
                yield from _excluded_models(node, (model,))
                yield from _excluded_containers(node, model)
        yield from _excluded_types(experiment.type_nodes)


def _excluded_variant(variant: Variant) -> Faults:
    yield from _excluded_types(variant.type_nodes)
    yield from _excluded_models(variant.model_name, variant.models)
    for model in variant.models:
        if model is not variant.model:  # of a pool: MME-07 tells the variant's own
            yield from _excluded_containers(variant.at("InstancePools"), model)


def _excluded_types(nodes: Iterable[Node]) -> Faults:
    for node in nodes:
        pieces = (node.text or "").split(".")
        if len(pieces) > 1 and pieces[1] in families_without_shadows():
            yield Fault(
                at=node,
                says=f"{node.label} is {node}, and there are no shadow tests on {pieces[1]}",
            )


def _excluded_models(node: Node, models: Iterable[Model]) -> Faults:
    for model in models:
        if model.is_from_marketplace:
            yield Fault(
                at=node,
                says=(
                    f"{node.label} is {model.path}, which runs a package of AWS Marketplace, and "
                    "there are no shadow tests of these"
                ),
            )


def _excluded_containers(node: Node, model: Model) -> Faults:
    if model.has_many_containers:
        what = f"has {len(model.containers)} containers"
    elif model.has_multi_model_container:
        what = "serves many models"
    else:
        return
    yield Fault(
        at=node,
        says=f"{node.label} is {model.path}, which {what}, and there are no shadow tests of these",
    )


def _excluded_endpoint(experiment: InferenceExperiment) -> Faults:
    config = experiment.endpoint.config if experiment.endpoint is not None else None
    if config is None:
        return
    kinds = {"asynchronous": config.is_asynchronous, "serverless": config.is_serverless}
    for kind in (kind for kind, is_it in kinds.items() if is_it):
        yield Fault(
            at=experiment.at("EndpointName"),
            says=f"the endpoint is {kind}, and there are no shadow tests on these",
        )


RULES: Final[tuple[AnyRule, ...]] = (shadow_has_one_caster, no_side_is_excluded)

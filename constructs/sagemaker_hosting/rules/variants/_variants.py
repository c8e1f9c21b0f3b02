"""Rules of how many variants there are, and how the traffic is shared between them."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import EndpointConfig, Variant


@rule(
    "VAR-01",
    EndpointConfig,
    title="an endpoint configuration has 1 to 10 production variants",
    why="CreateEndpointConfig refuses fewer and more; CloudFormation's schema states no maximum",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantList",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html",
    fix="RealTimeEndpoint(variants=[...]) with up to ten; beyond it, more endpoints",
    cloudformation="list 1 to 10 ProductionVariants",
)
def number_of_variants_is_in_range(config: EndpointConfig) -> Faults:
    """An endpoint shares its traffic between ten variants at most."""
    variants, bound = config.at("ProductionVariants"), limit("ProductionVariantList")
    if variants.size == 0:
        place = variants if variants.is_present else config
        yield Fault(at=place, says="it has no ProductionVariants", allowed=bound.allowed)
    # What only AWS will know may turn out to be left out.
    certain = len(config.variants)
    if bound.maximum is not None and certain > bound.maximum:
        yield Fault(at=variants, says=f"it has {certain} ProductionVariants", allowed=bound.allowed)


@rule(
    "VAR-07",
    Variant,
    title="InitialVariantWeight is not negative",
    why="CreateEndpointConfig refuses a negative weight; 0 is a variant that gets no traffic "
    "unless a request asks for it",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) VariantWeight",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html",
    fix="InstanceVariant(initial_weight=...) of 0 or more",
    cloudformation="set InitialVariantWeight to 0 or more",
)
def weight_is_not_negative(variant: Variant) -> Faults:
    """A weight is a share of the sum of all weights."""
    yield from beyond_limit(variant.at("InitialVariantWeight"), "VariantWeight")


RULES: Final[tuple[AnyRule, ...]] = (number_of_variants_is_in_range, weight_is_not_negative)

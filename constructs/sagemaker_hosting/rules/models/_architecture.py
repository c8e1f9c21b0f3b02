"""Rules of what machines an image is built for."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.models._images import address_of
from sagemaker_hosting.view import Model, Node, Variant


@rule(
    "MOD-24",
    Variant,
    severity=Severity.WARNING,
    title="an image is built for the processors of the instances",
    why='the container ends with "exec format error" and never answers /ping, so that the endpoint '
    "fails when its time to start is over",
    source="SageMaker developer guide, realtime-endpoints-graviton",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-graviton.html",
    fix="ContainerImage.from_framework(..., instance_type=...) finds the image for a type",
    cloudformation="choose an image for the type, or a type for the image",
)
def image_fits_the_processors(variant: Variant) -> Faults:
    """What AWS's own images are built for is told by their names."""
    if variant.is_serverless:
        return
    for node, model in pairs_of(variant):
        facts = facts_of(node.text) if node.text is not None else None
        if facts is None or facts.architecture is None or model is None:
            continue
        for container in model.containers:
            address = address_of(container.image)
            built_for = address.architecture if address is not None else None
            if built_for not in (None, facts.architecture):
                yield Fault(
                    at=node,
                    says=f"{node.label} is {node.text}, which is {facts.architecture}, and image "
                    f"{container.image} of model {model.path} is built for {built_for}",
                    allowed=f"types of {built_for}, or an image for {facts.architecture}",
                )


def pairs_of(variant: Variant) -> list[tuple[Node, Model | None]]:
    """Find each place that names an instance type of a variant, with the model that runs on it."""
    own = [(variant.instance_type, variant.model)]
    for pool in variant.at("InstancePools").items:
        name = pool.at("ModelNameOverride")
        model = variant.model if name.is_absent else variant.hosting.model_of(name)
        own.append((pool.at("InstanceType"), model))
    return own


RULES: Final[tuple[AnyRule, ...]] = (image_fits_the_processors,)

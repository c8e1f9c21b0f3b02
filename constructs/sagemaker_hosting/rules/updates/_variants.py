"""Rules of what may become of the variants of a live endpoint."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.updates._update import EndpointUpdate
from sagemaker_hosting.view import Node, Variant

_SCALING: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-scaling.html"
_GUARDRAILS: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html"
)
_SERVERLESS: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html"


@rule(
    "DEP-24",
    EndpointUpdate,
    title="a scaled variant keeps its name and its instance type in an update",
    why="UpdateEndpoint refuses to change or remove a variant that is registered with Application "
    "Auto Scaling, and CloudFormation deletes the registration only in its cleanup, after the "
    "endpoint's update: the stack rolls back",
    source="SageMaker developer guide (2023) endpoint-scaling.md; "
    "https://github.com/aws/aws-cdk/issues/29626",
    link=_SCALING,
    fix="deploy twice: first with instances enough for the load and without what scales this "
    "variant (scaling in an environment file, auto_scale_instance_count in Python), then with the "
    "change and the scaling again; or add a variant of another name and shift the weight to it",
    cloudformation="deploy twice: first with an InitialInstanceCount for the load and without the "
    "ScalableTarget of this variant and its policies, then with the change and with all of them "
    "again",
)
def scaled_variant_keeps_name_and_type(update: EndpointUpdate) -> Faults:
    """What Application Auto Scaling has registered cannot be changed under it."""
    for old, new in update.pairs:
        if not old.is_scaled:
            continue
        if new is None:
            yield Fault(
                at=_variants_of(update),
                says=(
                    f"variant {old.label} is scaled and deployed, and the new endpoint "
                    "configuration has no variant of that name"
                ),
                allowed="the deployed variants that are scaled, under their names",
            )
        elif (types := _different_types(old, new)) is not None:
            yield Fault(
                at=new.type_nodes[0] if new.type_nodes else new,
                says=(
                    f"variant {old.label} is scaled and deployed on {types[0]}, and is to run "
                    f"on {types[1]}"
                ),
                allowed=types[0],
            )


@rule(
    "VAR-35",
    EndpointUpdate,
    title="an endpoint with instances does not become serverless",
    why="UpdateEndpoint answers with a ValidationError; the other way round it does not",
    source="SageMaker developer guide (2023) serverless-endpoints.md",
    link=_SERVERLESS,
    fix="define the ServerlessEndpoint under another construct id, move the callers, then remove "
    "the endpoint with instances",
    cloudformation="give the serverless endpoint a new logical id (and name), move the callers, "
    "then remove the old one",
)
def instances_do_not_become_serverless(update: EndpointUpdate) -> Faults:
    """An endpoint that has run on instances stays with instances."""
    before, after = update.old.config, update.new.config
    if before is None or after is None or not before.variants or before.is_serverless:
        return
    for variant in after.variants:
        if variant.is_serverless:
            was = ", ".join(before.variants[0].instance_types) or "instances"
            yield Fault(
                at=variant.serverless,
                says=(
                    f"endpoint {update.new.path} is deployed on {was}, and variant "
                    f"{variant.label} is to be serverless"
                ),
                allowed="variants with instances",
            )


@rule(
    "DEP-19",
    EndpointUpdate,
    title="an update that shifts traffic keeps the names of the variants",
    why='"When doing a blue/green or rolling deployment, your new endpoint configuration must '
    'have the same variant name as the old endpoint configuration." Retained weights and counts '
    "are matched by name as well",
    source="SageMaker developer guide, deployment-guardrails-exclusions",
    link=_GUARDRAILS,
    confidence=Confidence.MEDIUM,
    fix="keep InstanceVariant(name=...) as it is deployed, or deploy the renaming once with "
    "Rollout.all_at_once(alarms=[])",
    cloudformation="keep VariantName as it is deployed, or deploy the renaming once without "
    "DeploymentConfig",
)
def guarded_update_keeps_variant_names(update: EndpointUpdate) -> Faults:
    """Traffic is shifted from a variant to the new one of its name."""
    guarded = _guarding_policy(update)
    for old, new in update.pairs:
        if new is None and not old.is_scaled:
            kept = ", ".join(variant.label for variant, _ in update.pairs)
            yield Fault(
                at=_variants_of(update),
                says=(
                    f"variant {old.label} is deployed, and the new endpoint configuration has "
                    "no variant of that name"
                    + (f"; {guarded} shifts traffic by name" if guarded is not None else "")
                ),
                allowed=kept,
                severity=Severity.ERROR if guarded is not None else Severity.WARNING,
            )


RULES: Final[tuple[AnyRule, ...]] = (
    guarded_update_keeps_variant_names,
    scaled_variant_keeps_name_and_type,
    instances_do_not_become_serverless,
)


def _guarding_policy(update: EndpointUpdate) -> str | None:
    deployment = update.new.deployment
    if deployment.at("RollingUpdatePolicy").is_present:
        return "RollingUpdatePolicy"
    kind = deployment.at("BlueGreenUpdatePolicy", "TrafficRoutingConfiguration", "Type").text
    return f"a {kind} deployment" if kind in ("CANARY", "LINEAR") else None


def _variants_of(update: EndpointUpdate) -> Node:
    config = update.new.config
    return config.at("ProductionVariants") if config is not None else update.new.properties


def _different_types(old: Variant, new: Variant) -> tuple[str, str] | None:
    was, asked = tuple(_types(old)), tuple(_types(new))
    if not was or not asked or None in was or None in asked or was == asked:
        return None
    return ", ".join(map(str, was)), ", ".join(map(str, asked))


def _types(variant: Variant) -> Iterator[str | None]:
    if variant.is_serverless:
        yield "serverless"
    yield from (node.text for node in variant.type_nodes)

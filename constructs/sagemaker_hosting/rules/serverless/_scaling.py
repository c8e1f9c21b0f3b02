"""Rules of how serverless variants scale and are updated."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import (
    INSTANCE_COUNT,
    PROVISIONED_CONCURRENCY,
    Endpoint,
    ScalableTarget,
    Variant,
)

_GUIDE: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints-autoscale.html"
)
_GUARDRAILS: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-exclusions.html"
)


@rule(
    "SRV-18",
    ScalableTarget,
    title="a serverless variant scales by its provisioned concurrency alone, if it has any",
    why="RegisterScalableTarget refuses a count of instances that is not there, and a provisioned "
    "concurrency that is not set, or not there",
    source="SageMaker developer guide, serverless-endpoints-autoscale; API application-autoscaling "
    "2016-02-06 (botocore 1.44.5) ScalableDimension",
    link=_GUIDE,
    fix="ServerlessEndpoint(provisioned_concurrency=...).auto_scale_provisioned_concurrency(...)",
    cloudformation=(
        f"set ScalableDimension to {PROVISIONED_CONCURRENCY}, and ProvisionedConcurrency in the "
        "variant's ServerlessConfig"
    ),
)
def scales_what_it_has(target: ScalableTarget) -> Faults:
    """SageMaker adds and removes what runs on request by itself."""
    dimension, named = target.dimension, target.variant
    if named is not None and _is_on_instances(named) and dimension.text == PROVISIONED_CONCURRENCY:
        yield Fault(
            at=dimension,
            says=f"ScalableDimension is {dimension}, and variant {named.label} is on instances",
            allowed=INSTANCE_COUNT,
        )
    variant = _serverless_variant(target)
    if variant is None:
        return
    if dimension.text == INSTANCE_COUNT:
        yield Fault(
            at=dimension,
            says=f"ScalableDimension is {dimension}, and variant {variant.label} is serverless",
            allowed=PROVISIONED_CONCURRENCY,
        )
    elif (
        dimension.text == PROVISIONED_CONCURRENCY
        and variant.serverless.at("ProvisionedConcurrency").is_absent
    ):
        yield Fault(
            at=dimension,
            says=(
                f"ScalableDimension is {dimension}, and the ServerlessConfig of variant "
                f"{variant.label} has no ProvisionedConcurrency"
            ),
        )


@rule(
    "SRV-19",
    ScalableTarget,
    title="provisioned concurrency scales to MaxConcurrency at most",
    why='"ProvisionedConcurrency should be less than or equal to MaxConcurrency.": scaling out '
    "beyond it fails",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariantServerlessConfig; that it "
    "holds while scaling is inferred",
    link=_GUIDE,
    confidence=Confidence.MEDIUM,
    fix="lower auto_scale_provisioned_concurrency(max_capacity=...) or raise "
    "ServerlessEndpoint(max_concurrency=...)",
    cloudformation="lower MaxCapacity, or raise MaxConcurrency of the variant",
)
def scales_within_max_concurrency(target: ScalableTarget) -> Faults:
    """What is kept warm stays a part of what may run at once."""
    variant = _serverless_variant(target)
    if variant is None or target.dimension.text != PROVISIONED_CONCURRENCY:
        return
    most = variant.serverless.at("MaxConcurrency")
    scheduled = (action.at("ScalableTargetAction", "MaxCapacity") for action in target.schedules)
    for capacity in (target.at("MaxCapacity"), *scheduled):
        if (
            capacity.number is not None
            and most.number is not None
            and capacity.number > most.number
        ):
            yield Fault(
                at=capacity,
                says=(
                    f"{capacity.label} is {capacity}, and MaxConcurrency of variant "
                    f"{variant.label} is {most}"
                ),
                allowed=f"at most {most}",
            )


@rule(
    "SRV-20",
    Endpoint,
    severity=Severity.WARNING,
    title="a serverless endpoint is updated all at once",
    why="rolling updates are refused; canary and linear traffic shifting fall back to all at once "
    "without baking, so that no alarm can stop a bad model",
    source="SageMaker developer guide, deployment-guardrails-exclusions",
    link=_GUARDRAILS,
    confidence=Confidence.MEDIUM,
    fix="ServerlessEndpoint, which takes no rollout; shift traffic between two endpoints instead",
    cloudformation="remove DeploymentConfig from the endpoint, or give the variant an InstanceType",
)
def is_updated_at_once(endpoint: Endpoint) -> Faults:
    """There are no fleets between which traffic could be shifted."""
    variant = next((v for v in endpoint.variants if v.is_serverless), None)
    if variant is None:
        return
    rolling = endpoint.deployment.at("RollingUpdatePolicy")
    if rolling.is_given:
        yield Fault(
            at=rolling,
            says=f"RollingUpdatePolicy is given, and variant {variant.label} is serverless",
            severity=Severity.ERROR,
        )
    routing = endpoint.deployment.at("BlueGreenUpdatePolicy", "TrafficRoutingConfiguration", "Type")
    if routing.text is not None and routing.text != "ALL_AT_ONCE":
        yield Fault(
            at=routing,
            says=f"{routing.label} is {routing}, and variant {variant.label} is serverless",
            allowed="ALL_AT_ONCE",
        )


def _serverless_variant(target: ScalableTarget) -> Variant | None:
    """The serverless variant that a target scales: by its name, or as the only one there is."""
    variant = target.variant
    if variant is None and target.variant_name is None and target.endpoint is not None:
        only = target.endpoint.variants
        variant = only[0] if len(only) == 1 and _is_all_there_is(only[0]) else None
    return variant if variant is not None and variant.is_serverless else None


def _is_on_instances(variant: Variant) -> bool:
    return variant.at("InstanceType").is_given and variant.serverless.is_absent


def _is_all_there_is(variant: Variant) -> bool:
    return variant.config.at("ProductionVariants").size == 1


RULES: Final[tuple[AnyRule, ...]] = (
    scales_what_it_has,
    scales_within_max_concurrency,
    is_updated_at_once,
)

"""Rules of endpoints that no rollout goes with, or another one than it looks."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.updates import has_guardrails
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules.rollouts._deployment import GUIDE, Deployment
from sagemaker_hosting.view import Endpoint

_EXCLUSIONS: Final = f"{GUIDE}/deployment-guardrails-exclusions.html"


@rule(
    "DEP-17",
    Endpoint,
    title="an endpoint that is updated in batches has one variant, on instances",
    why="the guide lists endpoints of several variants and serverless ones among what rolling "
    "updates exclude",
    source="SageMaker developer guide, deployment-guardrails-exclusions",
    link=_EXCLUSIONS,
    confidence=Confidence.MEDIUM,
    fix="Rollout.canary(...) or Rollout.linear(...) instead of Rollout.rolling(...)",
    cloudformation="replace RollingUpdatePolicy by BlueGreenUpdatePolicy",
)
def batches_have_one_variant(endpoint: Endpoint) -> Faults:
    """Batches are those of one fleet."""
    rolling = Deployment(endpoint).rolling
    config = endpoint.config
    if not rolling.is_given or config is None:
        return
    if len(config.variants) > 1:
        names = ", ".join(variant.label for variant in config.variants)
        yield Fault(
            at=rolling,
            says=f"endpoint {endpoint.path} has a RollingUpdatePolicy and {len(config.variants)} "
            f"variants: {names}",
            allowed="one variant",
        )
    elif config.shadow_variants:
        yield Fault(
            at=rolling,
            says=f"endpoint {endpoint.path} has a RollingUpdatePolicy and the shadow variant "
            f"{config.shadow_variants[0].label}",
            allowed="one variant",
            severity=Severity.WARNING,
        )


@rule(
    "DEP-18",
    Endpoint,
    severity=Severity.WARNING,
    title="endpoints on Inf1 and of AWS Marketplace's packages have no update in steps",
    why="SageMaker updates them all at once, and without a look at alarms",
    source="SageMaker developer guide, deployment-guardrails-exclusions",
    link=_EXCLUSIONS,
    fix="leave out rollout=, or take another instance type",
    cloudformation="remove DeploymentConfig, or take another instance type",
)
def guardrails_apply(endpoint: Endpoint) -> Faults:
    """Guardrails that do not apply look as if they did."""
    deployment = Deployment(endpoint)
    if not deployment.goes_in_steps and not deployment.rollback.at("Alarms").items:
        return
    for variant in endpoint.variants:
        kept = [name for name in variant.instance_types if not has_guardrails(name)]
        if kept:
            yield Fault(
                at=deployment.node,
                says=f"endpoint {endpoint.path} has a DeploymentConfig, and variant "
                f"{variant.label} runs on {kept[0]}",
            )
        elif variant.model is not None and variant.model.is_from_marketplace:
            yield Fault(
                at=deployment.node,
                says=f"endpoint {endpoint.path} has a DeploymentConfig, and variant "
                f"{variant.label} serves {variant.model.path}, a package of AWS Marketplace",
            )


RULES: Final[tuple[AnyRule, ...]] = (batches_have_one_variant, guardrails_apply)

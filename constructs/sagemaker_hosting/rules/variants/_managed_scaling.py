"""Rules of ManagedInstanceScaling: how many instances SageMaker keeps for components."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import Variant

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ProductionVariantManagedInstanceScaling.html"
)
_POLICY: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_ProductionVariantManagedInstanceScalingScaleInPolicy.html"
)


@rule(
    "VAR-20",
    Variant,
    title="only a variant of inference components has ManagedInstanceScaling",
    why='"ManagedInstanceScaling is only supported for inference component endpoints."',
    source="https://github.com/hashicorp/terraform-provider-aws/pull/45926; "
    "DIAGNijmegen/rse-grand-challenge pull request 4659",
    link=_API,
    fix="endpoint.variant(...).auto_scale_instance_count(...), or an InferenceComponentEndpoint "
    "with min_instance_count and max_instance_count",
    cloudformation="remove ManagedInstanceScaling and scale the variant by a ScalableTarget, or "
    "move the model from ModelName to an inference component",
)
def scaling_is_for_components(variant: Variant) -> Faults:
    """A variant with a model of its own is scaled by Application Auto Scaling."""
    scaling = variant.managed_scaling
    if not scaling.is_present or not variant.model_name.is_present:
        return
    status = scaling.at("Status")
    # Disabled it does nothing, and an unknown status may be that.
    is_harmless = status.is_present and (status.text is None or status.text == "DISABLED")
    yield Fault(
        at=scaling,
        says=(
            f"variant {variant.label} has ModelName {variant.model_name} and "
            f"ManagedInstanceScaling{f' {status}' if status.text is not None else ''}"
        ),
        severity=Severity.WARNING if is_harmless else None,
    )


@rule(
    "VAR-21",
    Variant,
    title="ManagedInstanceScaling keeps 0 or more instances at least, and no fewer at most",
    why="CreateEndpointConfig refuses other numbers; with an InitialInstanceCount beyond them the "
    "first thing that happens is a change of the fleet",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ManagedInstanceScalingMinInstanceCount, "
    "ManagedInstanceScalingMaxInstanceCount",
    link=_API,
    confidence=Confidence.MEDIUM,
    fix="InferenceComponentEndpoint(min_instance_count=..., max_instance_count=...) in order, and "
    "initial_instance_count between them",
    cloudformation="set MinInstanceCount to at most MaxInstanceCount, and InitialInstanceCount "
    "between them",
)
def counts_are_in_order(variant: Variant) -> Faults:
    """There are between the least and the most instances."""
    scaling = variant.managed_scaling
    if scaling.is_absent:
        return
    least, most = scaling.at("MinInstanceCount"), scaling.at("MaxInstanceCount")
    yield from beyond_limit(scaling.at("Status"), "ManagedInstanceScalingStatus")
    yield from beyond_limit(least, "ManagedInstanceScalingMinInstanceCount")
    yield from beyond_limit(most, "ManagedInstanceScalingMaxInstanceCount")
    if least.number is not None and most.number is not None and least.number > most.number:
        yield Fault(
            at=least,
            says=f"MinInstanceCount is {least} and MaxInstanceCount is {most}",
            allowed=f"0 to {most}",
        )
        return
    first = variant.initial_count.number
    # A fleet that may be given back altogether starts with an instance as well.
    lowest = max(least.number, 1) if least.number is not None else None
    is_less = first is not None and lowest is not None and first < lowest
    is_more = first is not None and most.number is not None and first > most.number
    if is_more or (is_less and first != 0):
        yield Fault(
            at=variant.initial_count,
            says=(
                f"InitialInstanceCount is {variant.initial_count}, and ManagedInstanceScaling "
                f"keeps {least} to {most} instances"
            ),
            severity=Severity.WARNING,
        )


@rule(
    "VAR-22",
    Variant,
    title="a ScaleInPolicy has a Strategy, MaximumStepSize 1 to 100, CooldownInMinutes 5 to 1440",
    why="CreateEndpointConfig refuses values outside of the ranges",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "ProductionVariantManagedInstanceScalingScaleInPolicy",
    link=_POLICY,
    confidence=Confidence.MEDIUM,
    fix="InferenceComponentEndpoint(scale_in_policy=ScaleInPolicy(strategy=..., "
    "maximum_step_size=..., cooldown=...)) within the ranges",
    cloudformation="set the values of ScaleInPolicy within the ranges",
)
def scale_in_policy_is_in_range(variant: Variant) -> Faults:
    """The policy tells how fast instances are given back."""
    policy = variant.managed_scaling.at("ScaleInPolicy")
    if policy.is_absent:
        return
    strategy = policy.at("Strategy")
    if strategy.is_absent:
        yield Fault(at=policy, says=f"ScaleInPolicy of variant {variant.label} has no Strategy")
    yield from beyond_limit(strategy, "ManagedInstanceScalingScaleInStrategy")
    yield from beyond_limit(policy.at("MaximumStepSize"), "ManagedInstanceScalingMaximumStepSize")
    cooldown = policy.at("CooldownInMinutes")
    yield from beyond_limit(cooldown, "ManagedInstanceScalingCooldownInMinutes")


RULES: Final[tuple[AnyRule, ...]] = (
    scaling_is_for_components,
    counts_are_in_order,
    scale_in_policy_is_in_range,
)

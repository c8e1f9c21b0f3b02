"""Rules of what an endpoint configuration tells for inference components alone."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import EndpointConfig, Variant

_API: Final = (
    "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html"
)


@rule(
    "VAR-32",
    EndpointConfig,
    title="VpcConfig and EnableNetworkIsolation stand on the model of a variant that has one",
    why="CreateEndpointConfig refuses them on the configuration unless inference components bring "
    "the models (its text was not seen)",
    source="https://github.com/hashicorp/terraform-provider-aws/pull/48738, "
    "https://github.com/hashicorp/terraform-provider-aws/pull/48884",
    link=_API,
    fix="Model(vpc=..., network_isolation=...)",
    cloudformation="move VpcConfig and EnableNetworkIsolation to the AWS::SageMaker::Model",
)
def network_is_the_models(config: EndpointConfig) -> Faults:
    """Each model has a network of its own; components share that of the configuration."""
    variant = next((v for v in config.all_variants if v.model_name.is_present), None)
    if variant is None:
        return
    network, isolation = config.at("VpcConfig"), config.at("EnableNetworkIsolation")
    if network.is_present:
        yield Fault(at=network, says=_says(variant, "a VpcConfig"))
    if isolation.flag is True:
        yield Fault(at=isolation, says=_says(variant, "EnableNetworkIsolation true"))


@rule(
    "VAR-33",
    EndpointConfig,
    title="a configuration for inference components has an ExecutionRoleArn",
    why="a variant without ModelName has no model to take a role from, and CreateEndpointConfig "
    "refuses it (its text was not seen)",
    source="https://github.com/hashicorp/terraform-provider-aws/pull/44977; "
    "aws/sagemaker-python-sdk; API sagemaker 2017-07-24 (botocore 1.44.5) "
    "CreateEndpointConfigInput.ExecutionRoleArn",
    link=_API,
    fix="an InferenceComponentEndpoint, which makes the role, or InstanceVariant(model=...)",
    cloudformation="set ExecutionRoleArn, or give the variant a ModelName",
)
def components_have_a_role(config: EndpointConfig) -> Faults:
    """The instances fetch images and models as somebody."""
    if not config.at("ExecutionRoleArn").is_absent:
        return
    for variant in config.all_variants:
        if variant.serves_components and not _has_models_in_pools(variant):
            yield Fault(
                at=variant,
                says=(
                    f"variant {variant.label} has no ModelName, and the configuration has no "
                    "ExecutionRoleArn"
                ),
            )
            return


def _says(variant: Variant, what: str) -> str:
    return (
        f"the configuration has {what}, and its variant {variant.label} has ModelName "
        f"{variant.model_name}"
    )


def _has_models_in_pools(variant: Variant) -> bool:
    return any(not p.at("ModelNameOverride").is_absent for p in variant.at("InstancePools").items)


RULES: Final[tuple[AnyRule, ...]] = (network_is_the_models, components_have_a_role)

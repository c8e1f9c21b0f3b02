"""Rules of what an endpoint configuration cannot combine with a serverless variant."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.serverless import (
    meaningless_beside_serverless,
    refused_beside_serverless,
)
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Variant

_GUIDE: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html"
_SHADOW: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests-exclusions.html"
_MATRIX: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/model-deploy-feature-matrix.html"


@rule(
    "SRV-05",
    EndpointConfig,
    title="a serverless endpoint has one production variant",
    why="the guide lists multiple production variants among what serverless endpoints exclude; "
    "CreateEndpointConfig refuses them",
    source="SageMaker developer guide, serverless-endpoints",
    link=_GUIDE,
    fix="one ServerlessEndpoint for each model, or the variants of a RealTimeEndpoint",
    cloudformation="leave one production variant, or give all of them an InstanceType",
)
def has_one_variant(config: EndpointConfig) -> Faults:
    """Traffic is not split between serverless variants."""
    if config.is_serverless and len(config.variants) > 1:
        names = ", ".join(variant.label for variant in config.variants)
        serverless = next(v for v in config.variants if v.is_serverless)
        yield Fault(
            at=config.at("ProductionVariants"),
            says=(
                f"variant {serverless.label} is serverless, and there are "
                f"{len(config.variants)} production variants: {names}"
            ),
            allowed="one production variant",
        )


@rule(
    "SRV-08",
    EndpointConfig,
    title="a serverless endpoint has no DataCaptureConfig",
    why="the guide lists data capture and Model Monitor among what serverless endpoints exclude",
    source="SageMaker developer guide, serverless-endpoints",
    link=_GUIDE,
    fix="log in the model's code, or use RealTimeEndpoint(data_capture=...)",
    cloudformation="remove DataCaptureConfig, or give the variant an InstanceType",
)
def captures_no_data(config: EndpointConfig) -> Faults:
    """What goes through a serverless endpoint is not captured."""
    capture = config.capture
    if not config.is_serverless or not capture.is_given:
        return
    enabled = capture.at("EnableCapture")
    if enabled.flag is not False and not enabled.is_unknown:
        serverless = next(v for v in config.variants if v.is_serverless)
        yield Fault(
            at=capture,
            says=f"variant {serverless.label} is serverless, and DataCaptureConfig is given",
        )


@rule(
    "SRV-11",
    EndpointConfig,
    title="a serverless endpoint has no AsyncInferenceConfig",
    why="they are two kinds of endpoint: CreateEndpointConfig answers such pairs with "
    '"One or more endpoint features are not supported using this configuration"',
    source="SageMaker developer guide (2023), model-deploy-feature-matrix; "
    "https://github.com/boto/boto3/issues/4275 for the text",
    link=_MATRIX,
    confidence=Confidence.MEDIUM,
    fix="a ServerlessEndpoint, or an AsyncEndpoint with an instance_type",
    cloudformation="remove AsyncInferenceConfig, or give the variant an InstanceType",
)
def is_not_asynchronous(config: EndpointConfig) -> Faults:
    """A queue needs instances behind it."""
    if config.is_serverless and config.is_asynchronous:
        serverless = next(v for v in config.variants if v.is_serverless)
        yield Fault(
            at=config.asynchronous,
            says=f"variant {serverless.label} is serverless, and AsyncInferenceConfig is given",
        )


@rule(
    "SRV-12",
    EndpointConfig,
    title="a serverless endpoint has no shadow variants, and no shadow variant is serverless",
    why="the guide lists serverless inference among what shadow tests exclude",
    source="SageMaker developer guide, shadow-tests-exclusions",
    link=_SHADOW,
    fix="RealTimeEndpoint(shadow=ShadowVariant(...)) with instances on both sides",
    cloudformation="remove ShadowProductionVariants, or give both variants an InstanceType",
)
def has_no_shadow(config: EndpointConfig) -> Faults:
    """A shadow test runs on instances."""
    if not config.shadow_variants:
        return
    serverless = next((v for v in config.all_variants if v.is_serverless), None)
    if serverless is not None:
        shadow = config.shadow_variants[0]
        yield Fault(
            at=config.at("ShadowProductionVariants"),
            says=(
                f"variant {serverless.label} is serverless, and {shadow.label} is a shadow variant"
            ),
        )


@rule(
    "SRV-13",
    Variant,
    title="a serverless variant has nothing that describes instances",
    why="a variant is serverless or runs on instances: a type or a count of instances beside "
    "ServerlessConfig is refused, the other members are refused or ignored",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariant, "
    "ProductionVariantServerlessConfig; the effect of each member is not documented",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html",
    confidence=Confidence.MEDIUM,
    fix="a ServerlessEndpoint, which takes none of them, or an InstanceVariant",
    cloudformation="remove either the property or ServerlessConfig",
)
def describes_no_instances(variant: Variant) -> Faults:
    """Beside ServerlessConfig there are no instances to describe."""
    if not variant.is_serverless:
        return
    refused = refused_beside_serverless()
    for key in (*refused, *meaningless_beside_serverless()):
        node = variant.at(key)
        if node.is_absent or (node.is_unknown and _may_be_nothing(variant, key)):
            continue
        yield Fault(
            at=node,
            says=f"variant {variant.label} is serverless, and its {key} is {node}"
            if node.text is not None
            else f"variant {variant.label} is serverless, and its {key} is given",
            severity=None if key in refused else Severity.WARNING,
        )


def _may_be_nothing(variant: Variant, key: str) -> bool:
    """Tell whether what is unknown may be `AWS::NoValue`: a function that chooses, not a value."""
    raw = variant.node.value.get(key)
    return not (isinstance(raw, dict) and "Ref" in raw)


RULES: Final[tuple[AnyRule, ...]] = (
    has_one_variant,
    captures_no_data,
    is_not_asynchronous,
    has_no_shadow,
    describes_no_instances,
)

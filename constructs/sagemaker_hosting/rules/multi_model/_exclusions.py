"""Rules of what multi-model and multi-container models cannot be combined with."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Model, Variant

_DG: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"


@rule(
    "MME-06",
    EndpointConfig,
    severity=Severity.WARNING,
    title="data is captured of models with one container and one model",
    why="the feature matrix has data capture and Model Monitor as not applicable to multi-model, "
    "pipeline and multi-container models; what is captured of them is not documented",
    source="SageMaker developer guide (2023), model-deploy-feature-matrix",
    link=f"{_DG}model-deploy-feature-matrix.html",
    confidence=Confidence.MEDIUM,
    fix="RealTimeEndpoint(data_capture=...) of models with one container, or log in the container",
    cloudformation="remove DataCaptureConfig, or serve a model with one container",
)
def captures_single_models(config: EndpointConfig) -> Faults:
    """A captured request does not tell which model or container answered."""
    capture = config.capture
    enabled = capture.at("EnableCapture")
    if not capture.is_given or enabled.flag is False or enabled.is_unknown:
        return
    for variant in config.variants:
        kind = _kind_of(variant.model)
        if kind is not None:
            yield Fault(
                at=capture,
                says=f"DataCaptureConfig is given, and the model of variant {variant.label} {kind}",
            )


@rule(
    "MME-07",
    EndpointConfig,
    title="no multi-model or multi-container model takes part in a shadow test",
    why="the guide lists both among what shadow tests exclude: they end in validation errors",
    source="SageMaker developer guide, shadow-tests-exclusions",
    link=f"{_DG}shadow-tests-exclusions.html",
    fix="RealTimeEndpoint(shadow=ShadowVariant(model=...)) with models of one container",
    cloudformation="remove ShadowProductionVariants, or serve models with one container",
)
def no_shadow_beside_several_models(config: EndpointConfig) -> Faults:
    """A copy of a request goes to one model."""
    if not config.shadow_variants:
        return
    for variant in config.all_variants:
        kind = _kind_of(variant.model)
        if kind is not None:
            yield Fault(
                at=variant.model_name,
                says=f"{config.shadow_variants[0].label} is a shadow variant, and the model of "
                f"{_role_of(variant)} {variant.label} {kind}",
            )


def _kind_of(model: Model | None) -> str | None:
    if model is None:
        return None
    if model.has_multi_model_container:
        return f"({model.path}) has a container of Mode MultiModel"
    if model.has_many_containers:
        return f"({model.path}) has {len(model.containers)} containers"
    return None


def _role_of(variant: Variant) -> str:
    return "shadow variant" if variant.is_shadow else "variant"


RULES: Final[tuple[AnyRule, ...]] = (captures_single_models, no_shadow_beside_several_models)

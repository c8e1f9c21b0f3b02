"""Rules of what an asynchronous endpoint cannot be combined with."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.asynchronous import excluded_families
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Variant

_DG: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
_MATRIX: Final = f"{_DG}model-deploy-feature-matrix.html"
_MATRIX_SOURCE: Final = "SageMaker developer guide (2023), model-deploy-feature-matrix"
_REQUEST: Final = "API sagemaker-runtime (botocore 1.44.5) InvokeEndpointAsync"


@rule(
    "ASY-08",
    EndpointConfig,
    title="an asynchronous endpoint has no shadow variants",
    why="the guide lists asynchronous inference among what shadow tests exclude",
    source="SageMaker developer guide, shadow-tests-exclusions",
    link=f"{_DG}shadow-tests-exclusions.html",
    fix="RealTimeEndpoint(shadow=ShadowVariant(...)), or an AsyncEndpoint without",
    cloudformation="remove ShadowProductionVariants or AsyncInferenceConfig",
)
def has_no_shadow(config: EndpointConfig) -> Faults:
    """What waits in a queue is not copied."""
    if config.is_asynchronous and config.shadow_variants:
        yield Fault(
            at=config.at("ShadowProductionVariants"),
            says=f"AsyncInferenceConfig is given, and {config.shadow_variants[0].label} is a "
            "shadow variant",
        )


@rule(
    "ASY-09",
    EndpointConfig,
    title="an asynchronous endpoint has no DataCaptureConfig",
    why="the feature matrix leaves data capture and Model Monitor out for asynchronous inference; "
    "requests and answers lie in S3 anyway",
    source=f"{_MATRIX_SOURCE}; reports of users",
    link=_MATRIX,
    confidence=Confidence.MEDIUM,
    fix="AsyncEndpoint, which takes no data capture; keep requests and answers in their buckets",
    cloudformation="remove DataCaptureConfig or AsyncInferenceConfig",
)
def captures_no_data(config: EndpointConfig) -> Faults:
    """Requests and answers are in S3 already."""
    capture = config.capture
    if not config.is_asynchronous or not capture.is_given:
        return
    enabled = capture.at("EnableCapture")
    if enabled.flag is not False and not enabled.is_unknown:
        yield Fault(at=capture, says="AsyncInferenceConfig and DataCaptureConfig are both given")


@rule(
    "ASY-10",
    EndpointConfig,
    severity=Severity.WARNING,
    title="an asynchronous endpoint has one production variant",
    why="the feature matrix leaves several variants out for asynchronous inference, and "
    "InvokeEndpointAsync has no TargetVariant",
    source=f"{_MATRIX_SOURCE}; {_REQUEST}",
    link=_MATRIX,
    confidence=Confidence.MEDIUM,
    fix="one AsyncEndpoint for each model",
    cloudformation="leave one production variant",
)
def has_one_variant(config: EndpointConfig) -> Faults:
    """AWS tells of one variant behind a queue."""
    if config.is_asynchronous and len(config.variants) > 1:
        names = ", ".join(variant.label for variant in config.variants)
        yield Fault(
            at=config.at("ProductionVariants"),
            says=f"AsyncInferenceConfig is given, and there are {len(config.variants)} production "
            f"variants: {names}",
            allowed="one production variant",
        )


@rule(
    "ASY-11",
    Variant,
    title="an asynchronous endpoint serves a model that a request need not choose from",
    why="InvokeEndpointAsync has neither TargetModel nor TargetContainerHostname, so that no model "
    "of several can be named; pipelines are left out of the feature matrix",
    source=f"{_MATRIX_SOURCE}; {_REQUEST}",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_runtime_InvokeEndpointAsync.html",
    confidence=Confidence.MEDIUM,
    fix="AsyncEndpoint(model=...) of one container, or a MultiModelEndpoint",
    cloudformation="serve a model with one container of Mode SingleModel, or remove "
    "AsyncInferenceConfig",
)
def serves_one_model(variant: Variant) -> Faults:
    """A request in a queue cannot say which model it is for."""
    model = variant.model
    if not variant.config.is_asynchronous or model is None:
        return
    what, severity = None, None
    if model.has_multi_model_container:
        what = "has a container of Mode MultiModel"
    elif model.execution_mode == "Direct":
        what = "has InferenceExecutionConfig.Mode Direct"
    elif model.has_many_containers:
        what, severity = f"is a pipeline of {len(model.containers)} containers", Severity.WARNING
    if what is not None:
        yield Fault(
            at=variant.model_name,
            says=f"AsyncInferenceConfig is given, and model {model.path} of variant "
            f"{variant.label} {what}",
            severity=severity,
        )


@rule(
    "ASY-12",
    Variant,
    title="an asynchronous variant has no Marketplace model, no Inf1 instance and no accelerator",
    why='"if your endpoint uses any of the features listed in this Exclusions page, you cannot use '
    'Asynchronous Inference"',
    source="SageMaker developer guide (2023), async-inference, deployment-guardrails-exclusions",
    link=f"{_DG}deployment-guardrails-exclusions.html",
    fix="AsyncEndpoint(model=..., instance_type=...) with an own model and another family, such as "
    "inf2",
    cloudformation="change the model, the InstanceType or AcceleratorType, or remove "
    "AsyncInferenceConfig",
)
def is_not_excluded(variant: Variant) -> Faults:
    """What deployment guardrails exclude, asynchronous inference excludes as well."""
    if not variant.config.is_asynchronous:
        return
    excluded = tuple(f"ml.{family}." for family in excluded_families())
    for node in variant.type_nodes:
        if node.text is not None and node.text.startswith(excluded):
            yield Fault(
                at=node,
                says=f"AsyncInferenceConfig is given, and {node.label} of variant "
                f"{variant.label} is {node}",
                allowed=f"families other than {', '.join(sorted(excluded_families()))}",
            )
    accelerator = variant.at("AcceleratorType")
    if accelerator.text is not None:
        yield Fault(
            at=accelerator,
            says=f"AsyncInferenceConfig is given, and AcceleratorType of variant {variant.label} "
            f"is {accelerator}",
        )
    model = variant.model
    if model is not None and model.is_from_marketplace:
        package = next(c.model_package for c in model.containers if c.is_from_marketplace)
        yield Fault(
            at=variant.model_name,
            says=f"AsyncInferenceConfig is given, and model {model.path} of variant "
            f"{variant.label} is the package {package} of AWS Marketplace",
        )


RULES: Final[tuple[AnyRule, ...]] = (
    has_no_shadow,
    captures_no_data,
    has_one_variant,
    serves_one_model,
    is_not_excluded,
)

"""Rules of the endpoint that an inference component runs on."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.rules.components._pages import API, TEMPLATE_REFERENCE
from sagemaker_hosting.view import InferenceComponent, Node, Variant

_CREATE: Final = f"{API}/API_CreateInferenceComponent.html"
_ADD: Final = "InferenceComponentEndpoint.add_component"


@rule(
    "IC-08",
    InferenceComponent,
    title="the endpoint of a component has a variant without ModelName, on instances",
    why='"Invalid request provided: Inference Components are not supported in this Endpoint. '
    'Please make sure this endpoint can deploy inference components."',
    source="https://github.com/hashicorp/terraform-provider-aws/issues/40644; "
    "https://github.com/pulumi/pulumi-aws/issues/4940",
    link="https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints-deploy-models.html",
    fix=f"{_ADD}(...) instead of a component of a RealTimeEndpoint",
    cloudformation="remove ModelName from the variant, and give the configuration an "
    "ExecutionRoleArn",
)
def endpoint_takes_components(component: InferenceComponent) -> Faults:
    """Either a variant brings its model, or components do."""
    variants = candidates(component)
    reasons = [_reason(variant) for variant in variants]
    if variants and all(reasons):
        yield Fault(
            at=component.at("EndpointName"),
            says=f"component {component.path} is of endpoint "
            f"{component.endpoint.path if component.endpoint is not None else '?'}, whose "
            f"{'; '.join(reason for reason in reasons if reason is not None)}",
            allowed="a variant without ModelName and ServerlessConfig",
        )


def _reason(variant: Variant) -> str | None:
    """Why a variant takes no components; None if it may."""
    if variant.model_name.is_present:
        return f"variant {variant.label} has the ModelName {variant.model_name}"
    if variant.is_serverless:
        return f"variant {variant.label} is serverless"
    return None


@rule(
    "IC-09",
    InferenceComponent,
    title="CopyCount is 0 or more",
    why="CreateInferenceComponent refuses less; 0 parks a component",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InferenceComponentCopyCount",
    link=f"{API}/API_InferenceComponentRuntimeConfig.html",
    fix=f"{_ADD}(copies=...) within the range",
    cloudformation="set RuntimeConfig.CopyCount to 0 or more",
)
def copies_are_not_negative(component: InferenceComponent) -> Faults:
    """There are copies, or there are none."""
    yield from beyond_limit(
        component.at("RuntimeConfig", "CopyCount"), "InferenceComponentCopyCount"
    )


@rule(
    "IC-10",
    InferenceComponent,
    title="the VariantName of a component is that of a production variant of its endpoint",
    why="CreateInferenceComponent finds no variant of another name",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateInferenceComponentInput.VariantName",
    link=_CREATE,
    fix=f"{_ADD}(...) takes the variant of its endpoint",
    cloudformation="set VariantName to that of a variant of the endpoint's configuration",
)
def variant_is_of_the_endpoint(component: InferenceComponent) -> Faults:
    """A component runs on the instances of one variant."""
    named, endpoint = component.at("VariantName"), component.endpoint
    config = endpoint.config if endpoint is not None else None
    if named.text is None or component.is_adapter or endpoint is None or config is None:
        return
    names = [variant.label for variant in config.variants]
    if config.variant_names_are_known and names and named.text not in names:
        yield Fault(
            at=named,
            says=f"VariantName of component {component.path} is {named}, and endpoint "
            f"{endpoint.path} has {', '.join(names)}",
            allowed=", ".join(names),
        )


@rule(
    "IC-22",
    InferenceComponent,
    title="a component refers to its endpoint",
    why="a literal name gives CloudFormation no order: the component may be made before its "
    "endpoint is there, and removed after it is gone",
    source="CloudFormation's order of resources: it follows references and DependsOn",
    link=TEMPLATE_REFERENCE,
    confidence=Confidence.MEDIUM,
    fix=f"{_ADD}(...) refers to its endpoint",
    cloudformation="set EndpointName to !GetAtt <endpoint>.EndpointName, or add DependsOn",
)
def component_is_made_after_its_endpoint(component: InferenceComponent) -> Faults:
    """What runs on an endpoint comes after it and goes before it."""
    endpoint = component.endpoint
    if endpoint is None or endpoint.stack is not component.stack:
        return
    if not component.depends_on(endpoint):
        named = component.at("EndpointName")
        yield Fault(
            at=named,
            says=f"EndpointName of component {component.path} is {_written(named)}, the name of "
            f"endpoint {endpoint.path}, and nothing makes the component wait for it",
            allowed=f"!GetAtt {endpoint.logical_id}.EndpointName",
        )


def _written(named: Node) -> str:
    return f"the literal {named}" if named.text is not None else "the same parameter"


def candidates(component: InferenceComponent) -> tuple[Variant, ...]:
    """Find the variants that a component may run on; none if they are not all known."""
    config = component.endpoint.config if component.endpoint is not None else None
    if config is None or component.is_adapter:
        return ()
    named = component.at("VariantName")
    if named.text is not None:
        return (component.variant,) if component.variant is not None else ()
    known = config.at("ProductionVariants").size == len(config.variants)
    return config.variants if known else ()


RULES: Final[tuple[AnyRule, ...]] = (
    endpoint_takes_components,
    copies_are_not_negative,
    variant_is_of_the_endpoint,
    component_is_made_after_its_endpoint,
)

"""Rules of what a name may consist of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import shortest, written
from sagemaker_hosting.view import (
    UNKNOWN,
    Endpoint,
    EndpointConfig,
    InferenceComponent,
    Model,
    Node,
    Reference,
    Resource,
    Text,
)

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
_SHOWN: Final = 60
# What stands for a part that is not known: the best that it can be.
_FITTING: Final = "a"


@rule(
    "NAM-01",
    Resource,
    title="names of endpoints, endpoint configurations and variants are letters, digits and inner "
    "hyphens",
    why='the API answers "failed to satisfy constraint: Member must satisfy regular expression '
    'pattern", after CloudFormation has made what stands before it',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) EndpointName / EndpointConfigName / "
    "VariantName pattern",
    link=f"{_API}API_CreateEndpoint.html",
    fix="give endpoint_name= and the names of variants with letters, digits and inner hyphens; or "
    "leave endpoint_name out",
    cloudformation="write the name with letters, digits and inner hyphens",
)
def endpoint_names_are_well_formed(resource: Resource) -> Faults:
    """Neither underscores nor dots, and no hyphen at an end; where a name is used, no ARN."""
    if isinstance(resource, Endpoint | EndpointConfig):
        for node in _endpoint_names(resource):
            yield from _malformed(node)
    if isinstance(resource, Endpoint):
        yield from _malformed(resource.at("EndpointConfigName"))
    if isinstance(resource, InferenceComponent):
        yield from _malformed(resource.at("EndpointName"))
        yield from _malformed(resource.at("VariantName"))


@rule(
    "NAM-02",
    Resource,
    title="names have at most 63 characters",
    why="the API takes 63; CloudFormation's schema of AWS::SageMaker::Endpoint lets 64 through, "
    "and the deploy fails",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) EndpointName max 63; CloudFormation's "
    "schema of AWS::SageMaker::Endpoint, EndpointName maxLength 64",
    link=f"{_API}API_CreateEndpoint.html",
    fix="shorten endpoint_name= or the name of the variant; or leave endpoint_name out",
    cloudformation="shorten the name, or leave it out",
)
def names_are_short_enough(resource: Resource) -> Faults:
    """One limit for endpoints, configurations, variants, models and inference components."""
    if isinstance(resource, Endpoint | EndpointConfig):
        nodes = _endpoint_names(resource)
    elif isinstance(resource, Model | InferenceComponent):
        nodes = iter((resource.name,))
    else:
        return
    most = limit("EndpointName").maximum
    for node in nodes:
        length = shortest(node)
        if most is not None and length > most:
            at_least = "" if node.text is not None else "at least "
            yield Fault(
                at=node,
                says=f"{node.label} has {at_least}{length} characters: {str(node)[:_SHOWN]}...",
                allowed=f"at most {most} characters",
            )


@rule(
    "NAM-03",
    Resource,
    title="names of models and inference components are letters, digits and inner hyphens",
    why="\"Value … at 'modelName' failed to satisfy constraint: Member must satisfy regular "
    'expression pattern: ^[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ModelName / InferenceComponentName pattern; "
    "public issue threads",
    link=f"{_API}API_CreateModel.html",
    fix="Model names nothing; leave component_name= of add_component() out, or write it with "
    "letters, digits and inner hyphens",
    cloudformation="write the name with letters, digits and inner hyphens, or leave it out",
)
def model_names_are_well_formed(resource: Resource) -> Faults:
    """`qwen1.5` and `my_model` are none; neither is `!Ref Model`, which is the model's ARN."""
    if isinstance(resource, Model | InferenceComponent):
        yield from _malformed(resource.name)
    if isinstance(resource, EndpointConfig):
        for variant in resource.all_variants:
            yield from _malformed(variant.model_name)
    if isinstance(resource, InferenceComponent):
        for specification in resource.specifications:
            yield from _malformed(specification.at("ModelName"))


def _endpoint_names(resource: Endpoint | EndpointConfig) -> Iterator[Node]:
    yield resource.name
    if isinstance(resource, EndpointConfig):
        for variant in resource.all_variants:
            yield variant.name


def _malformed(node: Node) -> Faults:
    text = written(node)
    if text is None or text == GAP:
        return
    # This shape's pattern says the same as those of endpoints and variants but for the length,
    # which is a rule of its own.
    shape = limit("InferenceComponentName")
    if shape.fits(text.replace(GAP, _FITTING)):
        return
    of = _named_by_its_ref(node)
    is_arn = f", the ARN of {of}, which !Ref gives" if of is not None else ""
    yield Fault(
        at=node,
        says=f"{node.label} is {str(node)[:_SHOWN]!r}{is_arn}",
        allowed=f"text that matches {shape.pattern}",
        cloudformation=f"take its name by !GetAtt {of}.{node.path[-1]}" if is_arn else None,
        # That Ref is the ARN, and that the pattern takes none, AWS writes; its refusal was not
        # seen, and templates of this form are common.
        severity=Severity.WARNING if is_arn else None,
    )


def _named_by_its_ref(node: Node) -> str | None:
    """Find the logical id of what a `Ref` names by its ARN; None for any other text."""
    if not isinstance(node.value, Text):
        return None
    last = node.value.parts[-1]
    is_ref = node.value.parts[0] is UNKNOWN and isinstance(last, Reference)
    return last.resource.logical_id if is_ref and isinstance(last, Reference) else None


RULES: Final[tuple[AnyRule, ...]] = (
    endpoint_names_are_well_formed,
    names_are_short_enough,
    model_names_are_well_formed,
)

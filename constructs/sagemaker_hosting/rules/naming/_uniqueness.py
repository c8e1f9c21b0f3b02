"""Rules of names that must not be given twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import source_of
from sagemaker_hosting.view import POSSIBLE, Endpoint, EndpointConfig, Hosting, Resource

_API: Final = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/"

# The property that is the physical name, of the kinds that hosting consists of.
_NAMES: Final = {
    "AWS::CloudWatch::Alarm": "AlarmName",
    "AWS::IAM::Role": "RoleName",
    "AWS::SageMaker::Endpoint": "EndpointName",
    "AWS::SageMaker::EndpointConfig": "EndpointConfigName",
    "AWS::SageMaker::InferenceComponent": "InferenceComponentName",
    "AWS::SageMaker::InferenceExperiment": "Name",
    "AWS::SageMaker::Model": "ModelName",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
}


@rule(
    "NAM-04",
    Hosting,
    title="the names of endpoints differ by more than upper and lower case",
    why='a name is unique within a Region and "case-insensitive in CreateEndpoint", so the second '
    'one ends with "Cannot create already existing endpoint"',
    source="API sagemaker 2017-07-24 (botocore 1.44.5) CreateEndpointInput.EndpointName",
    link=f"{_API}API_CreateEndpoint.html",
    fix="give each endpoint another endpoint_name=, or leave it out",
    cloudformation="change one of the two EndpointNames, or leave it out",
)
def endpoint_names_differ_in_any_case(hosting: Hosting) -> Faults:
    """`Demand` and `demand` are one name."""
    named: defaultdict[Hashable, list[Resource]] = defaultdict(list)
    for named_one in hosting.all_of(Endpoint):
        text = named_one.name.text
        if text is not None:
            named[named_one.stack.template.group, text.lower()].append(named_one)
    for same in named.values():
        if len({endpoint.at("EndpointName").text for endpoint in same}) == 1:
            continue
        for index, endpoint in enumerate(same):
            name = endpoint.at("EndpointName")
            others = (o for o in same[:index] if o.at("EndpointName").text != name.text)
            other = _first_beside(endpoint, others)
            if other is not None:
                yield Fault(
                    at=name,
                    says=f"EndpointName is {name.text!r}, and that of {_told(other, endpoint)} is "
                    f"{other.at('EndpointName').text!r}",
                    allowed="names that differ when both are written in lower case",
                    severity=_severity(endpoint, other),
                )


@rule(
    "NAM-05",
    Hosting,
    title="two resources of one kind do not share a physical name",
    why='"Cannot create already existing model/endpoint/endpoint configuration"',
    source="public issue threads; CloudFormation's schemas: the names are createOnly",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    fix="leave the name out, so that CloudFormation makes one; or give each its own",
    cloudformation="leave the name out, so that CloudFormation makes one; or give each its own",
)
def names_are_given_once(hosting: Hosting) -> Faults:
    """One account and Region holds a name of a kind once."""
    named: defaultdict[Hashable, list[Resource]] = defaultdict(list)
    for resource in hosting.resources:
        key = _name_key(resource)
        if key is not None:
            named[key].append(resource)
    for alike in named.values():
        for index, resource in enumerate(alike):
            other = _first_beside(resource, alike[:index])
            if other is not None:
                name = resource.at(_NAMES[resource.type])
                yield Fault(
                    at=name,
                    says=f"{name.label} is {str(name)!r}, which is that of "
                    f"{_told(other, resource)} as well",
                    allowed=f"a name that no other {resource.type} has",
                    severity=_severity(resource, other),
                )


@rule(
    "NAM-07",
    EndpointConfig,
    title="the names of variants, shadow variants among them, are unique",
    why="CreateEndpointConfig refuses a name that is given twice, and shadow variants share the "
    "names of the production variants",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ProductionVariant.VariantName; that of "
    "shadow variants: InferenceExperiment, ModelVariantConfig",
    link=f"{_API}API_CreateEndpointConfig.html",
    confidence=Confidence.MEDIUM,
    fix="give each InstanceVariant(name=...) and ShadowVariant(name=...) a name of its own",
    cloudformation="give each variant another VariantName",
)
def variant_names_are_unique(config: EndpointConfig) -> Faults:
    """A variant is addressed by its name."""
    seen: dict[str, str] = {}
    for variant in config.all_variants:
        node = variant.name
        name = node.text if node.text is not None else source_of(node)
        if name is None or not node.is_present:
            continue
        if name in seen:
            yield Fault(
                at=node,
                says=f"{node.label} is {str(node)!r}, which is {seen[name]} as well",
                allowed="a name that no other variant of the endpoint has",
            )
        seen.setdefault(name, node.label)


def _name_key(resource: Resource) -> Hashable | None:
    """What two resources with one name have in common; None without a name that is known."""
    key = _NAMES.get(resource.type)
    if key is None:
        return None
    name = resource.at(key)
    if name.text is not None:
        return resource.type, resource.stack.template.group, name.text
    if name.is_absent or name.value is POSSIBLE:
        return None
    source = source_of(name)
    return (resource.type, id(resource.stack), source) if source is not None else None


def _first_beside(resource: Resource, others: Iterable[Resource]) -> Resource | None:
    return next((other for other in others if _exist_together(resource, other)), None)


def _exist_together(one: Resource, other: Resource) -> bool:
    """Tell whether it is certain that both are made, if either is."""
    conditions = one.body.get("Condition"), other.body.get("Condition")
    if one.stack is other.stack and conditions[0] == conditions[1]:
        return True
    return not _may_be_left_out(one) and not _may_be_left_out(other)


def _may_be_left_out(resource: Resource) -> bool:
    condition = resource.body.get("Condition")
    return isinstance(condition, str) and resource.stack.condition(condition) is not True


def _severity(one: Resource, other: Resource) -> Severity | None:
    """Files in one folder may be for several accounts, as long as nobody tells theirs."""
    if one.stack is other.stack:
        return None
    stacks = (one.stack, other.stack)
    is_told = all(
        stack.template.stack_name is not None
        or (stack.account is not None and stack.template.region is not None)
        for stack in stacks
    )
    return None if is_told else Severity.WARNING


def _told(other: Resource, resource: Resource) -> str:
    elsewhere = f" of {other.stack.template.name}" if other.stack is not resource.stack else ""
    return f"{other.path}{elsewhere}"


RULES: Final[tuple[AnyRule, ...]] = (
    endpoint_names_differ_in_any_case,
    names_are_given_once,
    variant_names_are_unique,
)

"""Rules of what inference components run."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.rules.components._pages import API, TEMPLATE_REFERENCE
from sagemaker_hosting.view import InferenceComponent, Node

_SPECIFICATION: Final = f"{API}/API_InferenceComponentSpecification.html"
_ADD: Final = "InferenceComponentEndpoint.add_component"


@rule(
    "IC-01",
    InferenceComponent,
    title="a component has a Specification, or 2 to 5 Specifications",
    why="the API takes one of both, and CloudFormation refuses a list of one",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InferenceComponentSpecificationList; "
    "CloudFormation's schema (cfn-lint 1.58.0) of AWS::SageMaker::InferenceComponent",
    link=TEMPLATE_REFERENCE,
    fix=f"{_ADD}(...) writes one Specification",
    cloudformation="keep Specification, or list 2 to 5 Specifications, one for each instance type",
)
def one_form_of_specification(component: InferenceComponent) -> Faults:
    """One specification for all instances, or one for each type."""
    single, several = component.at("Specification"), component.at("Specifications")
    if single.is_absent and several.is_absent:
        yield Fault(
            at=component,
            says=f"component {component.path} has neither Specification nor Specifications",
        )
    elif single.is_present and several.is_present:
        yield Fault(
            at=several,
            says=f"component {component.path} has both Specification and Specifications",
            allowed="one of both",
        )
    fewest, most = component_facts().fewest_specifications, _most_specifications()
    size = several.size
    if several.is_present and size is not None and not fewest <= size <= most:
        yield Fault(
            at=several,
            says=f"Specifications has {size} entries",
            allowed=f"{fewest} to {most:g} entries; one alone is Specification",
        )


def _most_specifications() -> float:
    most = limit("InferenceComponentSpecificationList").maximum
    return most if most is not None else float("inf")


@rule(
    "IC-02",
    InferenceComponent,
    title="each of the Specifications is of an instance type of its own; a Specification alone is "
    "of none, and adapters have one alone",
    why='InstanceType: "Required when using the Specifications parameter with multiple entries."; '
    "CloudFormation's schema has it nowhere else, and no BaseInferenceComponentName in the list",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InferenceComponentSpecification; "
    "CloudFormation's schema (cfn-lint 1.58.0) of AWS::SageMaker::InferenceComponent",
    link=_SPECIFICATION,
    confidence=Confidence.MEDIUM,
    fix=f"{_ADD}(...) writes one Specification, of no type",
    cloudformation="give each entry of Specifications its own InstanceType, and Specification none",
)
def specifications_are_by_type(component: InferenceComponent) -> Faults:
    """Several specifications tell instance types apart."""
    own = component.at("Specification", "InstanceType")
    if component.at("Specification").is_given and own.is_present:
        yield Fault(
            at=own,
            says=f"Specification has the InstanceType {own}",
            allowed="InstanceType in the entries of Specifications",
        )
    seen: dict[str, str] = {}
    for entry in component.at("Specifications").items:
        if entry.is_unknown:
            continue
        yield from _faults_of_type(entry, seen)
        base = entry.at("BaseInferenceComponentName")
        if base.is_present:
            yield Fault(
                at=base,
                says=f"{base.label} makes an adapter of one of several Specifications",
                allowed="BaseInferenceComponentName in Specification",
            )


def _faults_of_type(entry: Node, seen: dict[str, str]) -> Faults:
    kind = entry.at("InstanceType")
    if kind.is_absent:
        yield Fault(at=entry, says=f"{entry.label} has no InstanceType")
    if kind.text is None:
        return
    if kind.text in seen:
        yield Fault(at=kind, says=f"{kind.label} is {kind}, and {seen[kind.text]} is so as well")
    seen.setdefault(kind.text, kind.label)


@rule(
    "IC-03",
    InferenceComponent,
    title="a specification has either a ModelName or a Container with an Image",
    why="the copies run the containers of a model or a container of their own; which one, AWS "
    "cannot tell from both or from neither",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) InferenceComponentSpecification",
    link=_SPECIFICATION,
    fix=f"{_ADD}(model=...) or {_ADD}(container=...)",
    cloudformation="keep ModelName, or Container with an Image",
)
def one_source_of_containers(component: InferenceComponent) -> Faults:
    """A copy runs one thing."""
    if component.is_adapter:
        return
    for specification in component.specifications:
        if specification.is_unknown:
            continue
        model, container = specification.at("ModelName"), specification.at("Container")
        if model.is_absent and container.is_absent:
            yield Fault(
                at=specification,
                says=f"{specification.label} has neither ModelName nor Container",
                allowed="one of both",
            )
        elif model.is_present and container.is_present:
            yield Fault(
                at=container,
                says=f"{specification.label} has both the ModelName {model} and a Container",
                allowed="one of both",
            )
        elif container.is_given and container.at("Image").is_absent:
            yield Fault(at=container, says=f"{container.label} has no Image")


@rule(
    "IC-11",
    InferenceComponent,
    title="an adapter has a base and an artifact, and nothing that its base has for it",
    why="an adapter runs on the copies of its base, and uses their resources: with "
    "BaseInferenceComponentName the API takes Container.ArtifactUrl alone",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "InferenceComponentSpecification.BaseInferenceComponentName; "
    "https://github.com/hashicorp/terraform-provider-aws acceptance test of an adapter",
    link=_SPECIFICATION,
    fix="component.add_adapter(artifact=...) on what add_component returns",
    cloudformation="keep EndpointName, BaseInferenceComponentName and Container.ArtifactUrl, and "
    "remove VariantName, RuntimeConfig and ComputeResourceRequirements",
)
def adapter_has_an_artifact_alone(component: InferenceComponent) -> Faults:
    """What an adapter runs on is told by its base."""
    specification = component.at("Specification")
    if not specification.is_given or not specification.at("BaseInferenceComponentName").is_present:
        return
    container = specification.at("Container")
    artifact = container.at("ArtifactUrl")
    if artifact.is_absent:
        yield Fault(
            at=container if container.is_present else specification,
            says=f"component {component.path} has a BaseInferenceComponentName and no "
            "Container.ArtifactUrl",
        )
    extras = [
        component.at("VariantName"),
        component.at("RuntimeConfig"),
        specification.at("ComputeResourceRequirements"),
        specification.at("ModelName"),
    ]
    if container.is_given:
        extras += [container.at("Image"), container.at("Environment")]
    for extra in extras:
        if extra.is_present:
            yield Fault(
                at=extra,
                says=f"component {component.path} has a BaseInferenceComponentName and "
                f"{extra.label} as well",
            )


@rule(
    "IC-12",
    InferenceComponent,
    title="the container of a component has 16 variables at most, with names of 2 characters or "
    "more",
    why='"We support up to 16 entries in the map."; CloudFormation takes no shorter name. '
    "A model's container may have 100",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) "
    "InferenceComponentContainerSpecification.Environment doc; CloudFormation's schema (cfn-lint "
    "1.58.0) of AWS::SageMaker::InferenceComponent",
    link=f"{API}/API_InferenceComponentContainerSpecification.html",
    fix=f"{_ADD}(model=...) instead of container=..., or fewer variables",
    cloudformation="remove variables, or name a model by ModelName",
)
def few_variables(component: InferenceComponent) -> Faults:
    """Containers of components have a limit of their own."""
    most, shortest = component_facts().most_variables, component_facts().shortest_variable
    for specification in component.specifications:
        environment = specification.at("Container", "Environment")
        entries = environment.entries
        if len(entries) > most:
            yield Fault(
                at=environment,
                says=f"{environment.label} has {len(entries)} entries",
                allowed=f"at most {most}",
            )
        names = limit("EnvironmentKey")
        for name, value in entries.items():
            if len(name) < shortest or not names.takes(name):
                yield Fault(
                    at=value,
                    says=f"{environment.label} has a variable named {name!r}",
                    allowed=f"at least {shortest} characters; {names.allowed}",
                )
            yield from beyond_limit(value, "EnvironmentValue")


RULES: Final[tuple[AnyRule, ...]] = (
    one_form_of_specification,
    specifications_are_by_type,
    one_source_of_containers,
    adapter_has_an_artifact_alone,
    few_variables,
)

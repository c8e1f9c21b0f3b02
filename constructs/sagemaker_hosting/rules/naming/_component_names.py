"""Rules of what stands for the name of an inference component."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, rule
from sagemaker_hosting.view import (
    UNKNOWN,
    Alarm,
    InferenceComponent,
    Node,
    Resource,
    ScalableTarget,
    ScalingPolicy,
    Text,
    metrics_at,
    placeholders,
)

_NAME: Final = "InferenceComponentName"
_IN_ARN: Final = ":inference-component/"


@rule(
    "NAM-08",
    Resource,
    title="an inference component is named by its name, not by its Ref, which is its ARN",
    why="its Ref and its InferenceComponentArn are the ARN, and no attribute is its name: "
    "inference-component/${Component} becomes inference-component/arn:aws:…, which Application "
    "Auto Scaling cannot find, and GetAtt InferenceComponentName is no attribute to "
    "CloudFormation",
    source="CloudFormation's schema of AWS::SageMaker::InferenceComponent: primaryIdentifier "
    "InferenceComponentArn, no name among readOnlyProperties",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-sagemaker-inferencecomponent.html",
    fix="use what add_component() gives: its component_name and auto_scale_copy_count()",
    cloudformation="give the component an InferenceComponentName and repeat that, or cut the name "
    'out of the ARN: !Select [1, !Split ["inference-component/", !Ref Component]]',
)
def component_is_named_by_its_name(resource: Resource) -> Faults:
    """Where a name is asked for, an ARN is none."""
    if isinstance(resource, InferenceComponent):
        yield from _output_faults(resource)
    for logical_id in _names_asked_of(resource):
        yield Fault(
            at=resource,
            says=f"{resource.path} asks for the attribute {_NAME} of {logical_id}, which has none",
            allowed="InferenceComponentArn, and what else CloudFormation lists",
        )
    for node in _names_in(resource):
        if _is_arn(node):
            yield Fault(
                at=node,
                says=f"{node.label} is {str(node)!r}, which holds the ARN of an inference "
                "component where its name belongs",
                allowed="the name of the component",
            )


def _names_in(resource: Resource) -> Iterator[Node]:
    if isinstance(resource, ScalableTarget | ScalingPolicy):
        yield resource.at("ResourceId")
    if isinstance(resource, InferenceComponent):
        for specification in resource.specifications:
            yield specification.at("BaseInferenceComponentName")
    if isinstance(resource, Alarm | ScalingPolicy):
        place = resource.properties if isinstance(resource, Alarm) else resource.custom_metric
        for metric in metrics_at(place):
            if _NAME in metric.dimensions:
                yield metric.dimensions[_NAME]


def _is_arn(node: Node) -> bool:
    if node.text is not None:
        return "arn:" in node.text and _IN_ARN in node.text
    if not isinstance(node.value, Text):
        return False
    parts = node.value.parts
    return any(
        # The part before is all of the ARN that is not known.
        (isinstance(part, str) and "arn:" in part and _IN_ARN in part)
        or (before is UNKNOWN and isinstance(part, str) and part.startswith(_IN_ARN))
        for before, part in zip((None, *parts), parts, strict=False)
    )


def _names_asked_of(resource: Resource) -> Iterator[str]:
    """Find the components whose name is asked for by Fn::GetAtt or Fn::Sub."""
    if not resource.hosting.all_of(InferenceComponent):
        return
    for name in dict.fromkeys(_asked(resource.body.get("Properties", {}))):
        if isinstance(resource.stack.resources.get(name), InferenceComponent):
            yield name


def _output_faults(component: InferenceComponent) -> Faults:
    """Find what outputs ask for, once for each template: with its first component."""
    stack = component.stack
    first = next(c for c in component.hosting.all_of(InferenceComponent) if c.stack is stack)
    for name, output in stack.outputs.items() if component is first else ():
        for logical_id in dict.fromkeys(_asked(output)):
            asked = stack.resources.get(logical_id)
            if isinstance(asked, InferenceComponent):
                yield Fault(
                    at=asked,
                    says=f"output {name} asks for the attribute {_NAME} of {logical_id}, which "
                    "has none",
                    allowed="InferenceComponentArn, and what else CloudFormation lists",
                )


def _asked(raw: Any) -> Iterator[str]:
    waiting = [raw]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            waiting.extend(value.values())
            yield from _asked_by(value)


def _asked_by(value: Mapping[str, Any]) -> Iterator[str]:
    attribute = value.get("Fn::GetAtt")
    if isinstance(attribute, str):
        attribute = attribute.split(".", 1)
    if isinstance(attribute, list) and len(attribute) == 2 and attribute[1] == _NAME:  # noqa: PLR2004  # resource, attribute
        yield str(attribute[0])
    pattern = value.get("Fn::Sub")
    pattern = pattern[0] if isinstance(pattern, list) and pattern else pattern
    if isinstance(pattern, str):
        for name in placeholders(pattern):
            logical_id, _, asked = name.partition(".")
            if asked == _NAME:
                yield logical_id


RULES: Final[tuple[AnyRule, ...]] = (component_is_named_by_its_name,)

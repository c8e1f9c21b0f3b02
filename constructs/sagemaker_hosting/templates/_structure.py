"""Tells whether a document is a CloudFormation template, and what is wrong with its outline."""

from collections.abc import Iterator
from typing import Any

from sagemaker_hosting.templates._document import Document
from sagemaker_hosting.templates._unusable import Finding, quoted

_SHOWN = 5
_LONGEST_NUMBER = 30
_EXAMPLE = "AWS::SageMaker::Endpoint"


def looks_like_a_template(data: object) -> bool:
    """Tell whether a file that nobody named is a template rather than another tool's data.

    It has a mapping of Resources, and a sign that CloudFormation is meant: the format's version,
    a transform, or a resource with a type such as `AWS::SageMaker::Endpoint`.
    """
    if not isinstance(data, dict):
        return False
    if "AWSTemplateFormatVersion" in data:
        return True
    resources = data.get("Resources")
    if not isinstance(resources, dict):
        return False
    return "Transform" in data or any(
        "::" in str(resource.get("Type", ""))
        for resource in resources.values()
        if isinstance(resource, dict)
    )


def outline_faults(document: Document) -> Iterator[Finding]:
    """Find what is wrong with a template's outline: its top, its Resources, and each of them."""
    data = document.data
    if not isinstance(data, dict):
        yield Finding(
            line=document.lines.of(()),
            message=f"a template is a mapping with Resources, this is {kind_told(data)}; "
            "name a CloudFormation template",
        )
    elif "Resources" not in data:
        yield Finding(message=_no_resources(data))
    elif not isinstance(data["Resources"], dict):
        yield Finding(
            line=document.lines.of(["Resources"]),
            message=f"Resources is {kind_told(data['Resources'])}; write a mapping of logical ids "
            "to resources",
        )
    else:
        for logical_id, resource in data["Resources"].items():
            message = _resource_fault(logical_id, resource)
            if message is not None:
                key, what = message
                path = ["Resources", logical_id, *([key] if key else [])]
                yield Finding(
                    line=document.lines.of(path), message=f"resource {quoted(logical_id)} {what}"
                )


def _no_resources(data: dict[str, Any]) -> str:
    keys = ", ".join(quoted(key) for key in list(data)[:_SHOWN])
    more = f" and {len(data) - _SHOWN} more" if len(data) > _SHOWN else ""
    found = f"only {keys}{more}" if keys else "nor anything else"
    return (
        f"no template of CloudFormation's: it has no Resources at its top, {found}; name a "
        "template, or the folder that `cdk synth` wrote"
    )


def _resource_fault(logical_id: str, resource: Any) -> tuple[str, str] | None:
    """Tell a resource's fault: the key that has it, if one has, and the words."""
    if logical_id.startswith("Fn::"):  # Fn::ForEach::..., Fn::Transform: made at deployment
        return None
    if not isinstance(resource, dict):
        return "", f"is {kind_told(resource)}; write a mapping with Type and Properties"
    if "Type" not in resource:
        return None if "Fn::Transform" in resource else _missing_type(resource)
    kind, properties = resource["Type"], resource.get("Properties", {})
    if not isinstance(kind, str) or not kind:
        return "Type", f"has a Type that is {kind_told(kind)}; write text, such as {_EXAMPLE}"
    if not isinstance(properties, dict):
        what = f"has Properties that are {kind_told(properties)}"
        return "Properties", f"{what}; write a mapping, or leave them away"
    return None


def _missing_type(resource: dict[str, Any]) -> tuple[str, str]:
    other = next((key for key in resource if key.casefold() == "type"), None)
    what = "has no Type" if other is None else f"has {quoted(other)} where Type belongs"
    return other or "", f"{what}; write Type, such as {_EXAMPLE}"


def kind_told(value: object) -> str:
    """Say what a value is, and for a small one which: `a list`, `the number 5`."""
    match value:
        case None:
            return "empty (null)"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            written = str(value)
            return f"the number {written}" if len(written) <= _LONGEST_NUMBER else "a number"
        case str():
            return f"the text {quoted(value)}" if value else "empty text"
        case list():
            return "a list"
        case _:
            return "a mapping"

"""Rules of names that get in the way of an update."""

from __future__ import annotations

import re
from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import EndpointConfig, Model, Node, Resource, referred_to

# What tools append to a name so that it changes with what it names.
_CONTENT_HASH: Final = re.compile(r".*[^0-9a-f](?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}")


@rule(
    "NAM-06",
    Resource,
    severity=Severity.WARNING,
    title="endpoint configurations and models have no fixed name",
    why="nothing of them can be changed but by replacing them, and the second one cannot get the "
    'name of the first: "CloudFormation cannot update a stack when a custom-named resource '
    'requires replacing"',
    source="CloudFormation's schemas: all properties of AWS::SageMaker::EndpointConfig and of "
    "AWS::SageMaker::Model but the tags are createOnly",
    link="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html",
    fix="the endpoints and Model of this library name neither; name the endpoint: endpoint_name=",
    cloudformation="leave the name out, or derive it from a hash of the contents",
)
def replaced_things_have_no_name(resource: Resource) -> Faults:
    """What can only be replaced needs a name that changes with it."""
    if not isinstance(resource, EndpointConfig | Model) or not resource.name.is_present:
        return
    if _stays(resource.name, resource):
        yield Fault(
            at=resource.name,
            says=f"{resource.name.label} is {str(resource.name)!r}, and stays so in every update",
        )


def _stays(name: Node, resource: Resource) -> bool:
    """Tell whether nothing in a name changes from one deploy to the next."""
    if name.text is not None:
        return _CONTENT_HASH.fullmatch(name.text) is None
    raw = resource.body["Properties"][name.path[-1]]
    return all(reference.startswith("AWS::") for reference in referred_to(raw))


RULES: Final[tuple[AnyRule, ...]] = (replaced_things_have_no_name,)

"""Rules of names that do not let CloudFormation do what an update asks for."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.rules.updates._update import ComponentUpdate, Replacement, Successor
from sagemaker_hosting.view import Endpoint, EndpointConfig, Model

_NAMED: Final = (
    (Model, "ModelName"),
    (EndpointConfig, "EndpointConfigName"),
    (Endpoint, "EndpointName"),
)
_REPLACING: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-update-behaviors.html"
)


@rule(
    "UPD-01",
    Replacement,
    title="a resource that must be replaced has no fixed name",
    why='"CloudFormation cannot update a stack when a custom-named resource requires replacing. '
    'Rename ... and update the stack again."',
    source="CFN schema (cfn-lint 1.58.0): createOnlyProperties of the SageMaker types",
    link=_REPLACING,
    fix="leave the name to CloudFormation: Model and the endpoints' configurations take none",
    cloudformation="remove the name, or change it together with what forces the replacement",
)
def replaced_resource_has_no_fixed_name(replacement: Replacement) -> Faults:
    """The new resource is made before the old one goes, and two cannot bear one name."""
    old, new = replacement.change.old, replacement.change.new
    if old is None or new is None:
        return
    for kind, name_of in _NAMED:
        name = new.at(name_of).text
        if isinstance(new, kind) and name is not None and old.at(name_of).text == name:
            causes = ", ".join(replacement.change.replacing)
            yield Fault(
                at=new.at(name_of),
                says=(
                    f"{name_of} stays {name!r}, and {causes} changes, which replaces the "
                    f"{new.type.rpartition('::')[2]}"
                ),
                allowed="a name that changes with each replacement, or none",
            )


@rule(
    "UPD-02",
    ComponentUpdate,
    title="an inference component keeps its name and its endpoint",
    why="no property of an inference component is create-only, so CloudFormation attempts an "
    "update in place, which UpdateInferenceComponent cannot express",
    source="CFN schema (cfn-lint 1.58.0) AWS::SageMaker::InferenceComponent without "
    "createOnlyProperties; API UpdateInferenceComponent",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/"
    "API_UpdateInferenceComponent.html",
    confidence=Confidence.MEDIUM,
    fix="add the component under another construct id (add_component), move the callers, then "
    "remove the old one",
    cloudformation="give the component a new logical id as well: it is then created, and the old "
    "one deleted",
)
def component_keeps_name_and_endpoint(update: ComponentUpdate) -> Faults:
    """A component can change what it runs, and not who or where it is."""
    for key in ("InferenceComponentName", "EndpointName", "VariantName"):
        old, new = update.old.at(key), update.new.at(key)
        if old.text is not None and new.text is not None and old.text != new.text:
            yield Fault(
                at=new,
                says=f"{key} is {new.text!r}, and the component is deployed with {old.text!r}",
                allowed=repr(old.text),
            )


@rule(
    "UPD-04",
    Successor,
    title="a new resource does not bear the name of one that the same update deletes",
    why="CloudFormation creates before it deletes, and the second resource of a name is refused: "
    '"Cannot create already existing endpoint"',
    source="CloudFormation deletes in the cleanup phase of an update; CreateEndpoint",
    link=_REPLACING,
    fix="keep the construct id, so that the logical id stays, or give the new one another name",
    cloudformation="keep the logical id, or give the new resource another name",
)
def successor_has_another_name(successor: Successor) -> Faults:
    """Another logical id is another resource, whatever its name."""
    yield Fault(
        at=successor.new,
        says=(
            f"{successor.new.path} is new and bears the name {successor.name!r} of "
            f"{successor.old.path}, which this update deletes"
        ),
    )


RULES: Final[tuple[AnyRule, ...]] = (
    replaced_resource_has_no_fixed_name,
    component_keeps_name_and_endpoint,
    successor_has_another_name,
)

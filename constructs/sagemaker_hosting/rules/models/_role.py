"""Rules of the execution role of a model."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.facts.registries import GAP
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.rules._written import written
from sagemaker_hosting.view import EndpointConfig, Model, Node, Reference, Resource

_ARN: Final = "Arn"
# Identities of IAM that are no roles.
_NO_ROLES: Final = ("AWS::IAM::InstanceProfile", "AWS::IAM::User", "AWS::IAM::Group")
_ROLE: Final = "AWS::IAM::Role"
# What an account's number is at best, for the pattern.
_ACCOUNT: Final = "0" * 12


@rule(
    "MOD-21",
    Resource,
    title="ExecutionRoleArn is the ARN of a role",
    why="CreateModel refuses anything else, such as the name of a role, which is its Ref; and "
    "without a role it can read no image and no model data",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) RoleArn",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html",
    fix="Model(role=...) takes an iam.IRole; without one it makes its own",
    cloudformation="write !GetAtt Role.Arn, or arn:aws:iam::<account>:role/<name>",
)
def execution_role_is_a_role(resource: Resource) -> Faults:
    """The Ref of a role is its name. Endpoints of inference components have a role as well."""
    if not isinstance(resource, Model | EndpointConfig):
        return
    role = resource.at("ExecutionRoleArn")
    if role.text is not None:
        yield from beyond_limit(role, "RoleArn")
    elif isinstance(role.value, Reference):
        yield from _reference_fault(role, role.value)
    elif role.is_absent and isinstance(resource, Model) and _pulls_or_reads(resource):
        yield Fault(
            at=resource,
            says=f"model {resource.path} has no ExecutionRoleArn, to pull its image and read its "
            "data",
            severity=Severity.WARNING,
        )
    elif (text := written(role)) is not None and not _may_fit(text):
        yield Fault(
            at=role,
            says=f"ExecutionRoleArn of {resource.path} is {str(role)!r}",
            allowed=limit("RoleArn").allowed,
        )


def _reference_fault(role: Node, reference: Reference) -> Faults:
    kind, attribute = reference.resource.type, reference.attribute
    if kind in _NO_ROLES or (kind == _ROLE and attribute != _ARN):
        given = "its name" if attribute in ("name", "Ref") else f"its {attribute}"
        yield Fault(
            at=role,
            says=f"ExecutionRoleArn of {role.resource.path} refers to the {kind} "
            f"{reference.resource.logical_id}, by {given}",
            allowed="the ARN of an AWS::IAM::Role",
        )


def _may_fit(text: str) -> bool:
    """Tell whether an ARN of which parts are not known may be that of a role."""
    if text.startswith(GAP):
        return True
    fields = [field.replace(GAP, "") for field in text.split(":")]
    wanted = ("arn", "aws", "iam", "", _ACCOUNT)
    known = zip(fields, wanted, text.split(":"), strict=False)
    filled = [want if GAP in raw else field for field, want, raw in known]
    rest = ":".join(text.split(":")[len(wanted) :]).replace(GAP, "a")
    if GAP in text and len(fields) <= len(wanted):
        return True
    return limit("RoleArn").fits(":".join([*filled, rest]))


def _pulls_or_reads(model: Model) -> bool:
    return bool(model.containers) and not (model.components or model.is_from_marketplace)


RULES: Final[tuple[AnyRule, ...]] = (execution_role_is_a_role,)

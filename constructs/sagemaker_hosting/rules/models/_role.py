"""Rules of the execution role of a model."""

from __future__ import annotations

import re
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
_ROLE_ARN: Final = re.compile(r"arn:[^:]*:iam::(?P<account>[0-9]{12}):role/")
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


@rule(
    "MOD-30",
    Resource,
    title="the execution role is of the account of its stack",
    why='"You can only use the PassRole permission to pass an IAM role to a service that shares '
    'the same AWS account.": "Cross-account pass role is not allowed"',
    source="IAM user guide, id_roles_use_passrole; text of the refusal in public issue threads",
    link="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    fix="Model without role=, which makes one in its stack; for data of another account, let that "
    "role in by the bucket's policy, and by the key's",
    cloudformation="give a role of this account; for data of another account, let it in by the "
    "bucket's policy, and by the key's",
)
def execution_role_is_of_the_account(resource: Resource) -> Faults:
    """Data of another account is reached through its own policies, not through its role."""
    account = resource.stack.account
    if account is None or not isinstance(resource, Model | EndpointConfig):
        return
    role = resource.at("ExecutionRoleArn")
    given = _account_in(written(role) or "")
    if given is not None and given != account:
        yield Fault(
            at=role,
            says=f"ExecutionRoleArn of {resource.path} is {str(role)!r}, a role of account "
            f"{given}, and the stack is for {account}",
            allowed=f"a role of {account}",
        )


def _account_in(arn: str) -> str | None:
    match = _ROLE_ARN.match(arn)
    return match["account"] if match is not None else None


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


RULES: Final[tuple[AnyRule, ...]] = (execution_role_is_a_role, execution_role_is_of_the_account)

"""A role is known with all that the templates let it do, or as not known altogether."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.view import Hosting, Model, Role

View = Callable[..., Hosting]

STATEMENTS = "{Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: '*'}]}"


def role_with(properties: str, more: str = "") -> str:
    return f"""
        Resources:
          Role: {{Type: AWS::IAM::Role, Properties: {{RoleName: demand{properties}}}}}
{more}
    """


def separate(kind: str, roles: str) -> str:
    return f"""
          Reads:
            Type: {kind}
            Properties: {{{roles}, PolicyDocument: {STATEMENTS}}}
    """


def test_inline_statements_are_those_of_the_role(view: View) -> None:
    inline = f", Policies: [{{PolicyName: Reads, PolicyDocument: {STATEMENTS}}}]"

    (role,) = view(role_with(inline)).all_of(Role)

    assert [statement.actions for statement in role.statements] == [("s3:getobject",)]
    assert role.is_fully_known


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("AWS::IAM::Policy", "Roles: [!Ref Role]"),
        ("AWS::IAM::Policy", "Roles: [demand]"),
        ("AWS::IAM::ManagedPolicy", "Roles: [!Ref Role]"),
        ("AWS::IAM::RolePolicy", "RoleName: !Ref Role"),
        ("AWS::IAM::RolePolicy", "RoleName: demand"),
    ],
)
def test_policies_of_their_own_count_as_well(kind: str, roles: str, view: View) -> None:
    hosting = view(role_with("", separate(kind, roles)))

    (role,) = hosting.all_of(Role)
    assert [policy.logical_id for policy in role.policies] == ["Reads"]
    assert [statement.actions for statement in role.statements] == [("s3:getobject",)]
    assert role.is_fully_known
    assert not role.lacks("s3:GetObject")
    assert role.lacks("s3:PutObject")


@pytest.mark.parametrize(
    ("properties", "more"),
    [
        (", ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']", ""),
        (", ManagedPolicyArns: !ImportValue policies", ""),
        (", Policies: !ImportValue policies", ""),
        (", Policies: [{PolicyDocument: !ImportValue document}]", ""),
        (", Policies: [{PolicyDocument: {Statement: [!ImportValue statement]}}]", ""),
        ("", separate("AWS::IAM::Policy", "Roles: [!ImportValue role]")),
        ("", separate("AWS::IAM::Policy", "Roles: !ImportValue roles")),
    ],
)
def test_a_role_with_anything_unknown_lacks_nothing(properties: str, more: str, view: View) -> None:
    (role,) = view(role_with(properties, more)).all_of(Role)

    assert not role.is_fully_known
    assert not role.lacks("s3:PutObject")


@pytest.mark.parametrize(
    ("statement", "allows"),
    [
        ("{Effect: Allow, Action: 's3:*', Resource: '*'}", True),
        ("{Effect: Allow, Action: 'S3:getobject', Resource: '*'}", True),
        ("{Effect: Allow, Action: [a:B, 's3:Get*'], Resource: '*'}", True),
        ("{Effect: Allow, NotAction: 'iam:*', Resource: '*'}", True),
        ("{Effect: Allow, Action: !ImportValue action, Resource: '*'}", True),
        ("{Effect: Allow, Action: 's3:PutObject', Resource: '*'}", False),
        ("{Effect: Deny, Action: 's3:GetObject', Resource: '*'}", False),
    ],
)
def test_a_statement_may_allow_an_action(*, statement: str, allows: bool, view: View) -> None:
    inline = f", Policies: [{{PolicyDocument: {{Statement: {statement}}}}}]"

    (role,) = view(role_with(inline)).all_of(Role)

    assert role.lacks("s3:GetObject") is not allows


@pytest.mark.parametrize(
    "arn",
    [
        "!GetAtt Role.Arn",
        "arn:aws:iam::111111111111:role/demand",
        "arn:aws:iam::111111111111:role/service-role/demand",
        "!Sub 'arn:aws:iam::${AWS::AccountId}:role/demand'",
        "!Sub 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Role}'",
    ],
)
def test_a_model_finds_its_role(arn: str, view: View) -> None:
    model = f"""
          Model: {{Type: AWS::SageMaker::Model, Properties: {{ExecutionRoleArn: {arn}}}}}
    """

    hosting = view(role_with("", model))

    (role,) = hosting.all_of(Role)
    assert hosting.all_of(Model)[0].role is role
    assert hosting.users_of(role) == hosting.all_of(Model)


@pytest.mark.parametrize(
    "arn",
    [
        "!ImportValue role",
        "arn:aws:iam::222222222222:role/demand",
        "arn:aws:iam::111111111111:role/supply",
        "!Sub 'arn:aws:iam::${AWS::AccountId}:role/${Role}-of-another'",
        "arn:aws:iam::111111111111:user/demand",
    ],
)
def test_a_role_of_elsewhere_is_not_known(arn: str, view: View) -> None:
    model = f"""
          Model: {{Type: AWS::SageMaker::Model, Properties: {{ExecutionRoleArn: {arn}}}}}
    """

    assert view(role_with("", model)).all_of(Model)[0].role is None

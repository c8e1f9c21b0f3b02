"""What covers what: when a permission counts as wider than before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.review import Review

Stacks = dict[str, dict[str, Any]]
OTHER = "arn:aws:s3:::models/other"
TURN = "widened"


@pytest.fixture
def turns(reviewed: Callable[..., Review]) -> Callable[..., list[tuple[str, str, str]]]:
    """Tell the turns of the role's permissions when its statements change."""

    def run(
        before: list[dict[str, Any]], after: list[dict[str, Any]]
    ) -> list[tuple[str, str, str]]:
        old, new = _role(before), _role(after)

        def edit(given: Stacks) -> None:
            given["Roles"] = new

        review = reviewed(edit, base_of={"Roles": old})
        return [
            (str(grant.turn), action, grant.resource)
            for access in review.access
            for grant in access.grants
            for action in grant.actions
        ]

    return run


def _role(statements: list[dict[str, Any]]) -> dict[str, Any]:
    policy = {"PolicyName": "Serve", "PolicyDocument": {"Statement": statements}}
    trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}
    properties = {"AssumeRolePolicyDocument": trust, "Policies": [policy]}
    return {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": properties}}}


def allow(action: Any, resource: Any = OTHER, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = OTHER) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource}


ORG = {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}
BOTH = {"StringEquals": {"aws:PrincipalOrgID": "o-1", "aws:SourceAccount": "1"}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([allow("s3:Get*")], [allow("s3:GetObject")], ["narrowed"], id="wildcard goes"),
        pytest.param([allow("s3:GetObject")], [allow("s3:Get*")], ["widened"], id="wildcard comes"),
        pytest.param([allow("s3:getobject")], [allow("s3:GetObject")], [], id="case of an action"),
        pytest.param(
            [allow("s3:GetObject", [f"{OTHER}/a", f"{OTHER}/b"])],
            [allow("s3:GetObject", f"{OTHER}/a"), allow("s3:GetObject", f"{OTHER}/b")],
            [],
            id="one statement becomes two",
        ),
        pytest.param(
            [allow("s3:GetObject", f"{OTHER}/*")],
            [allow("s3:GetObject", f"{OTHER}/a")],
            ["narrowed"],
            id="one object of all",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition=ORG)],
            [allow("s3:GetObject")],
            ["widened"],
            id="condition goes",
        ),
        pytest.param(
            [allow("s3:GetObject")],
            [allow("s3:GetObject", Condition=ORG)],
            ["narrowed"],
            id="condition comes",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition=ORG)],
            [allow("s3:GetObject", Condition=BOTH)],
            ["narrowed"],
            id="one more demand",
        ),
        pytest.param(
            [allow("s3:GetObject", Condition=BOTH)],
            [allow("s3:GetObject", Condition=ORG)],
            ["widened"],
            id="one demand less",
        ),
        pytest.param(
            [allow("s3:*"), deny("s3:DeleteObject")], [allow("s3:*")], ["widened"], id="deny goes"
        ),
        pytest.param(
            [allow("s3:*")], [allow("s3:*"), deny("s3:DeleteObject")], ["narrowed"], id="deny comes"
        ),
        pytest.param(
            [allow("s3:GetObject")],
            [{"Effect": "Allow", "NotAction": "iam:*", "Resource": OTHER}],
            ["widened", "narrowed"],
            id="all but some",
        ),
        pytest.param(
            [allow("s3:GetObject", f"{OTHER}/{'a' * 64}.tar.gz")],
            [allow("s3:GetObject", f"{OTHER}/{'b' * 64}.tar.gz")],
            ["moved"],
            id="the hash of an asset",
        ),
        pytest.param(
            [allow("s3:GetObject", f"{OTHER}/[a]")],
            [allow("s3:GetObject", f"{OTHER}/a")],
            ["widened", "narrowed"],
            id="brackets are no pattern",
        ),
    ],
)
def test_permission_turns(
    before: list[dict[str, Any]],
    after: list[dict[str, Any]],
    expected: list[str],
    turns: Callable[..., list[tuple[str, str, str]]],
) -> None:
    assert [turn for turn, _, _ in turns(before, after)] == expected


def test_managed_policy_that_is_attached_is_wider(reviewed: Callable[..., Review]) -> None:
    def edit(given: Stacks) -> None:
        role = given["Demand"]["Resources"]["Role"]["Properties"]
        role["ManagedPolicyArns"] = ["arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"]

    review = reviewed(edit, Demand="demand")

    ((grant,),) = (access.grants for access in review.access)
    assert (grant.turn, grant.resource) == (
        TURN,
        "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess",
    )


def test_policy_of_its_own_counts_with_the_role_it_is_attached_to(
    reviewed: Callable[..., Review],
) -> None:
    def edit(given: Stacks) -> None:
        given["Demand"]["Resources"]["More"] = {
            "Type": "AWS::IAM::Policy",
            "Properties": {
                "PolicyName": "More",
                "Roles": [{"Ref": "Role"}],
                "PolicyDocument": {"Statement": [allow("s3:PutObject")]},
            },
        }

    review = reviewed(edit, Demand="demand")

    (access,) = review.access
    assert (access.holder, access.kind, access.is_new) == ("prod/Demand/Role", "role", False)
    assert [(g.turn, g.actions) for g in access.grants] == [(TURN, ("s3:PutObject",))]


# --- conditions


def namespaces(*names: str, operator: str = "StringLike") -> dict[str, Any]:
    return {operator: {"cloudwatch:namespace": list(names)}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(namespaces("a"), namespaces("a", "b"), ["widened"], id="one more value"),
        pytest.param(namespaces("a", "b"), namespaces("b"), ["narrowed"], id="one value less"),
        pytest.param(namespaces("a"), namespaces("b"), ["widened", "narrowed"], id="another value"),
        pytest.param(namespaces("a", "b"), namespaces("b", "a"), [], id="order of values"),
        pytest.param(
            namespaces("a"), {"StringLike": {"cloudwatch:namespace": "a"}}, [], id="list of one"
        ),
        pytest.param({"Bool": {"k": True}}, {"Bool": {"k": "true"}}, [], id="truth as text"),
        pytest.param(
            namespaces("a", operator="StringNotEquals"),
            namespaces("a", "b", operator="StringNotEquals"),
            ["narrowed"],
            id="one more value is left out",
        ),
        pytest.param(
            {"NumericLessThan": {"k": ["1", "2"]}},
            {"NumericLessThan": {"k": ["1"]}},
            ["widened", "narrowed"],
            id="numbers are compared by AWS",
        ),
        pytest.param(
            {"StringEquals": {"k": {"Fn::Sub": "${A}-x"}}},
            {"StringEquals": {"k": {"Fn::Join": ["-", [{"Ref": "A"}, "x"]]}}},
            [],
            id="another function",
        ),
    ],
)
def test_condition_turns(
    before: dict[str, Any],
    after: dict[str, Any],
    expected: list[str],
    turns: Callable[..., list[tuple[str, str, str]]],
) -> None:
    old, new = ([allow("s3:GetObject", Condition=side)] for side in (before, after))

    assert [turn for turn, _, _ in turns(old, new)] == expected


def permission(**properties: str) -> dict[str, Any]:
    given = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "f",
        "Principal": "s3.amazonaws.com",
    }
    kind = "AWS::Lambda::Permission"
    return {"Resources": {"P": {"Type": kind, "Properties": {**given, **properties}}}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            permission(SourceArn="a", SourceAccount="1"),
            permission(SourceArn="b", SourceAccount="1"),
            [
                ("widened", "its condition is another: ArnLike.AWS:SourceArn: a → b"),
                ("narrowed", "its condition is another: ArnLike.AWS:SourceArn: a → b"),
            ],
        ),
        (
            permission(SourceArn="a", SourceAccount="1"),
            permission(SourceArn="a"),
            [(TURN, 'its condition is another: StringEquals: {"AWS:SourceAccount": "1"} → gone')],
        ),
        (permission(SourceArn="a"), permission(), [(TURN, "its condition is gone")]),
        (
            permission(),
            permission(SourceArn="a"),
            [("narrowed", "its condition is another")],
        ),
    ],
)  # fmt: skip
def test_permission_of_a_function_is_limited_by_its_source(
    before: dict[str, Any],
    after: dict[str, Any],
    expected: list[tuple[str, str]],
    reviewed: Callable[..., Review],
) -> None:
    review = reviewed(lambda given: given.update(S=after), base_of={"S": before})

    assert [(str(g.turn), g.note) for access in review.access for g in access.grants] == expected

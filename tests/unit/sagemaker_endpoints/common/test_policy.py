"""Policy statements are planned as plain data and merged before they become a document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sagemaker_endpoints.common._policy import Statement, merged, policy_document


def read(*resources: str) -> Statement:
    return Statement(sid="Read", actions=("s3:GetObject",), resources=resources)


def test_one_action_and_one_resource_stand_without_a_list() -> None:
    assert read("a").to_json() == {
        "Sid": "Read",
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": "a",
    }


def test_conditions_are_rendered_as_lists_where_they_are_several() -> None:
    statement = Statement(
        sid="PutMetrics",
        actions=("cloudwatch:PutMetricData",),
        resources=("*",),
        conditions={
            "StringLike": {"cloudwatch:namespace": ("AWS/SageMaker", "/aws/sagemaker/*")},
            "Bool": {"aws:SecureTransport": "true"},
        },
    )

    rendered = statement.to_json()["Condition"]

    assert rendered == {
        "StringLike": {"cloudwatch:namespace": ["AWS/SageMaker", "/aws/sagemaker/*"]},
        "Bool": {"aws:SecureTransport": "true"},
    }


def test_statements_that_differ_in_resources_alone_become_one() -> None:
    assert merged([read("a", "b"), read("b", "c")]) == (read("a", "b", "c"),)


def test_statements_with_different_conditions_stay_apart() -> None:
    conditioned = Statement(
        sid="Read",
        actions=("s3:GetObject",),
        resources=("a",),
        conditions={"Bool": {"aws:SecureTransport": "true"}},
    )

    assert merged([read("a"), conditioned]) == (read("a"), conditioned)


def test_repeated_sid_is_numbered_because_iam_wants_it_unique() -> None:
    listing = Statement(sid="Read", actions=("s3:ListBucket",), resources=("a",))

    document = policy_document([read("a"), listing])

    assert [statement["Sid"] for statement in document["Statement"]] == ["Read", "Read2"]
    assert document["Version"] == "2012-10-17"


SMALL = st.sampled_from(["a", "b", "c"])
STATEMENTS = st.builds(
    lambda sid, actions, resources: Statement(
        sid=sid, actions=tuple(actions), resources=tuple(resources)
    ),
    SMALL,
    st.lists(SMALL, min_size=1, max_size=2),
    st.lists(SMALL, min_size=1, max_size=2),
)


def rights(statements: tuple[Statement, ...]) -> set[tuple[str, str]]:
    return {
        (action, resource)
        for statement in statements
        for action in statement.actions
        for resource in statement.resources
    }


@given(st.lists(STATEMENTS))
def test_merging_neither_adds_nor_loses_a_right(statements: list[Statement]) -> None:
    assert rights(merged(statements)) == rights(tuple(statements))


@given(st.lists(STATEMENTS))
def test_every_sid_of_a_document_is_unique(statements: list[Statement]) -> None:
    sids = [statement["Sid"] for statement in policy_document(statements)["Statement"]]

    assert len(sids) == len(set(sids))


_KMS = "arn:aws:kms:eu-west-1:111111111111"


def decrypt(*resources: str, **conditions: dict[str, str]) -> Statement:
    return Statement(
        sid="Decrypt",
        actions=("kms:Decrypt",),
        resources=resources,
        conditions=conditions or None,
    )


def test_alias_of_a_key_becomes_a_condition() -> None:
    rendered = decrypt(f"{_KMS}:alias/demand").to_json()

    assert rendered["Resource"] == f"{_KMS}:key/*"
    assert rendered["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/demand"}
    }


def test_condition_on_an_alias_is_added_to_the_others() -> None:
    rendered = decrypt(f"{_KMS}:alias/demand", Bool={"kms:GrantIsForAWSResource": "true"}).to_json()

    assert rendered["Condition"] == {
        "Bool": {"kms:GrantIsForAWSResource": "true"},
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/demand"},
    }


def test_several_aliases_are_one_condition() -> None:
    rendered = decrypt(f"{_KMS}:alias/a", f"{_KMS}:alias/b").to_json()

    assert rendered["Resource"] == f"{_KMS}:key/*"
    assert rendered["Condition"] == {
        "ForAnyValue:StringEquals": {"kms:ResourceAliases": ["alias/a", "alias/b"]}
    }


def test_key_and_alias_of_one_sid_stay_apart() -> None:
    document = policy_document([decrypt(f"{_KMS}:key/1234"), decrypt(f"{_KMS}:alias/demand")])

    first, second = document["Statement"]
    assert (first["Resource"], second["Resource"]) == (f"{_KMS}:key/1234", f"{_KMS}:key/*")
    assert "Condition" not in first


def test_key_is_named_as_it_is() -> None:
    assert decrypt(f"{_KMS}:key/alias/1234").to_json()["Resource"] == f"{_KMS}:key/alias/1234"

"""A value that only the deploy knows is told apart from one that is known."""

from __future__ import annotations

import aws_cdk as cdk
import pytest

from sagemaker_endpoints.common._tokens import is_known_number, is_known_text

STACK = cdk.Stack()
LATE = cdk.CfnParameter(STACK, "Late")
LATE_NUMBER = cdk.CfnParameter(STACK, "LateNumber", type="Number").value_as_number


@pytest.mark.parametrize("value", ["", "ml.m5.large", "${Token", "a ${Variable}"])
def test_plain_text_is_known(value: str) -> None:
    assert is_known_text(value)


@pytest.mark.parametrize(
    "value",
    [
        LATE.value_as_string,
        f"models/{LATE.value_as_string}.tar.gz",
        cdk.Token.as_string({"Ref": "Late"}),
        cdk.Aws.REGION,
        cdk.Fn.import_value("Name"),
        cdk.Token.as_list({"Ref": "Late"})[0],
    ],
    ids=["parameter", "part of a text", "token", "pseudo parameter", "import", "list"],
)
def test_late_text_is_unknown(value: str) -> None:
    assert not is_known_text(value)


@pytest.mark.parametrize("value", [None, 5, ["text"]])
def test_what_is_no_text_is_no_known_text(value: object) -> None:
    assert not is_known_text(value)


@pytest.mark.parametrize("value", [0, 0.0, -1, 1e300, 3.5])
def test_plain_number_is_known(value: float) -> None:
    assert is_known_number(value)


@pytest.mark.parametrize(
    "value",
    [LATE_NUMBER, cdk.Token.as_number({"Ref": "Late"})],
    ids=["parameter", "token"],
)
def test_late_number_is_unknown(value: float) -> None:
    assert not is_known_number(value)


@pytest.mark.parametrize("value", [None, "5", True, False])
def test_what_is_no_number_is_no_known_number(value: object) -> None:
    assert not is_known_number(value)


def test_cdk_agrees_on_what_is_late() -> None:
    values = [LATE_NUMBER, LATE.value_as_string, cdk.Aws.REGION, 0, 70.5, "demand"]

    late = [cdk.Token.is_unresolved(value) for value in values]

    assert late == [not (is_known_number(value) or is_known_text(value)) for value in values]

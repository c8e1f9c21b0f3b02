"""One error tells all faults of one input: what, the value got, what is allowed."""

from __future__ import annotations

import re

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import ConfigurationError
from sagemaker_endpoints.common._errors import Faults, naming


def message_of(faults: Faults) -> str:
    with pytest.raises(ConfigurationError) as refusal:
        faults.raise_if_any()
    return str(refusal.value)


def test_no_fault_raises_nothing() -> None:
    faults = Faults("Model 'Stack/Model'")

    faults.check_range("containers", 1, 1, 15)

    faults.raise_if_any()


def test_one_fault_stands_on_the_line_of_its_subject() -> None:
    faults = Faults("Model 'Stack/Model'")
    faults.add("vpc: missing")

    message = message_of(faults)

    assert message == "Model 'Stack/Model': vpc: missing"


def test_several_faults_are_listed_in_their_order() -> None:
    faults = Faults("Model 'Stack/Model'")
    faults.extend(["vpc: missing", "containers: got 0"])

    message = message_of(faults)

    assert message == "Model 'Stack/Model': 2 faults\n  - vpc: missing\n  - containers: got 0"


def test_subject_is_worked_out_only_for_a_fault() -> None:
    asked: list[str] = []

    def subject() -> str:
        asked.append("asked")
        return "Model"

    Faults(subject).raise_if_any()
    assert asked == []

    faults = Faults(subject)
    faults.add("vpc: missing")
    assert message_of(faults) == "Model: vpc: missing"


def test_configuration_error_is_a_value_error() -> None:
    assert issubclass(ConfigurationError, ValueError)


@pytest.mark.parametrize(
    ("value", "highest", "told"),
    [
        (0, None, "count: got 0, allowed is at least 1 each"),
        (11, 10, "count: got 11, allowed is 1 to 10 each"),
        (0.5, 10, "count: got 0.5, allowed is 1 to 10 each"),
    ],
)
def test_number_outside_its_range_is_told_with_its_unit(
    value: float, highest: float | None, told: str
) -> None:
    faults = Faults("It")

    faults.check_range("count", value, 1, highest, "each")

    assert message_of(faults) == f"It: {told}"


@pytest.mark.parametrize(
    "value",
    [None, 1, 10, cdk.Token.as_number({"Ref": "Late"})],
    ids=["none", "lowest", "highest", "late"],
)
def test_number_at_its_bounds_or_unknown_is_no_fault(value: float | None) -> None:
    faults = Faults("It")

    faults.check_range("count", value, 1, 10)

    faults.raise_if_any()


@pytest.mark.parametrize(
    ("value", "highest", "told"),
    [(0, None, "allowed is more than 0"), (1.5, 1, "allowed is more than 0, at most 1")],
)
def test_number_that_has_to_be_above_zero_is_told(
    value: float, highest: float | None, told: str
) -> None:
    faults = Faults("It")

    faults.check_above_zero("share", value, highest)

    assert message_of(faults) == f"It: share: got {value:g}, {told}"


@pytest.mark.parametrize(
    "value",
    [None, 0.001, 1, cdk.Token.as_number({"Ref": "Late"})],
    ids=["none", "small", "highest", "late"],
)
def test_number_above_zero_or_unknown_is_no_fault(value: float | None) -> None:
    faults = Faults("It")

    faults.check_above_zero("share", value, 1)

    faults.raise_if_any()


def test_pattern_has_to_match_all_of_the_text() -> None:
    faults = Faults("It")

    faults.check_pattern("name", "demand!", re.compile("[a-z]+"), "lower-case letters")

    assert message_of(faults) == "It: name: got 'demand!', allowed is lower-case letters"


@pytest.mark.parametrize("value", [None, "demand", cdk.Aws.REGION], ids=["none", "known", "late"])
def test_text_that_matches_or_is_unknown_is_no_fault(value: str | None) -> None:
    faults = Faults("It")

    faults.check_pattern("name", value, re.compile("[a-z]+"), "lower-case letters")

    faults.raise_if_any()


def test_construct_is_named_by_its_path(stack: cdk.Stack) -> None:
    assert naming("Model", stack, "Champion")() == "Model 'Stack/Champion'"


def test_construct_below_the_root_is_named_by_its_id(app: cdk.App) -> None:
    assert naming("Model", app, "Champion")() == "Model 'Champion'"

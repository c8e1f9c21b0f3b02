"""What only a deploy decides to give is neither certain to be there nor certain to be missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import Hosting, Model, Node

_TEMPLATE = """
Parameters:
  Subnets: {Type: CommaDelimitedList}
Conditions:
  IsInVpc: !Not [!Equals [!Join ["", !Ref Subnets], ""]]
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      VpcConfig: !If [IsInVpc, {Subnets: !Ref Subnets}, !Ref AWS::NoValue]
      Tags:
        - {Key: team, Value: forecasting}
        - !If [IsInVpc, {Key: network, Value: closed}, !Ref AWS::NoValue]
      ExecutionRoleArn: !If [IsInVpc, !Ref Subnets, arn]
      Containers: !Ref Subnets
"""


@pytest.fixture
def model(tmp_path: Path) -> Model:
    """A model with properties that depend on a condition that nothing decides."""
    path = tmp_path / "template.yaml"
    path.write_text(_TEMPLATE)
    (found,) = Hosting(read_templates([path])).all_of(Model)
    return found


def _certainty(node: Node) -> tuple[bool, bool, bool]:
    return node.is_present, node.is_absent, node.is_unknown


def test_an_undecided_choice_with_no_value_may_be_absent(model: Model) -> None:
    assert _certainty(model.at("VpcConfig")) == (False, False, True)


def test_what_lies_below_it_may_be_absent_too(model: Model) -> None:
    assert _certainty(model.at("VpcConfig", "Subnets")) == (False, False, True)


def test_what_lies_below_an_unknown_list_may_be_absent(model: Model) -> None:
    assert _certainty(model.at("Containers", 0)) == (False, False, True)


def test_an_undecided_choice_of_two_values_is_given(model: Model) -> None:
    assert _certainty(model.at("ExecutionRoleArn")) == (True, False, True)


def test_a_list_with_such_an_item_has_no_known_size(model: Model) -> None:
    tags = model.at("Tags")

    assert tags.size is None
    assert [item.is_present for item in tags.items] == [True, False]

"""Each branch of a template is looked at, and only branches that a deploy can take."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # stubs are a package of their own

from sagemaker_hosting.view import Hosting, Node, Scenario, scenarios_of

Value = Callable[..., Node]
View = Callable[..., Hosting]


def given(parameters: str, conditions: str = "", resources: str = "") -> list[dict[str, Any]]:
    body = yaml.safe_load(
        dedent(f"""
        Parameters: {{{parameters}}}
        Conditions: {{{conditions}}}
        Mappings: {{Sizes: {{dev: {{type: a}}, prod: {{type: b}}}}}}
        Resources: {{{resources}}}
        """)
    )
    return [dict(s.parameters) for s in scenarios_of(body) if not s.by_default]


STAGE_IS_PROD = "Prod: {'Fn::Equals': [{Ref: Stage}, prod]}"


def test_a_template_without_branches_has_one_scenario() -> None:
    assert given("Stage: {Type: String}") == [{}]


def test_allowed_values_are_the_branches() -> None:
    found = given("Stage: {Type: String, AllowedValues: [dev, prod]}", STAGE_IS_PROD)

    assert found == [{"Stage": "dev"}, {"Stage": "prod"}]


def test_any_other_value_is_a_branch_of_a_free_parameter() -> None:
    found = given("Stage: {Type: String, Default: dev}", STAGE_IS_PROD)

    assert [f"{scenario['Stage']}" for scenario in found[:2]] == ["dev", "prod"]
    assert len(found) == 3


def test_the_keys_of_a_mapping_are_branches() -> None:
    found = given(
        "Stage: {Type: String}",
        resources="R: {Type: T, Properties: {X: {'Fn::FindInMap': [Sizes, {Ref: Stage}, type]}}}",
    )

    assert [scenario["Stage"] for scenario in found[:2]] == ["dev", "prod"]


def test_parameters_that_decide_nothing_do_not_multiply() -> None:
    found = given(
        "Stage: {Type: String, AllowedValues: [dev, prod]}, "
        "Size: {Type: String, AllowedValues: [a, b, c]}",
        STAGE_IS_PROD,
    )

    assert len(found) == 2


def test_many_parameters_are_varied_one_by_one() -> None:
    names = [f"P{index}" for index in range(10)]
    parameters = ", ".join(f"{n}: {{Type: String, AllowedValues: [x, y]}}" for n in names)
    conditions = ", ".join(f"C{n}: {{'Fn::Equals': [{{Ref: {n}}}, x]}}" for n in names)

    found = given(parameters, conditions)

    assert len(found) == 11
    assert all({scenario[name] for scenario in found} == {"x", "y"} for name in names)


def test_the_defaults_are_a_scenario_of_their_own() -> None:
    body = {
        "Parameters": {
            "Name": {"Type": "String", "Default": "demand"},
            "Zones": {"Type": "CommaDelimitedList", "Default": "a, b"},
            "Image": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/image"},
            "Open": {"Type": "String"},
        },
        "Resources": {},
    }

    found = [s for s in scenarios_of(body) if s.by_default]

    assert [dict(s.parameters) for s in found] == [{"Name": "demand", "Zones": ["a", "b"]}]


CONDITIONS = """
Parameters: {Stage: {Type: String}, Size: {Type: String}}
Conditions:
  Prod: !Equals [!Ref Stage, prod]
  Dev: !Not [!Condition Prod]
  Large: !Equals [!Ref Size, large]
  Both: !And [!Condition Prod, !Condition Large]
  Either: !Or [!Condition Prod, !Condition Large]
  Here: !Equals [!Ref 'AWS::Region', eu-west-1]
  Twice: !Equals [!Ref Stage, !Ref Size]
  Circle: !Not [!Condition Circle]
  Typed: !Equals ['true', true]
"""


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("Prod", "then"),
        ("Dev", "else"),
        ("Large", None),
        ("Both", None),
        ("Either", "then"),
        ("Here", "then"),
        ("Twice", None),
        ("Circle", None),
        ("Typed", "then"),
        ("Missing", None),
    ],
)
def test_conditions_are_decided_as_far_as_they_can_be(
    condition: str, outcome: str | None, value: Value
) -> None:
    production = Scenario(parameters={"Stage": "prod"})

    node = value(f"!If [{condition}, then, else]", CONDITIONS, scenario=production)

    assert node.text == outcome


def test_alike_branches_need_no_decision(value: Value) -> None:
    assert value("!If [Large, same, same]", CONDITIONS).text == "same"


def test_a_resource_of_a_branch_not_taken_is_not_there(view: View) -> None:
    source = """
        Parameters: {Stage: {Type: String}}
        Conditions: {Prod: !Equals [!Ref Stage, prod]}
        Resources:
          Model: {Type: AWS::SageMaker::Model, Condition: Prod}
          Here: {Type: Custom::Here, Properties: {Value: !Ref Model}}
    """

    def there(stage: str) -> list[str]:
        hosting = view(source, scenario=Scenario(parameters={"Stage": stage}))
        return [resource.logical_id for resource in hosting.resources]

    assert there("prod") == ["Model", "Here"]
    assert there("dev") == ["Here"]


def test_a_resource_whose_condition_is_undecided_is_there(view: View) -> None:
    source = """
        Conditions: {Wanted: !Equals [!ImportValue wanted, 'yes']}
        Resources: {Model: {Type: AWS::SageMaker::Model, Condition: Wanted}}
    """

    assert [resource.logical_id for resource in view(source).resources] == ["Model"]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_pseudo_parameters_follow_the_region(
    region: str, partition: str, suffix: str, value: Value
) -> None:
    node = value("!Sub '${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix}'", region=region)

    assert node.text == f"{region} {partition} {suffix}"


def test_pseudo_parameters_of_an_unknown_place_are_unknown(value: Value) -> None:
    node = value("!Sub '${AWS::Region}-${AWS::AccountId}'", account=None, region=None)

    assert node.text is None
    assert node.is_unknown

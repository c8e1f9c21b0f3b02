"""Steps from what is deployed to what is asked for, and what AWS makes of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sagemaker_hosting.rules import UPDATE_RULES, Finding, Rule, Severity, check_update
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.templates import read_templates

Step = Callable[[str, str], tuple[Finding, ...]]
each_rule = pytest.mark.parametrize("rule", UPDATE_RULES, ids=lambda rule: rule.id)

SCALED = """
    Mappings:
      Types:
        demand: {type: ml.c6i.large, next: ml.c7i.large}
    Parameters:
      Anything: {Type: String}
    Resources:
      Config:
        Type: AWS::SageMaker::EndpointConfig
        Properties:
          ProductionVariants:
            - VariantName: champion
              ModelName: nlinear
              InitialInstanceCount: 1
              InstanceType: TYPE
            - VariantName: challenger
              ModelName: nlinear
              InitialInstanceCount: 1
              InstanceType: ml.m5.large
      Demand:
        Type: AWS::SageMaker::Endpoint
        Properties: {EndpointConfigName: !GetAtt Config.EndpointConfigName}
      Capacity:
        Type: AWS::ApplicationAutoScaling::ScalableTarget
        Properties:
          ServiceNamespace: sagemaker
          ScalableDimension: sagemaker:variant:DesiredInstanceCount
          ResourceId: !Sub endpoint/${Demand.EndpointName}/variant/champion
          MinCapacity: 1
          MaxCapacity: 4
"""


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """Check the step from one YAML template to another."""

    def run(before: str, after: str) -> tuple[Finding, ...]:
        read = []
        for name, source in (("old", before), ("new", after)):
            path = tmp_path / name / "Demand.yaml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(dedent(source))
            read.append(read_templates([path]))
        return check_update(read[1], against=read[0])

    return run


@each_rule
def test_the_smallest_wrong_step_is_found_at_the_stated_severity(
    rule: Rule[object], step: Step
) -> None:
    example = example_of(rule.id)
    assert example.before is not None

    found = step(example.before, example.wrong)

    assert [(finding.rule.id, finding.severity) for finding in found] == [(rule.id, rule.severity)]
    assert found[0].line is not None


@each_rule
def test_the_smallest_right_step_breaks_no_rule(rule: Rule[object], step: Step) -> None:
    example = example_of(rule.id)
    assert example.before is not None

    assert step(example.before, example.right) == ()


@each_rule
def test_no_step_at_all_breaks_no_rule(rule: Rule[object], step: Step) -> None:
    example = example_of(rule.id)

    assert step(example.wrong, example.wrong) == ()


def test_removing_a_scaled_variant_names_it_and_the_way_in_two_deploys(step: Step) -> None:
    after = SCALED.replace("champion", "winner")

    found = step(SCALED, after)

    assert [finding.rule.id for finding in found] == ["DEP-24"]
    assert "variant champion is scaled and deployed" in found[0].says
    assert "deploy twice" in found[0].fix


def test_a_variant_that_is_not_scaled_may_change_its_type(step: Step) -> None:
    assert step(SCALED, SCALED.replace("ml.m5.large", "ml.m5.xlarge")) == ()


def test_a_type_that_is_a_parameter_is_never_told(step: Step) -> None:
    before = SCALED.replace("TYPE", "!Ref Anything")

    assert step(before, SCALED.replace("TYPE", "ml.c7i.large")) == ()


def test_a_type_behind_a_mapping_is_followed(step: Step) -> None:
    before = SCALED.replace("TYPE", "!FindInMap [Types, demand, type]")

    assert step(before, SCALED.replace("TYPE", "ml.c6i.large")) == ()
    assert [f.rule.id for f in step(before, SCALED.replace("TYPE", "ml.c7i.large"))] == ["DEP-24"]


def test_a_renamed_variant_without_a_guarded_rollout_is_a_warning(step: Step) -> None:
    found = step(SCALED, SCALED.replace("challenger", "shadow-to-be"))

    assert [(f.rule.id, f.severity) for f in found] == [("DEP-19", Severity.WARNING)]


def test_a_named_model_whose_role_is_replaced_must_be_replaced_as_well(step: Step) -> None:
    before = """
        Resources:
          Role:
            Type: AWS::IAM::Role
            Properties: {RoleName: serving, AssumeRolePolicyDocument: {}}
          Model:
            Type: AWS::SageMaker::Model
            Properties:
              ModelName: nlinear
              ExecutionRoleArn: !GetAtt Role.Arn
              PrimaryContainer: {ModelPackageName: nlinear}
    """

    found = step(before, before.replace("RoleName: serving", "RoleName: serving-2"))

    assert [finding.rule.id for finding in found] == ["UPD-01"]
    assert "ExecutionRoleArn changes" in found[0].says


def test_a_serverless_endpoint_may_move_to_instances(step: Step) -> None:
    example = example_of("VAR-35")
    assert example.before is not None

    assert step(example.wrong, example.before) == ()

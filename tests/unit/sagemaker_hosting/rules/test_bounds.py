"""Bounds of scaling that are set one by one, and instances to start with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]

_TEMPLATE = """
Parameters: {{Given: {{Type: Number}}}}
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - {{VariantName: v, ModelName: m, InstanceType: ml.m5.large, InitialInstanceCount: {first}}}
  Demand:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: !GetAtt Config.EndpointConfigName
      RetainAllVariantProperties: true
  Capacity:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      ServiceNamespace: sagemaker
      ScalableDimension: sagemaker:variant:DesiredInstanceCount
      ResourceId: !Sub endpoint/${{Demand.EndpointName}}/variant/v
      MinCapacity: 2
      MaxCapacity: {most}
      ScheduledActions: [{actions}]
"""


def _target(*actions: str, first: object = 2, most: object = 4) -> str:
    schedule = "ScheduledActionName: a{}, Schedule: 'rate(1 day)', ScalableTargetAction: {}"
    written = ", ".join(f"{{{schedule.format(i, a)}}}" for i, a in enumerate(actions))
    return _TEMPLATE.format(first=first, most=most, actions=written)


@pytest.mark.parametrize(
    ("action", "says"),
    [
        ("{MinCapacity: 5}", "MinCapacity to 5 alone, and MaxCapacity is never more than 4"),
        ("{MaxCapacity: 1}", "MaxCapacity to 1 alone, and MinCapacity is never less than 2"),
    ],
)
def test_bound_beyond_the_other_is_a_warning(action: str, says: str, findings_of: Check) -> None:
    (found,) = findings_of(_target(action))

    assert (found.rule.id, found.severity) == ("SCL-27", Severity.WARNING)
    assert found.says == f"ScheduledActions[0].ScalableTargetAction sets {says}"


@pytest.mark.parametrize(
    "actions",
    [
        ("{MinCapacity: 4}",),
        ("{MaxCapacity: 2}",),
        ("{MinCapacity: 5, MaxCapacity: 8}",),
        ("{MinCapacity: 5}", "{MaxCapacity: 8}"),
        ("{MinCapacity: 5}", "{MaxCapacity: !Ref Given}"),
        ("{MinCapacity: !Ref Given}",),
        ("{MinCapacity: 5, MaxCapacity: !Ref Given}",),
    ],
)
def test_bound_that_may_fit_the_other_is_silent(
    actions: tuple[str, ...], ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_target(*actions)) == []


def test_unknown_bound_of_the_target_is_silent(ids_of: Callable[[str], list[str]]) -> None:
    assert ids_of(_target("{MinCapacity: 5}", most="!Ref Given")) == []


def test_more_instances_to_start_with_than_the_target_keeps_is_a_warning(
    findings_of: Check,
) -> None:
    (found,) = findings_of(_target(first=5))

    assert (found.rule.id, found.severity) == ("SCL-28", Severity.WARNING)
    assert found.allowed == "at most 4"


@pytest.mark.parametrize(("first", "most"), [(4, 4), (1, 4), ("!Ref Given", 4), (5, "!Ref Given")])
def test_instances_to_start_with_that_may_stay_are_silent(
    first: object, most: object, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_target(first=first, most=most)) == []

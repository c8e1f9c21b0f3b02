"""What a review takes parameters to be: their defaults, which a deploy may override."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_hosting.changes import Effect
from sagemaker_hosting.cost import Prices
from sagemaker_hosting.review import Review, read_sides, review_of, text_report

TEMPLATE = """
Parameters:
  Type: {Type: String, Default: ml.c6i.large}
  Count: {Type: Number, Default: 2}
  Stage: {Type: String, Default: dev}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  Never: !Equals [a, b]
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: champion
          ModelName: nlinear
          InstanceType: !Ref Type
          InitialInstanceCount: !If [IsProd, 4, !Ref Count]
  Demand:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: !GetAtt Config.EndpointConfigName
  Backup:
    Type: AWS::SageMaker::EndpointConfig
    Condition: IsProd
    Properties:
      ProductionVariants:
        - {VariantName: a, ModelName: n, InstanceType: ml.m5.large, InitialInstanceCount: 1}
  Unused:
    Type: AWS::SageMaker::Model
    Condition: Never
    Properties: {ModelName: unused}
"""
Reviewed = Callable[..., Review]


@pytest.fixture
def step(tmp_path: Path, prices: Prices) -> Reviewed:
    """Review the step from the template to what a replacement makes of it."""

    def run(old: str, new: str, *, region: str | None = "eu-west-1") -> Review:
        assert old in TEMPLATE
        before, after = tmp_path / "old.yaml", tmp_path / "new.yaml"
        before.write_text(TEMPLATE)
        after.write_text(TEMPLATE.replace(old, new))
        sides = read_sides(str(before), str(after), account="111111111111", region=region)
        return review_of(*sides, prices=prices)

    return run


def effects(review: Review) -> dict[str, Effect]:
    return {row.logical_id: row.effect for row in review.resources}


def test_another_default_is_told_as_what_it_changes(step: Reviewed) -> None:
    review = step("Number, Default: 2", "Number, Default: 3")

    (item,) = review.items
    (capacity,) = [row for row in item.capacity if row.is_change]
    assert (capacity.before, capacity.after) == ("2 x ml.c6i.large", "3 x ml.c6i.large")
    assert effects(review) == {"Config": Effect.REPLACED, "Demand": Effect.UPDATED}


def test_branch_that_the_defaults_do_not_take_is_still_a_change(step: Reviewed) -> None:
    review = step("[IsProd, 4,", "[IsProd, 5,")

    assert effects(review) == {"Config": Effect.REPLACED, "Demand": Effect.UPDATED}


def test_resource_that_the_defaults_do_not_make_is_still_a_change(step: Reviewed) -> None:
    review = step("ml.m5.large", "ml.m5.xlarge")

    assert effects(review) == {"Backup": Effect.REPLACED}


def test_value_in_place_of_the_parameter_that_has_it_by_default_is_a_change(
    step: Reviewed,
) -> None:
    review = step("InstanceType: !Ref Type", "InstanceType: ml.c6i.large")

    assert effects(review)["Config"] is Effect.REPLACED


def test_resource_that_no_parameter_makes_is_none(step: Reviewed) -> None:
    review = step("{ModelName: unused}", "{ModelName: other}")

    assert effects(review) == {}


def test_amount_that_is_not_known_for_want_of_a_region_says_how_to_name_it(
    step: Reviewed,
) -> None:
    unknown = text_report(step("Number, Default: 2", "Number, Default: 3", region=None))
    known = text_report(step("Number, Default: 2", "Number, Default: 3"))

    assert "    not in it: the Region is not known (name it by --region)\n" in unknown
    assert "not in it" not in known


def test_count_that_changes_by_default_is_a_change_beside_a_type_that_nobody_knows(
    step: Reviewed,
) -> None:
    review = step(
        "String, Default: ml.c6i.large}\n  Count: {Type: Number, Default: 2",
        ("String}\n  Count: {Type: Number, Default: 3"),
    )

    assert effects(review) == {"Config": Effect.REPLACED, "Demand": Effect.UPDATED}


def test_reference_is_the_same_in_a_file_of_another_name(step: Reviewed) -> None:
    review = step("String, Default: dev", "String, Default: test")

    assert effects(review) == {}
    assert [section.what for section in review.sections] == ["new: Parameters"]

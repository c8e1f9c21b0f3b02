"""What the checks say of both sides, and what people have said to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.review import (
    Review,
    Risk,
    cases_of,
    html_report,
    json_report,
    markdown_report,
    read_sides,
    review_of,
    text_report,
)
from sagemaker_hosting.rules import RULES, UPDATE_RULES
from sagemaker_hosting.rules._examples import example_of

Stacks = dict[str, dict[str, Any]]
WRONG_TYPE = "ml.c7i.lrge"


def wrong(stacks: Stacks) -> None:
    config = stacks["Demand"]["Resources"]["Config"]["Properties"]
    config["ProductionVariants"][1]["InstanceType"] = WRONG_TYPE


def test_finding_that_both_sides_have_is_not_told(
    stacks: Callable[..., Stacks], reviewed: Callable[..., Review]
) -> None:
    given = stacks(Demand="demand")
    wrong(given)

    def edit(head: Stacks) -> None:
        head["Demand"]["Resources"]["Policy"]["Properties"][
            "TargetTrackingScalingPolicyConfiguration"
        ]["TargetValue"] = 500

    review = reviewed(edit, base_of=given)

    assert (review.new, review.gone) == ((), ())


def test_finding_that_is_mended_is_gone(
    stacks: Callable[..., Stacks], reviewed: Callable[..., Review]
) -> None:
    given = stacks(Demand="demand")
    wrong(given)

    def edit(head: Stacks) -> None:
        head["Demand"] = stacks(Demand="demand")["Demand"]

    review = reviewed(edit, base_of=given)

    assert review.new == ()
    assert [found.rule for found in review.gone] == ["VAR-02"]


@pytest.fixture
def assembly(tmp_path: Path, stacks: Callable[..., Stacks]) -> Callable[..., Path]:
    """A cloud assembly of a wrong template, whose error is acknowledged if there is a reason."""

    def write(name: str, *, reason: str | None = None) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        given = stacks(Demand="demand")
        wrong(given)
        template = given["Demand"]
        template["Resources"]["Config"]["Metadata"] = {"aws:cdk:path": "Demand/Config"}
        (folder / "Demand.template.json").write_text(json.dumps(template))
        entry = {"type": "aws:cdk:acknowledged-rules", "data": {"SageMaker::VAR-02": reason}}
        artifact = {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111111111111/eu-west-1",
            "properties": {"templateFile": "Demand.template.json"},
            "metadata": {"/Demand": [entry]} if reason is not None else {},
        }
        manifest = {"version": "54.0.0", "artifacts": {"Demand": artifact}}
        (folder / "manifest.json").write_text(json.dumps(manifest))
        return folder

    return write


def test_acknowledgement_that_is_new_is_told_though_no_resource_changes(
    assembly: Callable[..., Path],
) -> None:
    sides = read_sides(str(assembly("base")), str(assembly("head", reason="of tomorrow")))

    review = review_of(*sides)

    (given,) = review.acknowledged
    assert (given.rule, given.path, given.reason) == ("VAR-02", "Demand", "of tomorrow")
    assert "VAR-02 of `Demand` is acknowledged now: of tomorrow" in markdown_report(review)


def test_finding_that_is_acknowledged_now_is_not_gone(assembly: Callable[..., Path]) -> None:
    sides = read_sides(str(assembly("base")), str(assembly("head", reason="of tomorrow")))

    review = review_of(*sides)

    assert (review.new, review.gone) == ((), ())


def test_what_only_one_side_tells_of_acknowledgements_is_no_difference(
    assembly: Callable[..., Path],
) -> None:
    folder = assembly("known", reason="of tomorrow")
    alone = str(folder / "Demand.template.json")

    for sides in ((alone, str(folder)), (str(folder), alone)):
        review = review_of(*read_sides(*sides))

        assert (review.acknowledged, review.no_longer_acknowledged) == ((), ())
        assert (review.new, review.gone, review.is_same) == ((), (), True)


def test_acknowledgement_that_goes_brings_the_error_back(
    assembly: Callable[..., Path],
) -> None:
    sides = read_sides(str(assembly("base", reason="of tomorrow")), str(assembly("head")))

    review = review_of(*sides)

    assert [given.rule for given in review.no_longer_acknowledged] == ["VAR-02"]
    assert [case.risk for case in cases_of(review)] == [Risk.FINDINGS]


def test_two_folders_of_one_stack_are_one_environment(
    tmp_path: Path, stacks: Callable[..., Stacks]
) -> None:
    for folder, count in (("old", 4), ("new", 5)):
        template = stacks(Small="small")["Small"]
        del template["Metadata"]
        config = template["Resources"]["Config"]["Properties"]
        config["ProductionVariants"][0]["InitialInstanceCount"] = count
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Small.json").write_text(json.dumps(template))

    sides = read_sides(str(tmp_path / "old"), str(tmp_path / "new"), region="eu-west-1")
    (place,) = review_of(*sides).places

    assert place.name == "new"
    assert place.money is not None
    assert place.money.before is not None
    assert place.money.after is not None


def test_step_between_the_examples_of_every_rule_can_be_told(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"

    for rule in (*RULES, *UPDATE_RULES):
        example = example_of(rule.id)
        old.write_text(example.wrong)
        new.write_text(example.right)
        review = review_of(*read_sides(str(old), str(new), region="eu-west-1"))
        for report in (text_report, markdown_report, html_report, json_report):
            assert report(review)

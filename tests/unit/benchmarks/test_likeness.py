"""What two templates differ in."""

from __future__ import annotations

from typing import Any

from benchmarks._likeness import differences


def _template(topic: str, **properties: Any) -> dict[str, Any]:
    return {
        "Resources": {
            topic: {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": "news", **properties}},
            "Rule": {
                "Type": "AWS::Events::Rule",
                "Properties": {"Targets": [{"Arn": {"Ref": topic}}]},
                "DependsOn": [topic],
            },
        }
    }


def test_logical_ids_make_no_difference() -> None:
    assert differences(_template("Mine"), _template("Theirs")) == []


def test_other_value_is_told_from_both_sides() -> None:
    mine, theirs = _template("Topic", DisplayName="old"), _template("Topic", DisplayName="new")

    assert differences(mine, theirs) == [
        '+ AWS::SNS::Topic.DisplayName = "old"',
        '- AWS::SNS::Topic.DisplayName = "new"',
    ]


def test_resource_more_is_told_with_its_properties() -> None:
    more = _template("Topic")
    more["Resources"]["Other"] = more["Resources"]["Topic"]

    assert differences(more, _template("Topic")) == [
        "+ AWS::SNS::Topic",
        '+ AWS::SNS::Topic.DisplayName = "news"',
    ]


def test_reference_to_another_type_is_a_difference() -> None:
    theirs = _template("Topic")
    theirs["Resources"]["Rule"]["DependsOn"] = ["Rule"]

    assert differences(_template("Topic"), theirs) == [
        '+ AWS::Events::Rule DependsOn = ["<AWS::SNS::Topic>"]',
        '- AWS::Events::Rule DependsOn = ["<AWS::Events::Rule>"]',
    ]

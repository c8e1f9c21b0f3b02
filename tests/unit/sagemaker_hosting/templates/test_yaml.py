from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from sagemaker_hosting.templates import Template

Read = Callable[[str, str | bytes], Template]


@pytest.fixture
def value(read: Read) -> Callable[[str], Any]:
    """Read a value that stands in a template of YAML."""

    def _value(written: str) -> Any:
        text = f"Resources:\n  A: {{Type: X::Y::Z}}\nMetadata:\n  It: {written}\n"
        return read("t.yaml", text).body["Metadata"]["It"]

    return _value


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Condition Big", {"Condition": "Big"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!GetAtt A.Outputs.Arn", {"Fn::GetAtt": ["A", "Outputs.Arn"]}),
        ("!GetAtt [A, Arn]", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!Sub 'a${A}'", {"Fn::Sub": "a${A}"}),
        ('!Sub ["${B}", {B: !Ref A}]', {"Fn::Sub": ["${B}", {"B": {"Ref": "A"}}]}),
        ("!If [C, 1, !Ref 'AWS::NoValue']", {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}),
        ("!FindInMap [M, !Ref R, k]", {"Fn::FindInMap": ["M", {"Ref": "R"}, "k"]}),
        ("!Join ['', [a, b]]", {"Fn::Join": ["", ["a", "b"]]}),
        ("!Select [0, !GetAZs '']", {"Fn::Select": [0, {"Fn::GetAZs": ""}]}),
        ("!Cidr [10.0.0.0/16, 4, 8]", {"Fn::Cidr": ["10.0.0.0/16", 4, 8]}),
        ("!Split [',', x]", {"Fn::Split": [",", "x"]}),
        ("!Base64 x", {"Fn::Base64": "x"}),
        ("!ImportValue x", {"Fn::ImportValue": "x"}),
        ("!ImportValue {'Fn::Sub': x}", {"Fn::ImportValue": {"Fn::Sub": "x"}}),
        (
            "!And [!Condition A, !Not [!Equals [1, '1']]]",
            {"Fn::And": [{"Condition": "A"}, {"Fn::Not": [{"Fn::Equals": [1, "1"]}]}]},
        ),
        ("!Or [a]", {"Fn::Or": ["a"]}),
        ("!ToJsonString {a: 1}", {"Fn::ToJsonString": {"a": 1}}),
        ("!Length [1]", {"Fn::Length": [1]}),
        ("!Transform {Name: T}", {"Fn::Transform": {"Name": "T"}}),
        ("!Foo bar", {"Fn::Foo": "bar"}),
        ("!Foo", {"Fn::Foo": ""}),
        ("!Ref 012", {"Ref": "012"}),
        ("{Ref: A}", {"Ref": "A"}),
        ("{'Fn::GetAtt': [A, Arn]}", {"Fn::GetAtt": ["A", "Arn"]}),
    ],
)
def test_short_forms_are_written_out(value: Callable[[str], Any], short: str, long: Any) -> None:
    assert value(short) == long


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        # CloudFormation leaves YAML's timestamps out, and takes its other types.
        ("2012-10-17", "2012-10-17"),
        ("2010-09-09T12:00:00Z", "2010-09-09T12:00:00Z"),
        *((word, True) for word in ("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON")),
        *((word, False) for word in ("false", "no", "No", "NO", "off", "Off", "OFF")),
        *((word, word) for word in ("y", "Y", "n", "N", "tRUE", "oN", "=")),
        *((word, None) for word in ("", "~", "null", "Null", "NULL")),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("1_000", 1000),
        ("0", 0),
        ("0123", 83),
        ("0x1F", 31),
        ("0b101", 5),
        ("22:30", 1350),
        ("-1:30", -90),
        # An account of digits that octal has not is a float to SnakeYAML.
        ("012345678901", 12345678901.0),
        ("123456789012", 123456789012),
        ("0o17", "0o17"),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("1.5E-3", 0.0015),
        ("1:30.5", 90.5),
        ("1.2.3", "1.2.3"),
        ("10.0.0.0/16", "10.0.0.0/16"),
        ("-", "-"),
        ("ml.c6i.large", "ml.c6i.large"),
        ("'012345678901'", "012345678901"),
        ('"on"', "on"),
        ("'12'", "12"),
        ("!!str 0123", "0123"),
        ("!!str", ""),
        ("! 12", 12),
        ("!!int '12'", 12),
        ("!!float 3", 3.0),
        ("!!bool 'no'", False),
        ("!!null ''", None),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
        ("cron(0 2 * * ? *)", "cron(0 2 * * ? *)"),
    ],
)
def test_scalars_are_what_cloudformation_takes_them_for(
    value: Callable[[str], Any], written: str, expected: Any
) -> None:
    if written == "-":
        written = "'-'"

    found = value(written)

    assert found == expected
    assert type(found) is type(expected)


def test_block_scalars_are_text(value: Callable[[str], Any]) -> None:
    assert value("|\n    12\n    yes") == "12\nyes\n"
    assert value(">-\n    12\n    13") == "12 13"


def test_keys_are_text_as_written(value: Callable[[str], Any]) -> None:
    assert value("{012345678901: a, on: b, 1: c, 2012-10-17: d, ~: e}") == {
        "012345678901": "a",
        "on": "b",
        "1": "c",
        "2012-10-17": "d",
        "~": "e",
    }


def test_an_alias_repeats_what_its_anchor_holds(value: Callable[[str], Any]) -> None:
    found = value("{a: &a [1, !Ref B], b: *a, c: &c text, d: *c, &k key: e, *c : f}")

    assert found["b"] == [1, {"Ref": "B"}]
    assert found["b"] is found["a"]
    assert found["d"] == "text"
    assert (found["key"], found["text"]) == ("e", "f")


def test_an_anchor_given_again_holds_for_what_follows(value: Callable[[str], Any]) -> None:
    assert value("[&a 1, *a, &a 2, *a]") == [1, 1, 2, 2]
    assert value("[&a [&a 1, *a], *a]") == [[1, 1], 1]


def test_what_is_merged_gives_way_to_what_is_written(value: Callable[[str], Any]) -> None:
    base = "base: &base {a: 1, b: 2}, more: &more {b: 3, c: 4}"

    assert value(f"{{{base}, it: {{<<: *base, b: 9}}}}")["it"] == {"a": 1, "b": 9}
    assert value(f"{{{base}, it: {{<<: [*base, *more]}}}}")["it"] == {"a": 1, "b": 2, "c": 4}
    assert value(f"{{{base}, it: {{'<<': 5}}}}")["it"] == {"<<": 5}


def test_a_template_as_people_write_it(read: Read) -> None:
    template = read(
        "demand.template",
        dedent("""\
            # The endpoint of the day-ahead forecast.
            AWSTemplateFormatVersion: 2010-09-09
            Transform: AWS::Serverless-2016-10-31
            Parameters:
              Instances:
                Type: Number
                Default: 1
            Conditions:
              IsLarge: !Not [!Equals [!Ref Instances, 1]]
            Resources:
              Config:
                Type: AWS::SageMaker::EndpointConfig
                Properties:
                  ProductionVariants:
                    - VariantName: champion
                      ModelName: !GetAtt Model.ModelName
                      InitialInstanceCount: !If [IsLarge, !Ref Instances, 1]
                      InitialVariantWeight: 0.9
              Model:
                Type: AWS::SageMaker::Model
                Properties:
                  ExecutionRoleArn: !Sub
                    - arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Name}
                    - Name: !ImportValue
                        'Fn::Sub': '${AWS::StackName}-role'
            """),
    )

    (variant,) = template.resources["Config"]["Properties"]["ProductionVariants"]
    assert variant == {
        "VariantName": "champion",
        "ModelName": {"Fn::GetAtt": ["Model", "ModelName"]},
        "InitialInstanceCount": {"Fn::If": ["IsLarge", {"Ref": "Instances"}, 1]},
        "InitialVariantWeight": 0.9,
    }
    role = template.resources["Model"]["Properties"]["ExecutionRoleArn"]
    assert role["Fn::Sub"][1] == {
        "Name": {"Fn::ImportValue": {"Fn::Sub": "${AWS::StackName}-role"}}
    }


def test_yaml_in_braces_is_read_too(read: Read) -> None:
    assert read("t.yaml", "{Resources: {A: {Type: 'X::Y'}}}").resources == {"A": {"Type": "X::Y"}}


def test_directives_and_document_markers_are_read(read: Read) -> None:
    template = read("t.yaml", "%YAML 1.1\n---\nResources: {A: {Type: X}}\n...\n")

    assert template.resources == {"A": {"Type": "X"}}

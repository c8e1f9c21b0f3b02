import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.templates import Template

Read = Callable[[str, str | bytes], Template]
Fault = Callable[[str, str | bytes], str]
Faults = Callable[[Sequence[Path | str]], list[str]]
Write = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ([], "t.json:1: a template is a mapping with Resources, this is a list"),
        ("text", "t.json:1: a template is a mapping with Resources, this is the text 'text'"),
        (None, "t.json:1: a template is a mapping with Resources, this is empty (null)"),
        (True, "t.json:1: a template is a mapping with Resources, this is the boolean true"),
        (1.5, "t.json:1: a template is a mapping with Resources, this is the number 1.5"),
        ({}, "t.json: no template of CloudFormation's: it has no Resources at its top, nor any"),
        (
            dict.fromkeys("abcdefg", 1),
            "t.json: no template of CloudFormation's: it has no Resources at its top, only 'a',",
        ),
        ({"Resources": []}, "t.json:2: Resources is a list; write a mapping of logical ids to"),
        ({"Resources": None}, "t.json:2: Resources is empty (null); write a mapping"),
        ({"Resources": {"A": "b"}}, "t.json:3: resource 'A' is the text 'b'; write a mapping with"),
        ({"Resources": {"A": {}}}, "t.json:3: resource 'A' has no Type; write Type, such as"),
        (
            {"Resources": {"A": {"Properties": {}, "type": "X"}}},
            "t.json:5: resource 'A' has 'type' where Type belongs; write Type, such as",
        ),
        ({"Resources": {"A": {"Type": {"Ref": "B"}}}}, "t.json:4: resource 'A' has a Type that is"),
        (
            {"Resources": {"A": {"Type": ""}}},
            "t.json:4: resource 'A' has a Type that is empty text",
        ),
        (
            {"Resources": {"A": {"Type": "X", "Properties": [1]}}},
            "t.json:5: resource 'A' has Properties that are a list; write a mapping, or leave them",
        ),
        (
            {"Resources": {"A": {"Type": "X", "Properties": None}}},
            "t.json:5: resource 'A' has Properties that are empty (null)",
        ),
    ],
)
def test_what_is_no_template_says_why_and_where(fault: Fault, body: Any, expected: str) -> None:
    assert fault("t.json", json.dumps(body, indent=1)).startswith(expected)


def test_all_faulty_resources_are_told(write: Write, faults: Faults) -> None:
    path = write("t.yaml", "Resources:\n  A: 1\n  B: {Type: X}\n  C: {}\n  D: {Type: 2}\n")

    assert [fault.partition(";")[0] for fault in faults([path])] == [
        "t.yaml:2: resource 'A' is the number 1",
        "t.yaml:4: resource 'C' has no Type",
        "t.yaml:5: resource 'D' has a Type that is the number 2",
    ]


def test_what_macros_make_at_deployment_is_no_fault_and_no_resource(read: Read) -> None:
    template = read(
        "t.yaml",
        """\
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Models: [Name, [a, b], {"Model${Name}": {Type: "AWS::SageMaker::Model"}}]
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/more.yaml}}
  Included: !Transform {Name: AWS::Include, Parameters: {Location: s3://bucket/one.yaml}}
  Topic: {Type: AWS::SNS::Topic}
""",
    )

    assert list(template.resources) == ["Topic"]
    assert "Fn::ForEach::Models" in template.body["Resources"]


def test_names_that_break_lines_stay_on_one_line(fault: Fault) -> None:
    found = fault("t.json", json.dumps({"Resources": {"A\nB\u2028\x1b[31m" + "C" * 100: 1}}))

    assert len(found.splitlines()) == 1
    assert r"'A\nB\u2028\x1b[31mCCC" in found
    assert "C...'" in found
    assert found.isprintable()

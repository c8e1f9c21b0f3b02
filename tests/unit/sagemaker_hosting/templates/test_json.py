import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sagemaker_hosting.templates import Template

Read = Callable[[str, str | bytes], Template]
Fault = Callable[[str, str | bytes], str]

BUCKET = {"Type": "AWS::S3::Bucket", "Properties": {"Count": 3, "Weight": 0.5, "On": True}}


def test_values_are_those_of_the_file(read: Read) -> None:
    body = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Bucket": BUCKET, "B": BUCKET}}

    template = read("t.json", json.dumps(body))

    assert template.body == body
    assert type(template.body["Resources"]["Bucket"]["Properties"]["Count"]) is int


@pytest.mark.parametrize("name", ["t.json", "t.template", "t", "t.txt", "t.yaml"])
def test_what_starts_with_a_brace_is_json_whatever_its_name(read: Read, name: str) -> None:
    template = read(name, ' \n{"Resources": {"A": {"Type": "X::Y::Z", "Properties": {"n": 1e3}}}}')

    assert template.resources["A"]["Properties"]["n"] == 1000.0


def test_a_key_given_twice_names_both_lines(fault: Fault) -> None:
    text = '{"Resources": {\n"A": {"Type": "X::Y::Z"},\n"B": {"Type": "X::Y::Z"},\n"\\u0041": {}}}'

    assert fault("t.json", text).startswith("t.json:4: key 'A' is given twice, first on line 2; ")


def test_the_same_key_in_two_mappings_is_no_duplicate(read: Read) -> None:
    template = read("t.json", '{"Resources": {"A": {"Type": "X"}, "B": {"Type": "X"}}}')

    assert set(template.resources) == {"A", "B"}


def test_duplicates_are_all_told_each_with_the_first_line(
    write: Callable[[str, str], Path], faults: Callable[[list[Path]], list[str]]
) -> None:
    found = faults([write("t.json", '{"a": 1,\n"a": 2,\n"a": 3,\n"b": 4,\n"b": 5}')])

    assert [fault.split(";")[0] for fault in found] == [
        "t.json:2: key 'a' is given twice, first on line 1",
        "t.json:3: key 'a' is given twice, first on line 1",
        "t.json:5: key 'b' is given twice, first on line 4",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"Resources": {\n  "A": ',
            "t.json:2: the JSON ends too early, at column 7: expecting value",
        ),
        ('{"Resources": {\n  "A', "t.json:2: the text that starts at column 3 has no end"),
        ('{"Resources": {}\n', "t.json:1: the JSON ends too early, at column 17: expecting ','"),
        ('{"Resources"\n 1}', "t.json:2: no JSON from column 2 on: expecting ':' delimiter"),
        ('{"Resources": {}}}', "t.json:1: no JSON from column 18 on: extra data"),
        ('{"a": "\t"}', "t.json:1: no JSON from column 8 on: invalid control character"),
        ("// a comment\n{}", "t.json:1: no JSON from column 1 on: expecting value"),
        ("", "t.json: the file is empty"),
        (" \n ", "t.json: the file is empty"),
    ],
)
def test_broken_json_tells_line_and_column(fault: Fault, text: str, expected: str) -> None:
    assert fault("t.json", text).startswith(expected)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_has_not_are_refused(fault: Fault, number: str) -> None:
    found = fault("t.json", f'{{"Resources": {{}},\n"Metadata": {{"a": "NaN", "b": {number}}}}}')

    assert found == f"t.json:2: '{number}' is no number that JSON has; write a finite number"


def test_a_number_beyond_all_reason_is_refused(fault: Fault) -> None:
    found = fault("t.json", '{"Resources": {},\n"Metadata": {"a": ' + "1" * 10_000 + "}}")

    assert found.startswith("t.json:2: the number '1111")
    assert len(found) < 200


def test_half_a_surrogate_pair_is_refused_and_a_whole_one_read(read: Read, fault: Fault) -> None:
    found = fault("half.json", '{"Resources": {},\n"Description": "\\ud83d."}')
    whole = read("whole.json", '{"Resources": {}, "Description": "\\ud83d\\ude00"}')

    assert found.startswith("half.json:2: half of a surrogate pair in")
    assert whole.body["Description"] == "\N{GRINNING FACE}"


@pytest.mark.parametrize("levels", [100, 500, 100_000])
def test_nesting_beyond_any_template_is_one_fault(fault: Fault, levels: int) -> None:
    text = '{"Resources": {},\n"Metadata":' + "[" * levels + "]" * levels + "}"

    assert "t.json:2: mappings and lists lie in each other more than 100" in fault("t.json", text)


def test_nesting_up_to_that_is_read(read: Read) -> None:
    template = read("t.json", '{"Resources": {}, "Metadata":' + "[" * 99 + "]" * 99 + "}")

    assert json.dumps(template.body["Metadata"]) == "[" * 99 + "]" * 99

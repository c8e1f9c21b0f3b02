"""Whatever a template holds: the rules find something or nothing. Nothing else ever happens.

`ROBUSTNESS_EXAMPLES=20000 pytest tests/unit/sagemaker_hosting/rules/test_robustness.py` looks for
an hour instead of seconds.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sagemaker_hosting.rules import RULES, UPDATE_RULES, check, check_update
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.rules.reports import Report, github_report, json_report, text_report
from sagemaker_hosting.templates import Template, read_templates

GOLDEN: Final = Path(__file__).parents[4] / "templates"
EXAMPLES: Final = int(os.environ.get("ROBUSTNESS_EXAMPLES", "300"))

SECTIONS: Final[dict[str, Any]] = {
    "Parameters": {
        "P": {"Type": "String", "Default": "a"},
        "N": {"Type": "Number", "Default": 1, "AllowedValues": [1, 2]},
        "L": {"Type": "CommaDelimitedList", "Default": "a,b"},
    },
    "Conditions": {
        "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
        "A": {"Fn::And": [{"Condition": "B"}, {"Fn::Equals": [{"Ref": "P"}, "a"]}]},
        "B": {"Fn::Or": [{"Condition": "A"}, {"Fn::Equals": [{"Ref": "N"}, 1]}]},
        "C": {"Fn::Equals": [{"Ref": "P"}, "a"]},
    },
    "Mappings": {"M": {"a": {"b": 1, "c": {"Fn::FindInMap": ["M", "a", "c"]}}, "b": {"b": [1]}}},
    "Outputs": {
        "O": {"Value": {"Fn::ImportValue": "E"}, "Export": {"Name": "E"}},
        "S": {"Value": {"Fn::GetStackOutput": {"StackName": "s", "OutputName": "S"}}},
    },
}
VALUES: Final[list[Any]] = [
    *(None, True, False, 0, -1, 1.5, 1e308, float("nan"), float("inf"), 10**400, "9" * 400),
    *("", "a", "\ud800", "x" * 2000, "1e999", "nan", "-inf", "٣", "1_0", " 1 ", "\x00", "é"),
    *("ml.g5.xlarge", "ml.", "ml.g5", "...", "${x}", "${", "${!x}", "${A.B.C}", "arn:", ":::::"),
    *("endpoint/x/variant/y", "endpoint//variant/", "inference-component/", "s3://", "s3://b/"),
    *("rate(1 minute)", "cron(", "cron(* * * * ? *)", "at(", "cron(99 99 L W # 9999999999)"),
    *(
        "*" * 60,
        "a*" * 40 + "b",
        "a" * 40 + "!",
        "0" * 12 + ".dkr.ecr..amazonaws.com/a:",
        "@",
        "/:",
    ),
    *([], [[]], [None], [[], {}], {}, {"a": {"b": [1]}}, [1, "2", {"x": 3}], {"": ""}),
    {"Ref": "AWS::NoValue"},
    {"Ref": "P"},
    {"Ref": "L"},
    {"Ref": ["P"]},
    {"Fn::GetAtt": "A"},
    {"Fn::GetAtt": [1, 2]},
    {"Fn::GetAtt": ["A", {"Ref": "P"}]},
    {"Fn::Sub": "${A.B}-${!L}-${P}-${AWS::Region}"},
    {"Fn::Sub": ["${P}${Q}", {"Q": {"Ref": "N"}}]},
    {"Fn::Sub": [[], {}]},
    {"Fn::Join": ["", ["a", {"Ref": "AWS::Region"}]]},
    {"Fn::Join": [1, {"Ref": "L"}]},
    {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]},
    {"Fn::If": ["Circle", [1], {}]},
    {"Fn::If": ["A", {"Fn::If": ["B", "a", []]}, None]},
    {"Fn::If": [[], {}, ()]},
    {"Fn::Select": ["0", {"Fn::Split": ["/", {"Ref": "AWS::StackId"}]}]},
    {"Fn::Select": [-1, []]},
    {"Fn::Select": ["²", ["a"]]},
    {"Fn::FindInMap": ["M", {"Ref": "P"}, "b"]},
    {"Fn::FindInMap": ["M", "a", "c"]},
    {"Fn::FindInMap": [{}, [], "b", {"DefaultValue": 1}]},
    {"Fn::ImportValue": "E"},
    {"Fn::ImportValue": {"Fn::ImportValue": "E"}},
    {"Fn::GetStackOutput": {"StackName": "s", "OutputName": "S"}},
    {"Fn::Length": {"Ref": "L"}},
    {"Fn::Base64": "a"},
    {"Fn::ForEach::X": ["a", ["b"], {}]},
    {"Condition": "Circle"},
]


def _bodies() -> Iterator[dict[str, Any]]:
    for path in sorted(GOLDEN.glob("*/*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Every example of a rule, and every template of this app."""
    path = tmp_path_factory.mktemp("examples") / "template.yaml"
    found: list[dict[str, Any]] = []
    for rule in (*RULES, *UPDATE_RULES):
        example = example_of(rule.id)
        for source in (example.wrong, example.right):
            path.write_text(source, encoding="utf-8")
            (template,) = read_templates([path])
            found.append({**template.body})
    return [*found, *_bodies()]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Find every place of a template that can hold anything: not the outline, nor the types."""
    inside = len(path) > (3 if path[:1] == ("Resources",) else 0)
    in_resource = len(path) == 3 and path[2] not in ("Type", "Properties")
    if path and path != ("Resources",) and (inside or in_resource):
        yield path
    below = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in below:
        if isinstance(item, dict | list):
            yield from places(item, (*path, key))
        elif len(path) > 2 or in_resource:
            yield (*path, key)


@st.composite
def broken(draw: st.DrawFn, bodies: list[dict[str, Any]]) -> Template:
    """A template with a few places that hold something else."""
    body = copy.deepcopy(draw(st.sampled_from(bodies)))
    if draw(st.booleans()):
        body = {**copy.deepcopy(SECTIONS), **body}
    ids = list(body["Resources"])
    for _ in range(draw(st.integers(1, 4))):
        found = list(places(body))
        if found:
            _change(draw, body, draw(st.sampled_from(found)), ids)
    region = draw(st.sampled_from([None, "eu-west-1", "cn-north-1", "nowhere"]))
    return Template(
        path=Path("x.json"),
        name="x",
        group="g",
        body=body,
        account=draw(st.sampled_from([None, "111111111111"])),
        region=region,
        stack_name=draw(st.sampled_from([None, "s"])),
    )


def _change(draw: st.DrawFn, body: Any, path: tuple[str | int, ...], ids: list[str]) -> None:
    *above, last = path
    holder = body
    for key in above:
        holder = holder[key]
    how = draw(st.sampled_from(["delete", "append", "refer", *["replace"] * 5]))
    if how == "delete":
        del holder[last]
    elif how == "append" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[0]))
    elif how == "refer":
        attribute = draw(st.sampled_from(["Arn", "EndpointName", "EndpointConfigName", "x"]))
        name = draw(st.sampled_from(ids))
        holder[last] = draw(
            st.sampled_from([{"Ref": name}, {"Fn::GetAtt": [name, attribute]}, name, [name]])
        )
    else:
        holder[last] = copy.deepcopy(draw(st.sampled_from(VALUES)))


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize="ROBUSTNESS_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_rules_survive_whatever_a_property_is(
    data: st.DataObject, bodies: list[dict[str, Any]]
) -> None:
    templates = data.draw(st.lists(broken(bodies), min_size=1, max_size=2))
    deployed = [data.draw(broken(bodies))]

    findings = (*check(templates), *check_update(templates, against=deployed))

    report = Report(templates=len(templates), findings=findings)
    for write in (text_report, json_report, github_report):
        write(report).encode("utf-8", "surrogatepass")

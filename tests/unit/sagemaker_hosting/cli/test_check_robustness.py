"""`endpoints check` on whatever a file holds: findings, or one clear error for each fault."""

from __future__ import annotations

import json
import string
import tempfile
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app

MODEL: Final = "AWS::SageMaker::Model"
CONFIG: Final = "AWS::SageMaker::EndpointConfig"
CIRCLE: Final[dict[str, Any]] = {
    "Parameters": {"P": {"Type": "String"}},
    "Conditions": {
        "A": {"Fn::And": [{"Condition": "B"}, {"Fn::Equals": [{"Ref": "P"}, "x"]}]},
        "B": {"Fn::Not": [{"Condition": "A"}]},
    },
    "Mappings": {"M": {"a": {"b": {"Fn::FindInMap": ["M", "a", "b"]}}}},
    "Resources": {
        "E": {
            "Type": "AWS::SageMaker::Endpoint",
            "DependsOn": ["C", "E"],
            "Properties": {
                "EndpointConfigName": {"Fn::GetAtt": ["C", "EndpointConfigName"]},
                "EndpointName": {"Fn::FindInMap": ["M", "a", "b"]},
            },
        },
        "C": {
            "Type": CONFIG,
            "Condition": "A",
            "DependsOn": "E",
            "Properties": {
                "EndpointConfigName": {"Fn::GetAtt": ["E", "EndpointName"]},
                "KmsKeyId": {"Fn::ImportValue": "X"},
                "ProductionVariants": {"Fn::If": ["B", {"Ref": "C"}, {"Ref": "AWS::NoValue"}]},
            },
        },
    },
    "Outputs": {
        "X": {"Value": {"Fn::ImportValue": "X"}, "Export": {"Name": "X"}},
        "Y": {"Value": 1, "Export": {"Name": {"Fn::ImportValue": "X"}}},
        "Z": {"Value": {"Fn::GetStackOutput": {"StackName": "s", "OutputName": "Z"}}},
    },
}
STEPS: Final = 40  # 2 to the power of 40 is a hang


def check(name: str, data: bytes) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        return CliRunner().invoke(app, ["check", str(path)], catch_exceptions=False)


def model(**properties: object) -> dict[str, Any]:
    return {"Resources": {"M": {"Type": MODEL, "Properties": properties}}}


def twice(inner: object) -> dict[str, Any]:
    return {"Fn::Sub": ["${a}${b}", {"a": inner, "b": inner}]}


def mappings_of_mappings() -> dict[str, Any]:
    rows = {f"k{i}": {"v": twice({"Fn::FindInMap": ["M", f"k{i + 1}", "v"]})} for i in range(STEPS)}
    return {
        "Mappings": {"M": rows},
        **model(ModelName={"Fn::FindInMap": ["M", "k0", "v"]}),
    }


def outputs_of_outputs() -> dict[str, Any]:
    outputs = {
        f"O{i}": {"Value": twice({"Fn::GetStackOutput": {"OutputName": f"O{i + 1}"}})}
        for i in range(STEPS)
    }
    return {
        "Outputs": {**outputs, f"O{STEPS}": {"Value": "a"}},
        **model(ModelName={"Fn::GetStackOutput": {"OutputName": "O0"}}),
    }


def exports_of_exports() -> dict[str, Any]:
    outputs = {
        f"O{i}": {
            "Value": twice({"Fn::ImportValue": f"e{i + 1}"}),
            "Export": {"Name": {"Fn::Sub": ["${e}", {"e": {"Fn::ImportValue": "e0"}}]}},
        }
        for i in range(STEPS)
    }
    named = {f"N{i}": {**outputs[f"O{i}"], "Export": {"Name": f"e{i}"}} for i in range(STEPS)}
    return {"Outputs": {**outputs, **named}, **model(ModelName={"Fn::ImportValue": "e0"})}


def text_of_texts() -> dict[str, Any]:
    value: object = "a"
    for _ in range(20):
        value = {"Fn::Sub": ["${a}" * 20, {"a": value}]}
    return model(ModelName=value)


def conditions_of_conditions() -> dict[str, Any]:
    conditions = {
        f"C{i}": {"Fn::And": [{"Condition": f"C{i + 1}"}, {"Condition": f"C{i + 1}"}]}
        for i in range(STEPS)
    }
    last = {"Fn::Equals": [{"Ref": "P"}, "a"]}
    return {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {**conditions, f"C{STEPS}": last},
        **model(EnableNetworkIsolation={"Fn::If": ["C0", True, False]}),
    }


def with_digits(number: str) -> bytes:
    variant = f'{{"VariantName": "a", "InitialInstanceCount": {number}}}'
    properties = f'{{"ProductionVariants": [{variant}]}}'
    return f'{{"Resources": {{"C": {{"Type": "{CONFIG}", "Properties": {properties}}}}}}}'.encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.yaml", b""),
        ("cut.json", json.dumps(CIRCLE).encode()[:200]),
        ("zeros.json", b"\0" * 100),
        ("latin.yaml", "Resources: {É: {Type: A::B}}".encode("latin-1")),
        ("twice.json", b'{"Resources": {}, "Resources": {}}'),
        ("twice.yaml", b"Resources: {A: {Type: X, Type: Y}}"),
        ("deep.json", b'{"Resources":' * 100_000),
        ("deep.yaml", b"Resources: " + b"[" * 100_000),
        ("self.yaml", b"Resources: &r {A: {Type: X, Properties: *r}}"),
        ("nan.json", with_digits("NaN")),
        ("infinite.json", with_digits("1e999")),
        ("long.json", with_digits("9" * 5000)),
        ("list.json", b"[]"),
        ("text.yaml", b"Resources"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(name: str, data: bytes) -> None:
    done = check(name, data)

    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert name in done.stderr


@pytest.mark.parametrize(
    "template",
    [
        pytest.param(CIRCLE, id="circles"),
        pytest.param(mappings_of_mappings(), id="mappings of mappings"),
        pytest.param(outputs_of_outputs(), id="outputs of outputs"),
        pytest.param(exports_of_exports(), id="exports of exports"),
        pytest.param(text_of_texts(), id="text of texts"),
        pytest.param(conditions_of_conditions(), id="conditions of conditions"),
        pytest.param({"Resources": {}, "Parameters": [1], "Conditions": "a"}, id="odd sections"),
        pytest.param({"Resources": {}, "Mappings": {"M": 1}, "Outputs": [[]]}, id="odd outputs"),
        pytest.param(model(ModelName="x" * 10_000_000), id="10 MB of text"),
        pytest.param(
            model(Containers=[{"Image": "a", "ContainerHostname": f"c{i}"} for i in range(5_000)]),
            id="5,000 containers",
        ),
    ],
)
def test_what_can_be_read_is_checked_in_a_moment(template: dict[str, Any]) -> None:
    done = check("template.json", json.dumps(template).encode())

    assert done.exit_code in (0, 1)
    assert " in 1 template" in done.stdout


def test_yaml_with_every_short_form_is_read() -> None:
    done = check(
        "short.yaml",
        b"""
        Conditions: {A: !Not [!Equals [!Ref P, a]], B: !Or [!Condition A, !Condition A]}
        Parameters: {P: {Type: String}}
        Resources:
          E:
            Type: AWS::SageMaker::Endpoint
            Properties:
              EndpointConfigName: !GetAtt [C, !Ref P]
              EndpointName: !Sub ["${a}", {a: !Select [0, !Split [",", !ImportValue x]]}]
              Tags: !If [A, !Ref AWS::NoValue, !FindInMap [a, !Ref b, c]]
              DeploymentConfig: !Transform {Name: Macro}
        """,
    )

    assert (done.exit_code, done.stderr) == (0, "")


TEXT: Final = st.text(string.printable, max_size=8) | st.sampled_from([MODEL, CONFIG, "Fn::If"])
KEYS: Final = st.sampled_from(
    [
        *("Resources", "Type", "Properties", "ProductionVariants", "PrimaryContainer", "Ref"),
        *("Fn::Sub", "Fn::GetAtt", "Condition", "DependsOn", "Conditions", "Outputs"),
    ]
)
TREES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS | TEXT, below, max_size=4),
    max_leaves=20,
)


@settings(max_examples=60, deadline=None, database=None)
@given(tree=TREES, resources=st.dictionaries(TEXT, TREES, max_size=3), outline=st.booleans())
def test_a_random_tree_is_checked_or_told(tree: object, resources: object, outline: bool) -> None:  # noqa: FBT001  # drawn
    done = check("t.json", json.dumps({"Resources": resources} if outline else tree).encode())

    assert done.exit_code in (0, 1, 2)
    assert (done.exit_code == 2) == bool(done.stderr)

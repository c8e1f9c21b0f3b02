"""What refers to itself, or doubles at every step, is unknown: no hang, no full memory."""

from __future__ import annotations

import json
from collections.abc import Callable

from sagemaker_hosting.view import UNKNOWN, Hosting, Node

View = Callable[..., Hosting]
STEPS = 40  # 2 to the power of 40 is a hang


def twice(inner: object) -> dict[str, object]:
    return {"Fn::Sub": ["${a}${b}", {"a": inner, "b": inner}]}


def value_of(hosting: Hosting) -> Node:
    return next(r for r in hosting.resources if r.logical_id == "Here").at("Value")


def template(value: object, **sections: object) -> str:
    here = {"Type": "Custom::Here", "Properties": {"Value": value}}
    return json.dumps({"Resources": {"Here": here}, **sections})


def test_outputs_of_outputs_are_resolved_once_each(view: View) -> None:
    outputs: dict[str, object] = {
        f"O{step}": {"Value": {"Fn::GetStackOutput": {"OutputName": f"O{step + 1}"}}}
        for step in range(STEPS)
    }
    outputs[f"O{STEPS}"] = {"Value": "demand"}

    hosting = view(template({"Fn::GetStackOutput": {"OutputName": "O0"}}, Outputs=outputs))

    assert value_of(hosting).text == "demand"


def test_text_that_doubles_beyond_a_template_is_unknown(view: View) -> None:
    outputs = {
        f"O{step}": {"Value": twice({"Fn::ImportValue": f"e{step + 1}"}), "Export": {"Name": name}}
        for step, name in ((step, f"e{step}") for step in range(STEPS))
    }
    outputs["Last"] = {"Value": "demand", "Export": {"Name": f"e{STEPS}"}}

    hosting = view(template({"Fn::ImportValue": "e0"}, Outputs=outputs))

    assert value_of(hosting).value is UNKNOWN


def test_an_output_of_itself_is_unknown(view: View) -> None:
    outputs = {"O": {"Value": {"Fn::ImportValue": "e"}, "Export": {"Name": "e"}}}

    hosting = view(template({"Fn::ImportValue": "e"}, Outputs=outputs))

    assert value_of(hosting).value is UNKNOWN


def test_an_export_under_an_imported_name_is_unknown(view: View) -> None:
    outputs = {
        "Name": {"Value": "e", "Export": {"Name": "name"}},
        "O": {"Value": "demand", "Export": {"Name": {"Fn::ImportValue": "name"}}},
    }

    hosting = view(template({"Fn::ImportValue": "e"}, Outputs=outputs))

    assert value_of(hosting).value is UNKNOWN


def test_a_function_in_a_mapping_is_unknown(view: View) -> None:
    mappings = {"M": {"a": {"b": {"Fn::Join": ["", ["x"]]}, "c": "y"}}}

    joined = view(template({"Fn::FindInMap": ["M", "a", "b"]}, Mappings=mappings))
    literal = view(template({"Fn::FindInMap": ["M", "a", "c"]}, Mappings=mappings))

    assert value_of(joined).value is UNKNOWN
    assert value_of(literal).text == "y"

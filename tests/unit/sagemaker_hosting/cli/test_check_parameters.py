"""`endpoints check` on parameters that an action of SageMaker does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.facts.parameter_names import parameters_collected
from sagemaker_hosting.rules import RULES
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.rules.reports._unknown_parameters import unknown_parameters
from sagemaker_hosting.templates import Template, UnusableInput, read_templates
from sagemaker_hosting.view import Hosting

ROOT = Path(__file__).parents[4]
CASES = ROOT / "tests" / "unit" / "sagemaker_hosting" / "rules" / "cases"
JOB = "arn:aws:states:::sagemaker:createTransformJob.sync"
SDK = "arn:aws:states:::aws-sdk:sagemaker:"
SOURCE = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri.$": "$.i"}}
RIGHT = {
    "TransformJobName.$": "$$.Execution.Name",
    "ModelName": "nlinear",
    "Environment": {"modelNam": "free", "a.b/c": "free as well"},
    "TransformInput": {
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri.$": "$.i"}}
    },
    "TransformOutput": {"S3OutputPath": "s3://forecasts/out"},
    "TransformResources": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1},
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def states(arguments: Any, resource: Any = JOB, key: str = "Parameters") -> dict[str, Any]:
    task = {"Type": "Task", "Resource": resource, key: arguments, "End": True}
    return {"StartAt": "Run", "States": {"Run": task}}


def machine(kind: str = "AWS::StepFunctions::StateMachine", **properties: Any) -> None:
    resource = {"Type": kind, "Properties": properties}
    Path("t.json").write_text(json.dumps({"Resources": {"Nightly": resource}}, indent=1))


def report(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["check", "t.json", "--format", "json", *arguments])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def told() -> list[str]:
    return [each["says"] for each in report()["slips"]]


def slip(place: str, meant: str, action: str = "createTransformJob") -> list[str]:
    return [f"Nightly {place} is no parameter of {action}; did you mean {meant}?"]


def test_misspelt_parameter_is_told_with_the_nearest_name_and_its_line() -> None:
    machine(Definition=states({"TransformJobName": "a", "ModelNmae": "nlinear"}))

    (told_one,) = slip("Definition.States.Run.Parameters.ModelNmae", "ModelName")
    assert report()["seen"]["slips"] == [f"t.json:14: {told_one}"]


def test_parameters_that_are_spelt_rightly_are_not_told() -> None:
    machine(Definition=states(RIGHT))

    assert told() == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"transformJobName": "a"}, "TransformJobName"),
        ({"TransfromJobName": "a"}, "TransformJobName"),
        ({"MaxPayloadInMb": 6}, "MaxPayloadInMB"),
        ({"max_concurrent_transforms": 2}, "MaxConcurrentTransforms"),
        ({"BatchStratgy": "MultiRecord"}, "BatchStrategy"),
    ],
)
def test_slips_of_many_kinds_lead_to_the_name_that_was_meant(
    written: dict[str, Any], meant: str
) -> None:
    machine(Definition=states(written))

    (name,) = written
    assert told() == slip(f"Definition.States.Run.Parameters.{name}", meant)


def test_misspelt_parameter_deep_below_is_told() -> None:
    source = {"S3DataSource": {"S3DataTyp": "S3Prefix"}}
    machine(Definition=states({"TransformInput": {"DataSource": source}}))

    place = "Definition.States.Run.Parameters.TransformInput.DataSource.S3DataSource.S3DataTyp"
    assert told() == slip(place, "S3DataType")


def test_items_of_a_list_are_looked_at() -> None:
    variants = [{"VariantName": "a"}, {"VariantName": "b", "InitalInstanceCount": 1}]
    machine(Definition=states({"ProductionVariants": variants}, f"{SDK}createEndpointConfig"))

    place = "Definition.States.Run.Parameters.ProductionVariants[1].InitalInstanceCount"
    assert told() == slip(place, "InitialInstanceCount", "createEndpointConfig")


def test_mark_of_a_path_is_no_part_of_the_name() -> None:
    machine(Definition=states({"TransformJobName.$": "$.name", "ModelNmae.$": "$.model"}))

    (told_one,) = slip("Definition.States.Run.Parameters.ModelNmae", "ModelName")
    assert report()["seen"]["slips"] == [f"t.json:14: {told_one}"]


def test_arguments_of_jsonata_are_looked_at_and_expressions_are_not() -> None:
    arguments = {"ModelNmae": "{% $states.input.model %}", "TransformInput": "{% $i %}"}
    machine(Definition=states(arguments, key="Arguments") | {"QueryLanguage": "JSONata"})

    assert told() == slip("Definition.States.Run.Arguments.ModelNmae", "ModelName")


def test_arguments_that_are_one_expression_are_not_judged() -> None:
    machine(Definition=states("{% $states.input %}", key="Arguments"))

    assert told() == []


@pytest.mark.parametrize(
    ("resource", "wrong", "meant", "action"),
    [
        (JOB, "ModelNam", "ModelName", "createTransformJob"),
        (JOB.removesuffix(".sync"), "ModelNam", "ModelName", "createTransformJob"),
        (JOB.replace(":aws:", ":aws-cn:"), "ModelNam", "ModelName", "createTransformJob"),
        (f"{SDK}createTransformJob", "ModelNam", "ModelName", "createTransformJob"),
        (f"{SDK}createModel.waitForTaskToken", "ModelNam", "ModelName", "createModel"),
        (f"{SDK}updateEndpoint", "EndpontName", "EndpointName", "updateEndpoint"),
        (
            f"{SDK}updateEndpointWeightsAndCapacities",
            "DesiredWeightAndCapacities",
            "DesiredWeightsAndCapacities",
            "updateEndpointWeightsAndCapacities",
        ),
        (
            "arn:aws:states:::aws-sdk:sagemakerruntime:invokeEndpoint",
            "TargetVarient",
            "TargetVariant",
            "invokeEndpoint",
        ),
        (
            {"Fn::Sub": "arn:${AWS::Partition}:states:::aws-sdk:sagemaker:deleteModel"},
            "ModelNam",
            "ModelName",
            "deleteModel",
        ),
    ],
)
def test_actions_are_known_by_their_resource(
    resource: Any, wrong: str, meant: str, action: str
) -> None:
    machine(Definition=states({wrong: "x"}, resource))

    assert told() == slip(f"Definition.States.Run.Parameters.{wrong}", meant, action)


@pytest.mark.parametrize(
    "resource",
    [
        f"{SDK}createFeatureGroup",
        "arn:aws:states:::aws-sdk:sagemakera2iruntime:startHumanLoop",
        "arn:aws:states:::aws-sdk:bedrock:createModelCopyJob",
        "arn:aws:states:us-east-1:111111111111:activity:sagemaker:createModel",
        {"Ref": "AWS::StackName"},
        "${Task}",
    ],
)
def test_actions_that_no_table_knows_are_not_judged(resource: Any) -> None:
    machine(Definition=states({"ModelNam": "x"}, resource))

    assert told() == []


def definition_strings() -> Iterator[Any]:
    text = json.dumps(states({"ModelNam": "nlinear"}))
    yield text
    yield {"Fn::Sub": text.replace("arn:aws:", "arn:${AWS::Partition}:")}
    yield {"Fn::Sub": [text.replace("nlinear", "${Name}"), {"Name": {"Ref": "AWS::StackName"}}]}
    before, after = text.split("nlinear")
    yield {"Fn::Join": ["", [before, {"Ref": "AWS::StackName"}, after]]}


@pytest.mark.parametrize("written", list(definition_strings()))
def test_definitions_are_read_in_every_form_of_text(written: Any) -> None:
    machine(DefinitionString=written)

    assert told() == slip("DefinitionString.States.Run.Parameters.ModelNam", "ModelName")


def test_state_machines_of_the_serverless_macro_are_read() -> None:
    machine("AWS::Serverless::StateMachine", Definition=states({"ModelNam": "nlinear"}))

    assert told() == slip("Definition.States.Run.Parameters.ModelNam", "ModelName")


def test_states_of_states_are_read() -> None:
    inner = states({"ModelNam": "nlinear"})
    each = {"Type": "Map", "ItemProcessor": inner, "End": True}
    machine(Definition={"StartAt": "Each", "States": {"Each": each}})

    place = "Definition.States.Each.ItemProcessor.States.Run.Parameters.ModelNam"
    assert told() == slip(place, "ModelName")


def test_input_of_a_schedule_is_read() -> None:
    arn = "arn:aws:scheduler:::aws-sdk:sagemaker:createTransformJob"
    target = {"Arn": arn, "Input": json.dumps({"ModelNam": "nlinear"})}
    machine("AWS::Scheduler::Schedule", Target=target)

    assert told() == slip("Target.Input.ModelNam", "ModelName")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ({"Quantum": 1}, ""),
        ({"MaxTransformJobs": 1}, "; nearest: TransformJobName"),
        ({"S3OutputPath": "s3://a/b"}, "; TransformOutput has one of that name"),
        (
            {"TransformInput": {"ModelName": "a"}},
            "; the top of its parameters has one of that name",
        ),
    ],
)
def test_parameter_that_may_be_newer_is_a_note(arguments: dict[str, Any], hint: str) -> None:
    machine(Definition=states(arguments))

    found = report()
    (note,) = found["slips"]
    assert (note["kind"], note["level"]) == ("UnknownParameter", "note")
    assert note["says"].endswith(
        " is not looked at: createTransformJob had no such parameter on "
        f"{parameters_collected()}{hint}"
    )
    assert found["seen"]["slips"] == []


def test_name_that_is_given_beside_it_was_not_meant() -> None:
    machine(Definition=states({"ModelName": "a", "ModelNames": ["b"]}))

    assert [each["level"] for each in report()["slips"]] == ["note"]


@pytest.mark.parametrize(
    "properties",
    [
        {"Definition": {"Fn::Transform": {"Name": "Mine"}}},
        {"Definition": states({"Fn::Transform": {"Name": "Mine"}, "ModelNam": "x"})},
        {"Definition": states({"${Name}": "x", "ModelNam": "x"})},
        {"DefinitionString": {"Fn::Sub": '{"a": "${AWS::Region}'}},
        {"DefinitionString": {"Fn::Sub": json.dumps(states({"Model${AWS::Region}": "x"}))}},
        {"DefinitionString": json.dumps(states([[{"ModelName": 1}], None, 7]))},
        {"DefinitionS3Location": {"Bucket": "b", "Key": "k"}},
    ],
)
def test_what_only_a_deploy_knows_is_not_judged(properties: dict[str, Any]) -> None:
    machine(**properties)

    assert told() == []


def test_templates_that_a_macro_of_ones_own_may_rewrite_are_not_judged() -> None:
    machine(Definition=states({"ModelNam": "nlinear"}))
    body = json.loads(Path("t.json").read_text())
    Path("t.json").write_text(json.dumps(body | {"Transform": "Mine"}))

    assert told() == []


def test_misspelt_parameters_fail_with_strict_alone() -> None:
    machine(Definition=states({"OutputDataConfig": "s", "ModelNam": "a"}, f"{SDK}describeModel"))

    plain = CliRunner().invoke(app, ["check", "t.json"])
    strict = CliRunner().invoke(app, ["check", "t.json", "--strict"])

    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert "ModelNam is no parameter of describeModel; did you mean ModelName?" in strict.stdout


def test_arguments_of_any_depth_are_survived() -> None:
    deep = f"{'[' * 400}1{']' * 400}"
    text = json.dumps(states({"Tags": "DEEP", "ModelNam": "a"}))
    machine(DefinitionString=text.replace('"DEEP"', deep))

    assert told() == slip("DefinitionString.States.Run.Parameters.ModelNam", "ModelName")


def _texts() -> Iterator[str]:
    for rule in RULES:
        yield from (example_of(rule.id).wrong, example_of(rule.id).right)
    for path in CASES.glob("*.yaml"):
        for case in YAML(typ="safe").load(path):
            yield from case["templates"].values() if "templates" in case else [case["template"]]


def _templates() -> Iterator[Template]:
    for text in _texts():
        if "sagemaker:" in text:
            Path("case.template").write_text(text)
            yield from _read("case.template")


def _read(path: str) -> tuple[Template, ...]:
    try:
        return read_templates([path])
    except UnusableInput:  # files of other kinds than templates
        return ()


def test_no_call_of_rules_cases_and_this_project_has_unknown_parameters() -> None:
    templates = (*_templates(), *read_templates([ROOT / "templates"]))
    calls = [call for each in templates for call in Hosting([each]).service_calls]

    assert len({call.action for call in calls}) > 7
    assert [u.place for each in templates for _, u in unknown_parameters(Hosting([each]))] == []

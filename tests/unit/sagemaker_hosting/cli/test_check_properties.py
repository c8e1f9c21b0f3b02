"""`endpoints check` on properties that a type does not have."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.facts.property_names import collected
from sagemaker_hosting.rules import RULES, UPDATE_RULES
from sagemaker_hosting.rules._examples import example_of
from sagemaker_hosting.rules.reports._unknown import unknown_properties
from sagemaker_hosting.templates import Template, UnusableInput, read_templates

CONFIG = "AWS::SageMaker::EndpointConfig"
ROOT = Path(__file__).parents[4]
CASES = ROOT / "tests" / "unit" / "sagemaker_hosting" / "rules" / "cases"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def template(properties: Any, kind: str = CONFIG, **more: Any) -> None:
    resource = {"Type": kind, "Properties": properties}
    Path("t.json").write_text(json.dumps({"Resources": {"Config": resource}, **more}, indent=1))


def variant(**properties: Any) -> dict[str, Any]:
    known = {"VariantName": "a", "ModelName": "nlinear"}
    return {"ProductionVariants": [{**known, **properties}]}


def seen(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(app, ["check", "t.json", "--format", "json", *arguments])
    found: dict[str, Any] = json.loads(done.stdout)["seen"]
    return found


def slip(place: str, meant: str, line: int, kind: str = CONFIG) -> str:
    return f"t.json:{line}: Config {place} is no property of {kind}; did you mean {meant}?"


def test_misspelt_property_is_told_with_the_nearest_name_and_its_line() -> None:
    template(variant(InitalInstanceCount=1))

    assert seen()["slips"] == [
        slip("ProductionVariants[0].InitalInstanceCount", "InitialInstanceCount", 10)
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("initialInstanceCount", "InitialInstanceCount"),
        ("initial_instance_count", "InitialInstanceCount"),
        ("InstanceTyp", "InstanceType"),
        ("InstanceTypes", "InstanceType"),
        ("VolumeSizeInGb", "VolumeSizeInGB"),
        ("InitialVariantWieght", "InitialVariantWeight"),
        ("EnableSSMAcces", "EnableSSMAccess"),
    ],
)
def test_slips_of_many_kinds_lead_to_the_name_that_was_meant(written: str, meant: str) -> None:
    template(variant(**{written: "x"}))

    assert seen()["slips"] == [slip(f"ProductionVariants[0].{written}", meant, 10)]


def test_misspelt_property_deep_below_is_told() -> None:
    template(variant(ServerlessConfig={"MemorySizeInMB": 2048, "MaxConcurency": 5}))

    place = "ProductionVariants[0].ServerlessConfig.MaxConcurency"
    assert seen()["slips"] == [slip(place, "MaxConcurrency", 12)]


def test_misspelt_property_of_auto_scaling_and_of_what_rules_read_is_told() -> None:
    for kind, written, meant in (
        ("AWS::ApplicationAutoScaling::ScalableTarget", "MaxCapcity", "MaxCapacity"),
        ("AWS::CloudWatch::Alarm", "EvaluationPeriod", "EvaluationPeriods"),
        ("AWS::IAM::Role", "AssumeRolePolicyDocumnet", "AssumeRolePolicyDocument"),
        ("AWS::KMS::Key", "keyPolicy", "KeyPolicy"),
    ):
        template({written: 1}, kind)

        assert seen()["slips"] == [slip(written, meant, 6, kind)]


def test_misspelt_property_in_a_branch_of_a_condition_is_told_at_its_place() -> None:
    weight = {"VariantName": "a", "InitialVariantWeigth": 1}
    either = {"Fn::If": ["C", {"Ref": "AWS::NoValue"}, weight]}
    template({"ProductionVariants": [either]}, Conditions={"C": {"Fn::Equals": ["a", "b"]}})

    place = "ProductionVariants[0].InitialVariantWeigth"
    assert seen()["slips"] == [slip(place, "InitialVariantWeight", 15)]


def test_slips_in_properties_fail_with_strict_alone() -> None:
    right = example_of("SRV-04").right.replace("ModelName: nlinear", "modelName: nlinear")
    Path("t.yaml").write_text(right)

    plain = CliRunner().invoke(app, ["check", "t.yaml"])
    strict = CliRunner().invoke(app, ["check", "t.yaml", "--strict"])

    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert "Config ProductionVariants[0].modelName is no property of" in strict.stdout


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Quantum", ""),
        # AWS made such names of those that it had.
        ("MinimumInstanceCount", "; nearest: InitialInstanceCount"),
        # In another structure of the type it is right.
        ("MemorySizeInMB", "; ProductionVariants.ServerlessConfig has one of that name"),
        ("DataCaptureConfig", "; the top of Properties has one of that name"),
    ],
)
def test_property_that_may_be_newer_is_a_note(name: str, hint: str) -> None:
    template(variant(**{name: 1}, InstanceType="ml.m5.large"))

    assert seen()["slips"] == []
    (told,) = seen()["unknown_properties"]
    assert told == (
        f"t.json:10: Config ProductionVariants[0].{name} is not looked at: {CONFIG} had no such "
        f"property on {collected()}{hint}"
    )


def test_name_that_is_given_beside_it_was_not_meant() -> None:
    template(variant(InstanceType="ml.m5.large", InstanceTypes=["ml.m5.large"]))

    assert seen()["slips"] == []
    assert len(seen()["unknown_properties"]) == 1


def test_notes_never_fail() -> None:
    right = example_of("SRV-04").right.replace("ModelName", "Quantum: 1\n          ModelName")
    Path("t.yaml").write_text(right)

    done = CliRunner().invoke(app, ["check", "t.yaml", "--strict"])

    assert done.exit_code == 0
    assert "Config ProductionVariants[0].Quantum is not looked at: " in done.stdout


def test_same_unknown_property_of_many_resources_is_one_note() -> None:
    resource = {"Type": CONFIG, "Properties": variant(Quantum=1)}
    Path("t.json").write_text(json.dumps({"Resources": {f"C{n}": resource for n in range(3)}}))

    assert [note.partition(" is ")[0] for note in seen()["unknown_properties"]] == [
        "t.json:1: C0 ProductionVariants[0].Quantum (3 times)"
    ]


def test_new_property_of_a_type_that_hosts_nothing_is_no_note() -> None:
    template({"Quantum": 1}, "AWS::KMS::Key")

    assert seen()["unknown_properties"] == []


@pytest.mark.parametrize(
    "properties",
    [
        {"ProductionVariants": {"Ref": "AWS::NoValue"}},
        {"ProductionVariants": {"Fn::FindInMap": ["a", "b", "c"]}},
        {"ProductionVariants": "text", "Tags": [None, 1, [[]]]},
        variant(ServerlessConfig={"Fn::Transform": {"Name": "Mine"}, "MaxConcurency": 5}),
        {"Fn::Transform": {"Name": "Mine"}, "productionVariants": []},
        {"Fn::ForEach::Tags": ["T", ["a"], {"Tags": []}], "ProductionVariants": []},
    ],
)
def test_what_functions_and_macros_make_is_not_judged(properties: Any) -> None:
    template(properties)

    found = seen()
    assert (found["slips"], found["unknown_properties"]) == ([], [])


@pytest.mark.parametrize("transform", ["Mine", ["AWS::Serverless-2016-10-31", {"Name": "Mine"}]])
def test_properties_that_a_macro_of_ones_own_may_read_are_not_judged(transform: Any) -> None:
    template(variant(InitalInstanceCount=1), Transform=transform)

    assert seen()["slips"] == []


def test_macros_of_aws_leave_properties_as_they_are() -> None:
    template(variant(InitalInstanceCount=1), Transform=["AWS::LanguageExtensions"])

    assert len(seen()["slips"]) == 1


def test_free_names_are_free() -> None:
    container = {"Image": "i", "Environment": {"imgae": "a", "Imag": "b"}}
    template({"PrimaryContainer": container}, "AWS::SageMaker::Model")

    found = seen()
    assert (found["slips"], found["unknown_properties"]) == ([], [])


def test_near_names_are_looked_for_while_names_are_few() -> None:
    template({f"X{n}": n for n in range(100)} | {"ModelNam": 1}, "AWS::SageMaker::Model")

    found = seen()
    assert (found["slips"], len(found["unknown_properties"])) == ([], 101)


def _texts() -> Iterator[str]:
    for rule in (*RULES, *UPDATE_RULES):
        example = example_of(rule.id)
        yield from (example.wrong, example.right)
    for path in CASES.glob("*.yaml"):
        for case in YAML(typ="safe").load(path):
            yield from case["templates"].values() if "templates" in case else [case["template"]]


def test_no_template_of_rules_and_cases_has_a_slip() -> None:
    for number, text in enumerate(_texts()):
        Path(f"{number}.template").write_text(text)
    templates = [template for n in range(number + 1) for template in _read(f"{n}.template")]

    assert len(templates) > 500
    assert [u.place for each in templates for u in unknown_properties(each) if u.is_slip] == []


def _read(path: str) -> tuple[Template, ...]:
    try:
        return read_templates([path])
    except UnusableInput:  # a case of an update, and other files than templates
        return ()


def test_templates_of_this_project_have_no_unknown_property() -> None:
    templates = read_templates([ROOT / "templates"])

    assert len(templates) > 10
    assert [each for template in templates for each in unknown_properties(template)] == []

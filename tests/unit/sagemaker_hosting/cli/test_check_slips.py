"""Each format of `endpoints check` carries the slips, at their lines and under lasting names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sagemaker_hosting.cli._app import app

# One slip of each kind, each on a line of its own.
SLIPS = """\
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfiguration
  Nlinear:
    Type: AWS::SageMaker::Model
    DependsOn: Rloe
    Properties:
      ExecutionRoleArn: arn:aws:iam::111111111111:role/nlinear
      Quantum: 1
      PrimaryContainer:
        Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1
        ModelDataUri: s3://models/nlinear/model.tar.gz
  Remove:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111111111111:role/remove
      Definition:
        StartAt: Remove
        States:
          Remove:
            Type: Task
            Resource: arn:aws:states:::aws-sdk:sagemaker:deleteModel
            Parameters:
              ModelNmae: nlinear
              Quantum: 1
            End: true
"""
EXPECTED = [
    ("MisspeltType", "warning", 3, "Config", ""),
    ("DanglingReference", "warning", 6, "Nlinear", "DependsOn"),
    ("MisspeltProperty", "warning", 12, "Nlinear", "PrimaryContainer.ModelDataUri"),
    (
        "MisspeltParameter",
        "warning",
        24,
        "Remove",
        "Definition.States.Remove.Parameters.ModelNmae",
    ),
    ("UnknownProperty", "note", 9, "Nlinear", "Quantum"),
    ("UnknownParameter", "note", 25, "Remove", "Definition.States.Remove.Parameters.Quantum"),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("slips.yaml").write_text(SLIPS)
    return tmp_path


def written(kind: str) -> str:
    return CliRunner().invoke(app, ["check", "slips.yaml", "--format", kind]).stdout


def sarif_run() -> dict[str, Any]:
    (run,) = json.loads(written("sarif"))["runs"]
    found: dict[str, Any] = run
    return found


def in_sarif(result: dict[str, Any]) -> tuple[str, str, int, str, str]:
    (location,) = result["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "slips.yaml"}
    resource, _, place = location["logicalLocations"][0]["fullyQualifiedName"].partition(" ")
    line = location["physicalLocation"]["region"]["startLine"]
    return result["ruleId"], result["level"], line, resource, place


def test_sarif_has_each_slip_with_level_line_and_place() -> None:
    assert [in_sarif(result) for result in sarif_run()["results"]] == EXPECTED


def test_sarif_describes_each_kind_of_slips_once_with_its_level() -> None:
    run = sarif_run()

    rules = run["tool"]["driver"]["rules"]
    levels = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in rules}
    assert len(levels) == len(rules)
    assert levels == {kind: level for kind, level, *_ in EXPECTED}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_fingerprints_of_slips_outlast_other_lines() -> None:
    before = [result["partialFingerprints"] for result in sarif_run()["results"]]
    Path("slips.yaml").write_text(f"# one\n{SLIPS}")
    run = sarif_run()

    assert [result["partialFingerprints"] for result in run["results"]] == before
    assert [in_sarif(result)[2] for result in run["results"]] == [row[2] + 1 for row in EXPECTED]
    assert len({json.dumps(each) for each in before}) == len(EXPECTED)


def test_findings_stand_beside_slips_in_sarif() -> None:
    right = "arn:aws:iam::111111111111:role/nlinear"
    Path("slips.yaml").write_text(SLIPS.replace(right, f"{right}\n      ModelName: a_b"))

    run = sarif_run()

    ids = [result["ruleId"] for result in run["results"]]
    assert ids == ["NAM-03", "NAM-06", *(kind for kind, *_ in EXPECTED)]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == ids


def test_json_has_each_slip_by_fields() -> None:
    slips = json.loads(written("json"))["slips"]

    assert [
        (s["kind"], s["level"], s["line"], s["logical_id"], s["property"]) for s in slips
    ] == EXPECTED
    assert {slip["file"] for slip in slips} == {"slips.yaml"}
    assert slips[0]["says"] == (
        "Config is an AWS::SageMaker::EndpointConfiguration; did you mean "
        "AWS::SageMaker::EndpointConfig?"
    )


def test_pull_requests_show_slips_and_notes_at_their_lines() -> None:
    *commands, total = written("github").splitlines()

    starts = [
        (f"::{'notice' if level == 'note' else level} file=slips.yaml,line={line},title={kind} ")
        for kind, level, line, *_ in EXPECTED
    ]
    assert [c[: len(s)] for c, s in zip(commands, starts, strict=True)] == starts
    assert commands[2].endswith(
        "::Nlinear PrimaryContainer.ModelDataUri is no property of AWS::SageMaker::Model; did you "
        "mean ModelDataUrl?"
    )
    assert total == "::notice title=endpoints check::0 errors and 0 warnings in 1 template"


def test_text_has_each_slip_with_file_and_line() -> None:
    told = written("text").splitlines()[1:-1]

    lines = [f"slips.yaml:{line}: {logical_id}" for _, _, line, logical_id, _ in EXPECTED]
    assert [t[: len(s)] for t, s in zip(told, lines, strict=True)] == lines


def test_template_without_slips_has_none_in_any_format() -> None:
    Path("slips.yaml").write_text("Resources: {Model: {Type: AWS::SageMaker::Model}}\n")

    assert json.loads(written("json"))["slips"] == []
    assert [result["ruleId"] for result in sarif_run()["results"]] == ["MOD-01"]
    assert [line.partition(" ")[0] for line in written("github").splitlines()] == [
        "::error",
        "::notice",
    ]

"""`endpoints deployed`: what CloudFormation has, as an assembly that can be compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sagemaker_hosting.cli._app import app
from sagemaker_hosting.templates import read_templates

NAMES = {"Demand": "sagemaker-prod-demand", "Shared": "sagemaker-prod-shared"}
TEMPLATE = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
ABSENT = "Stack with id sagemaker-prod-demand does not exist"


@pytest.fixture
def command(cloud: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command in a folder with an assembly of prod, and an AWS that it meets."""
    artifacts = {
        f"prod{key}": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://333333333333/eu-west-1",
            "properties": {"templateFile": f"{key}.template.json", "stackName": name},
            "displayName": f"prod/{key} ({name})",
            "metadata": {
                f"/prod/{key}/Role": [
                    {"type": "aws:cdk:acknowledged-rules", "data": {"Pack::Rule": "it is meant"}}
                ]
            },
        }
        for key, name in NAMES.items()
    }
    assembly = tmp_path / "cdk.out"
    assembly.mkdir()
    (assembly / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    for key in NAMES:
        (assembly / f"{key}.template.json").write_text('{"Resources": {}}')
    cloud.answers["GetTemplate"] = {"TemplateBody": json.dumps(TEMPLATE)}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sagemaker_hosting.operate.Aws", cloud.aws)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["deployed", *arguments])

    return run


def test_what_is_deployed_can_be_read_as_the_assembly_is(command: Callable[..., Result]) -> None:
    result = command("prod", "--output", "deployed")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [f"{name}: deployed" for name in NAMES.values()]
    for before, after in zip(
        read_templates(["deployed"]), read_templates(["cdk.out"]), strict=True
    ):
        assert (before.name, before.stack_name) == (after.name, after.stack_name)
        assert (before.account, before.region) == ("333333333333", "eu-west-1")
        assert list(before.resources) == ["Topic"]


def test_acknowledgements_of_the_code_are_not_new(command: Callable[..., Result]) -> None:
    command("prod", "--output", "deployed")

    for before, after in zip(
        read_templates(["deployed"]), read_templates(["cdk.out"]), strict=True
    ):
        assert len(after.acknowledgements) == 1
        assert before.acknowledgements == after.acknowledgements


def test_template_is_asked_for_as_it_was_written(
    command: Callable[..., Result], cloud: Any
) -> None:
    command("prod", "--output", "deployed")

    asked = cloud.parameters("GetTemplate")
    assert {each["TemplateStage"] for each in asked} == {"Original"}
    assert {each["StackName"] for each in asked} == set(NAMES.values())


def test_template_in_yaml_stays_as_it_is(
    command: Callable[..., Result], cloud: Any, tmp_path: Path
) -> None:
    cloud.answers["GetTemplate"] = {
        "TemplateBody": "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"
    }

    result = command("prod", "--output", "deployed")

    assert result.exit_code == 0
    assert [list(template.resources) for template in read_templates(["deployed"])] == [
        ["Topic"]
    ] * 2
    written = (tmp_path / "deployed" / "sagemaker-prod-demand.template.yaml").read_text()
    assert written == "Resources:\n  Topic: {Type: AWS::SNS::Topic}\n"


def test_stack_that_is_not_there_yet_is_empty(command: Callable[..., Result], cloud: Any) -> None:
    cloud.fail("GetTemplate", "ValidationError", ABSENT)

    result = command("prod", "--output", "deployed")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "sagemaker-prod-demand: not deployed yet"
    deployed = read_templates(["deployed"])
    assert [dict(template.resources) for template in deployed] == [{}, {}]
    assert [template.acknowledgements for template in deployed] == [(), ()]


def test_role_is_taken_on_first(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, cloud: Any
) -> None:
    roles = []

    def aws(**options: Any) -> Any:
        roles.append(options["assume_role"])
        return cloud.aws()

    monkeypatch.setattr("sagemaker_hosting.operate.Aws", aws)

    command("prod", "--output", "deployed", "--assume-role", "arn:aws:iam::333333333333:role/look")

    assert roles == ["arn:aws:iam::333333333333:role/look"]


def test_missing_right_is_told(command: Callable[..., Result], cloud: Any) -> None:
    cloud.fail("GetTemplate", "AccessDenied", "no", status=403)

    result = command("prod", "--output", "deployed")

    assert result.exit_code == 2
    assert "cloudformation:GetTemplate" in result.stderr
    assert "sagemaker-prod-demand" in result.stderr


def test_unknown_environment_is_refused_with_the_nearest(command: Callable[..., Result]) -> None:
    result = command("prdo", "--output", "deployed")

    assert result.exit_code == 2
    assert result.stderr == "cdk.out has no environment prdo; nearest: prod\n"


def test_folder_that_tells_no_stack_is_refused(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    folder = tmp_path / "templates" / "prod"
    folder.mkdir(parents=True)
    (folder / "Demand.json").write_text(json.dumps(TEMPLATE))

    result = command("prod", "--output", "deployed", "--app", "templates")

    assert result.exit_code == 2
    assert result.stderr == "templates tells no stack: name a cloud assembly such as cdk.out\n"


def test_folder_that_cannot_be_written_is_told(
    command: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "deployed").touch()

    result = command("prod", "--output", "deployed")

    assert result.exit_code == 2
    assert result.stderr == "deployed: cannot be written (File exists)\n"

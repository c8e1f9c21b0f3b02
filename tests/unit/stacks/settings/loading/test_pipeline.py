"""The file of the pipeline: what it may say, and each fault by the smallest wrong file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsonschema  # type: ignore[import-untyped] # publishes no types
import pytest
from ruamel.yaml import YAML

from stacks.choice import choose_pipeline, told_plainly
from stacks.settings import InvalidPipeline, PipelineSettings, load_pipeline, pipeline_schema
from stacks.settings.__main__ import main

ENVIRONMENTS = ("dev", "staging", "prod")
CONNECTION = (
    "arn:aws:codeconnections:eu-west-1:999999999999:connection/7d2469ff-514a-4e4f-9003-5ca4a43cdc41"
)
VALID = f"""\
account: "999999999999"
region: eu-west-1
source:
  connection_arn: {CONNECTION}
  repository: our-org/forecasts
environments:
  - name: dev
  - {{name: prod, approval: true, smoke: false}}
emails: [oncall@example.com]
model_package_groups: [demand]
"""

Load = Callable[[str], PipelineSettings | None]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a text as delivery/pipeline.yaml."""
    file = tmp_path / "delivery" / "pipeline.yaml"
    file.parent.mkdir()

    def load_text(text: str) -> PipelineSettings | None:
        file.write_text(text, encoding="utf-8")
        return load_pipeline(file, ENVIRONMENTS)

    return load_text


def faults_of(load: Load, text: str) -> list[str]:
    with pytest.raises(InvalidPipeline) as refusal:
        load(text)
    return str(refusal.value).splitlines()[1:]


def test_whole_file_is_read(load: Load) -> None:
    settings = load(VALID)

    assert settings is not None
    assert settings.source.branch == "main"
    assert [(each.name, each.approval, each.smoke) for each in settings.environments] == [
        ("dev", False, True),
        ("prod", True, False),
    ]


def test_no_file_is_no_pipeline(tmp_path: Path) -> None:
    assert load_pipeline(tmp_path / "pipeline.yaml", ENVIRONMENTS) is None


def test_misnamed_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yml").touch()

    with pytest.raises(
        InvalidPipeline, match=r"pipeline\.yml: is not read; call it pipeline\.yaml"
    ):
        load_pipeline(tmp_path / "pipeline.yaml", ENVIRONMENTS)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"999999999999"', "999999999999", "1: account: must be text, got 999999999999"),
        ("region: eu-west-1\n", "", "1: region: missing, such as eu-west-1"),
        ("source:", "sources:", "3: sources: unknown key; did you mean source?"),
        (
            "repository: our-org/forecasts",
            "repository: forecasts",
            "5: source.repository: must be an owner and a repository such as our-org/forecasts",
        ),
        (
            "connection/7d24",
            "host/7d24",
            "4: source.connection_arn: must be the ARN of a connection of Developer Tools, got",
        ),
        (
            "eu-west-1:999999999999:",
            "eu-west-1:111111111111:",
            "4: source.connection_arn: got a connection of account 111111111111; make one in the",
        ),
        (
            "name: prod",
            "name: prdo",
            '8: environments[1].name: got "prdo", which has no file; did you mean prod?',
        ),
        (
            "name: prod",
            "name: dev",
            '8: environments[1].name: got "dev" again; each environment is deployed once',
        ),
        ("approval: true", "approval: yes please", "8: environments[1].approval: must be true or"),
        (
            "approval: true",
            "aproval: true",
            "8: environments[1].aproval: unknown key; did you mean",
        ),
        ("oncall@example.com", "oncall", '9: emails[0]: must be an e-mail address, got "oncall"'),
        ("[demand]", "[a_b]", "10: model_package_groups[0]: must be 1 to 63 letters, digits and"),
    ],
)
def test_fault_is_told_with_its_line(load: Load, old: str, new: str, fault: str) -> None:
    assert old in VALID

    (told,) = faults_of(load, VALID.replace(old, new))

    assert told.startswith(f"delivery/pipeline.yaml:{fault}"), told


def test_environment_named_like_the_pipeline_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pipeline.yaml").write_text(VALID.replace("name: prod", "name: pipeline"))

    with pytest.raises(InvalidPipeline, match=r"8: environments\[1\]\.name: got \"pipeline\": its"):
        load_pipeline(tmp_path / "pipeline.yaml", ("dev", "pipeline"))


def test_all_faults_are_told_at_once(load: Load) -> None:
    wrong = VALID.replace("eu-west-1\n", "Ireland\n", 1).replace("name: dev", "name: div")

    assert [told.split(" ", 1)[0] for told in faults_of(load, wrong)] == [
        "delivery/pipeline.yaml:2:",
        "delivery/pipeline.yaml:7:",
    ]


@pytest.mark.parametrize("text", ["", "[]", "- dev"])
def test_file_without_keys_is_refused(load: Load, text: str) -> None:
    (told,) = faults_of(load, text)

    assert "must be a mapping of keys" in told
    assert told.endswith("delete the file to have no pipeline")


def test_pipeline_without_environments_is_refused(load: Load) -> None:
    (told,) = faults_of(load, VALID.split("environments:", maxsplit=1)[0] + "environments: []\n")

    assert (
        told
        == "delivery/pipeline.yaml:6: environments: must have at least 1 items, got an empty list"
    )


def test_choosing_environments_leaves_the_pipeline_out(tmp_path: Path) -> None:
    file = tmp_path / "pipeline.yaml"
    file.write_text("wrong\n")

    assert choose_pipeline(cdk.App(context={"environments": "dev"}), file, ()) is None


def test_wrong_file_ends_the_program_with_the_message_alone(tmp_path: Path) -> None:
    file = tmp_path / "pipeline.yaml"
    file.write_text("acount: '1'\n")

    with pytest.raises(SystemExit) as ended, told_plainly():
        choose_pipeline(cdk.App(), file, ())

    assert "pipeline.yaml:1: acount: unknown key; did you mean account?" in str(ended.value)


def test_committed_schema_is_current(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    committed = (root / "delivery" / "pipeline.schema.json").read_text(encoding="utf-8")

    assert committed == pipeline_schema(), (
        "run: python -m stacks.settings --pipeline-schema > delivery/pipeline.schema.json"
    )
    assert (main(["--pipeline-schema"]), capsys.readouterr().out) == (0, committed)


def test_schema_takes_what_loading_takes() -> None:
    schema: dict[str, Any] = json.loads(pipeline_schema())
    data = YAML(typ="safe", pure=True).load(VALID)

    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(data)
    assert not jsonschema.Draft7Validator(schema).is_valid({**data, "stages": []})


def test_every_key_is_described() -> None:
    schema = json.loads(pipeline_schema())
    parts = [schema, *schema["$defs"].values()]

    properties = [value for part in parts for value in part["properties"].values()]

    assert len(properties) > 10
    assert [each for each in properties if not each.get("description")] == []

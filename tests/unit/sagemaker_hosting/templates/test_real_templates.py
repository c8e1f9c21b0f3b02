"""The project's own templates, as JSON and as YAML."""

import json
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]  # stubs are a package of their own

from sagemaker_hosting.templates import read_templates


@pytest.fixture(scope="module")
def paths(root: Path) -> list[Path]:
    found = sorted((root / "templates").glob("*/*.json"))
    assert found
    return found


def test_they_are_all_read_as_they_are(root: Path, paths: list[Path]) -> None:
    templates = read_templates([root / "templates"], region="eu-west-1")

    assert [template.path for template in templates] == paths
    assert [template.body for template in templates] == [
        json.loads(path.read_text()) for path in paths
    ]
    assert {template.group for template in templates} == {str(path.parent) for path in paths}


def test_their_lines_are_where_an_editor_finds_them(paths: list[Path]) -> None:
    for template in read_templates(paths):
        lines = template.path.read_text().splitlines()
        for logical_id, resource in template.resources.items():
            line = template.line_of(["Resources", logical_id])
            assert line is not None
            assert lines[line - 1].lstrip().startswith(f'"{logical_id}":')
            line = template.line_of(["Resources", logical_id, "Type"])
            assert line is not None
            assert resource["Type"] in lines[line - 1]


def test_they_say_the_same_as_yaml(paths: list[Path], write_yaml: Path) -> None:
    for path in paths:
        body = json.loads(path.read_text())
        write_yaml.write_text(yaml.dump(body, Dumper=yaml.CSafeDumper, sort_keys=False))

        (template,) = read_templates([write_yaml])

        assert template.body == body


@pytest.fixture
def write_yaml(here: Path) -> Path:
    return here / "t.yaml"

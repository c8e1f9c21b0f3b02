"""Templates that were copied out of a cloud assembly are compared with its stacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sagemaker_hosting.changes import changes_between
from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import Hosting

TEMPLATE = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
STACKS = ("Forecasts", "Prices")


def assembly(folder: Path, **names: str) -> Path:
    """A Stage of two stacks; their names in CloudFormation where they are not the usual ones."""
    artifacts = {}
    for stack in STACKS:
        file = f"prod{stack}.template.json"
        artifacts[f"prod{stack}"] = {
            "type": "aws:cloudformation:stack",
            "displayName": f"prod/{stack}",
            "properties": {
                "templateFile": file,
                "stackName": names.get(stack, f"prod-{stack}"),
            },
        }
        folder.mkdir(exist_ok=True)
        (folder / file).write_text(TEMPLATE)
    (folder / "manifest.json").write_text(json.dumps({"version": "1", "artifacts": artifacts}))
    return folder


def copies(folder: Path, *files: str) -> Path:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(TEMPLATE)
    return folder


def pairs(old: Path, new: Path) -> set[tuple[str | None, str | None]]:
    """The names of each pair of stacks, old and new."""
    changes = changes_between(Hosting(read_templates([old])), Hosting(read_templates([new])))
    return {
        tuple(stack.template.name if stack is not None else None for stack in pair)  # type: ignore[misc] # of two
        for pair in changes.stacks
    }


def test_copy_is_paired_with_the_stack_of_its_file_in_both_directions(tmp_path: Path) -> None:
    stage = assembly(tmp_path / "cdk.out")
    files = [f"prod/prod{stack}.template.json" for stack in STACKS]
    kept = copies(tmp_path / "templates", *files)

    expected = {(f"prod/prod{stack}", f"prod/{stack}") for stack in STACKS}

    assert pairs(kept, stage) == expected
    assert pairs(stage, kept) == {(new, old) for old, new in expected}


@pytest.mark.parametrize(
    "files",
    [
        # called otherwise
        ["prod/prodForecasts.json", "prod/prodPrices.json"],
        # nobody knows which of the two
        ["eu/prodForecasts.template.json", "us/prodForecasts.template.json"],
    ],
)
def test_copies_that_do_not_tell_their_stack_are_paired_with_none(
    tmp_path: Path, files: list[str]
) -> None:
    stage = assembly(tmp_path / "cdk.out")

    found = pairs(copies(tmp_path / "templates", *files), stage)

    assert {(None, "prod/Forecasts"), (None, "prod/Prices")} < found


def test_stacks_that_tell_different_names_are_not_the_same(tmp_path: Path) -> None:
    old = assembly(tmp_path / "old")
    manifest = (old / "manifest.json").read_text().replace("prod/", "production/")
    (old / "manifest.json").write_text(manifest.replace("prod-Forecasts", "forecasts"))

    found = pairs(old, assembly(tmp_path / "new"))

    assert found == {
        ("production/Prices", "prod/Prices"),
        ("production/Forecasts", None),
        (None, "prod/Forecasts"),
    }

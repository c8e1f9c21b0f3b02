"""The command line chooses environments, and a wrong one ends with a plain message."""

from __future__ import annotations

from pathlib import Path

import aws_cdk as cdk
import pytest

from stacks.choice import UnknownEnvironment, choose_environments, told_plainly


def names(root: Path, chosen: str | None) -> list[str]:
    context = {} if chosen is None else {"environments": chosen}
    chosen_ones = choose_environments(cdk.App(context=context), root / "environments")
    return [environment.name for environment in chosen_ones]


def test_all_environments_are_built_when_none_is_named(root: Path) -> None:
    assert names(root, None) == ["dev", "staging", "prod", "lab"]


def test_only_the_named_environments_are_built(root: Path) -> None:
    assert names(root, "prod, dev") == ["dev", "prod"]


def test_an_unknown_environment_is_refused_with_the_known_ones(root: Path) -> None:
    with pytest.raises(
        UnknownEnvironment, match=r"got 'dve', environments/ has dev, lab, prod, stag"
    ):
        names(root, "dve")


def test_a_wrong_file_ends_the_program_with_the_message_alone(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "dev.yaml").write_text("acount: '111111111111'\n")

    with pytest.raises(SystemExit) as ended, told_plainly():
        choose_environments(cdk.App(), folder)

    assert "dev.yaml:1: acount" in str(ended.value)

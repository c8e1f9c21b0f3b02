"""A stack that an environment does not have is refused before the CDK CLI passes over it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from stacks.settings import load_environments
from stacks.stack_choice import UnknownStack, check_stacks, main, stacks_in


def test_misspelt_stack_is_told_with_the_one_that_was_meant(root: Path) -> None:
    environments = load_environments(root / "environments", ["dev", "staging"])

    with pytest.raises(UnknownStack) as refused:
        check_stacks(environments, ["Demnad", "Shared"])

    dev, staging = str(refused.value).splitlines()
    assert dev == (
        "STACK=Demnad: environment dev has no such stack; did you mean Demand? "
        "it has Shared, Demand"
    )
    assert staging.startswith("STACK=Demnad: environment staging has no such stack")


@pytest.mark.parametrize("stack", ["Demand", "De*", "*"])
def test_stack_that_is_there_is_taken(root: Path, stack: str) -> None:
    check_stacks(load_environments(root / "environments", ["dev"]), [stack])


@pytest.mark.parametrize("arguments", [["dve"], [], ["dev", "demand"]])
def test_what_is_wrong_ends_the_command(
    root: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(root)

    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(arguments))

    assert isinstance(ended.value.code, str)


def test_stacks_are_those_that_the_stages_become(stacks: dict[str, Any]) -> None:
    environments = load_environments(Path(__file__).parent / "environments")

    named = {f"{each.name}/{name}" for each in environments for name in stacks_in(each)}
    assert named == set(stacks)

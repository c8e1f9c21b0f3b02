"""A stack that an environment does not have is refused before the CDK CLI passes over it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environments
from stacks.stack_choice import UnknownStack, check_stacks, main, stacks_in

if TYPE_CHECKING:
    from pathlib import Path


def test_misspelt_stack_is_told_with_the_one_that_was_meant(example_project: Path) -> None:
    environments = load_environments(example_project / "environments", ["dev", "staging"])

    with pytest.raises(UnknownStack) as refused:
        check_stacks(environments, ["Demnad", "Shared"])

    dev, staging = str(refused.value).splitlines()
    assert dev == (
        "STACK=Demnad: environment dev has no such stack; did you mean Demand? "
        "it has Shared, Demand"
    )
    assert staging.startswith("STACK=Demnad: environment staging has no such stack")


@pytest.mark.parametrize("stack", ["Demand", "De*", "*"])
def test_stack_that_is_there_is_taken(example_project: Path, stack: str) -> None:
    check_stacks(load_environments(example_project / "environments", ["dev"]), [stack])


@pytest.mark.parametrize("arguments", [["dve"], [], ["dev", "demand"]])
def test_what_is_wrong_ends_the_command(
    example_project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(example_project)

    with pytest.raises(SystemExit) as ended:
        raise SystemExit(main(arguments))

    assert isinstance(ended.value.code, str)


def test_stacks_are_those_that_a_stage_becomes(
    example_project: Path, cdk_context: dict[str, Any]
) -> None:
    (lab,) = load_environments(example_project / "environments", ["lab"])

    stage = EnvironmentStage(cdk.App(context=cdk_context), environment=lab)

    assert lab.endpoints
    assert lab.batch
    assert sorted(stacks_in(lab)) == sorted(child.node.id for child in stage.node.children)

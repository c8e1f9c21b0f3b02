"""Reading a cloud assembly."""

import json
from pathlib import Path

import pytest

from sandbox import SandboxError, StackOfAssembly, stacks_of


def _write(folder: Path, artifacts: dict[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_text(json.dumps({"artifacts": artifacts}))
    return folder


def _stack(environment: str, **more: object) -> dict[str, object]:
    return {"type": "aws:cloudformation:stack", "environment": environment, **more}


@pytest.fixture
def assembly(tmp_path: Path) -> Path:
    stage = {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-dev"}}
    demand = _stack(
        "aws://111111111111/eu-west-1",
        displayName="dev/Demand",
        properties={"stackName": "ml-demand-dev", "terminationProtection": True},
    )
    _write(tmp_path / "assembly-dev", {"devDemand": demand, "Tree": {"type": "cdk:tree"}})
    loose = _stack("aws://unknown-account/unknown-region")
    return _write(tmp_path, {"assembly-dev": stage, "Loose": loose})


def test_stack_of_a_stage_is_found_by_its_path(assembly: Path) -> None:
    assert stacks_of(assembly, selection=("dev/**",)) == [
        StackOfAssembly(
            path="dev/Demand",
            name="ml-demand-dev",
            account="111111111111",
            region="eu-west-1",
            termination_protection=True,
        )
    ]


def test_stack_without_an_environment_goes_to_the_default_one(assembly: Path) -> None:
    [loose] = stacks_of(assembly, selection=("Loose",))

    assert (loose.account, loose.region) == ("123456789012", "us-east-1")


def test_selection_that_matches_nothing_lists_what_there_is(assembly: Path) -> None:
    with pytest.raises(SandboxError, match=r"matches prod/\*\*; there are: dev/Demand, Loose"):
        stacks_of(assembly, selection=("prod/**",))


def test_stack_that_is_misspelt_is_told_with_the_one_that_was_meant(assembly: Path) -> None:
    with pytest.raises(SandboxError, match=r"dev/Deman; did you mean dev/Demand\? there are: dev/"):
        stacks_of(assembly, selection=("dev/Deman",))


def test_folder_without_a_manifest_is_no_assembly(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match=r"is no cloud assembly: it has no manifest\.json"):
        stacks_of(tmp_path)


def test_folder_that_is_not_there_is_no_assembly(tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="is no cloud assembly: there is no such folder"):
        stacks_of(tmp_path / "nothing")

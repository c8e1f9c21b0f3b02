"""Reads a cloud assembly (`cdk.out`): which stacks it holds and where they go."""

import fnmatch
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox._environment import DEFAULT_ACCOUNT, DEFAULT_REGION
from sandbox._errors import SandboxError
from sandbox._likely import likely

_STACK, _STAGE = "aws:cloudformation:stack", "cdk:cloud-assembly"


@dataclass(frozen=True, kw_only=True, slots=True)
class StackOfAssembly:
    """A stack as the assembly's manifest has it.

    Attributes:
        path: The name that the CDK CLI selects it by, for instance `dev/Demand`.
        name: The name that CloudFormation knows it by.
        account: Its account; the sandbox's default when the app left it open.
        region: Its region; likewise.
        termination_protection: Whether CloudFormation refuses to delete it.
        template: Its template's file; None when the manifest names none.
    """

    path: str
    name: str
    account: str
    region: str
    termination_protection: bool = False
    template: Path | None = field(default=None, compare=False)


def stacks_of(assembly: Path, *, selection: tuple[str, ...] = ("**",)) -> list[StackOfAssembly]:
    """The stacks of an assembly and of the stages in it.

    Args:
        assembly: The folder that `cdk synth` wrote.
        selection: Patterns of paths as the CDK CLI takes them, for instance `dev/**`.

    Raises:
        SandboxError: When the folder is no assembly or no stack matches.
    """
    stacks = _read(assembly)
    chosen = [s for s in stacks if any(fnmatch.fnmatchcase(s.path, p) for p in selection)]
    if not chosen:
        asked = " ".join(selection)
        meant = likely(asked, [stack.path for stack in stacks])
        raise SandboxError(f"no stack of {assembly} matches {asked}; {meant}")
    return chosen


def _read(folder: Path) -> list[StackOfAssembly]:
    try:
        manifest = json.loads((folder / "manifest.json").read_text())
    except (FileNotFoundError, NotADirectoryError) as error:
        lacks = "it has no manifest.json" if folder.is_dir() else "there is no such folder"
        raise SandboxError(f"{folder} is no cloud assembly: {lacks}; run `make synth`") from error
    except (OSError, ValueError) as error:
        raise SandboxError(f"{folder} is no cloud assembly: {error}; run `make synth`") from error
    stacks: list[StackOfAssembly] = []
    for artifact_id, artifact in manifest.get("artifacts", {}).items():
        if artifact["type"] == _STACK:
            stacks.append(_stack(artifact_id, artifact, folder))
        elif artifact["type"] == _STAGE:
            stacks += _read(folder / artifact["properties"]["directoryName"])
    return stacks


def _stack(artifact_id: str, artifact: dict[str, Any], folder: Path) -> StackOfAssembly:
    properties = artifact.get("properties", {})
    template = properties.get("templateFile")
    account, _, region = artifact["environment"].removeprefix("aws://").partition("/")
    return StackOfAssembly(
        path=artifact.get("displayName", artifact_id),
        name=properties.get("stackName", artifact_id),
        account=DEFAULT_ACCOUNT if account.startswith("unknown") else account,
        region=DEFAULT_REGION if region.startswith("unknown") else region,
        termination_protection=properties.get("terminationProtection", False),
        template=folder / template if template is not None else None,
    )

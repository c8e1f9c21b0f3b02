"""Tells beside templates which version of an environment file they are of."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import aws_cdk as cdk

from sagemaker_hosting.environment_files import VERSION, version_told

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stacks.environment_stage import EnvironmentStage
    from stacks.settings import Environment


def tell_versions(stages: Iterable[EnvironmentStage], environments: Iterable[Environment]) -> None:
    """Write digests of each environment's file, and its stacks, into its part of the assembly.

    Templates are what is deployed, and stay the same: one endpoint more changes no other stack.

    Args:
        stages: as they were defined.
        environments: of which they are, in the same order.
    """
    for stage, environment in zip(stages, environments, strict=True):
        if environment.file is not None:
            stacks = (child.node.id for child in stage.node.children if cdk.Stack.is_stack(child))
            content = environment.file.read_bytes()
            told = version_told(environment.name, content, stacks=stacks)
            Path(stage.outdir, VERSION).write_text(told, encoding="utf-8")

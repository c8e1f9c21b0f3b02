"""Environments of the tests' own, built once: those of the project may change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.environment_stage import EnvironmentStage
from stacks.settings import load_environments

Templates = dict[str, dict[str, Any]]


@pytest.fixture(scope="session")
def assembly(
    example_project: Path, cdk_context: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """The cloud assembly of the environment files beside this one."""
    app = cdk.App(context=cdk_context, outdir=str(tmp_path_factory.mktemp("stacks")))
    for environment in load_environments(example_project / "environments"):
        EnvironmentStage(app, environment=environment)
    return app.synth()


@pytest.fixture(scope="session")
def stacks(assembly: Any) -> dict[str, Any]:
    """Stack artifacts by their path in the app: "dev/Demand"."""
    return {
        stack.hierarchical_id: stack
        for nested in assembly.nested_assemblies
        for stack in nested.nested_assembly.stacks
    }


@pytest.fixture(scope="session")
def templates(stacks: dict[str, Any]) -> Templates:
    """Templates by the path of their stack."""
    return {path: stack.template for path, stack in stacks.items()}

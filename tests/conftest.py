"""What all tests share: the place of the project, and CDK without its costly checks."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

# Set before the first import of aws_cdk. The project's own Node, as `make` uses it:
if (node := ROOT / ".venv" / "node" / "node").exists():
    os.environ["JSII_NODE"] = str(node)
    os.environ["PATH"] = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
# CDK's validator costs seconds a process; the tests in tests/policy that are about it turn it on.
os.environ["CDK_VALIDATION"] = "false"


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def cdk_context() -> dict[str, Any]:
    """The feature flags of cdk.json: `cdk.App()` outside the CLI does not read them."""
    context: dict[str, Any] = json.loads((ROOT / "cdk.json").read_text())["context"]
    return context

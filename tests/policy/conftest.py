"""The assembly that the real CLI gives, once for all tests that look at it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

COMPLIANCE_PACKS = ("NIST.800.53.R5", "PCI.DSS.321", "HIPAA.Security")
PACKS = ("AwsSolutions", *COMPLIANCE_PACKS)


@dataclass(frozen=True, kw_only=True)
class Synth:
    """A run of `cdk synth` with every check on."""

    returncode: int
    output: str
    assembly: Path

    @property
    def report(self) -> list[dict[str, Any]]:
        """What each check found."""
        report = json.loads((self.assembly / "validation-report.json").read_text())
        return list(report["pluginReports"])


def synthesize(project: Path, assembly: Path) -> Synth:
    """Run the command of `make synth` for the project in a folder."""
    environment = {
        name: value for name, value in os.environ.items() if name != "CDK_VALIDATION"
    } | {
        # pytest's variables would have jsii raise where the CLI reports
        "PATH": f"{project / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}",
    }
    for name in [name for name in environment if name.startswith("PYTEST")]:
        del environment[name]
    command = ["cdk", "synth", "--quiet", "**", "--strict", "--no-lookups", "-o", str(assembly)]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    return Synth(
        returncode=done.returncode, output=f"{done.stdout}{done.stderr}", assembly=assembly
    )


@pytest.fixture(scope="session")
def synth(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Synth:
    """The project as it stands, synthesized by the CLI."""
    return synthesize(root, tmp_path_factory.mktemp("synth") / "cdk.out")

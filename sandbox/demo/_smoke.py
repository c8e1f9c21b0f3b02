"""The check that a pipeline runs after a deploy, `endpoints smoke`, as a command of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from sandbox._errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def smoke(
    deployed: str, *, assembly: Path, model_code: Path, environment: Mapping[str, str]
) -> list[str]:
    """Check an environment that was deployed.

    Args:
        deployed: the name of the environment.
        assembly: the folder that `cdk synth` wrote.
        model_code: the folder of the models, with their samples.
        environment: the variables that the command runs with.

    Returns:
        The lines that it wrote.

    Raises:
        SandboxError: what is deployed is not what the templates say, or does not answer.
    """
    done = subprocess.run(  # noqa: S603  # the project's own command
        [
            *(sys.executable, "-m", "sagemaker_hosting.cli", "smoke", deployed),
            *("--app", str(assembly), "--samples", str(model_code)),
        ],
        cwd=assembly.parent,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SandboxError(
            f"endpoints smoke failed ({done.returncode}):\n{done.stdout}{done.stderr}"
        )
    return done.stdout.splitlines()

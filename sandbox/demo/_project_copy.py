"""A copy of the project to try a change in, so that nobody's files are touched."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML

from sandbox._errors import SandboxError

if TYPE_CHECKING:
    from collections.abc import Mapping

_COPIED = ("app.py", "cdk.json", "environments", "model_code", "stacks")
_LINKED = (".venv", "node_modules")
_LINES_SHOWN = 40


class ProjectCopy:
    """The files that `cdk synth` reads, in a folder of their own."""

    def __init__(self, project: Path, folder: Path) -> None:
        """Copy *project* to *folder*, whatever was there before."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        unwanted = shutil.ignore_patterns("__pycache__")
        for name in _COPIED:
            source = project / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=unwanted)
            else:
                shutil.copyfile(source, folder / name)
        for name in _LINKED:
            (folder / name).symlink_to(project / name)
        self.folder = folder
        self.assembly = folder / "cdk.out"

    def synthesize(self, command: tuple[str, ...], environment: Mapping[str, str]) -> None:
        """Run `cdk synth` for every environment, with every check.

        Args:
            command: how the CDK CLI is started.
            environment: its whole environment.

        Raises:
            SandboxError: when a check finds something.
        """
        done = subprocess.run(  # noqa: S603  # the project's own CLI
            [*command, "synth", "--quiet", "**", "--strict", "--no-lookups", "--no-notices"],
            cwd=self.folder,
            env=dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            tail = "\n".join(f"{done.stdout}{done.stderr}".splitlines()[-_LINES_SHOWN:])
            raise SandboxError(f"cdk synth failed ({done.returncode}):\n{tail}")

    def weights(self, environment: str, endpoint: str) -> dict[str, float]:
        """The weight of each variant, as the environment file has it."""
        file = self.folder / "environments" / f"{environment}.yaml"
        variants = YAML().load(file)["endpoints"][endpoint]["variants"]
        return {name: variant.get("weight", 1) for name, variant in variants.items()}

    def set_weights(self, environment: str, endpoint: str, weights: Mapping[str, float]) -> None:
        """Change weights in an environment file, comments and all else kept."""
        file = self.folder / "environments" / f"{environment}.yaml"
        yaml = YAML()
        yaml.preserve_quotes = True
        document = yaml.load(file)
        for name, weight in weights.items():
            document["endpoints"][endpoint]["variants"][name]["weight"] = weight
        with file.open("w") as target:
            yaml.dump(document, target)

"""The templates that reviewers read: templates/<environment>/<Stack>.json, as the code gives them.

`python -m stacks.reviewed_templates cdk.out templates` rewrites them from an assembly.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any


def reviewed_templates(assembly: Path) -> dict[Path, str]:
    """The templates of an assembly of stages, each with its place below templates/.

    Args:
        assembly: the folder that `cdk synth` wrote.

    Returns:
        "dev/Demand.json" to the text of the file, in the order of the stacks.
    """
    found: dict[Path, str] = {}
    for artifact in _artifacts(assembly).values():
        if artifact["type"] != "cdk:cloud-assembly":
            continue
        stage = assembly / artifact["properties"]["directoryName"]
        for stack in _artifacts(stage).values():
            if stack["type"] != "aws:cloudformation:stack":
                continue
            template = json.loads((stage / stack["properties"]["templateFile"]).read_text())
            # "dev/Demand", the stack's path in the app
            name = stack.get("displayName", stack["properties"]["stackName"])
            found[Path(f"{name.partition(' ')[0]}.json")] = f"{json.dumps(template, indent=2)}\n"
    return found


def write(assembly: Path, folder: Path) -> None:
    """Replace all of *folder* by the templates of *assembly*."""
    templates = reviewed_templates(assembly)
    if folder.exists():
        shutil.rmtree(folder)
    for name, text in templates.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def _artifacts(assembly: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((assembly / "manifest.json").read_text())
    return dict(manifest.get("artifacts", {}))


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))

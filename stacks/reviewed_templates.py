"""The templates that reviewers read: templates/<environment>/<Stack>.json, as the code gives them.

`python -m stacks.reviewed_templates cdk.out templates` rewrites them from an assembly.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sagemaker_hosting.environment_files import VERSION


def reviewed_templates(assembly: Path) -> dict[Path, str]:
    """The templates of an assembly of stages, each with its place below templates/.

    Args:
        assembly: the folder that `cdk synth` wrote.

    Returns:
        "dev/Demand.json" to the text of the file, in the order of the stacks.
    """
    return {
        place: f"{json.dumps(json.loads(template.read_text()), indent=2)}\n"
        for place, template in _templates(assembly)
    }


def reviewed_files(assembly: Path) -> dict[Path, str]:
    """All that lies below templates/: the templates, and of which versions of files they are."""
    found = reviewed_templates(assembly)
    for place, template in _templates(assembly):
        if (version := template.parent / VERSION).exists():
            found[place.parent / VERSION] = version.read_text()
    return found


def write(assembly: Path, folder: Path) -> None:
    """Replace all of *folder* by what reviewers read of *assembly*."""
    files = reviewed_files(assembly)
    if folder.exists():
        shutil.rmtree(folder)
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)


def _templates(assembly: Path) -> Iterator[tuple[Path, Path]]:
    for artifact in _artifacts(assembly).values():
        if artifact["type"] != "cdk:cloud-assembly":
            continue
        stage = assembly / artifact["properties"]["directoryName"]
        for stack in _artifacts(stage).values():
            if stack["type"] != "aws:cloudformation:stack":
                continue
            # "dev/Demand", the stack's path in the app
            name = stack.get("displayName", stack["properties"]["stackName"])
            template = stage / stack["properties"]["templateFile"]
            yield Path(f"{name.partition(' ')[0]}.json"), template


def _artifacts(assembly: Path) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads((assembly / "manifest.json").read_text())
    return dict(manifest.get("artifacts", {}))


def main(arguments: Sequence[str] | None = None) -> int | str:
    """Rewrite what the command line names.

    Args:
        arguments: the assembly and the folder; those of this process when left out.

    Returns:
        0, or what is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m stacks.reviewed_templates")
    parser.description = "Rewrite the templates that reviewers read."
    parser.add_argument("assembly", type=Path, help="what cdk synth wrote: cdk.out")
    parser.add_argument("folder", type=Path, help="where they go, in place of what is there")
    options = parser.parse_args(arguments)
    if not (options.assembly / "manifest.json").is_file():
        return f"{options.assembly} is no cloud assembly: it has no manifest.json; run make synth"
    try:
        write(options.assembly, options.folder)
    except OSError as problem:
        return f"{problem.filename}: cannot be read or written ({problem.strerror})"
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Checks environment files, plans their stacks, or prints their JSON Schema.

python -m stacks.settings                checks environments/; dev, or a file, checks this one
python -m stacks.settings --stacks       prints the stacks that they become, too
python -m stacks.settings --schema       prints what environments/schema.json must be
python -m stacks.settings --pipeline-schema   prints what delivery/pipeline.schema.json must be
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from stacks._naming import stack_name
from stacks.settings.files._environment import Environment
from stacks.settings.files._schema import environment_schema, pipeline_schema
from stacks.settings.loading._environments import load_environment, load_environments
from stacks.settings.loading._located import notes_in
from stacks.settings.yaml._faults import InvalidEnvironment

_FOLDER = Path("environments")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What follows the command's name; that of this process when left out.

    Returns:
        The exit code: 0, or 1 when a file is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m stacks.settings")
    parser.description = "Check environment files, plan their stacks, or print their JSON Schema."
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema")
    parser.add_argument("--stacks", action="store_true", help="print the stacks, in their order")
    parser.add_argument(
        "--pipeline-schema", action="store_true", help="print that of the pipeline's file"
    )
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=_FOLDER,
        help="an environment, its file, or a folder of them (environments)",
    )
    options = parser.parse_args(arguments)
    if options.schema:
        sys.stdout.write(environment_schema())
        return 0
    if options.pipeline_schema:
        sys.stdout.write(pipeline_schema())
        return 0
    try:
        loaded = _load(options.path)
    except InvalidEnvironment as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as problem:
        sys.stderr.write(f"{problem.filename}: cannot be read ({problem.strerror})\n")
        return 1
    sys.stdout.write(f"valid: {', '.join(environment.name for environment in loaded)}\n")
    sys.stdout.writelines(f"note: {note}\n" for each in loaded for note in notes_in(each))
    if options.stacks:
        sys.stdout.writelines(f"{line}\n" for each in loaded for line in planned_stacks(each))
    return 0


def _load(path: Path) -> tuple[Environment, ...]:
    if path.is_dir():
        return load_environments(path)
    is_name = not path.exists() and len(path.parts) == 1 and path.suffix in {"", ".yaml"}
    return (load_environment(_FOLDER / path.with_suffix(".yaml") if is_name else path),)


def planned_stacks(environment: Environment) -> Iterator[str]:
    """Tell the stacks that an environment becomes, before CDK builds any.

    Args:
        environment: As it was loaded.

    Yields:
        The name of each and what it holds, in the order of the file.
    """
    yield f"{stack_name(environment.name, 'shared')}: what all share"
    for key, endpoint in environment.endpoints.items():
        yield f"{stack_name(environment.name, key)}: {endpoint.kind} endpoint"
    for key in environment.batch:
        yield f"{stack_name(environment.name, key)}: batch transform"


def _run() -> int:
    """Run the command; an output that nobody takes is told in a line."""
    try:
        try:
            return main()
        finally:
            sys.stdout.flush()
    except OSError as problem:
        # Whatever is left to write would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"the output cannot be written ({problem.strerror})\n")
        return 1


if __name__ == "__main__":
    raise SystemExit(_run())

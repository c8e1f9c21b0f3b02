"""Checks environment files, or prints their JSON Schema.

python -m stacks.settings                checks environments/
python -m stacks.settings --schema       prints what environments/schema.json must be
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from stacks.settings._faults import InvalidEnvironment
from stacks.settings._loading import load_environment, load_environments
from stacks.settings._schema import environment_schema


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: What follows the command's name; that of this process when left out.

    Returns:
        The exit code: 0, or 1 when a file is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m stacks.settings")
    parser.description = "Check environment files, or print their JSON Schema."
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema")
    parser.add_argument(
        "path",
        nargs="?",
        type=Path,
        default=Path("environments"),
        help="a file, or a folder of them (environments)",
    )
    options = parser.parse_args(arguments)
    if options.schema:
        sys.stdout.write(environment_schema())
        return 0
    try:
        loaded = (
            load_environments(options.path)
            if options.path.is_dir()
            else (load_environment(options.path),)
        )
    except InvalidEnvironment as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"valid: {', '.join(environment.name for environment in loaded)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

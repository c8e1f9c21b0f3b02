"""Checks that environments have the stacks that a command of make names.

python -m stacks.stack_choice dev           refuses an environment without a file
python -m stacks.stack_choice dev Demand    refuses a stack that dev does not have, too

The CDK CLI passes over a stack that is not there, and exits with 0: what was to be destroyed
goes on costing.
"""

from __future__ import annotations

import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_hosting.nearest import nearest
from stacks._naming import construct_id
from stacks.choice import named_environments, split_names, told_plainly

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from stacks.settings import Environment

_SHARED = "Shared"


class UnknownStack(ValueError):  # noqa: N818  # the name says what is wrong
    """The command line names a stack that an environment does not have."""


def check_stacks(environments: Sequence[Environment], stacks: Sequence[str]) -> None:
    """Refuse stacks that are not in each of the environments.

    Args:
        environments: as they were loaded.
        stacks: names as the CDK CLI takes them behind `dev/`, such as `Demand` or `De*`.

    Raises:
        UnknownStack: an environment has none of a name; the error lists every one.
    """
    faults = [fault for environment in environments for fault in _faults(environment, stacks)]
    if faults:
        raise UnknownStack("\n".join(faults))


def stacks_in(environment: Environment) -> tuple[str, ...]:
    """Name the stacks that an environment becomes."""
    return (_SHARED, *(construct_id(key) for key in (*environment.endpoints, *environment.batch)))


def main(arguments: Sequence[str]) -> int | str:
    """Check what the command line names.

    Args:
        arguments: environments, separated by commas or blanks, and the stacks.

    Returns:
        0, or what is wrong.
    """
    names, *stacks = arguments or [""]
    with told_plainly():
        environments = named_environments(split_names(names), Path("environments"))
    try:
        check_stacks(environments, stacks)
    except UnknownStack as unknown:
        return str(unknown)
    return 0


def _faults(environment: Environment, stacks: Sequence[str]) -> Iterator[str]:
    known = stacks_in(environment)
    for stack in stacks:
        if not any(fnmatchcase(name, stack) for name in known):
            near = nearest(stack, known, count=1)
            meant = f"did you mean {near[0]}? " if near else ""
            yield (
                f"STACK={stack}: environment {environment.name} has no such stack; "
                f"{meant}it has {', '.join(known)}"
            )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

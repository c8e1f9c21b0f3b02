"""What is built: all environments and the pipeline, or those that the command line names."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from stacks.settings import (
    InvalidEnvironment,
    InvalidPipeline,
    load_environments,
    load_pipeline,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import aws_cdk as cdk

    from stacks.settings import Environment, PipelineSettings

CONTEXT_KEY = "environments"


class UnknownEnvironment(ValueError):  # noqa: N818 - the name says what is wrong
    """The command line names an environment that has no file."""


def choose_environments(app: cdk.App, folder: Path) -> tuple[Environment, ...]:
    """The environments of *folder*, or those that `-c environments=dev,staging` names.

    Raises:
        InvalidEnvironment: a file is wrong.
        UnknownEnvironment: there is no file of a name.
    """
    environments = load_environments(folder)
    chosen: str | None = app.node.try_get_context(CONTEXT_KEY)
    if chosen is None:
        return environments
    names = {name.strip() for name in chosen.split(",")}
    known = {environment.name for environment in environments}
    if unknown := sorted(names - known):
        raise UnknownEnvironment(
            f"-c {CONTEXT_KEY}: got {', '.join(map(repr, unknown))}, "
            f"{folder.name}/ has {', '.join(sorted(known))}"
        )
    return tuple(environment for environment in environments if environment.name in names)


def choose_pipeline(
    app: cdk.App, file: Path, environments: Iterable[Environment]
) -> PipelineSettings | None:
    """The pipeline that *file* describes, unless the command line chooses environments.

    What deploys some of them by hand does not touch the pipeline of all.

    Raises:
        InvalidPipeline: the file is wrong.
    """
    if app.node.try_get_context(CONTEXT_KEY) is not None:
        return None
    return load_pipeline(file, [environment.name for environment in environments])


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """End the program with the message alone when an environment file, or the pipeline's, is wrong.

    The message names file and line; where in the program it was found helps nobody.
    """
    try:
        yield
    except (InvalidEnvironment, InvalidPipeline, UnknownEnvironment) as error:
        sys.exit(str(error))

"""What is built: all environments and the pipeline, or those that the command line names."""

from __future__ import annotations

import contextlib
import re
import sys
from typing import TYPE_CHECKING

from sagemaker_hosting.nearest import nearest
from stacks.settings import (
    InvalidEnvironment,
    InvalidPipeline,
    load_environments,
    load_pipeline,
    names_in,
    notes_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import aws_cdk as cdk

    from stacks.settings import Environment, PipelineSettings

CONTEXT_KEY = "environments"
_SEPARATOR = re.compile(r"[,\s]+")
_MISTAKEN_KEYS = ("environment", "env")
"""What is written for it: CDK passes over such a key without a word, and all would be built."""


class UnknownEnvironment(ValueError):  # noqa: N818  # the name says what is wrong
    """The command line names an environment that has no file."""


def choose_environments(app: cdk.App, folder: Path) -> tuple[Environment, ...]:
    """The environments of *folder*, or those that `-c environments=dev,staging` names.

    Blanks are as good as commas between names, as in `make synth ENV="dev staging"`.

    Only the files of those are opened: what is wrong with another environment stops none of them.
    What files say together, such as two endpoints of one name, is checked among those that are
    read, so that a synth of all is what finds it.

    Raises:
        InvalidEnvironment: a file is wrong.
        UnknownEnvironment: there is no file of a name, or no name.
    """
    chosen = _chosen(app)
    if chosen is None:
        return load_environments(folder)
    return named_environments(chosen, folder)


def named_environments(names: Sequence[str], folder: Path) -> tuple[Environment, ...]:
    """Read the environments of *names*.

    Raises:
        InvalidEnvironment: a file is wrong.
        UnknownEnvironment: there is no file of a name.
    """
    known = names_in(folder)
    if unknown := [name for name in names if name not in known]:
        raise UnknownEnvironment(_unknown(unknown, known, folder.name))
    return load_environments(folder, names)


def split_names(told: str) -> list[str]:
    """Split names that commas or blanks separate, each once; one empty name where there is none."""
    return list(dict.fromkeys(filter(None, _SEPARATOR.split(told)))) or [""]


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


def tell_what_was_read(environments: Iterable[Environment], folder: Path) -> None:
    """Tell, on standard error, which files were read, which were not, and what is doubtful.

    Args:
        environments: those that were chosen.
        folder: what holds their files.
    """
    chosen = list(environments)
    names = [environment.name for environment in chosen]
    others = [name for name in names_in(folder) if name not in names]
    unread = f" (not read: {', '.join(others)})" if others else ""
    notes = [f"note: {note}\n" for environment in chosen for note in notes_in(environment)]
    sys.stderr.writelines([f"{folder.name}/ read: {', '.join(names)}{unread}\n", *notes])


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """End the program with the message alone when an environment file, or the pipeline's, is wrong.

    The message names file and line; where in the program it was found helps nobody.
    """
    try:
        yield
    except (InvalidEnvironment, InvalidPipeline, UnknownEnvironment) as error:
        sys.exit(str(error))


def _chosen(app: cdk.App) -> list[str] | None:
    """The names on the command line, each once; None where all are built."""
    chosen = app.node.try_get_context(CONTEXT_KEY)
    if chosen is None:
        for key in _MISTAKEN_KEYS:
            mistaken = app.node.try_get_context(key)
            if mistaken is not None:
                raise UnknownEnvironment(f"-c {key}={mistaken}: write -c {CONTEXT_KEY}={mistaken}")
        return None
    # On the command line it is text; in cdk.json it may be a list.
    return split_names(",".join(map(str, chosen)) if isinstance(chosen, list) else str(chosen))


def _unknown(names: list[str], known: tuple[str, ...], folder: str) -> str:
    told = []
    for name in names:
        near = nearest(name, known, count=1)
        told.append(f"{name!r} (did you mean {near[0]}?)" if near else repr(name))
    has = f"{folder}/ has {', '.join(known)}" if known else f"{folder}/ has no *.yaml file"
    return f"-c {CONTEXT_KEY}, or ENV of make: got {', '.join(told)}, {has}"

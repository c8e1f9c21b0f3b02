"""What constructs refuse, told at the line of the environment file that asks for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from jsii.errors import JavaScriptError

from sagemaker_endpoints import ConfigurationError
from sagemaker_hosting.facts.images import UnknownImage
from stacks.settings import InvalidEnvironment, faults_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stacks.settings import Environment, Fault, KeyPath


class Refusals:
    """Turns the errors of constructs into faults of the file.

    Most of what a construct refuses is found when the file is loaded, beside its other faults.
    This is for the rest: what only the construct knows.

    Args:
        environment: whose file it is.
        *path: the keys that lead to what is built.
    """

    def __init__(self, environment: Environment, *path: str) -> None:
        self._environment, self._path = environment, path

    @contextlib.contextmanager
    def at(self, *keys: str) -> Iterator[None]:
        """Build what the file says at *keys*, below the path; refused, it is a fault there.

        Raises:
            InvalidEnvironment: it is refused; the innermost place that is named tells it.
        """
        try:
            yield
        except (ConfigurationError, UnknownImage, RuntimeError) as error:
            told = _told(error)
            if not told:
                raise
            path: KeyPath = (*self._path, *keys)
            raise InvalidEnvironment(faults_in(self._environment, path, told)) from error


class Gathered:
    """Gathers faults, so that the rest is built as well, and all are told at once."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    @contextlib.contextmanager
    def from_here(self) -> Iterator[None]:
        """Keep the faults of what is built here; nothing is raised."""
        try:
            yield
        except InvalidEnvironment as error:
            # A model that several stacks use is refused by each, in the name of another construct.
            told = {(fault.file, fault.path) for fault in self._faults}
            self._faults += [each for each in error.faults if (each.file, each.path) not in told]

    def raise_if_any(self) -> None:
        """Tell all faults.

        Raises:
            InvalidEnvironment: if there is any.
        """
        if self._faults:
            raise InvalidEnvironment(self._faults)


def _told(error: Exception) -> tuple[str, ...]:
    """What is wrong by a construct of ours, or by one of CDK; nothing for any other error."""
    if isinstance(error, ConfigurationError | UnknownImage):
        return getattr(error, "faults", ()) or (str(error),)
    # CDK's own errors come from its JavaScript, the rest of the message is its stack.
    return (str(error).splitlines()[0],) if isinstance(error.__cause__, JavaScriptError) else ()

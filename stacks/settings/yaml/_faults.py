"""Defines what is wrong with an environment file, and the one error that lists it all."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

KeyPath = tuple[str | int, ...]

_PLAIN_KEY = re.compile(r"[A-Za-z_][\w-]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Defines one fault of a document, by the path of its key.

    Attributes:
        path: The keys that lead to the value.
        message: The value got, what is allowed, and the fix.
        line: The line, where it is another one than that of the key.
    """

    path: KeyPath
    message: str
    line: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """Defines one fault of an environment file, where an editor can jump to it.

    Attributes:
        file: The file, as seen from the project's folder.
        line: The line, counted from 1; None when the file as a whole is meant.
        path: The keys that lead to the value; empty for the whole file.
        message: The value got, what is allowed, and the fix.
    """

    file: str
    line: int | None
    path: KeyPath
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        keys = written(self.path)
        return f"{place}: {keys}: {self.message}" if keys else f"{place}: {self.message}"


class InvalidEnvironment(ValueError):  # noqa: N818  # the name says what is wrong
    """Environment files that cannot be deployed, with every fault of all of them.

    Attributes:
        faults: In the order of the files, then of their lines.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        files = len({fault.file for fault in self.faults})
        heading = f"{_count(len(self.faults), 'fault')} in {_count(files, 'environment file')}"
        return "\n".join([heading, *map(str, self.faults)])


def written(path: KeyPath) -> str:
    """Write a path as it is read: `endpoints.demand.variants`, `subnets[0]`, `tags["a b"]`."""
    text = ""
    for key in path:
        if isinstance(key, int):
            text += f"[{key}]"
        elif _PLAIN_KEY.fullmatch(key):
            text += f".{key}" if text else key
        else:
            text += f"[{json.dumps(key, ensure_ascii=False)}]"
    return text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

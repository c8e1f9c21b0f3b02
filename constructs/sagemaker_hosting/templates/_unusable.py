"""Defines what is wrong with the input, and the one error that lists it all."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST = 60

MOST_FINDINGS = 100
"""How many faults of one document are told; one that has more is no template."""


_MOST_ALIKE = 5
"""How many faults that say the same are written with their places."""


class UnusableInput(Exception):  # noqa: N818  # the name says what is wrong
    """Input that holds no templates, or broken ones, with every fault of all of it.

    Attributes:
        faults: One line each: `path:line: what is wrong, and what to do`, in the order in which
            the input was read. A fault of a file as a whole has no line number.
    """

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Write the faults; of many that say the same, the first, and how many more there are."""
        lines: list[str] = []
        said: Counter[str] = Counter()
        for fault in self.faults:
            message = fault.partition(": ")[2]
            said[message] += 1
            if said[message] <= _MOST_ALIKE:
                lines.append(fault)
        more = {message: count - _MOST_ALIKE for message, count in said.items()}
        lines += [f"{count:,} more: {message}" for message, count in more.items() if count > 0]
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Defines one thing wrong with a document, before anyone knows which file it is.

    Attributes:
        line: The line, counted from 1; None when the document as a whole is meant.
        message: What is wrong, and what to do.
    """

    message: str
    line: int | None = None

    def at(self, path: Path) -> str:
        """Write the fault as its reader needs it: where, what, and what to do."""
        place = shown(path) if self.line is None else f"{shown(path)}:{self.line}"
        return f"{place}: {self.message}"


class Unreadable(Exception):  # noqa: N818  # the name says what is wrong
    """A document that is no usable JSON or YAML; caught by whoever knows its path.

    Attributes:
        findings: All that is wrong with it.
    """

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__(findings)


def shown(path: Path | str) -> str:
    """Write a path so that it stays on one line and can be encoded, whatever its name holds."""
    return _UNPRINTABLE.sub(_escape, os.fspath(path))


def quoted(text: object) -> str:
    """Quote what was found in a document: short, on one line, and possible to encode."""
    written = _UNPRINTABLE.sub(_escape, str(text)[: _LONGEST + 1])
    return f"'{written[:_LONGEST]}...'" if len(written) > _LONGEST else f"'{written}'"


def duplicate(key: str, *, line: int, first: int) -> Finding:
    """Word a key that is given twice, for JSON and YAML alike."""
    return Finding(
        line=line,
        message=(
            f"key {quoted(key)} is given twice, first on line {first}; CloudFormation may take "
            "either without a word: remove or rename one"
        ),
    )


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape", "surrogatepass").decode("ascii")

"""Defines what an answer must be."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sagemaker_hosting.operate._problems import short

_NOTHING: Final = object()
_SHOWN: Final = 80


class NotParsed(Exception):  # noqa: N818  # the name says what is wrong
    """An answer that is not what its content type says."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FromVariable:
    """Defines a number that a variable of the container decides.

    Attributes:
        variable: such as `FORECAST_HORIZON`.
        otherwise: the number where the container has no such variable.
    """

    variable: str
    otherwise: int

    def value_for(self, variables: Mapping[str, str]) -> int:
        """Tell the number for a container with these variables."""
        written = variables.get(self.variable, "")
        return int(written) if written.isascii() and written.isdigit() else self.otherwise


@dataclass(frozen=True, kw_only=True, slots=True)
class Expectation:
    """Defines what must stand at a place of an answer.

    Attributes:
        at: the place: keys and positions with dots between, `predictions.0`; empty is the whole.
            Rows of CSV and lines of JSON Lines count from 0.
        length: how many items or characters it has.
        numbers_between: that all it holds are numbers within these bounds.
        equals: what it is.
        contains: text that it holds.
    """

    at: str = ""
    length: int | FromVariable | None = None
    numbers_between: tuple[float, float] | None = None
    equals: Any = _NOTHING
    contains: str | None = None

    def faults(self, content: Any, variables: Mapping[str, str]) -> Iterator[str]:
        """Find what is otherwise in an answer.

        Args:
            content: the answer, as `parsed` gives it.
            variables: those of the container that answered.
        """
        place = self.at or "the answer"
        found = _found(content, self.at)
        if found is _NOTHING:
            yield f"{place} is missing in {_shown(content)}"
            return
        if self.length is not None:
            yield from self._length_faults(place, found, variables)
        if self.numbers_between is not None:
            yield from _number_faults(place, found, *self.numbers_between)
        if self.equals is not _NOTHING and found != self.equals:
            yield f"{place} is {_shown(found)}, {_shown(self.equals)} was expected"
        if self.contains is not None and self.contains not in _text(found):
            yield f"{place} is {_shown(found)}, which does not contain {self.contains!r}"

    def _length_faults(self, place: str, found: Any, variables: Mapping[str, str]) -> Iterator[str]:
        wanted = self.length
        expected = wanted.value_for(variables) if isinstance(wanted, FromVariable) else wanted
        if not isinstance(found, list | dict | str):
            yield f"{place} is {_shown(found)}, {expected} items were expected"
        elif len(found) != expected:
            yield f"{place} has {len(found)} items, {expected} were expected"


def parsed(body: bytes, content_type: str) -> Any:
    """Read an answer as its content type says.

    Args:
        body: the answer.
        content_type: JSON, JSON Lines and CSV are taken apart, what else there is stays text.

    Returns:
        What JSON stands for; a list of lines; rows of CSV, whose numbers are numbers; or text.

    Raises:
        NotParsed: It is something else.
    """
    text = body.decode("utf-8", errors="replace")
    reader = _READERS.get(media_type(content_type))
    if reader is None:
        return text
    try:
        return reader(text)
    except (ValueError, csv.Error, RecursionError) as error:
        raise NotParsed(
            f"the answer says that it is {content_type}, and is {_shown(text)} ({error})"
        ) from error


def media_type(content_type: str) -> str:
    """Take the parameters off a content type."""
    return content_type.partition(";")[0].strip().lower()


def _lines(text: str) -> Any:
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _rows(text: str) -> Any:
    return [[_cell(cell) for cell in row] for row in csv.reader(text.splitlines()) if row]


def _cell(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "application/json": json.loads,
    "application/jsonlines": _lines,
    "text/csv": _rows,
}


def _found(content: Any, place: str) -> Any:
    for step in place.split(".") if place else ():
        if isinstance(content, Mapping):
            content = content.get(step, _NOTHING)
        elif isinstance(content, list) and step.isdigit() and int(step) < len(content):
            content = content[int(step)]
        else:
            return _NOTHING
    return content


def _number_faults(place: str, found: Any, low: float, high: float) -> Iterator[str]:
    waiting = [found]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, Mapping):
            waiting += value.values()
        # NaN is within no bounds.
        elif not isinstance(value, int | float) or isinstance(value, bool):
            yield f"{place} holds {_shown(value)}, numbers were expected"
            return
        elif not low <= value <= high:
            yield f"{place} holds {value:g}, numbers from {low:g} to {high:g} were expected"
            return


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _shown(value: Any) -> str:
    return short(json.dumps(value), _SHOWN)

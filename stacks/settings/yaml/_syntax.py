"""Tells where a text stops being YAML, and in plain words what is probably meant.

The parser tells where it could not go on, which is often a line or more below the slip.
"""

import re
from dataclasses import dataclass

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.tokens import (
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    ScalarToken,
)

from stacks.settings.yaml._wording import cut, shown

_OPENING = {FlowMappingStartToken: "{", FlowSequenceStartToken: "["}
_CLOSING = {FlowMappingEndToken: "}", FlowSequenceEndToken: "]"}
_CLOSED_BY = {"{": "}", "[": "]"}
_NO_SPACE = re.compile(r"[\w.-]+:\S")
_FOUND = re.compile(r"(?:found|got) '([^']+)'$")
_CHARACTER = re.compile(r"found character ['\"](.+)['\"] that cannot start any token")


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """Defines what is wrong with a text: its line, counted from 1, and what to do."""

    line: int
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scanned:
    """Defines what is open where the parser stops.

    Attributes:
        bracket: The innermost { or [ that is not closed, with its line.
        quoted: The line of the last text in quotes that goes over several lines.
    """

    bracket: tuple[str, int] | None
    quoted: int | None


def slip_in(error: MarkedYAMLError, text: str) -> Slip:
    """Find the slip that the parser stumbled over.

    Args:
        error: What it says.
        text: The whole file.

    Returns:
        The line that is to be changed, with its text.
    """
    found = _Slips(error, text).slip()
    lines = text.splitlines()
    line = lines[found.line - 1].strip() if found.line <= len(lines) else ""
    got = f", got {cut(line)}" if line else ""
    return Slip(line=found.line, says=f"not YAML: {found.says}{got}")


class _Slips:
    """Reads what the parser says beside the lines around."""

    def __init__(self, error: MarkedYAMLError, text: str) -> None:
        self._text, self._lines = text, text.splitlines()
        self._context, self._problem = error.context or "", error.problem or ""
        place = error.problem_mark or error.context_mark
        start = error.context_mark or place
        self._line = int(place.line) + 1 if place is not None else 1
        self._column = int(place.column) if place is not None else 0
        self._start = int(start.line) + 1 if start is not None else 1

    def slip(self) -> Slip:
        """Find the likeliest of all slips; the parser's own words for a rare one."""
        indent = self._of(self._line)[: self._indent(self._line)]
        if "\t" in indent:
            return self._at(self._line, "a tab at the start of the line; indent with spaces")
        if self._problem.startswith("could not find expected ':'"):
            return self._without_colon()
        if self._problem == "mapping values are not allowed here":
            return self._second_colon()
        if "flow" in self._context:
            return self._in_brackets()
        return self._in_block() if "parsing a block" in self._context else self._in_text()

    def _without_colon(self) -> Slip:
        if _NO_SPACE.match(self._of(self._start).strip()):
            return self._at(self._start, "a space is missing after the colon")
        return self._at(self._start, "a colon and a space are missing after the key")

    def _second_colon(self) -> Slip:
        """A colon in a value, or a key deeper than the one above, which has a value."""
        first = re.search(r":(\s|$)", self._of(self._line))
        if first is not None and first.start() < self._column:
            return self._at(self._line, "a second colon in the line; put the value in quotes")
        above = self._above(self._line)
        before = self._above(above)
        if self._indent(above) < self._indent(self._line) <= self._indent(before):
            return self._at(above, f"indented differently from line {before}")
        return self._at(self._line, f"indented deeper than line {above}, which has a value")

    def _in_brackets(self) -> Slip:
        scanned = self._scanned()
        if scanned.quoted is not None and "<scalar>" in self._problem:
            return self._at(scanned.quoted, "the quote is not closed in its line")
        if scanned.bracket is None:
            return self._at(self._line, self._words())
        opened, line = scanned.bracket
        closed = _CLOSED_BY[opened]
        # What begins no deeper than the line with the bracket is a key of its own.
        is_below = self._line > line and self._indent(self._line) <= self._indent(line)
        if "stream end" in self._problem or is_below:
            return self._at(line, f"the {opened} is never closed")
        if self._line != line:
            words = f"the {opened} is not closed, or a comma is missing before line {self._line}"
            return self._at(line, words)
        if "node" in self._context:
            return self._at(line, f"a value is missing before {shown(self._next())}")
        return self._at(line, f"a comma or {closed} is missing before {shown(self._next())}")

    def _next(self) -> str:
        """What stands where the parser stops; of a key, it stops at the colon."""
        before, rest = self._of(self._line)[: self._column], self._of(self._line)[self._column :]
        key = before.rpartition(" ")[2] if rest.startswith(":") else ""
        return f"{key}{re.split(r'(?<=.)[]},]', rest, maxsplit=1)[0]}"

    def _in_block(self) -> Slip:
        found = _FOUND.search(self._problem)
        what = found[1] if found is not None else ""
        above = self._above(self._line)
        if what == "<scalar>":
            quoted = self._scanned().quoted
            if quoted is not None and quoted < self._line:
                return self._at(quoted, "the quote is not closed in its line")
            return self._at(self._line, "text after the closing quote")
        if what in {"}", "]"}:
            return self._at(self._line, f"the {what} closes nothing")
        if what == "-" and "mapping" in self._context:
            return self._at(self._line, "an item of a list among keys; leave out the hyphen")
        if what == "?" and "collection" in self._context:
            return self._at(self._line, "a key among the items of a list; indent it, or add a -")
        return self._at(self._line, f"indented differently from line {above}")

    def _in_text(self) -> Slip:
        if "quoted scalar" in self._context and "end of stream" in self._problem:
            return self._at(self._start, "the quote is never closed")
        if "document start" in self._problem:
            return self._at(self._line, f"indented differently from line {self._above(self._line)}")
        return self._at(self._line, self._characters())

    def _characters(self) -> str:
        character = _CHARACTER.search(self._problem)
        if character is not None and character[1] in {"\\t", "\t"}:
            return "a tab; write a space"
        if character is not None:
            return f"no text begins with {character[1]}; put it in quotes"
        if "alias" in self._words() or "anchor" in self._words():
            sign = "*" if "alias" in self._words() else "&"
            return f"a text that begins with {sign} stands for another; put it in quotes"
        if "escape character" in self._problem:
            return "double quotes take \\ for the beginning of a sign; write it in single quotes"
        if "another document" in self._problem:
            return "a second document begins; leave out the ---"
        return self._words()

    def _words(self) -> str:
        """What the parser itself says."""
        return " ".join(part for part in (self._context, self._problem) if part)

    def _scanned(self) -> _Scanned:
        """Read the tokens up to the problem."""
        brackets: list[tuple[str, int]] = []
        quoted = None
        try:
            for token in YAML(typ="safe", pure=True).scan(self._text):
                start, end = token.start_mark, token.end_mark
                if (start.line + 1, start.column) >= (self._line, self._column):
                    break
                if type(token) in _OPENING:
                    brackets.append((_OPENING[type(token)], start.line + 1))
                elif type(token) in _CLOSING and brackets:
                    brackets.pop()
                elif isinstance(token, ScalarToken) and not token.plain and start.line < end.line:
                    quoted = start.line + 1
        except YAMLError:
            pass  # the same problem
        return _Scanned(bracket=brackets[-1] if brackets else None, quoted=quoted)

    def _at(self, line: int, says: str) -> Slip:
        return Slip(line=line, says=says)

    def _of(self, line: int) -> str:
        return self._lines[line - 1] if 0 < line <= len(self._lines) else ""

    def _indent(self, line: int) -> int:
        text = self._of(line)
        return len(text) - len(text.lstrip())

    def _above(self, line: int) -> int:
        """The next line above that says something; the first one if none does."""
        above = range(line - 1, 0, -1)
        return next((n for n in above if self._of(n).strip().partition("#")[0]), 1)

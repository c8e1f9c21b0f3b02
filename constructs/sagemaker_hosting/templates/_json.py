"""Parses JSON as CloudFormation does, and tells where it cannot."""

import itertools
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from sagemaker_hosting.templates._document import DEEPEST, LONGEST_NUMBER, TOO_DEEP, Document, Lines
from sagemaker_hosting.templates._json_lines import duplicate_keys, json_places, tokens_with_lines
from sagemaker_hosting.templates._unusable import MOST_FINDINGS, Finding, Unreadable, quoted

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_AGAIN = "if the file was cut off, write it again"
_STEPS = {"{": 1, "[": 1, "}": -1, "]": -1}
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Suspicion:
    """Defines the hooks that notice what the parser takes without a word, at full speed."""

    def __init__(self) -> None:
        self.is_raised = False

    def mapping(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            self.is_raised = True
        return made

    def integer(self, written: str) -> int:
        if len(written) > LONGEST_NUMBER:
            self.is_raised = True
            return 0
        return int(written)

    def number(self, written: str) -> float:
        value = float(written)
        if not math.isfinite(value):
            self.is_raised = True
        return value


def parse_json(text: str) -> Document:
    """Parse a JSON text.

    Raises:
        Unreadable: The text is no JSON, or JSON with a key given twice in one mapping, with
            numbers that JSON has not (NaN, infinities) or longer than `LONGEST_NUMBER`, with half
            of a surrogate pair, or nested more deeply than `DEEPEST`.
    """
    suspicion = _Suspicion()
    data = _parse(text, suspicion)
    if is_too_deep(data):
        raise Unreadable(_too_deep(text))
    if suspicion.is_raised or _ESCAPED_SURROGATE.search(text):
        values = itertools.islice(_values_without_meaning(text), MOST_FINDINGS)
        findings = [*duplicate_keys(text), *values]
        if findings:
            raise Unreadable(*sorted(findings, key=lambda finding: finding.line or 0))
    return Document(data=data, lines=Lines(lambda: json_places(text)))


def _parse(text: str, suspicion: _Suspicion) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=suspicion.mapping,
            parse_int=suspicion.integer,
            parse_float=suspicion.number,
            parse_constant=suspicion.number,
        )
    except json.JSONDecodeError as error:
        raise Unreadable(_broken(text, error)) from error
    except RecursionError as error:
        raise Unreadable(_too_deep(text)) from error


def is_too_deep(data: Any) -> bool:
    """Tell whether mappings and lists lie in each other deeper than `DEEPEST`."""
    level = [data] if isinstance(data, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            value
            for container in level
            for value in (container.values() if type(container) is dict else container)
            if type(value) is dict or type(value) is list
        ]
        if not level:
            return False
    return True


def _broken(text: str, error: json.JSONDecodeError) -> Finding:
    if not text.strip():
        return Finding(message="the file is empty; fill it, or name another")
    what = error.msg[:1].lower() + error.msg[1:]
    if error.msg.startswith("Unterminated string"):
        message = f"the text that starts at column {error.colno} has no end; {_AGAIN}"
    elif error.pos >= len(there := text.rstrip()):
        line = there.count("\n") + 1
        column = len(there) - there.rfind("\n")
        return Finding(
            line=line, message=f"the JSON ends too early, at column {column}: {what}; {_AGAIN}"
        )
    else:
        message = f"no JSON from column {error.colno} on: {what}; correct it there or just before"
    return Finding(line=error.lineno, message=message)


def _too_deep(text: str) -> Finding:
    depth = 0
    for token, line in tokens_with_lines(text):
        depth += _STEPS.get(token, 0)
        if depth > DEEPEST:
            return Finding(line=line, message=TOO_DEEP)
    return Finding(message=TOO_DEEP)


def _values_without_meaning(text: str) -> Iterator[Finding]:
    for token, line in tokens_with_lines(text):
        if token[0] == '"':
            if _ESCAPED_SURROGATE.search(token) and _SURROGATE.search(json.loads(token)):
                what = f"half of a surrogate pair in {quoted(token)}; write the whole character"
                yield Finding(line=line, message=what)
        elif token[0] in "-0123456789NI":
            if len(token) > LONGEST_NUMBER:
                yield Finding(line=line, message=f"the number {quoted(token)} is too long; cut it")
            elif not math.isfinite(float(token)):
                what = f"{quoted(token)} is no number that JSON has; write a finite number"
                yield Finding(line=line, message=what)

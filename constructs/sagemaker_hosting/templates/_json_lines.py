"""Finds the lines of a JSON text's keys and items, which the standard library does not tell."""

import json
import re
from collections.abc import Iterator

from sagemaker_hosting.templates._document import Place, line_of
from sagemaker_hosting.templates._unusable import MOST_FINDINGS, Finding, duplicate

# In sound JSON, commas and colons tell nothing that the order of the rest does not.
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|[^\s{}\[\]",:]+', re.DOTALL)


def json_places(text: str) -> Place:
    """Find the line of each key and item of a sound JSON text."""
    return _scan(text, [])


def duplicate_keys(text: str) -> list[Finding]:
    """Find the keys that a sound JSON text gives twice in one mapping, in the order of lines."""
    duplicates: list[Finding] = []
    _scan(text, duplicates)
    return duplicates


def tokens_with_lines(text: str) -> Iterator[tuple[str, int]]:
    """Give the strings, brackets, numbers and words of a text, sound or not, each with its line."""
    line, counted = 1, 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        line += text.count("\n", counted, start)
        counted = start
        yield token[0], line


def _scan(text: str, duplicates: list[Finding]) -> Place:
    top: list[Place] = []
    stack: list[dict[str, Place] | list[Place]] = []
    inside: dict[str, Place] | list[Place] = top
    key: str | None = None
    key_line = line = 1
    counted = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        line += text.count("\n", counted, start)
        counted = start
        token = match[0]
        kind = token[0]
        if kind in "}]":
            inside = stack.pop()
            continue
        if key is None and type(inside) is dict:
            key = json.loads(token) if "\\" in token else token[1:-1]
            key_line = line
            if key in inside:
                key_line = line_of(inside[key])
                if len(duplicates) < MOST_FINDINGS:
                    duplicates.append(duplicate(key, line=line, first=key_line))
            continue
        children: dict[str, Place] | list[Place] | None = None
        if kind == "{":
            children = {}
        elif kind == "[":
            children = []
        if type(inside) is list:
            inside.append(line if children is None else (line, children))
        else:
            place = key_line if children is None else (key_line, children)
            inside[key] = place  # type: ignore[call-overload, index]  # the place of a list or a mapping
            key = None
        if children is not None:
            stack.append(inside)
            inside = children
    return top[0]

"""Builds plain data from the events of a YAML parser, without recursion."""

from typing import Any, NoReturn

import yaml  # type: ignore[import-untyped]  # stubs are a package of their own

from sagemaker_hosting.templates._document import DEEPEST, TOO_DEEP, Place, line_of
from sagemaker_hosting.templates._unusable import (
    MOST_FINDINGS,
    Finding,
    Unreadable,
    duplicate,
    quoted,
)
from sagemaker_hosting.templates._yaml_nodes import Node, Open
from sagemaker_hosting.templates._yaml_scalars import plain_scalar
from sagemaker_hosting.templates._yaml_tags import (
    container_fault,
    is_short_form,
    long_form,
    tagged_scalar,
)

MOST_VALUES = 1_000_000
"""How many values a template may hold once its aliases are replaced by what they stand for."""

_MERGE = "<<"


class Builder:
    """Defines the state between two events of a parser.

    Attributes:
        findings: What was wrong so far that did not end the reading.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self._stack: list[Open] = []
        self._anchors: dict[str, Node | Open] = {}
        self._written = 0
        self._root: Node | None = None
        self._takes = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: yaml.Event) -> None:
        """Take the next event.

        Raises:
            Unreadable: What follows cannot be understood; the findings so far are in it.
        """
        take = self._takes.get(type(event))
        if take is not None:
            take(event)
        if len(self.findings) >= MOST_FINDINGS - 1:
            self._stop(event, "the rest was not read; correct the faults before this line first")

    def result(self) -> tuple[Any, Place]:
        """Give the document and the lines in it, once the parser is done.

        Raises:
            Unreadable: There was no document, or there are findings.
        """
        if self._root is None and not self.findings:
            self.findings.append(Finding(message="the file is empty; fill it, or name another"))
        if self._root is None or self.findings:
            raise Unreadable(*self.findings)
        return self._root.value, self._root.place

    def _document(self, event: Any) -> None:
        if self._root is not None:
            self._stop(event, "a second document starts here; write one template per file")

    def _scalar(self, event: Any) -> None:
        line = event.start_mark.line + 1
        inside = self._stack[-1] if self._stack else None
        if inside is not None and inside.awaits_key:
            node = Node(event.value, line)
            if is_short_form(event.tag):
                self._stop(event, f"the key {quoted(event.value)} has a tag; keys are text")
            if not event.value and event.implicit[0]:
                self._stop(event, "a key is empty; write its name before the colon")
            inside.is_merge = event.value == _MERGE and bool(event.implicit[0])
            self._key(inside, event.value, line)
        elif is_short_form(event.tag):
            value, place = long_form(event.tag, event.value, line)
            node = Node(value, place, size=2, height=1)
            self._add(event, node, tagged=True)
        else:
            node = Node(self._value(event), line)
            self._add(event, node)
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _value(self, event: Any) -> Any:
        try:
            if event.tag is not None and event.tag != "!":
                return tagged_scalar(event.tag, event.value)
            return plain_scalar(event.value) if event.implicit[0] else event.value
        except ValueError as error:
            message = f"{quoted(event.value)}: {error}; write text in quotes, or a plain value"
            self.findings.append(Finding(line=event.start_mark.line + 1, message=message))
            return event.value

    def _open(self, event: Any) -> None:
        if self._stack and self._stack[-1].awaits_key:
            self._stop(event, "a mapping or list is the key of a mapping; keys are text")
        if len(self._stack) >= DEEPEST:
            self._stop(event, TOO_DEEP)
        is_mapping = type(event) is yaml.MappingStartEvent
        opened = Open(event, is_mapping=is_mapping, start=self._written)
        if opened.anchor is not None:
            self._anchors[opened.anchor] = opened
        self._stack.append(opened)

    def _close(self, event: Any) -> None:
        closed = self._stack.pop()
        for merged in closed.merges:
            self._count(event, closed.merge(merged))
        value = closed.values
        place: Place = (closed.line, closed.places)
        height = closed.height + 1
        if is_short_form(closed.tag):
            value, place = long_form(str(closed.tag), value, place)
            height += 1
        elif closed.tag is not None and closed.tag != "!":
            fault = container_fault(closed.tag, value)
            if fault is not None:
                message = f"{fault}; remove the tag"
                self.findings.append(Finding(line=closed.line, message=message))
        node = Node(value, place, size=self._written - closed.start + 1, height=height)
        # An anchor given again inside has taken the name over.
        if closed.anchor is not None and self._anchors[closed.anchor] is closed:
            self._anchors[closed.anchor] = node
        self._add(event, node, tagged=is_short_form(closed.tag))

    def _alias(self, event: Any) -> None:
        node = self._anchors.get(event.anchor)
        name = quoted(event.anchor)
        if node is None:
            self._stop(event, f"no anchor {name} comes before this alias; write the value out")
        if isinstance(node, Open):
            self._stop(event, f"the alias {name} lies in what it stands for; write the value out")
        inside = self._stack[-1] if self._stack else None
        if inside is not None and inside.awaits_key:
            if not isinstance(node.value, str):
                self._stop(event, f"the key {name} stands for no text; keys are text")
            self._key(inside, node.value, event.start_mark.line + 1)
            return
        self._count(event, node.size - 1)
        self._add(event, node)

    def _key(self, inside: Open, key: str, line: int) -> None:
        if not inside.is_merge and key in inside.values:
            first = line_of(inside.places[key])
            self.findings.append(duplicate(key, line=line, first=first))
            line = first
        inside.key = key
        inside.key_line = line

    def _add(self, event: Any, node: Node, *, tagged: bool = False) -> None:
        self._count(event, 1)
        if not self._stack:
            self._root = node
            if node.height > DEEPEST:
                self._stop(event, TOO_DEEP)
            return
        inside = self._stack[-1]
        # What is merged takes this mapping's level, not one of its own.
        height = node.height - inside.is_merge
        inside.height = max(inside.height, height)
        if len(self._stack) + height > DEEPEST:
            self._stop(event, TOO_DEEP)
        if inside.is_merge:
            self._merge(inside, node, tagged=tagged)
        else:
            inside.add(node)

    def _merge(self, inside: Open, node: Node, *, tagged: bool) -> None:
        merged = node.parts()
        if tagged or merged is None:
            message = f"{_MERGE} merges mappings, and this is none; give an alias of a mapping"
            self.findings.append(Finding(line=inside.key_line, message=message))
        else:
            inside.merges += merged
        inside.is_merge = False
        inside.key = None

    def _count(self, event: Any, values: int) -> None:
        self._written += values
        if self._written > MOST_VALUES:
            message = (
                f"the template holds more than {MOST_VALUES} values, with each alias replaced by "
                "what it stands for; use fewer aliases, or smaller templates"
            )
            self._stop(event, message)

    def _stop(self, event: Any, message: str) -> NoReturn:
        finding = Finding(line=event.start_mark.line + 1, message=message)
        raise Unreadable(*self.findings, finding)

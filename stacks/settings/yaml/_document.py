"""Reads a YAML 1.2 file into plain data that knows the line of each of its keys."""

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.composer import MaxDepthExceededError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from stacks.settings.yaml._faults import Finding, KeyPath
from stacks.settings.yaml._syntax import slip_in
from stacks.settings.yaml._wording import shown

_DEEPEST = 40
_MOST = 10**15
"""More than all requests, bytes or dollars there are: JavaScript and costs are exact no further."""
_TAG_PREFIX = "tag:yaml.org,2002:"
_SURROGATE = re.compile("[\ud800-\udfff]")
_CDK_TOKEN = re.compile(r"[$#]\{Token\[[\w:.-]+\]\}")
"""What CDK takes for a value of its own; the synth then ends with one that nobody made."""
_COMPLETE_IN_ITSELF = "write the values out: what is read is what is deployed"


@dataclass(kw_only=True, slots=True)
class Document:
    """Defines what a YAML file holds, and where.

    Attributes:
        data: Mappings, lists, text, numbers, booleans and None.
        lines: The line of each key and list item, counted from 1.
        texts: How the file writes each plain scalar that is not text: `2.60`, `007`, `~`.
        findings: What the file cannot say: broken syntax, keys given twice, anchors, tags.
        unread: The values of which not all is known, so that nothing more can be said of them.
    """

    data: object = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    texts: dict[KeyPath, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unread: set[KeyPath] = field(default_factory=set)

    def line(self, path: KeyPath) -> int | None:
        """Tell the line of a key, or of the nearest key above one that is not there."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def is_read(self, path: KeyPath) -> bool:
        """Tell whether all of what a path leads to is known."""
        return not any(path[: len(unread)] == unread for unread in self.unread)

    def fault(self, path: KeyPath, message: str, *, line: int | None = None) -> None:
        """Note a fault at a key."""
        self.findings.append(Finding(path=path, message=message, line=line))


def read_document(path: Path) -> Document:
    """Read a YAML file; whatever is wrong with it is in the document's findings.

    Args:
        path: The file. One that cannot be opened is a finding, too.

    Returns:
        The document; its data are None where the file is not YAML.
    """
    document = Document()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document.lines[()] = error.object.count(b"\n", 0, error.start) + 1
        wrong = error.object[error.start]
        document.fault((), f"not UTF-8: byte 0x{wrong:02x}; save the file as UTF-8")
    except OSError as error:
        document.fault((), f"cannot be read: {(error.strerror or str(error)).lower()}")
    else:
        _parse(text, document)
    return document


def _parse(text: str, document: Document) -> None:
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = _DEEPEST
    yaml.composer.warn_double_anchors = False  # an anchor is a finding already
    try:
        node = yaml.compose(text)
    except MaxDepthExceededError as error:
        mark = error.problem_mark or error.context_mark
        document.lines[()] = 1 if mark is None else int(mark.line) + 1
        document.fault((), f"nested too deeply, got more than {_DEEPEST} levels")
    except MarkedYAMLError as error:
        slip = slip_in(error, text)
        document.lines[()] = slip.line
        document.fault((), slip.says)
    except ReaderError as error:
        document.lines[()] = text.count("\n", 0, error.position) + 1
        document.fault((), f"not YAML: character {error.character!r} is not allowed")
    except (YAMLError, ValueError) as error:
        document.fault((), f"not YAML: {str(error).splitlines()[0]}")
    else:
        _Builder(document).build(node)


class _Builder:
    """Turns YAML's nodes into plain data, and notes the line of every key."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: set[int] = set()

    def build(self, node: Node | None) -> None:
        """Fill the document from its root node, None for an empty file."""
        self._document.lines[()] = 1 if node is None else node.start_mark.line + 1
        if node is not None:
            self._document.data = self._value(node, ())

    def _value(self, node: Node, path: KeyPath) -> object:
        self._document.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self._seen:
            self._document.unread.add(path)  # an alias: its anchor is a finding
            return None
        self._seen.add(id(node))
        self._refuse_anchor(node, path)
        if isinstance(node, ScalarNode):
            return self._scalar(node, path)
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: Node, path: KeyPath) -> dict[str, object]:
        data: dict[str, object] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._document.fault(path, "a key must be text, not a list or mapping", line=line)
                continue
            key = self._clean(key_node.value, path)
            below = (*path, key)
            first = self._document.lines.get(below)
            self._seen.add(id(key_node))
            self._refuse_anchor(key_node, below)
            if key == "<<":
                message = f"a merge key is not read: {_COMPLETE_IN_ITSELF}"
                self._document.fault(below, message, line=line)
                self._document.unread.add(path)
            elif first is not None:
                self._document.fault(below, f"given twice, first in line {first}", line=line)
            else:
                self._document.lines[below] = line
                data[key] = self._value(value_node, below)
        return data

    def _refuse_anchor(self, node: Node, path: KeyPath) -> None:
        if node.anchor is not None:
            message = f"the anchor &{node.anchor} is not read: {_COMPLETE_IN_ITSELF}"
            self._document.fault(path, message, line=node.start_mark.line + 1)

    def _refuse_beyond(self, value: object, path: KeyPath) -> None:
        if isinstance(value, int | float) and _MOST < abs(value) < math.inf:
            got = shown(value, self._document.texts[path])
            rule = f"at most {_MOST:g}" if value > 0 else f"at least {-_MOST:g}"
            self._document.fault(path, f"must be {rule}, got {got}")
            self._document.unread.add(path)

    def _scalar(self, node: ScalarNode, path: KeyPath) -> object:
        tag = str(node.tag).removeprefix(_TAG_PREFIX)
        if tag in {"bool", "int", "float", "null"} and node.style is None:
            value = _SCALARS[tag](node.value)
            if not isinstance(value, str):
                self._document.texts[path] = node.value
                self._refuse_beyond(value, path)
                return value
        elif tag not in _TEXT_TAGS:
            self._document.fault(path, f"the tag {node.tag} is not read: leave it out")
        return self._clean(node.value, path)

    def _clean(self, text: str, path: KeyPath) -> str:
        clean = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text).replace("\0", "")
        if clean != text:
            message = f"{json.dumps(text)} holds a character that no name or value may have"
            self._document.fault(path, message)
        if token := _CDK_TOKEN.search(clean):
            self._document.fault(path, f"holds {token[0]}, which CDK reads; write it otherwise")
        return clean


def _integer(text: str) -> int | float | str:
    digits = text.replace("_", "").lower()
    base = {"0x": 16, "0o": 8, "0b": 2}.get(digits.lstrip("+-")[:2], 10)
    try:
        return int(digits, base)
    except ValueError:  # thousands of digits, or an underscore alone
        return math.inf if digits.lstrip("+-").isdigit() else text


def _float(text: str) -> float | str:
    named = {".inf": math.inf, "-.inf": -math.inf, "+.inf": math.inf, ".nan": math.nan}
    lowered = text.replace("_", "").lower()
    try:
        return named[lowered] if lowered in named else float(lowered)
    except ValueError:
        return text


_SCALARS: Mapping[str, Callable[[str], object]] = {
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": _float,
    "null": lambda _: None,
}
# YAML takes 2026-11-22 for a date and = for a default value; a key of ours is text then.
_TEXT_TAGS = frozenset({"str", "timestamp", "value", "merge"})

"""Parses YAML as CloudFormation does, and tells where it cannot."""

import re

import yaml  # type: ignore[import-untyped]  # stubs are a package of their own

from sagemaker_hosting.templates._document import Document, Lines
from sagemaker_hosting.templates._unusable import Finding, Unreadable
from sagemaker_hosting.templates._yaml_builder import Builder

# The C parser is there wherever PyYAML's wheels are; the other one takes seven times as long.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile(
    r"[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd"
    r"\U00010000-\U0010ffff]"
)
_INDENTED_BY_TAB = re.compile(r"[ \-]*\t")


def parse_yaml(text: str) -> Document:
    """Parse a YAML text, with CloudFormation's short forms written out.

    Aliases and merge keys are replaced by what they stand for, as `aws cloudformation package`
    does: [CloudFormation itself](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html)
    supports neither.

    Raises:
        Unreadable: The text is no YAML, or YAML with a key given twice in one mapping, keys that
            are no text, tags that CloudFormation does not read, several documents, anchors that
            contain themselves or unfold to too much, or nested more deeply than `DEEPEST`.
    """
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        line = text.count("\n", 0, unprintable.start()) + 1
        what = f"the invisible character U+{ord(unprintable[0]):04X} may not be in YAML; remove it"
        raise Unreadable(Finding(line=line, message=what))
    builder = Builder()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise Unreadable(*builder.findings, _broken(text, error)) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        # The last two: the parser in Python, from escapes that are no characters.
        finding = Finding(message=f"no YAML: {' '.join(str(error).split())}; correct it")
        raise Unreadable(*builder.findings, finding) from error
    data, place = builder.result()
    return Document(data=data, lines=Lines(lambda: place))


def _broken(text: str, error: yaml.MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Finding(message=f"no YAML: {error.problem}; correct it")
    lines = text.split("\n", mark.line + 1)
    if mark.line < len(lines) and _INDENTED_BY_TAB.match(lines[mark.line]):
        return Finding(line=mark.line + 1, message="a tab indents the line; use spaces")
    context = f" {error.context}" if error.context else ""
    what = f"no YAML at column {mark.column + 1}: {error.problem}{context}"
    return Finding(line=mark.line + 1, message=f"{what}; correct it there or just before")

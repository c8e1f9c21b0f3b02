"""Defines what a value in a template can be once its references are followed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sagemaker_hosting.view.functions._literals import written


class Nothing(Enum):
    """Defines the ways in which a value can be missing."""

    UNKNOWN = "unknown"  # a parameter, an attribute, another account's export: decided at deploy
    ABSENT = "absent"  # not written, or AWS::NoValue
    POSSIBLE = "possible"  # given or not: an Fn::If with AWS::NoValue that only a deploy decides


UNKNOWN: Final = Nothing.UNKNOWN
ABSENT: Final = Nothing.ABSENT
POSSIBLE: Final = Nothing.POSSIBLE

# Placeholders of placeholders double a text at every step.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LONGEST: Final = 1_048_576
_LONGEST_NAME: Final = 64

# AWS puts in the value when it deploys.
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
_DYNAMIC: Final = "{{resolve:"
_DYNAMIC_END: Final = "}}"

LATER: Final = "a value known at deploy"
"""What messages call a value that nothing in the template names."""

NAME: Final = "name"
"""The attribute of a reference that stands for the physical name of a resource."""


class Attribute:
    """Defines an attribute of a resource: its value is known to AWS alone; text writes it.

    Attributes:
        attribute: `name` for the physical name, else as `Fn::GetAtt` spells it, or `Ref`.
    """

    __slots__ = ()

    attribute: str


@dataclass(frozen=True, slots=True)
class Text:
    """Defines text of which a part is known: literals, references and unknowns in a row."""

    parts: tuple[str | Attribute | Nothing, ...]

    def split(self, delimiter: str) -> list[Any]:
        """Split at the delimiters that stand in the literal parts."""
        pieces: list[list[str | Attribute | Nothing]] = [[]]
        for part in self.parts:
            if not isinstance(part, str):
                pieces[-1].append(part)
                continue
            first, *rest = part.split(delimiter)
            pieces[-1].append(first)
            pieces.extend([piece] for piece in rest)
        return [text_of(piece) for piece in pieces]

    @property
    def has_unknown(self) -> bool:
        """Whether a part of it is unknown altogether."""
        return any(part is UNKNOWN for part in self.parts)

    def __str__(self) -> str:
        """Write it as `Fn::Sub` would."""
        return "".join(
            f"${{{LATER}}}" if isinstance(part, Nothing) else shown(part) for part in self.parts
        )


def text_of(parts: Iterable[Any]) -> str | Text | Attribute | Nothing:
    """Join the parts of a text; what is known altogether becomes a plain string.

    Args:
        parts: resolved values; numbers and truth values are written as CloudFormation does.

    Returns:
        The text; UNKNOWN if it is longer than any template may be.
    """
    flat: list[str | Attribute | Nothing] = []
    size = 0
    for part in parts:
        for piece in part.parts if isinstance(part, Text) else (part,):
            plain = _plain(piece)
            size += len(plain) if isinstance(plain, str) else _LONGEST_NAME
            if size > _LONGEST:
                return UNKNOWN
            if isinstance(plain, str) and flat and isinstance(flat[-1], str):
                flat[-1] += plain
            elif plain != "" and not (plain is UNKNOWN and flat and flat[-1] is UNKNOWN):
                flat.append(plain)
    if not flat:
        return ""
    if any(isinstance(part, str) and is_dynamic(part) for part in flat):
        flat = _without_dynamic(flat)
    return flat[0] if len(flat) == 1 else Text(tuple(flat))


def is_dynamic(text: str) -> bool:
    """Tell whether a text holds a dynamic reference, such as `{{resolve:ssm:/demand/image}}`."""
    return _DYNAMIC in text


def shown(value: object) -> str:
    """Write a value for a message: literals as they are, references as `${LogicalId.Attribute}`."""
    if value is UNKNOWN or value is POSSIBLE:
        return LATER
    if value is ABSENT:
        return "nothing"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(shown(item) for item in value)}]"
    return written(value)


def _without_dynamic(
    parts: Iterable[str | Attribute | Nothing],
) -> list[str | Attribute | Nothing]:
    """Put UNKNOWN where dynamic references stand; their own text may have unknown parts."""
    kept: list[str | Attribute | Nothing] = []
    is_inside = False
    for part in parts:
        rest = part if isinstance(part, str) else ""
        if not isinstance(part, str) and not is_inside:
            kept.append(part)
        while rest:
            before, mark, rest = rest.partition(_DYNAMIC_END if is_inside else _DYNAMIC)
            if not is_inside:
                kept += [before] * bool(before) + [UNKNOWN] * bool(mark)
            is_inside = is_inside != bool(mark)
    return kept


def _plain(value: object) -> str | Attribute | Nothing:
    if isinstance(value, str | Attribute):
        return value
    return written(value) if isinstance(value, bool | int | float) else UNKNOWN

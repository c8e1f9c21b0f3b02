"""Reads YAML's plain scalars as CloudFormation does: by YAML 1.1, but dates stay text.

CloudFormation reads [YAML 1.1](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html)
without its timestamps. What people report of it (account ids that became
[1402433619](https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/745) or
1.2345678901E10) are the results of SnakeYAML's patterns, which differ a little from PyYAML's.
So an unquoted

- `yes`, `no`, `on`, `off` is a boolean, and `y`, `n` is text,
- `0123` is octal, 83, while `012345678901`, an account with a digit that octal has not, is the
  number 12345678901.0: account ids need quotes,
- `22:30` is 1350, of base 60, `1_000` is 1000, and `1e3` is 1000.0,
- `2012-10-17` is text: CloudFormation leaves YAML's timestamps out.
"""

import math
import re
from typing import TypeAlias

from sagemaker_hosting.templates._document import LONGEST_NUMBER

Scalar: TypeAlias = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    variant: value
    for word, value in {
        **dict.fromkeys(("true", "yes", "on"), True),
        **dict.fromkeys(("false", "no", "off"), False),
        "null": None,
    }.items()
    for variant in (word, word.capitalize(), word.upper())
} | {"": None, "~": None}

_STARTS = frozenset("+-.0123456789")
_INTEGER = re.compile(
    r"[-+]?(?:0b_*[01][01_]*|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*(?::[0-5]?[0-9])*)"
)
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*"
    r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)


def plain_scalar(text: str) -> Scalar:
    """Read an unquoted scalar without a tag.

    Raises:
        ValueError: A number that JSON cannot say: too long, infinite, or not a number.
    """
    if text[:1] in _STARTS:
        return _number(text)
    return _WORDS.get(text, text)


def _number(text: str) -> Scalar:
    integer = _INTEGER.fullmatch(text) is not None
    if not integer and _FLOAT.fullmatch(text) is None:
        return text
    if len(text) > LONGEST_NUMBER:
        raise ValueError("the number is too long")
    digits = text.replace("_", "").lstrip("+-").lower()
    sign = -1 if text.startswith("-") else 1
    value = _integer(digits) if integer else _float(digits)
    if not math.isfinite(value):
        raise ValueError("the number is not finite")
    return sign * value


def _integer(digits: str) -> int:
    if digits.startswith("0b"):
        return int(digits[2:], 2)
    if digits.startswith("0x"):
        return int(digits[2:] or "0", 16)
    if digits.startswith("0"):
        return int(digits, 8)
    return int(_base_60(digits))


def _float(digits: str) -> float:
    if digits in {".inf", ".nan"}:
        return float(digits[1:])
    return float(_base_60(digits)) if ":" in digits else float(digits)


def _base_60(digits: str) -> float | int:
    *higher, last = digits.split(":")
    value: float | int = 0
    for part in higher:
        value = value * 60 + int(part)
    return value * 60 + (float(last) if "." in last else int(last))

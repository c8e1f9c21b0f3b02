"""Tells whether a statement of a policy may cover a resource."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view.functions._values import NAME, UNKNOWN, Text, text_of

if TYPE_CHECKING:
    from sagemaker_hosting.view._resource import Resource

_VARIABLE: Final = re.compile(r"\$\{[^}]*\}")  # such as ${aws:username}
_S3: Final = "s3://"


class _Wild(Enum):
    ANY = "*"
    FIELD = "a field of an ARN: anything without a colon"
    ONE = "?"


@dataclass(frozen=True, slots=True)
class _Generated:
    """The name that CloudFormation gives a resource: no literal equals it for certain."""

    resource: Resource


_Token = str | _Wild | _Generated


@dataclass(frozen=True, slots=True)
class _Arn:
    """How the ARN of a kind of resource ends in its name."""

    behind_partition: tuple[_Token, ...]
    name_property: str
    attributes: frozenset[str]
    name_attributes: frozenset[str] = frozenset({NAME})


def _arn(service: str, kind: str, name_property: str, *attributes: str, named: str = NAME) -> _Arn:
    fields = (*service, ":", _Wild.FIELD, ":", _Wild.FIELD, ":", *kind)
    return _Arn(fields, name_property, frozenset(attributes), frozenset({NAME, named}))


_ARNS: Final = {
    "AWS::ECR::Repository": _arn("ecr", "repository/", "RepositoryName", "Arn", named="Ref"),
    "AWS::KMS::Key": _arn("kms", "key/", "KeyId", "Arn"),  # no template gives a key its id
    "AWS::S3::Bucket": _Arn(tuple("s3:::"), "BucketName", frozenset({"Arn"})),
    "AWS::SNS::Topic": _arn("sns", "", "TopicName", "Ref", "TopicArn", named="TopicName"),
}


def may_cover(pattern: object, wanted: object) -> bool:
    """Tell whether a pattern of a policy and what is wanted may mean the same resource.

    Args:
        pattern: a resolved value of `Resource`, such as `arn:aws:s3:::demand/*`.
        wanted: the ARN as a resolved value; `*` and `?` in it stand for what is not known.
    """
    left, right = tuple(_tokens(pattern)), tuple(_tokens(wanted))
    i = j = 0
    while i < len(left) and j < len(right):
        a, b = left[i], right[j]
        if a is _Wild.FIELD or b is _Wild.FIELD:
            ends = _field_end(left, i), _field_end(right, j)
            if -1 in ends or (_Wild.FIELD,) not in (left[i : ends[0]], right[j : ends[1]]):
                break
            i, j = ends
        elif isinstance(a, _Wild) or isinstance(b, _Wild) or type(a) is not type(b):
            break
        elif a != b:
            return False
        else:
            i, j = i + 1, j + 1
    left, right = left[i:], right[j:]
    if left == (_Wild.ANY,) or right == (_Wild.ANY,):
        return True
    return _meet(left, right)


def _field_end(tokens: Sequence[_Token], start: int) -> int:
    """Find the colon that ends a field; -1 if something may go beyond it."""
    for index in range(start, len(tokens)):
        if tokens[index] == ":":
            return index
        if tokens[index] is _Wild.ANY:
            return -1
    return -1


def object_at(uri: object) -> object:
    """The ARN of the object at an S3 URI; UNKNOWN if it is none."""
    parts = _behind_scheme(uri)
    return text_of(("arn:", UNKNOWN, ":s3:::", *parts)) if parts is not None else UNKNOWN


def objects_below(uri: object) -> object:
    """The ARN of the objects that are written below an S3 URI; UNKNOWN if it is none."""
    parts = _behind_scheme(uri)
    if parts is None:
        return UNKNOWN
    has_key = any(part is UNKNOWN or (isinstance(part, str) and "/" in part) for part in parts)
    return text_of(("arn:", UNKNOWN, ":s3:::", *parts, "" if has_key else "/", "?*"))


def bucket_of(uri: object) -> object:
    """The ARN of the bucket of an S3 URI; UNKNOWN if it is none."""
    parts = _behind_scheme(uri)
    if parts is None:
        return UNKNOWN
    name: list[object] = []
    for part in parts:
        if part is UNKNOWN:
            return UNKNOWN
        if isinstance(part, str) and "/" in part:
            name.append(part.partition("/")[0])
            break
        name.append(part)
    return text_of(("arn:", UNKNOWN, ":s3:::", *name))


def _behind_scheme(uri: object) -> tuple[object, ...] | None:
    parts: tuple[object, ...] = uri.parts if isinstance(uri, Text) else (uri,)
    first = parts[0]
    if not isinstance(first, str) or not first.startswith(_S3):
        return None
    return (first.removeprefix(_S3), *parts[1:])


def _tokens(value: object) -> Iterator[_Token]:
    parts = value.parts if isinstance(value, Text) else (value,)
    is_arn = isinstance(parts[0], str) and parts[0].startswith("arn:")
    colons = 0
    for part in parts:
        if isinstance(part, str):
            colons += part.count(":")
            yield from _literal(part)
        elif isinstance(part, Reference):
            yield from _referred(part)
        else:
            # Partition, Region or account: parameters and pseudo parameters.
            yield _Wild.FIELD if is_arn and colons < 5 else _Wild.ANY  # noqa: PLR2004  # arn:::::


def _literal(text: str) -> Iterator[_Token]:
    for index, piece in enumerate(_VARIABLE.split(text)):
        if index:
            yield _Wild.ANY
        for character in piece:
            if character == "*":
                yield _Wild.ANY
            else:
                yield _Wild.ONE if character == "?" else character


def _referred(reference: Reference) -> Iterator[_Token]:
    resource = reference.resource
    form = _ARNS.get(resource.type)
    if form is None:
        yield _Wild.ANY
    elif reference.attribute in form.attributes:
        yield from (*"arn:", _Wild.FIELD, ":", *form.behind_partition)
        yield from _named(resource, form)
    elif reference.attribute in form.name_attributes:
        yield from _named(resource, form)
    else:
        yield _Wild.ANY


def _named(resource: Resource, form: _Arn) -> Iterator[_Token]:
    name = resource.at(form.name_property)
    if name.text is not None:
        yield from name.text
    else:
        yield _Generated(resource) if name.is_absent else _Wild.ANY


def _meet(left: Sequence[_Token], right: Sequence[_Token]) -> bool:
    """Tell whether some text matches both: from the ends to the starts."""
    rows, columns = len(left), len(right)
    below = [False] * (columns + 1)
    for i in range(rows, -1, -1):
        row = [False] * (columns + 1)
        for j in range(columns, -1, -1):
            if i == rows and j == columns:
                row[j] = True
                continue
            a = left[i] if i < rows else None
            b = right[j] if j < columns else None
            right_of = row[j + 1] if b is not None else False
            diagonal = below[j + 1] if a is not None and b is not None else False
            under = below[j] if a is not None else False
            row[j] = (
                (_repeats(a) and (under or (_absorbs(a, b) and right_of)))
                or (_repeats(b) and (right_of or (_absorbs(b, a) and under)))
                or _pairs(a, b, diagonal=diagonal, right_of=right_of, under=under)
            )
        below = row
    return below[0]


def _repeats(token: _Token | None) -> bool:
    return token is _Wild.ANY or token is _Wild.FIELD


def _absorbs(wild: _Token | None, other: _Token | None) -> bool:
    return other is not None and (wild is _Wild.ANY or other != ":")


def _pairs(
    a: _Token | None, b: _Token | None, *, diagonal: bool, right_of: bool, under: bool
) -> bool:
    if a is None or b is None or _repeats(a) or _repeats(b):
        return False
    if isinstance(a, _Generated) and isinstance(b, _Generated):
        return a.resource is b.resource and diagonal
    if isinstance(a, _Generated):
        return b not in (":", "/") and (diagonal or right_of)
    if isinstance(b, _Generated):
        return a not in (":", "/") and (diagonal or under)
    return diagonal and (a == b or _Wild.ONE in (a, b))

"""Reads samples."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.operate.smoke._expectation import Expectation, FromVariable
from sagemaker_hosting.operate.smoke._sample import Sample
from sagemaker_hosting.templates._document import Document
from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._text import read_text
from sagemaker_hosting.templates._unusable import Unreadable

FOLDER: Final = "samples"
_TIMEOUT_SECONDS: Final = 300.0
_PAIR: Final = 2
_BODIES: Final = ("body", "body_file", "text")
_EVERY: Final = ("*",)

Place = list[str | int]


class UnusableSamples(Exception):  # noqa: N818  # the name says what is wrong
    """Samples that cannot be used, with every fault of all of them.

    Attributes:
        faults: one line each: `path:line: what is wrong, and what is allowed`.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


def read_samples(folder: Path) -> tuple[Sample, ...]:
    """Read the samples that lie beside models: every `samples/*.json` below a folder.

    Args:
        folder: such as `model_code`.

    Returns:
        The samples, in the order of their paths; none where there is none.

    Raises:
        UnusableSamples: The folder is none, or a sample is wrong. All faults are in it.
    """
    if not folder.is_dir():
        raise UnusableSamples((f"{folder}: is no folder: name that of the samples, --samples",))
    samples: list[Sample] = []
    faults: list[str] = []
    for path in sorted(folder.rglob(f"{FOLDER}/*.json")):
        reader = _Reader(path)
        sample = reader.read()
        faults += reader.faults
        if sample is not None and not reader.faults:
            samples.append(sample)
    if faults:
        raise UnusableSamples(tuple(faults))
    return tuple(samples)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_text, value))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_positive(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == _PAIR
        and all(map(_is_number, value))
        and value[0] <= value[1]
    )


def _is_length(value: Any) -> bool:
    return _is_count(value) or (
        isinstance(value, dict)
        and set(value) == {"variable", "otherwise"}
        and _is_text(value["variable"])
        and _is_count(value["otherwise"])
    )


def _is_anything(_: Any) -> bool:
    return True


_Test = tuple[Callable[[Any], bool], str]
_TEXT: Final = (_is_text, "must be text")
_TEXTS: Final = (_is_texts, "must be a list of text")
_POSITIVE: Final = (_is_positive, "must be a number above 0")
_KEYS: Final[Mapping[str, _Test]] = {
    "accept": _TEXT,
    "body": (_is_anything, ""),
    "body_file": _TEXT,
    "content_type": _TEXT,
    "description": _TEXT,
    "endpoints": _TEXTS,
    "expect": (lambda value: isinstance(value, list), "must be a list of expectations"),
    "max_latency_ms": _POSITIVE,
    "models": _TEXTS,
    "target_container": _TEXT,
    "target_model": _TEXT,
    "text": _TEXT,
    "timeout_seconds": _POSITIVE,
    "variants": _TEXTS,
}
_EXPECTED: Final[Mapping[str, _Test]] = {
    "at": (lambda value: isinstance(value, str), "must be text"),
    "contains": _TEXT,
    "equals": (_is_anything, ""),
    "length": (
        _is_length,
        'must be a whole number, or {"variable": NAME, "otherwise": NUMBER}',
    ),
    "numbers_between": (_is_pair, "must be two numbers, the lower one first"),
}


class _Reader:
    """Reads one sample and collects what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.faults: list[str] = []
        self._path = path
        self._document: Document | None = None

    def read(self) -> Sample | None:
        """Read the sample; None if it is no JSON object."""
        try:
            self._document = parse_json(read_text(self._path))
        except Unreadable as unreadable:
            self.faults += [finding.at(self._path) for finding in unreadable.findings]
            return None
        content = self._document.data
        if not isinstance(content, dict):
            self._fault([], "must be a JSON object")
            return None
        self._check_keys(content, _KEYS, [])
        if "content_type" not in content:
            self._fault([], "has no content_type, such as application/json")
        body = self._body(content)
        expect = tuple(self._expectations(content.get("expect")))
        return None if self.faults else self._sample(content, body, expect)

    def _sample(
        self, content: Mapping[str, Any], body: bytes, expect: tuple[Expectation, ...]
    ) -> Sample:
        model = self._path.parent.parent.name
        return Sample(
            path=self._path,
            name=f"{model}/{self._path.stem}",
            body=body,
            content_type=content["content_type"],
            accept=content.get("accept"),
            models=tuple(content.get("models", (model,))),
            endpoints=tuple(content.get("endpoints", _EVERY)),
            variants=tuple(content.get("variants", _EVERY)),
            target_model=content.get("target_model"),
            target_container=content.get("target_container"),
            expect=expect,
            max_latency_ms=content.get("max_latency_ms"),
            timeout_seconds=content.get("timeout_seconds", _TIMEOUT_SECONDS),
        )

    def _body(self, content: Mapping[str, Any]) -> bytes:
        given: Place = [key for key in _BODIES if key in content]
        if len(given) != 1:
            got = " and ".join(map(str, given)) or "none of them"
            self._fault(given[-1:], f"needs one of {', '.join(_BODIES)}, got {got}")
            return b""
        if "body" in content:
            return json.dumps(content["body"]).encode()
        if "text" in content:
            return str(content["text"]).encode()
        file = self._path.parent / str(content["body_file"])
        try:
            return file.read_bytes()
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self._fault(["body_file"], f"{file} cannot be read ({reason})")
            return b""

    def _expectations(self, given: Any) -> Iterator[Expectation]:
        for index, item in enumerate(given if isinstance(given, list) else ()):
            place: Place = ["expect", index]
            if not isinstance(item, dict):
                self._fault(place, f"must be an object, got {json.dumps(item)}")
                continue
            before = len(self.faults)
            self._check_keys(item, _EXPECTED, place)
            if not item.keys() - {"at"}:
                given = ", ".join(key for key in _EXPECTED if key != "at")
                self._fault(place, f"expects nothing: give one of {given}")
            if len(self.faults) == before:
                yield _expectation(item)

    def _check_keys(
        self, content: Mapping[str, Any], keys: Mapping[str, _Test], place: Place
    ) -> None:
        for key, value in content.items():
            if key not in keys:
                near = ", ".join(nearest(key, keys)) or ", ".join(keys)
                self._fault([*place, key], f"is no key of a sample; nearest: {near}")
                continue
            holds, must = keys[key]
            if not holds(value):
                self._fault([*place, key], f"{must}, got {json.dumps(value)}")

    def _fault(self, place: Place, message: str) -> None:
        line = self._document.lines.of(place) if self._document is not None else None
        where = f"{self._path}:{line}" if line is not None else f"{self._path}"
        label = ".".join(map(str, place)) or "the sample"
        self.faults.append(f"{where}: {label} {message}")


def _expectation(item: Mapping[str, Any]) -> Expectation:
    given = dict(item)
    length, bounds = given.pop("length", None), given.pop("numbers_between", None)
    return Expectation(
        length=FromVariable(**length) if isinstance(length, dict) else length,
        numbers_between=(bounds[0], bounds[1]) if bounds is not None else None,
        **given,
    )

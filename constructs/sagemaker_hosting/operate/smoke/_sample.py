"""Defines a sample: a request, and what its answer must be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from sagemaker_hosting.operate.smoke._expectation import (
    Expectation,
    NotParsed,
    media_type,
    parsed,
)

if TYPE_CHECKING:
    from sagemaker_hosting.operate.smoke._target import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """Defines a request to a model, and what the answer must be.

    Attributes:
        path: the file that states it.
        name: what to call it: `nlinear/week`, of `nlinear/samples/week.json`.
        body: the request.
        content_type: of the request.
        accept: what the answer shall be; it is then checked to be that.
        models: which models answer it: patterns of names, in which case, `-` and `_` do not count.
        endpoints: patterns of the endpoints that it is sent to, likewise.
        variants: patterns of the variants that it is sent to, likewise.
        target_model: the artifact that answers, of a model that serves many.
        target_container: the container that answers, of a model whose containers are called one
            by one.
        expect: what the answer must be.
        max_latency_ms: how long an answer may take, unless whoever asks says so; None = any time.
        timeout_seconds: how long the answer of an asynchronous endpoint is waited for.
    """

    path: Path
    name: str
    body: bytes
    content_type: str
    accept: str | None
    models: tuple[str, ...]
    endpoints: tuple[str, ...]
    variants: tuple[str, ...]
    target_model: str | None
    target_container: str | None
    expect: tuple[Expectation, ...]
    max_latency_ms: float | None
    timeout_seconds: float

    def is_for(self, target: Target) -> bool:
        """Tell whether it is a request to a target."""
        return (
            _any_matches(self.models, target.models)
            and _any_matches(self.endpoints, target.endpoint_names)
            and _any_matches(self.variants, (target.label,))
            and (self.target_model is not None) is target.serves_many_models
            and (self.target_container is not None) is target.calls_containers
        )

    def faults_of(
        self, body: bytes, content_type: str, variables: Mapping[str, str]
    ) -> tuple[str, ...]:
        """Find what is otherwise than it must be in an answer.

        Args:
            body: the answer.
            content_type: what the answer says that it is.
            variables: those of the container that answered.
        """
        if self.accept is not None and not _accepts(self.accept, content_type):
            return (f"the answer is {content_type}, {self.accept} was asked for",)
        try:
            content = parsed(body, content_type)
        except NotParsed as problem:
            return (str(problem),)
        return tuple(f for e in self.expect for f in e.faults(content, variables))


def _any_matches(patterns: tuple[str, ...], names: tuple[str, ...]) -> bool:
    plain = [_plain(name) for name in names]
    return any(fnmatchcase(name, _plain(pattern)) for pattern in patterns for name in plain)


def _plain(text: str) -> str:
    """A name as it is compared: `nlinear-fresh` in a file is `NlinearFresh` in a template."""
    return re.sub(r"[-_.]", "", text).lower()


def _accepts(accept: str, content_type: str) -> bool:
    wishes = [media_type(wish) for wish in accept.split(",")]
    return any(fnmatchcase(media_type(content_type), wish) for wish in wishes)

"""Reads what the address of a container image tells: the registry, the repository, the version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sagemaker_hosting._data import read_table

GAP: Final = "\0"
"""Stands in an address for a part that is not known."""

_ECR: Final = re.compile(
    r"(?P<account>[\d\0]+)\.dkr[.-]ecr(?:-fips)?\.(?P<region>[a-z0-9\0-]+)\.(?P<suffix>[a-z0-9.\0-]+)"
)
_CUDA: Final = re.compile(r"cu\d{2,3}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageAddress:
    """Defines the address of an image; None stands for what is not known or not there.

    Attributes:
        host: the registry's; `docker.io` where the address names none.
        is_in_ecr: whether it lies in a private registry of Amazon ECR; None if that is not known.
        account: the account of such a registry.
        region: the Region of such a registry.
        repository: without the host.
        tag: such as `2.6.0-cpu-py312`.
        digest: such as `sha256:...`.
        has_version: whether it names a tag or a digest; None if that is not known.
    """

    host: str | None
    is_in_ecr: bool | None
    account: str | None
    region: str | None
    repository: str | None
    tag: str | None
    digest: str | None
    has_version: bool | None

    @property
    def is_of_aws(self) -> bool | None:
        """Whether AWS publishes it; None if the account is not known."""
        if self.is_in_ecr is False:
            return False
        return self.account in _accounts() if self.account is not None else None

    @property
    def is_built_in_algorithm(self) -> bool:
        """Whether it is an image of a built-in algorithm, as far as its address tells."""
        return self.is_of_aws is not False and self.repository in _table()["algorithms"]

    @property
    def needs_network(self) -> bool:
        """Whether AWS documents that its containers do not run isolated."""
        beginnings: Iterable[str] = _table()["without_network_isolation"]
        return self.repository is not None and self.repository.startswith(tuple(beginnings))

    @property
    def architecture(self) -> str | None:
        """What an image of AWS is built for, `x86_64` or `arm64`; None if that is not known."""
        if not self.is_of_aws or self.repository is None:
            return None
        words: Iterable[str] = _table()["arm64"]
        if any(self.repository.endswith(f"-{w}") or w in (self.tag or "") for w in words):
            return "arm64"
        is_told = self.tag is not None and self.repository in _table()["x86_64"]
        return "x86_64" if is_told else None

    @property
    def device(self) -> str | None:
        """What an image of AWS computes on: `cpu`, `gpu` or `neuron`; None if that is not known.

        The built-in algorithms have images that serve on both CPUs and GPUs.
        """
        if not self.is_of_aws or self.repository is None or self.is_built_in_algorithm:
            return None
        words = {*self.repository.split("-"), *(self.tag or "").split("-")}
        kinds: Mapping[str, Iterable[str]] = _table()["devices"]
        named = next((kind for kind, marks in kinds.items() if not words.isdisjoint(marks)), None)
        return named if named is not None else "gpu" if any(map(_CUDA.fullmatch, words)) else None


@cache
def read_address(text: str) -> ImageAddress:
    """Read the address of an image.

    Docker takes what stands before the first slash for a host if it has a dot or a colon, or is
    `localhost`; without one, the image is Docker Hub's.

    Args:
        text: `registry/repository[:tag][@digest]`, with `GAP` for each part that is not known.
    """
    first, slash, rest = text.partition("/")
    ecr = _ECR.fullmatch(first) if slash else None
    if ecr is not None:
        is_in_ecr = GAP in ecr["suffix"] or ecr["suffix"] in _suffixes()
        return _address(
            rest,
            host=first,
            is_in_ecr=is_in_ecr,
            account=ecr["account"] if is_in_ecr else None,
            region=ecr["region"] if is_in_ecr else None,
        )
    if GAP in first:
        return _address(text, host=None, is_in_ecr=None)
    is_host = slash and (first == "localhost" or not {".", ":"}.isdisjoint(first))
    if is_host:
        return _address(rest, host=first, is_in_ecr=False)
    return _address(text, host="docker.io", is_in_ecr=False)


def _address(
    path: str,
    *,
    host: str | None,
    is_in_ecr: bool | None,
    account: str | None = None,
    region: str | None = None,
) -> ImageAddress:
    name, at, digest = path.partition("@")
    folder, slash, last = name.rpartition("/")
    base, colon, tag = last.partition(":")
    repository = f"{folder}{slash}{base}"
    has_version: bool | None = bool(at or colon)
    if not has_version and path.endswith(GAP):
        has_version = None
    return ImageAddress(
        host=_known(host),
        is_in_ecr=is_in_ecr,
        account=_known(account),
        region=_known(region),
        repository=_known(repository) if host is not None else None,
        tag=_known(tag) if colon else None,
        digest=_known(digest) if at else None,
        has_version=has_version,
    )


def _known(text: str | None) -> str | None:
    return text if text is not None and GAP not in text else None


@cache
def _suffixes() -> frozenset[str]:
    partitions: Mapping[str, Mapping[str, Any]] = read_table("partitions")["partitions"]
    dual_stack: list[str] = _table()["dual_stack_suffixes"]
    return frozenset((*(row["dns_suffix"] for row in partitions.values()), *dual_stack))


@cache
def _accounts() -> frozenset[str]:
    return frozenset(_table()["accounts"])


def _table() -> Mapping[str, Any]:
    return read_table("aws_images")

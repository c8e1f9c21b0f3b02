"""The library's own module for jsii's Node process: the folder `_node`, see docs/decisions/0016.

Importing this loads it, as the packages that jsii generates do.
"""

from __future__ import annotations

import io
import json
import tarfile
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import aws_cdk as cdk  # noqa: F401  # Node has to know what ours builds on
import jsii

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constructs import Construct

_FOLDER = files("sagemaker_endpoints.common").joinpath("_node")
# What jsii unpacks, by the names that the files have here.
_FILES = {"package.json": "package.json", "assembly.json": ".jsii", "index.js": "index.js"}

DEFINITIONS = "sagemaker-endpoints.Definitions"
MODEL = "sagemaker-endpoints.Model"
ENDPOINT = "sagemaker-endpoints.Endpoint"


class Answers(metaclass=jsii.JSIIMeta, jsii_type="sagemaker-endpoints.Answers"):
    """Whom Node asks for what Python knows of a construct."""

    def __init__(self) -> None:
        jsii.create(Answers, self, [])

    @jsii.member(jsii_name="answer")
    def answer(self, construct: Construct, member: str, given: Sequence[Any] | None) -> Any:
        """The value of a property, or what a method returns for what is *given*."""
        raise NotImplementedError


class _Answers(Answers):
    def answer(self, construct: Construct, member: str, given: Sequence[Any] | None = None) -> Any:
        value = getattr(construct, member)
        answered = value if given is None else value(*given)
        if answered is None:
            what = member if given is None else f"{member}()"
            raise TypeError(f"{type(construct).__name__} {construct.node.path!r}: {what} is None")
        return answered


def tarball() -> bytes:
    """The module as npm packs it, the same bytes at every run: jsii caches it by them."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, name_inside in _FILES.items():
            content = _FOLDER.joinpath(name).read_bytes()
            entry = tarfile.TarInfo(f"package/{name_inside}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _load() -> Answers:
    package = json.loads(_FOLDER.joinpath("package.json").read_text(encoding="utf-8"))
    with TemporaryDirectory() as folder:
        file = Path(folder, "sagemaker-endpoints.tar")
        file.write_bytes(tarball())
        jsii.kernel.load(package["name"], package["version"], str(file))
    return _Answers()


_ANSWERS = _load()

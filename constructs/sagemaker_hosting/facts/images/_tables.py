"""Reads the SageMaker SDK's tables of images as data, without importing the SDK."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

Row = Mapping[str, Any]

INFERENCE = "inference"
GRAVITON = "inference_graviton"


@cache
def framework_names() -> tuple[str, ...]:
    """List the frameworks that have inference images."""
    names = sorted(path.stem for path in _folder().glob("*.json"))
    return tuple(name for name in names if read_scope(name) is not None)


@cache
def read_scope(framework: str, scope: str = INFERENCE) -> Row | None:
    """Read a framework's images of a scope; None if it has none.

    A row of the result is a version; where the SDK writes one row for training and inference,
    it is that.
    """
    config = read_config(framework)
    if config is None:
        return None
    if "versions" in config:
        return config if scope in config.get("scope", ()) else None
    return cast("Row | None", config.get(scope))


@cache
def read_config(framework: str) -> Row | None:
    """Read a framework's table; None if the SDK has no such table."""
    path = _folder() / f"{framework}.json"
    # A name that holds a path is not looked for elsewhere.
    if path.parent != _folder() or not path.is_file():
        return None
    return cast("Row", json.loads(path.read_text(encoding="utf-8")))


def registries() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Read every repository with its accounts per Region, once per row of every table."""
    for path in sorted(_folder().glob("*.json")):
        yield from _registries_of(read_config(path.stem))


def _registries_of(node: object) -> Iterator[tuple[str, Mapping[str, str]]]:
    if not isinstance(node, dict):
        return
    if "registries" in node:
        yield node["repository"], node["registries"]
        return
    for child in node.values():
        yield from _registries_of(child)


@cache
def _folder() -> Path:
    # Only the top level: find_spec imports the parents of a dotted name, here for seconds.
    spec = find_spec("sagemaker")
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        folder = Path(place, "core", "image_uri_config")
        if folder.is_dir():
            return folder
    raise ModuleNotFoundError(
        "framework images are looked up in the tables of the SageMaker SDK, which is not "
        "installed: pip install sagemaker-core"
    )

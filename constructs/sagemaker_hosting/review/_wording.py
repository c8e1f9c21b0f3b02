"""Writes values of templates for people: short, and the same in each run."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.review._written import replaced, written_at

if TYPE_CHECKING:
    from sagemaker_hosting.view import Node, Resource

_HASH: Final = re.compile(r"[0-9a-f]{32,}")
_ASSET: Final = re.compile(
    r"(?:s3://|https://s3\.[^/]+/)[^/]*cdk-[^/]*-assets-[^/]*/(?:.*/)?([0-9a-f]{16,})\.[\w.]+$"
)
_REGISTRY: Final = re.compile(r"[^/]+\.dkr\.ecr[^/]*/")
_SHOWN_OF_HASH: Final = 12


def told(node: Node) -> str | None:
    """Write a whole value; None if it is not given. What only AWS will know stands as written."""
    if node.is_absent:
        return None
    if node.text is not None:
        return node.text
    written = written_at(node, plain)
    return plain(written) if written is not None else str(node)


def plain(raw: Any) -> str:
    """Write a value as `Fn::Sub` would: `${Key.Arn}` for an attribute, the rest as JSON."""
    if isinstance(raw, str):
        return raw
    if raw is None or isinstance(raw, bool):
        return "nothing" if raw is None else json.dumps(raw)
    if isinstance(raw, int | float):
        return str(raw)
    if isinstance(raw, Mapping) and len(raw) == 1:
        function, argument = next(iter(raw.items()))
        known = _function(function, argument)
        if known is not None:
            return known
    if isinstance(raw, list):
        return ", ".join(plain(item) for item in raw)
    return json.dumps(raw, sort_keys=True)


def is_text(raw: Any) -> bool:
    """Tell whether a value is a function that `plain` writes as text: `Ref`, `Fn::Join`, ..."""
    if not isinstance(raw, Mapping) or len(raw) != 1:
        return False
    return _function(*next(iter(raw.items()))) is not None


def canonical(raw: Any) -> str:
    """Write a value so that equal ones are equal, by whatever function, lists in any order."""
    return json.dumps(_ordered(raw), sort_keys=True)


def short_hashes(text: str) -> str:
    """Cut long hashes: the first digits tell them apart."""
    return _HASH.sub(lambda match: f"{match[0][:_SHOWN_OF_HASH]}…", text)


def artifact(uri: str) -> str:
    """Write the place of an artifact: one that CDK uploads by the hash that it is named by."""
    asset = _ASSET.match(uri)
    return f"asset {asset[1][:_SHOWN_OF_HASH]}…" if asset else short_hashes(uri)


def image(uri: str) -> str:
    """Write an image without its registry."""
    return short_hashes(_REGISTRY.sub("", uri, count=1))


def has_version(uri: str) -> bool:
    """Tell whether an image names a version: a digest, or a tag that is not `latest`."""
    name = uri.rpartition("/")[2]
    if "@" in name:
        return True
    _, colon, tag = name.partition(":")
    return bool(colon) and tag != "latest"


def path_of(resource: Resource) -> str:
    """Name a resource: by its construct, else by its template and its key there."""
    own = resource.stack.template.construct_path(resource.logical_id)
    if own is None:
        return f"{resource.stack.template.name}/{resource.logical_id}"
    return own.removesuffix("/Resource")


def counted(number: int, noun: str) -> str:
    """Write `1 endpoint`, `2 endpoints`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def span(low: int | float | None, high: int | float | None) -> str:
    """Write a range of counts: `2`, `1 to 4`, `1 to ?`."""
    if low == high:
        return "?" if low is None else f"{low:g}"
    return f"{'?' if low is None else f'{low:g}'} to {'?' if high is None else f'{high:g}'}"


def _function(name: str, argument: Any) -> str | None:
    if name == "Fn::Join":
        return _joined(argument)
    if name == "Fn::Sub":
        return _substituted(argument)
    inside = _referred(name, argument)
    return None if inside is None else f"${{{inside}}}"


def _joined(argument: Any) -> str | None:
    match argument:
        case [delimiter, list(parts)]:
            return str(delimiter).join(plain(part) for part in parts)
    return None


def _substituted(argument: Any) -> str | None:
    match argument:
        case str(pattern):
            return pattern
        case [str(pattern), Mapping() as own]:
            return replaced(pattern, own, plain)
    return None


def _referred(name: str, argument: Any) -> str | None:
    if name == "Ref":
        return str(argument)
    if name == "Fn::GetAtt":
        return ".".join(map(str, argument)) if isinstance(argument, list) else str(argument)
    if name == "Fn::ImportValue":
        return plain(argument)
    if name == "Fn::GetStackOutput" and isinstance(argument, Mapping):
        return f"{argument.get('StackName')}.{argument.get('OutputName')}"
    return None


def _ordered(raw: Any) -> Any:
    if is_text(raw):
        return plain(raw)
    if isinstance(raw, Mapping):
        return {str(key): _ordered(value) for key, value in raw.items()}
    if isinstance(raw, list):
        return sorted(
            (_ordered(item) for item in raw), key=lambda item: json.dumps(item, sort_keys=True)
        )
    return raw

"""Finds what the metadata of a cloud assembly tell of a stack's constructs."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._template import Acknowledgement
from sagemaker_hosting.templates._text import read_text
from sagemaker_hosting.templates._unusable import Unreadable

_LOGICAL_ID = "aws:cdk:logicalId"
_ACKNOWLEDGED = "aws:cdk:acknowledged-rules"


def construct_paths(folder: Path, artifact: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the construct's path of each logical id that a stack's metadata tells.

    The metadata are extra: where they are missing or broken, nothing is told.

    Args:
        folder: The assembly.
        artifact: The stack in its manifest.
    """
    return {str(data): path for path, data in _entries(folder, artifact, _LOGICAL_ID)}


def acknowledgements(folder: Path, artifact: Mapping[str, Any]) -> Sequence[Acknowledgement]:
    """Give what a stack's metadata tell of acknowledged findings.

    Args:
        folder: The assembly.
        artifact: The stack in its manifest.
    """
    return tuple(
        Acknowledgement(path=path, rule=str(rule), reason=str(reason))
        for path, data in _entries(folder, artifact, _ACKNOWLEDGED)
        if isinstance(data, dict)
        for rule, reason in data.items()
    )


def _entries(folder: Path, artifact: Mapping[str, Any], kind: str) -> Iterator[tuple[str, Any]]:
    for metadata in (artifact.get("metadata"), _additional(folder, artifact)):
        if not isinstance(metadata, dict):
            continue
        for path, entries in metadata.items():
            for entry in entries if isinstance(entries, list) else []:
                if isinstance(entry, dict) and entry.get("type") == kind:
                    yield path.removeprefix("/"), entry.get("data")


def _additional(folder: Path, artifact: Mapping[str, Any]) -> Any:
    file = artifact.get("additionalMetadataFile")
    if not isinstance(file, str):
        return None
    try:
        return parse_json(read_text(folder / file)).data
    except Unreadable:
        return None

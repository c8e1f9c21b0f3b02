"""Finds the constructs behind a stack's resources in the metadata of a cloud assembly."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sagemaker_hosting.templates._json import parse_json
from sagemaker_hosting.templates._text import read_text
from sagemaker_hosting.templates._unusable import Unreadable

_LOGICAL_ID = "aws:cdk:logicalId"


def construct_paths(folder: Path, artifact: Mapping[str, Any]) -> Mapping[str, str]:
    """Give the construct's path of each logical id that a stack's metadata tells.

    The metadata are extra: where they are missing or broken, nothing is told.

    Args:
        folder: The assembly.
        artifact: The stack in its manifest.
    """
    paths: dict[str, str] = {}
    for metadata in (artifact.get("metadata"), _additional(folder, artifact)):
        if not isinstance(metadata, dict):
            continue
        for path, entries in metadata.items():
            for entry in entries if isinstance(entries, list) else []:
                if isinstance(entry, dict) and entry.get("type") == _LOGICAL_ID:
                    paths[str(entry.get("data"))] = path.removeprefix("/")
    return paths


def _additional(folder: Path, artifact: Mapping[str, Any]) -> Any:
    file = artifact.get("additionalMetadataFile")
    if not isinstance(file, str):
        return None
    try:
        return parse_json(read_text(folder / file)).data
    except Unreadable:
        return None

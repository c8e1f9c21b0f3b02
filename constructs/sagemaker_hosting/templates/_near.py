"""Finds the paths that a path which leads nowhere was perhaps meant to be."""

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates._unusable import quoted, shown

_SKIPPED = ("node_modules", "__pycache__")
_SUFFIXES = (".json", ".yaml", ".yml", ".template")
_LIKENESS = 0.6
_MOST = 2_000  # entries that are looked at: a slip of the hand is not worth a walk through a disk


def is_folder(path: Path) -> bool:
    """Tell whether there is a folder; one that may not be looked at is none."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def missing(path: Path) -> str:
    """Word that there is nothing at a path, with the names that were perhaps meant."""
    parent, wanted = _last_step(path)
    if parent is None:
        return "there is no such file or folder; name one that exists"
    if (instead := _what_is_there(parent / wanted)) is not None:
        return f"{instead}; name a path that exists"
    alike = alike_paths(path)
    hint = f"perhaps {' or '.join(alike)} is meant" if alike else "name one that exists"
    return f"there is no such file or folder ({quoted(wanted)} is not in {shown(parent)}); {hint}"


def _what_is_there(step: Path) -> str | None:
    """Tell what stands where a path goes on: a link to nothing, or a file that it leads through."""
    try:
        if step.is_symlink():
            target = quoted(os.fspath(step.readlink()))
            return f"{shown(step)} is a link to {target}, which is not there"
        return f"{shown(step)} is a file, and nothing can be in it" if step.exists() else None
    except (OSError, ValueError):
        return None


def alike_paths(path: Path) -> list[str]:
    """Find the paths most like one that leads nowhere: beside it, or a folder further down."""
    parent, wanted = _last_step(path)
    if parent is None:
        return []
    # A template goes by its name without suffix as well, a folder by its last name.
    beside = {entry.name: entry for entry in _entries(parent, hidden=wanted.startswith("."))}
    folders = sorted(entry for entry in beside.values() if is_folder(entry))
    further = sorted(islice((e for folder in folders for e in _entries(folder)), _MOST))
    files = {e.stem: e for e in further if e.name.lower().endswith(_SUFFIXES)}
    named = files | {e.name: e for e in further if is_folder(e)} | beside
    return [shown(named[name]) for name in nearest(wanted, named, likeness=_LIKENESS)]


def _last_step(path: Path) -> tuple[Path | None, str]:
    """Tell the nearest folder above that is there, and what it has not."""
    parent = next((folder for folder in path.parents if is_folder(folder)), None)
    if parent is None:
        return None, path.name
    return parent, path.relative_to(parent).parts[0] if path != parent else path.name


def _entries(folder: Path, *, hidden: bool = False) -> Iterator[Path]:
    try:
        for entry in folder.iterdir():
            if entry.name not in _SKIPPED and (hidden or not entry.name.startswith(".")):
                yield entry
    except OSError:
        return

"""Finds what people name by an environment: its file, and its templates."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates import UnusableInput
from sagemaker_hosting.templates._near import alike_paths, is_folder
from sagemaker_hosting.templates._text import is_file, is_there
from sagemaker_hosting.templates._unusable import quoted

_FILES: Final = Path("environments")
_TEMPLATES: Final = Path("templates")


def file_of(name: str) -> Path | None:
    """Find the file of an environment; None if there is none, or a path of that name is there."""
    file = _FILES / f"{name}.yaml"
    return file if not _is_path(name) and is_file(file) else None


def templates_of(name: str) -> Path:
    """Find the templates of an environment that has a file.

    Raises:
        UnusableInput: nobody has written them.
    """
    folder = _TEMPLATES / name
    if not is_there(folder):
        fault = f"{folder}: the environment {name} has no templates there yet"
        raise UnusableInput([f"{fault}; write them (make templates), or name cdk.out"])
    return folder


def unknown_name(name: str, *, commands: tuple[str, ...] = ()) -> str | None:
    """Word that a name is neither a path nor an environment; None if it is, or reads as a path.

    Args:
        name: what was given.
        commands: what else may be meant.
    """
    if not name or _is_path(name) or Path(name).name != name or Path(name).suffix:
        return None
    known = environments()
    near = list(nearest(name, [*known, *commands]))
    # An environment's own templates are no other suggestion.
    near += [path for path in alike_paths(Path(name)) if Path(path).stem not in near]
    root = root_above()
    hint = f"nearest: {', '.join(near)}" if near else ""
    if known and not near:
        hint = f"environments are {', '.join(known)}"
    if root is not None:
        hint = f"the project's root is {root}: run it there"
    what = f"{quoted(name)} is no environment, and there is no such file or folder"
    return f"{what}; {hint or 'name one that exists'}"


def unusable(problem: UnusableInput, paths: Iterable[str]) -> str:
    """Word that paths hold no usable templates; a project as a whole is more than its templates.

    Args:
        problem: what is wrong.
        paths: what was named.
    """
    for path in paths:
        if not is_folder(Path(path)) or not environments(Path(path)):
            continue
        if Path(path).resolve() == Path.cwd():
            return f"{problem}\nthis folder is the project's root: name its templates or cdk.out"
        named = f"run it there, or name {Path(path) / _TEMPLATES}"
        return f"{problem}\nthe project's root is {path}: {named}"
    return str(problem)


def environments(root: Path = Path()) -> list[str]:
    """Name the environments of a project: those with a file.

    Args:
        root: the project's folder.
    """
    files = root / _FILES
    try:
        return sorted(file.stem for file in files.glob("*.yaml")) if is_folder(files) else []
    except OSError:
        return []


def root_above() -> str | None:
    """Find the project that the current folder lies in; None if it lies in none, or is its root."""
    if environments():
        return None
    above = (folder for folder in Path.cwd().parents if environments(folder))
    root = next(above, None)
    return os.path.relpath(root) if root is not None else None


def _is_path(name: str) -> bool:
    return name == "-" or is_there(Path(name))

"""Reads the templates that lie in a folder."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from sagemaker_hosting.templates._assembly import is_assembly, read_assembly
from sagemaker_hosting.templates._near import is_folder
from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._reading import Reading, Stack
from sagemaker_hosting.templates._structure import looks_like_a_template
from sagemaker_hosting.templates._text import LARGEST, decode, read_bytes
from sagemaker_hosting.templates._unusable import Unreadable

_SUFFIXES = (".json", ".yaml", ".yml", ".template")
_WRITTEN_BY_CDK = ("cdk.out", "manifest.json", "tree.json", "validation-report.json")
_SKIPPED = ("node_modules",)
# Other data is neither parsed nor faulted: only what has this key, at the margin if it is YAML.
_WORDS = tuple("Resources".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_RESOURCES = re.compile(r"\"Resources\"\s*:|^[\"']?Resources[\"']?\s*:|[{,]\s*Resources\s*:", re.M)


def read_folder(reading: Reading, folder: Path) -> None:
    """Read a folder's templates and assemblies, at any depth, in alphabetical order."""
    faults = len(reading.faults)
    found = False
    for path in _entries(reading, folder):
        if is_folder(path):
            read_assembly(reading, path)
            found = True
        else:
            found |= _read_file(reading, path, folder)
    if not found and len(reading.faults) == faults:
        suffixes = ", ".join(_SUFFIXES)
        message = f"the folder holds no template ({suffixes} with Resources); name one that does"
        reading.fault(folder, message)


def plain_name(path: Path) -> str:
    """Write a path without the suffixes of templates: `dev/Demand` for dev/Demand.template.json."""
    stem = path.stem.removesuffix(".template") if path.suffix != ".template" else path.stem
    return path.with_name(stem).as_posix() if stem else path.as_posix()


def _entries(reading: Reading, folder: Path) -> Iterator[Path]:
    """Give the files that may be templates, and the assemblies."""
    folders = [folder]
    found: list[Path] = []
    while folders:
        inside = folders.pop()
        try:
            entries = list(os.scandir(inside))
        except OSError as error:
            message = (
                f"the folder cannot be read: {error.strerror}; give yourself the right to read it"
            )
            reading.fault(inside, message)
            continue
        for entry in entries:
            path = inside / entry.name
            if entry.name.startswith("."):
                continue
            # A link to a folder may lead back up: it is not followed.
            if entry.is_dir(follow_symlinks=False):
                if is_assembly(path):
                    found.append(path)
                elif entry.name not in _SKIPPED and not entry.name.startswith("asset."):
                    folders.append(path)
            elif _may_be_a_template(entry):
                found.append(path)
    return iter(sorted(found, key=lambda path: path.parts))


def _may_be_a_template(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if not name.endswith(_SUFFIXES) or name.endswith(".assets.json") or name in _WRITTEN_BY_CDK:
        return False
    try:
        return entry.is_file() and entry.stat().st_size <= LARGEST
    except PermissionError:  # reading it says so
        return True
    except OSError:  # a link that leads to itself
        return False


def _read_file(reading: Reading, path: Path, folder: Path) -> bool:
    """Read a file that may be a template; tells whether it was one."""
    try:
        data = read_bytes(path)
        if not any(word in data for word in _WORDS):
            return False
        text = decode(data)
        if not _RESOURCES.search(text):
            return False
        document = parse(text, path)
    except Unreadable as unreadable:
        reading.note(path, unreadable.findings)
        return False
    if not looks_like_a_template(document.data):
        return False
    if reading.is_new(path):
        name = plain_name(path.relative_to(folder))
        reading.template(path, document, Stack(name=name, folder=path.parent.as_posix()))
    return True

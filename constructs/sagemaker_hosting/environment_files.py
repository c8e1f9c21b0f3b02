"""Tells whether templates are what an environment file gives, without a synth.

A synth writes digests of the file beside the templates (`VERSION`); whoever reads templates
compares them with the file that lies there now. Times of files tell nothing: git keeps none.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.templates._parse import parse
from sagemaker_hosting.templates._unusable import Unreadable

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

Versions = Mapping[str, Mapping[str, str]]
"""By environment, the digests of the file that templates were synthesized from."""

FOLDER: Final = "environments"
"""Where a project keeps its environment files, beside `templates` and `cdk.out`."""

VERSION: Final = "environment-file.txt"
"""What lies beside the templates of an environment: which version of its file they are of."""

DEPLOYED: Final = "deployed"
"""The digest of what a deploy makes of a file."""

STATED: Final = "stated"
"""The digest of what prices need, and a file can say beside templates: traffic, budget, Region."""

_NAME: Final = "environment"
_LENGTH: Final = 16


def version_told(name: str, content: bytes) -> str:
    """Write what lies beside the templates of an environment.

    Args:
        name: the environment's.
        content: its file.
    """
    told = {_NAME: name, **digests_of(content)}
    lines = [f"# Digests of {file_of(name)}, by which templates of another version are noticed"]
    lines += [f"{key}: {value}" for key, value in told.items()]
    return "\n".join([*lines, ""])


def versions_of(templates: Iterable[Template]) -> Versions:
    """Read what lies beside templates; nothing does beside those that other tools wrote."""
    found: dict[str, Mapping[str, str]] = {}
    for folder in dict.fromkeys(template.path.parent for template in templates):
        try:
            lines = (folder / VERSION).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        told = dict(line.split(": ", 1) for line in lines if ": " in line)
        if _NAME in told:
            found[told[_NAME]] = told
    return found


def digests_of(content: bytes) -> dict[str, str]:
    """Write what an environment file says as two digests.

    Comments, blank lines, quotes and the style of lists do not count, the order of keys does:
    templates keep it.

    Args:
        content: the file, whether it can be read or not.

    Returns:
        `DEPLOYED` and `STATED`, each with 16 hexadecimal digits.
    """
    try:
        data = parse(content.decode("utf-8-sig"), Path("environment.yaml")).data
    except (Unreadable, UnicodeDecodeError):
        digest = hashlib.sha256(content).hexdigest()[:_LENGTH]
        return {DEPLOYED: digest, STATED: digest}
    stated: list[Any] = []
    deployed = _split(data, stated)
    return {DEPLOYED: _digest(deployed), STATED: _digest(stated)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Outdated:
    """Defines an environment whose templates are not what its file gives.

    Attributes:
        environment: its name.
        says: what is the matter, in words that follow the name.
    """

    environment: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentFiles:
    """Defines the environment files of a project.

    Attributes:
        contents: by the environment's name; never empty.
    """

    contents: Mapping[str, bytes]

    @classmethod
    def beside(cls, path: Path) -> EnvironmentFiles | None:
        """Read the files of the project that a path lies in: the nearest above it that has some.

        Args:
            path: templates, a folder of them, or a cloud assembly.
        """
        place = path.absolute()
        for folder in (place, *place.parents):
            found = _read(folder / FOLDER)
            if found:
                return cls(contents=found)
        return None

    def outdated(self, versions: Versions, *, stated: bool = True) -> list[Outdated]:
        """Find the environments whose templates were synthesized from another version of a file.

        Args:
            versions: what lies beside the templates.
            stated: whether traffic, budget and Region count; they do not where those of the file
                hold.
        """
        found = (self._fault(name, of, stated=stated) for name, of in versions.items())
        return [fault for fault in found if fault is not None]

    def without_templates(self, versions: Versions) -> list[Outdated]:
        """Find the environments that have a file, but no templates among those of all.

        Args:
            versions: what lies beside the templates; nothing is found where nothing does.
        """
        missing = sorted(self.contents.keys() - versions.keys()) if versions else []
        return [
            Outdated(environment=name, says=f"has no templates, and there is {file_of(name)}")
            for name in missing
        ]

    def _fault(self, name: str, told: Mapping[str, str], *, stated: bool) -> Outdated | None:
        file, content = file_of(name), self.contents.get(name)
        if content is None:
            return Outdated(environment=name, says=f"has templates, but no {file} any more")
        now = digests_of(content)
        if told.get(DEPLOYED) != now[DEPLOYED]:
            says = f"was synthesized from another version of {file}"
            return Outdated(environment=name, says=says)
        if stated and told.get(STATED) != now[STATED]:
            says = f"was synthesized with another Region, budget or traffic than {file} states"
            return Outdated(environment=name, says=says)
        return None


def file_of(name: str) -> str:
    """Name the file of an environment as people do."""
    return f"{FOLDER}/{name}.yaml"


def _read(folder: Path) -> dict[str, bytes]:
    try:
        paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        return {path.stem: path.read_bytes() for path in paths if not path.name.startswith(".")}
    except OSError:
        return {}


def _split(data: object, stated: list[Any]) -> object:
    """Take traffic, budget and Region out of what a file says."""
    if not isinstance(data, Mapping):
        return data
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if key in ("monthly_budget_usd", "region"):
            stated.append([key, value])
        elif key in ("endpoints", "batch"):
            kept[key] = _each(value, stated, key)
        else:
            kept[key] = value
    return kept


def _each(things: object, stated: list[Any], *place: str) -> object:
    """Take the traffic out of endpoints, inference components or batch transforms."""
    if not isinstance(things, Mapping):
        return things
    kept: dict[str, Any] = {}
    for name, thing in things.items():
        if not isinstance(thing, Mapping):
            kept[name] = thing
            continue
        own: dict[str, Any] = {}
        for key, value in thing.items():
            if key == "traffic":
                stated.append([*place, name, value])
            elif key == "components" and place == ("endpoints",):
                own[key] = _each(value, stated, *place, name, key)
            else:
                own[key] = value
        kept[name] = own
    return kept


def _digest(data: object) -> str:
    # Keys are never sorted: variants are deployed, and stacks listed, in the order of the file.
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]

"""Tells whether templates are what an environment file gives, without a synth.

A synth writes digests of the file beside the templates (`VERSION`); whoever reads templates
compares them with the file that lies there now. Times of files tell nothing: git keeps none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sagemaker_hosting._digests import DEPLOYED, STATED, digests_of

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

FOLDER: Final = "environments"
"""Where a project keeps its environment files, beside `templates` and `cdk.out`."""

VERSION: Final = "environment-file.txt"
"""What lies beside the templates of an environment: which version of its file they are of."""

_NAME: Final = "environment"
_STACKS: Final = "stacks"
_ASSEMBLY: Final = "manifest.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """Defines what lies beside the templates of an environment.

    Attributes:
        digests: of the file that they were synthesized from.
        missing: stacks whose templates the synth wrote, and that are not there.
        unlisted: stacks whose templates are there, and the synth did not write.
    """

    digests: Mapping[str, str]
    missing: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


Versions = Mapping[str, Version]
"""By environment, which version of its file templates were synthesized from."""


def version_told(name: str, content: bytes, *, stacks: Iterable[str]) -> str:
    """Write what lies beside the templates of an environment.

    Args:
        name: the environment's.
        content: its file.
        stacks: the names of its templates, without suffix.
    """
    told = {_NAME: name, **digests_of(content), _STACKS: ", ".join(sorted(stacks))}
    lines = [f"# Digests of {file_of(name)}, by which templates of another version are noticed"]
    lines += [f"{key}: {value}" for key, value in told.items()]
    return "\n".join([*lines, ""])


def versions_of(templates: Iterable[Template]) -> Versions:
    """Read what lies beside templates; nothing does beside those that other tools wrote."""
    found: dict[str, Version] = {}
    for folder in dict.fromkeys(template.path.parent for template in templates):
        try:
            lines = (folder / VERSION).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue
        told = dict(line.split(": ", 1) for line in lines if ": " in line)
        if _NAME in told:
            made, there = _made(told), _there(folder)
            found[told[_NAME]] = Version(
                digests=told,
                missing=tuple(sorted(made - there)) if there else (),
                unlisted=tuple(sorted(there - made)) if made else (),
            )
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Outdated:
    """Defines an environment whose templates are not what its file gives.

    Attributes:
        environment: its name.
        says: what is the matter, in words that follow the name.
        has_file: whether it has a file, which a synth can read.
        is_incomplete: whether it is of its file, but not all templates are there, or too many.
    """

    environment: str
    says: str
    has_file: bool = True
    is_incomplete: bool = False


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

    def _fault(self, name: str, told: Version, *, stated: bool) -> Outdated | None:
        file, content = file_of(name), self.contents.get(name)
        if content is None:
            says = f"has templates, but no {file} any more"
            return Outdated(environment=name, says=says, has_file=False)
        now = digests_of(content)
        if told.digests.get(DEPLOYED) != now[DEPLOYED]:
            says = f"was synthesized from another version of {file}"
            return Outdated(environment=name, says=says)
        if stated and told.digests.get(STATED) != now[STATED]:
            says = f"was synthesized with another Region, budget or traffic than {file} states"
            return Outdated(environment=name, says=says)
        if says := _incomplete(told):
            return Outdated(environment=name, says=says, is_incomplete=True)
        return None


def file_of(name: str) -> str:
    """Name the file of an environment as people do."""
    return f"{FOLDER}/{name}.yaml"


def _incomplete(told: Version) -> str:
    """Say which templates are there and should not be, and the other way; empty if all is well."""
    says = []
    if told.missing:
        says.append(f"lacks {_files(told.missing)}, which the synth wrote")
    if told.unlisted:
        says.append(f"still has {_files(told.unlisted)}, which the synth did not write")
    return ", and ".join(says)


def _files(stacks: Iterable[str]) -> str:
    return ", ".join(f"{stack}.json" for stack in stacks)


def _made(told: Mapping[str, str]) -> set[str]:
    """The stacks that were synthesized; none where nothing tells them."""
    return {name for name in told.get(_STACKS, "").split(", ") if name}


def _there(folder: Path) -> set[str]:
    """The stacks that have a template there; none in a cloud assembly, which is always whole."""
    if (folder / _ASSEMBLY).exists():
        return set()
    return {path.stem for path in folder.glob("*.json")}


def _read(folder: Path) -> dict[str, bytes]:
    try:
        paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
        return {path.stem: path.read_bytes() for path in paths if not path.name.startswith(".")}
    except OSError:
        return {}

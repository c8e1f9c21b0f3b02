"""Reads one side of a review: a path, or a revision of git."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.environment_files import EnvironmentFiles, Versions, versions_of
from sagemaker_hosting.review._git import Repository, UnusableRevision
from sagemaker_hosting.templates import UnusableInput, read_templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sagemaker_hosting.templates import Template

FOLDER: Final = "templates"
"""Where a repository keeps its synthesized templates."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """Defines one side of a review.

    Attributes:
        label: what the user called it.
        templates: what was read.
        files: the environment files beside it; None where there are none.
        versions: of which versions of these files its templates are, as far as they tell it.
        is_revision: whether it is one of git.
        is_whole: whether it is all of a project's `templates/`.
    """

    label: str
    templates: Sequence[Template]
    files: EnvironmentFiles | None = None
    versions: Versions = field(default_factory=dict)
    is_revision: bool = False
    is_whole: bool = False


def read_sides(
    base: str,
    head: str,
    *,
    account: str | None = None,
    region: str | None = None,
    folder: Path | None = None,
) -> tuple[Side, Side]:
    """Read both sides of a review.

    Each side is a path (a template, a folder of templates, a cloud assembly), `.` for the working
    tree, or a revision of git. What exists as a path is taken as one. `REVISION:PATH` names a
    folder or a file in a revision; a revision alone means the same place as the other side if
    the revision has it, else `templates/`. `.` is `templates/` in the current folder if that is
    there, else the current folder.

    Args:
        base: what it is compared with.
        head: what is reviewed.
        account: the account of templates that do not tell theirs.
        region: the Region likewise.
        folder: where to look for the repository; the current folder when left out.

    Raises:
        UnusableInput: templates that cannot be read.
        UnusableRevision: no git, no repository, or a revision that is not there or holds none.
    """
    given = {"account": account, "region": region}
    sides = [
        _read(name, other=other, given=given, folder=folder if folder is not None else Path())
        for name, other in ((base, head), (head, base))
    ]
    return sides[0], sides[1]


def _read(name: str, *, other: str, given: dict[str, str | None], folder: Path) -> Side:
    path = _path(name, folder)
    if path is not None:
        templates = read_templates([path], **given)
        return Side(
            label=name,
            templates=templates,
            files=EnvironmentFiles.beside(path),
            versions=versions_of(templates),
            is_whole=name == "." and path.name == FOLDER,
        )
    if name in ("", "-") or name.startswith("-"):
        msg = f"{name!r} is neither a path nor a revision of git; only paths of files are read"
        raise UnusableRevision(msg)
    repository = Repository.around(folder, wanted=name)
    revision, colon, place = name.partition(":")
    repository.commit(revision)
    if not colon:
        beside = _path(other, folder)
        same = _place_in(repository, beside) if beside is not None else other.partition(":")[2]
        place = same if same and repository.kind(revision, same) is not None else FOLDER
    with TemporaryDirectory(prefix="endpoints-review-") as kept:
        target = repository.extract(revision, place, Path(kept))
        try:
            templates = read_templates([target], **given)
        except UnusableInput as unusable:
            # People know the revision, not the folder that it was taken to.
            shown = f"{revision}:{place.rstrip('/')}"
            faults = (fault.replace(str(target), shown) for fault in unusable.faults)
            raise UnusableInput(faults) from unusable
        for template in templates:
            _read_metadata(template)
        versions = versions_of(templates)
    contents = repository.environment_files(revision, place)
    return Side(
        label=name,
        templates=templates,
        files=EnvironmentFiles(contents=contents) if contents else None,
        versions=versions,
        is_revision=True,
        is_whole=place.strip("/") == FOLDER,
    )


def _read_metadata(template: Template) -> None:
    """Have an assembly's metadata read while its folder is there: templates do it when asked."""
    _ = template.acknowledgements
    template.construct_path("")


def _path(name: str, folder: Path) -> Path | None:
    """The path that a name means, if there is one."""
    if name == ".":
        kept = folder / FOLDER
        return kept if kept.is_dir() else folder
    path = folder / name
    try:
        return path if name and path.exists() else None
    except PermissionError:  # reading it says so
        return path
    except (OSError, ValueError):  # too long, or a null byte: no path
        return None


def _place_in(repository: Repository, path: Path) -> str | None:
    """Write a path as git does, if it lies in the repository."""
    try:
        return path.resolve().relative_to(repository.top.resolve()).as_posix()
    except ValueError:
        return None

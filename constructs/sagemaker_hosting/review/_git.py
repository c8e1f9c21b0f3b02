"""Takes templates out of revisions of a git repository; changes nothing in it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from sagemaker_hosting.environment_files import FOLDER, VERSION
from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.templates._near import alike_paths

_SUFFIXES: Final = (".json", ".yaml", ".yml", ".template")
_A_FOLDER: Final = "tree"


class UnusableRevision(Exception):  # noqa: N818  # named for what it says, as UnusableInput
    """Tells why a revision cannot be read, and what can."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """Defines a git repository.

    Attributes:
        top: its outermost folder.
        folder: where the user is.
    """

    top: Path
    folder: Path

    @classmethod
    def around(cls, folder: Path, *, wanted: str) -> Repository:
        """Find the repository that a folder lies in.

        Args:
            folder: where to look.
            wanted: what the user asked for, for the message.

        Raises:
            UnusableRevision: git is not installed, or there is no repository.
        """
        done = _git(folder, "rev-parse", "--show-toplevel", wanted=wanted)
        if done.returncode:
            near = alike_paths(folder / wanted)
            hint = f"nearest: {', '.join(near)}" if near else "name a template, or a folder of them"
            msg = (
                f"{wanted!r} is no path, and no revision either, because this folder is in no git "
                f"repository ({_said(done)}); {hint}"
            )
            raise UnusableRevision(msg)
        return cls(top=Path(os.fsdecode(done.stdout).rstrip("\n")), folder=folder)

    def commit(self, revision: str) -> str:
        """Find the commit of a revision.

        Raises:
            UnusableRevision: there is none of that name.
        """
        done = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if not revision or done.returncode:
            if self._is_empty:
                msg = (
                    f"{revision!r} is no path, and no revision either: this repository has no "
                    "commit yet; commit the templates, or name a folder of them"
                )
                raise UnusableRevision(msg)
            names = [*alike_paths(self.folder / revision), *nearest(revision, self._names)]
            near = f"nearest: {', '.join(names)}; a" if names else "a"
            msg = (
                f"{revision!r} is neither a path nor a revision of this repository; {near} branch "
                "of the remote may have to be fetched first"
            )
            raise UnusableRevision(msg)
        return done.stdout.decode().strip()

    def kind(self, revision: str, place: str) -> str | None:
        """Tell what lies at a place of a revision: `tree`, `blob`, or None."""
        done = self._git("cat-file", "-t", f"{revision}:{_clean(place)}")
        return None if done.returncode else done.stdout.decode().strip()

    def extract(self, revision: str, place: str, into: Path) -> Path:
        """Write what lies at a place of a revision to a folder.

        Args:
            revision: a revision that is there.
            place: a folder or a file, relative to the outermost folder.
            into: an empty folder.

        Returns:
            Where it is now, under its own name, in a folder of the name that it lies in.

        Raises:
            UnusableRevision: nothing lies there.
        """
        place = _clean(place)
        kind = self.kind(revision, place)
        if kind is None:
            raise UnusableRevision(self._nothing(revision, place))
        # Templates that do not name their environment are called by the folder they lie in.
        whole = PurePosixPath(place or "templates")
        target = into / (whole.parent.name or self.top.name) / whole.name
        target.parent.mkdir()
        if kind != _A_FOLDER:
            target.write_bytes(self._content(f"{revision}:{place}"))
            return target
        target.mkdir()
        for name, content in self._files(revision, place):
            file = target / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return target

    def environment_files(self, revision: str, place: str) -> dict[str, bytes]:
        """Read the environment files of a revision, by name: the nearest above a place.

        Args:
            revision: a revision that is there.
            place: a folder or a file in it.
        """
        inside = PurePosixPath(_clean(place))
        for folder in (inside, *inside.parents):
            files = str(folder / FOLDER)
            if self.kind(revision, files) != _A_FOLDER:
                continue
            found = self._files(revision, files)
            contents = {n.stem: c for n, c in found if n.suffix == ".yaml" and len(n.parts) == 1}
            if contents:
                return contents
        return {}

    def _files(self, revision: str, place: str) -> list[tuple[PurePosixPath, bytes]]:
        """The templates, and the other JSON and YAML, below a folder: all by one process."""
        import io  # noqa: PLC0415  # only for revisions
        import tarfile  # noqa: PLC0415  # likewise

        patterns = [*(f":(glob,icase)**/*{suffix}" for suffix in _SUFFIXES), f":(glob)**/{VERSION}"]
        listed = self._git("ls-tree", "-r", "--name-only", "-z", f"{revision}:{place}")
        if not any(name.lower().endswith(_SUFFIXES) for name in _names_in(listed.stdout)):
            return []
        done = self._git("archive", "--format=tar", f"{revision}:{place}", *patterns)
        if done.returncode:
            done = self._git("archive", "--format=tar", f"{revision}:{place}")
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            return [
                (PurePosixPath(member.name), content.read())
                for member in archive
                if member.isfile() and (content := archive.extractfile(member)) is not None
            ]

    def _nothing(self, revision: str, place: str) -> str:
        listed = self._git("ls-tree", "-r", "--name-only", "-z", revision)
        folders = {
            str(folder)
            for name in _names_in(listed.stdout)
            if name.lower().endswith(_SUFFIXES)
            for folder in PurePosixPath(name).parents
            if folder.name
        }
        near = ", ".join(f"{revision}:{name}" for name in nearest(place, folders))
        told = f"; nearest folders with JSON or YAML: {near}" if near else ""
        first = "commit the templates of a synth there, or " if place == "templates" else ""
        return (
            f"{revision} has no {place!r}; {first}name a folder or a file of it, such as "
            f"{revision}:path/to/templates{told}"
        )

    def _content(self, thing: str) -> bytes:
        return self._git("cat-file", "blob", thing).stdout

    @property
    def _is_empty(self) -> bool:
        return not self._git("rev-list", "--max-count=1", "--all", "--").stdout

    @property
    def _names(self) -> list[str]:
        done = self._git("for-each-ref", "--format=%(refname:short)")
        # A branch that was only just begun has no commit.
        has_head = not self._git("rev-parse", "--verify", "--quiet", "HEAD").returncode
        return [*(["HEAD"] if has_head else []), *done.stdout.decode(errors="replace").split()]

    def _git(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        return _git(self.top, *arguments, wanted=arguments[-1])


def _git(folder: Path, *arguments: str, wanted: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-C", str(folder), *arguments]
    try:
        return subprocess.run(  # noqa: S603  # git, with arguments that begin with no hyphen
            command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
        )
    except FileNotFoundError as missing:
        msg = f"{wanted!r} is no path, and git was not found to read it as a revision: install git"
        raise UnusableRevision(msg) from missing


def _names_in(listing: bytes) -> list[str]:
    return [os.fsdecode(name) for name in listing.split(b"\0") if name]


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else f"git ended with {done.returncode}"


def _clean(place: str) -> str:
    return place.strip("/").removeprefix("./")

"""The same input gives the same bytes, wherever the project lies."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.policy.conftest import Synth, synthesize

_INSTALLED = (".venv", "node_modules")


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _copy(root: Path, target: Path) -> None:
    """What git knows of the project, beside what `make setup` has installed."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        source, copy = root / name, target / name
        if source.is_file():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(source.read_bytes())
    for name in _INSTALLED:
        (target / name).symlink_to(root / name)


def test_two_synths_in_two_folders_give_the_same_bytes(
    synth: Synth, root: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a" / "project"
    _copy(root, elsewhere)

    again = synthesize(elsewhere, tmp_path / "another.out")

    assert again.returncode == 0, again.output
    first, second = _contents(synth.assembly), _contents(again.assembly)
    assert sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []

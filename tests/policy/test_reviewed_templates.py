"""templates/ is what the code gives: a reviewer who reads it reads what will be deployed."""

from __future__ import annotations

from pathlib import Path

from stacks.reviewed_templates import reviewed_templates, write
from tests.policy.conftest import Synth


def _committed(folder: Path) -> dict[Path, str]:
    return {path.relative_to(folder): path.read_text() for path in folder.rglob("*.json")}


def test_templates_are_what_the_code_gives(synth: Synth, root: Path) -> None:
    expected = reviewed_templates(synth.assembly)

    committed = _committed(root / "templates")

    stale = sorted(
        str(name) for name in {*expected, *committed} if expected.get(name) != committed.get(name)
    )
    assert stale == [], "run `make templates`, read the difference, and commit it"


def test_writing_removes_templates_of_stacks_that_are_gone(
    synth: Synth,
    tmp_path: Path,
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "Old.json").write_text("{}")

    write(synth.assembly, tmp_path)

    assert _committed(tmp_path) == reviewed_templates(synth.assembly)

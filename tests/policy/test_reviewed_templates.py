"""templates/ is what the code gives: a reviewer who reads it reads what will be deployed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from sagemaker_hosting.environment_files import VERSION, versions_of
from sagemaker_hosting.templates import read_templates
from stacks.reviewed_templates import main, reviewed_files, write
from tests.policy.conftest import Synth


def _committed(folder: Path) -> dict[Path, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): path.read_text() for path in files}


def test_templates_are_what_the_code_gives(synth: Synth, root: Path) -> None:
    expected = reviewed_files(synth.assembly)

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

    assert _committed(tmp_path) == reviewed_files(synth.assembly)


def test_each_environment_lists_the_templates_that_it_has(root: Path) -> None:
    versions = versions_of(read_templates([root / "templates"]))

    environments = {path.stem for path in (root / "environments").glob("*.yaml")}
    assert versions.keys() == environments
    assert [name for name, of in versions.items() if of.missing or of.unlisted] == []
    for name in environments:
        folder = root / "templates" / name
        stacks = ", ".join(sorted(path.stem for path in folder.glob("*.json")))
        assert f"stacks: {stacks}\n" in (folder / VERSION).read_text()


def test_make_templates_shows_templates_that_git_does_not_know(root: Path) -> None:
    done = subprocess.run(
        ["make", "--dry-run", "templates"], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.endswith("git status --short -- templates\ngit diff --stat -- templates\n")


def test_what_is_no_assembly_is_told_and_templates_stay(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()

    told = main([str(tmp_path / "nowhere"), str(tmp_path / "templates")])

    assert str(told).startswith(f"{tmp_path}/nowhere is no cloud assembly: it has no manifest.json")
    assert (tmp_path / "templates").is_dir()

"""What a review can be made of: paths, and revisions of git."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sagemaker_hosting.review import Side, UnusableRevision, read_sides
from sagemaker_hosting.templates import UnusableInput

TEMPLATE = '{"Resources": {"%s": {"Type": "AWS::S3::Bucket"}}}'
NOBODY = {
    "GIT_AUTHOR_NAME": "nobody",
    "GIT_AUTHOR_EMAIL": "nobody@example.com",
    "GIT_COMMITTER_NAME": "nobody",
    "GIT_COMMITTER_EMAIL": "nobody@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit on main, and another state in the working tree."""
    for name, value in NOBODY.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    write("templates/prod/Demand.json", "Old")
    write("templates/dev/Demand.json", "Old")
    git("init", "--quiet", "--initial-branch=main")
    git("add", ".")
    git("commit", "--quiet", "--message=one")
    write("templates/prod/Demand.json", "New")
    return tmp_path


def git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True)


def write(name: str, logical_id: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE % logical_id)


def held(side: Side) -> dict[str, list[str]]:
    return {template.name: list(template.resources) for template in side.templates}


@pytest.mark.usefixtures("repository")
def test_revision_is_its_folder_templates_and_dot_is_the_working_tree() -> None:
    base, head = read_sides("main", ".")

    assert held(base) == {"dev/Demand": ["Old"], "prod/Demand": ["Old"]}
    assert held(head) == {"dev/Demand": ["Old"], "prod/Demand": ["New"]}
    assert (base.label, head.label) == ("main", ".")


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("head", ["templates/prod", "main:templates/prod"])
def test_revision_alone_means_the_place_of_the_other_side(head: str) -> None:
    base, _ = read_sides("HEAD", head)

    assert held(base) == {"Demand": ["Old"]}


@pytest.mark.usefixtures("repository")
def test_revision_has_one_file_as_well() -> None:
    base, head = read_sides("HEAD", "templates/prod/Demand.json")

    assert (held(base), held(head)) == ({"Demand": ["Old"]}, {"Demand": ["New"]})


@pytest.mark.usefixtures("repository")
def test_file_of_a_revision_lies_in_a_folder_of_its_folders_name() -> None:
    base, _ = read_sides("HEAD:templates/prod/Demand.json", ".")

    # What templates do not tell of their environment, the folder does.
    assert [template.path.parent.name for template in base.templates] == ["prod"]


@pytest.mark.usefixtures("repository")
def test_path_outside_of_the_repository_leaves_a_revision_its_templates(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "cdk"
    elsewhere.mkdir()
    (elsewhere / "Demand.json").write_text(TEMPLATE % "New")

    base, _ = read_sides("HEAD", str(elsewhere))

    assert list(held(base)) == ["dev/Demand", "prod/Demand"]


@pytest.mark.usefixtures("repository")
def test_what_exists_as_a_path_is_no_revision() -> None:
    write("main/Demand.json", "Path")

    base, _ = read_sides("main", ".")

    assert held(base) == {"Demand": ["Path"]}


@pytest.mark.usefixtures("repository")
def test_nothing_in_the_repository_changes() -> None:
    def state() -> bytes:
        command = ["git", "status", "--porcelain=v2", "--branch"]
        return subprocess.run(command, check=True, capture_output=True).stdout

    before = state()

    read_sides("main", ".")

    assert state() == before


@pytest.mark.usefixtures("repository")
def test_unknown_revision_is_told_with_the_nearest() -> None:
    with pytest.raises(UnusableRevision) as fault:
        read_sides("mian", ".")

    assert "'mian' is neither a path nor a revision" in str(fault.value)
    assert "nearest: main" in str(fault.value)


@pytest.mark.parametrize("base", ["HEAD", "main", "main:templates/prod"])
def test_repository_without_a_commit_is_told(
    base: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("templates/prod/Demand.json", "New")
    git("init", "--quiet")

    with pytest.raises(UnusableRevision) as told:
        read_sides(base, ".")

    assert str(told.value) == (
        f"{base.partition(':')[0]!r} is no path, and no revision either: this repository has no "
        "commit yet; commit the templates, or name a folder of them"
    )


@pytest.mark.usefixtures("repository")
def test_branch_without_a_commit_is_told_without_naming_it() -> None:
    git("checkout", "--quiet", "--orphan", "begun")

    with pytest.raises(UnusableRevision) as told:
        read_sides("HEAD", ".")

    assert "'HEAD' is neither a path nor a revision" in str(told.value)
    assert "nearest: HEAD" not in str(told.value)


@pytest.mark.usefixtures("repository")
def test_revision_without_the_folder_is_told_with_those_it_has() -> None:
    with pytest.raises(UnusableRevision) as fault:
        read_sides("main:tmplates", ".")

    assert "main has no 'tmplates'" in str(fault.value)
    assert "main:templates" in str(fault.value)


@pytest.mark.usefixtures("repository")
def test_broken_template_is_told_by_its_revision() -> None:
    Path("templates/prod/Demand.json").write_text('{"Resources": {')
    git("commit", "--quiet", "--all", "--message=two")

    with pytest.raises(UnusableInput) as fault:
        read_sides("main", "main")

    assert str(fault.value).startswith("main:templates/prod/Demand.json:1: ")


@pytest.mark.usefixtures("repository")
def test_revision_whose_folder_holds_no_template_is_told() -> None:
    write("notes/readme.txt", "none")
    git("add", ".")
    git("commit", "--quiet", "--message=two")

    with pytest.raises(UnusableInput) as fault:
        read_sides("main:notes", ".")

    assert str(fault.value).startswith("main:notes: the folder holds no template")


@pytest.mark.parametrize("name", ["--upload-pack=x", "-", ""])
@pytest.mark.usefixtures("repository")
def test_option_of_git_is_no_revision(name: str) -> None:
    with pytest.raises(UnusableRevision) as fault:
        read_sides(name, ".")

    assert "neither a path nor a revision" in str(fault.value)


def test_folder_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))

    with pytest.raises(UnusableRevision) as fault:
        read_sides("main", "main")

    assert "because this folder is in no git repository" in str(fault.value)


@pytest.mark.usefixtures("repository")
def test_missing_git_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(UnusableRevision) as fault:
        read_sides("main", ".")

    assert "git was not found" in str(fault.value)

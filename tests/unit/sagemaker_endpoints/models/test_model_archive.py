"""A folder as model.tar.gz: what goes in, where, and that nothing else shows in its bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sagemaker_endpoints import ConfigurationError
from sagemaker_endpoints.models._model_archive import (
    _StoredGzip,
    archive_digest,
    archive_members,
    write_archive,
)

BLOCK = 0xFFFF  # bytes of a stored deflate block


def fill(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def packed(folder: Path, *exclude: str) -> bytes:
    target = io.BytesIO()
    write_archive(archive_members(folder, exclude), target)
    return target.getvalue()


def digest(folder: Path, *exclude: str) -> str:
    return archive_digest(archive_members(folder, exclude))


def contents(archive: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        found = {}
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
    return found


def test_code_goes_below_code_and_weights_to_the_root(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {
            "inference.py": b"code",
            "requirements.txt": b"numpy",
            "features/lags.py": b"more code",
            "model.pth": b"weights",
            "config/stores.json": b"{}",
        },
    )

    assert list(archive_members(folder, ())) == [
        "code/features/lags.py",
        "code/inference.py",
        "code/requirements.txt",
        "config/stores.json",
        "model.pth",
    ]


@pytest.mark.parametrize(
    "names",
    [
        ["code/inference.py", "code/requirements.txt", "model.pth", "tool.py"],
        ["model.pth", "other.py"],
    ],
    ids=["has code/", "has no inference.py"],
)
def test_folder_that_is_laid_out_already_stays_as_it_is(tmp_path: Path, names: list[str]) -> None:
    folder = fill(tmp_path, dict.fromkeys(names, b"x"))

    assert list(archive_members(folder, ())) == names


def test_caches_and_hidden_files_stay_out(tmp_path: Path) -> None:
    folder = fill(
        tmp_path,
        {
            "model.pth": b"weights",
            ".env": b"secret",
            ".git/config": b"",
            "code/inference.py": b"",
            "code/.DS_Store": b"",
            "code/old.pyc": b"",
            "code/__pycache__/inference.cpython-311.pyc": b"",
        },
    )

    assert list(archive_members(folder, ())) == ["code/inference.py", "model.pth"]


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [
        ("train.py", ["data/a.csv", "data/deep/b.csv", "model.pth", "notes/train.md"]),
        ("data/**", ["model.pth", "notes/train.md", "notes/train.py", "train.py"]),
        ("data/", ["model.pth", "notes/train.md", "notes/train.py", "train.py"]),
        ("data", ["model.pth", "notes/train.md", "notes/train.py", "train.py"]),
        (
            "data/deep/*",
            ["data/a.csv", "model.pth", "notes/train.md", "notes/train.py", "train.py"],
        ),
        ("*.csv", ["model.pth", "notes/train.md", "notes/train.py", "train.py"]),
        (
            "notes/train.py",
            ["data/a.csv", "data/deep/b.csv", "model.pth", "notes/train.md", "train.py"],
        ),
    ],
)
def test_pattern_excludes_names_and_paths(tmp_path: Path, pattern: str, kept: list[str]) -> None:
    names = ["train.py", "notes/train.py", "notes/train.md", "data/a.csv", "data/deep/b.csv"]
    folder = fill(tmp_path, dict.fromkeys([*names, "model.pth"], b"x"))

    assert list(archive_members(folder, (pattern,))) == kept


def test_excluded_code_counts_as_absent(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"code/inference.py": b"old", "inference.py": b"new"})

    members = archive_members(folder, ("code",))

    assert {name: path.read_bytes() for name, path in members.items()} == {
        "code/inference.py": b"new"
    }


def test_link_to_a_file_is_packed_as_the_file(tmp_path: Path) -> None:
    folder = fill(tmp_path / "model", {"inference.py": b"code"})
    (tmp_path / "shared.pth").write_bytes(b"weights")
    (folder / "model.pth").symlink_to(tmp_path / "shared.pth")

    assert contents(packed(folder)) == {"code/inference.py": b"code", "model.pth": b"weights"}


@pytest.mark.parametrize("target", ["/nowhere/at/all", "."], ids=["to nothing", "to its folder"])
def test_link_that_leads_nowhere_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "link").symlink_to(target)

    with pytest.raises(ConfigurationError, match=r"link' is no file: a link to nothing or to its"):
        archive_members(tmp_path, ())


def test_members_carry_no_clock_owner_or_mode(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"model.pth": b"weights"})
    (folder / "model.pth").chmod(0o600)

    with tarfile.open(fileobj=io.BytesIO(packed(folder)), mode="r:gz") as tar:
        (member,) = tar.getmembers()

    assert (member.mtime, member.uid, member.gid, member.uname, member.gname) == (0, 0, 0, "", "")
    assert member.mode == 0o644
    assert member.isfile()


def test_copies_of_other_age_mode_and_order_give_the_same_bytes(tmp_path: Path) -> None:
    files = {"inference.py": b"code", "a/weights.bin": b"w" * 100_000, "b.json": b"{}"}
    first = fill(tmp_path / "first", files)
    second = fill(tmp_path / "second", dict(reversed(files.items())))
    for path in second.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)

    assert packed(first) == packed(second)
    assert digest(first) == digest(second)


def test_archive_is_known_to_the_byte_on_every_python_and_machine(tmp_path: Path) -> None:
    archive = packed(fill(tmp_path, {"inference.py": b"code", "model.pth": b"weights"}))

    length = (10240).to_bytes(2, "little") + (10240 ^ BLOCK).to_bytes(2, "little")
    assert archive[:10].hex() == "1f8b08000000000000ff"
    assert archive[10:15] == b"\x01" + length
    assert gzip.decompress(archive) == archive[15:-8]
    assert hashlib.sha256(archive).hexdigest() == (
        "5544a5f3ed546944e99feed19b380a08a548574d5e937488b80360b60d2b47ef"
    )


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 1_000_000])
def test_file_around_the_block_size_can_be_read_back(tmp_path: Path, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    folder = fill(tmp_path, {"model.pth": content})

    assert contents(packed(folder)) == {"model.pth": content}


@pytest.mark.parametrize("size", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 2 * BLOCK + 1])
@pytest.mark.parametrize("piece", [1000, 1_000_000], ids=["in pieces", "at once"])
def test_stream_of_any_length_is_gzip(size: int, piece: int) -> None:
    content = bytes(number % 251 for number in range(size))
    target = io.BytesIO()

    with _StoredGzip(target) as stream:
        for at in range(0, size, piece):
            stream.write(content[at : at + piece])

    assert gzip.decompress(target.getvalue()) == content


def test_archive_costs_next_to_nothing_over_the_tar(tmp_path: Path) -> None:
    archive = packed(fill(tmp_path, {"model.pth": bytes(1_000_000)}))

    blocks = -(-len(gzip.decompress(archive)) // BLOCK)
    assert len(archive) == len(gzip.decompress(archive)) + 5 * blocks + 18


def test_name_longer_than_old_tars_allow_survives(tmp_path: Path) -> None:
    name = "/".join(["folder" * 10] * 4) + "/modèle.pth"

    assert contents(packed(fill(tmp_path, {name: b"weights"}))) == {name: b"weights"}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is Unicode")
def test_name_that_is_no_utf_8_survives(tmp_path: Path) -> None:
    name = os.fsdecode(b"mod\xe8le.pth")
    folder = fill(tmp_path, {name: b"weights"})

    assert contents(packed(folder)) == {name: b"weights"}
    assert digest(folder) != digest(fill(tmp_path / "other", {"model.pth": b"weights"}))


@pytest.mark.parametrize(
    "change",
    [{"model.pth": b"other"}, {"renamed.pth": b"weights"}, {"model.pth": b"weights", "b": b""}],
    ids=["content", "name", "one more file"],
)
def test_digest_changes_with_what_the_archive_holds(
    tmp_path: Path, change: dict[str, bytes]
) -> None:
    before = fill(tmp_path / "before", {"model.pth": b"weights"})
    after = fill(tmp_path / "after", change)

    assert digest(before) != digest(after)


def test_digest_is_blind_for_what_stays_out(tmp_path: Path) -> None:
    folder = fill(tmp_path, {"model.pth": b"weights", "notes.md": b"a"})
    before = digest(folder, "notes.md")

    fill(folder, {"notes.md": b"b", "__pycache__/x.pyc": b"", ".cache": b""})

    assert digest(folder, "notes.md") == before


PART = st.text(alphabet="abXY09_-é ", min_size=1, max_size=6).map(str.strip).filter(bool)
NAME = st.lists(PART, min_size=1, max_size=3).map("/".join)
CONTENT = st.one_of(
    st.binary(max_size=64),
    st.builds(lambda unit, times: unit * times, st.binary(min_size=1, max_size=3), st.just(50_000)),
)


@st.composite
def trees(draw: st.DrawFn) -> dict[str, bytes]:
    """Files by path; no path is another's folder, on file systems that ignore case either."""
    files = draw(st.dictionaries(NAME, CONTENT, min_size=1, max_size=6))
    taken: set[str] = set()
    kept: dict[str, bytes] = {}
    for name in sorted(files):
        folded = name.casefold()
        folders = {folded[:at] for at, letter in enumerate(folded) if letter == "/"}
        if folded not in taken and not folders & {kept_name.casefold() for kept_name in kept}:
            kept[name] = files[name]
            taken |= folders | {folded}
    return kept


@settings(max_examples=40, deadline=None)
@given(trees())
def test_any_tree_comes_back_as_it_was(tree: dict[str, bytes]) -> None:
    with tempfile.TemporaryDirectory() as place:
        assert contents(packed(fill(Path(place), tree))) == tree


@settings(max_examples=25, deadline=None)
@given(trees(), st.randoms(use_true_random=False))
def test_bytes_and_digest_depend_on_contents_alone(tree: dict[str, bytes], random: Random) -> None:
    names = list(tree)
    random.shuffle(names)
    with tempfile.TemporaryDirectory() as place:
        one = fill(Path(place, "one"), tree)
        other = fill(Path(place, "other"), {name: tree[name] for name in names})
        for path in other.rglob("*"):
            os.utime(path, (0, 0))
        before = digest(one)

        same = packed(one) == packed(other)
        first = one / names[0]
        first.write_bytes(first.read_bytes() + b"!")

        assert same
        assert digest(other) == before
        assert digest(one) != before

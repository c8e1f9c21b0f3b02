"""A folder as model.tar.gz, byte for byte the same on every machine.

The archive holds no clock, no owner and no order of the file system, and its gzip blocks are
stored, not compressed: compressed bytes differ between zlib and the faster libraries that newer
Pythons are built with, and weights hardly shrink. So the same folder always gives the same asset,
and a template changes only when the model does.
"""

from __future__ import annotations

import hashlib
import io
import struct
import tarfile
import zlib
from fnmatch import fnmatch
from typing import TYPE_CHECKING, BinaryIO

from sagemaker_endpoints.common._errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ALWAYS_EXCLUDED = ("__pycache__", "*.pyc", ".*")
_CODE_FOLDER = "code"
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_STORED_BLOCK = 0xFFFF


def archive_members(folder: Path, exclude: Sequence[str]) -> dict[str, Path]:
    """What of *folder* goes where in the archive, in its order.

    A folder that has no code/ of its own but an inference.py is laid out as the framework
    containers want it: Python files and requirements.txt below code/, all else at the root.

    Args:
        folder: the model's files.
        exclude: patterns of file or folder names, or of paths below *folder*: "train.py",
            "data/**".

    Raises:
        ConfigurationError: if something in *folder* cannot be read as a file.
    """
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder, folder, exclude)}
    if not any(name.startswith(f"{_CODE_FOLDER}/") for name in files) and "inference.py" in files:
        files = {_place(name): path for name, path in files.items()}
    return dict(sorted(files.items()))


def idle_patterns(folder: Path, exclude: Sequence[str]) -> tuple[str, ...]:
    """Those of *exclude* that keep nothing in *folder* out: misspelt, or too early."""
    idle = dict.fromkeys(exclude)
    for path in _entries(folder, folder, exclude):
        below = f"{path.relative_to(folder).as_posix()}/"
        is_left_out = _is_excluded(path, folder, exclude)
        for pattern in tuple(idle):
            if _matches(path, folder, pattern) or (is_left_out and pattern.startswith(below)):
                del idle[pattern]
    return tuple(idle)


def archive_digest(members: dict[str, Path]) -> str:
    """SHA-256 of what the archive holds: names, and contents."""
    digest = hashlib.sha256()
    for name, path in members.items():
        with path.open("rb") as content:
            told = f"{name}\0{hashlib.file_digest(content, 'sha256').hexdigest()}\n"
            # A file's name may be no UTF-8: then its bytes count.
            digest.update(told.encode(errors="surrogateescape"))
    return digest.hexdigest()


def write_archive(members: dict[str, Path], target: BinaryIO) -> None:
    """Write the members as a tar.gz to *target*."""
    with (
        _StoredGzip(target) as compressed,
        tarfile.open(fileobj=compressed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = path.stat().st_size
            entry.mode = 0o644
            with path.open("rb") as content:
                tar.addfile(entry, content)


def _files(folder: Path, root: Path, exclude: Sequence[str]) -> Iterator[Path]:
    for path in folder.iterdir():
        if _is_excluded(path, root, exclude):
            continue
        if path.is_dir():
            yield from _files(path, root, exclude)
        elif path.is_file():
            yield path
        else:
            raise ConfigurationError(
                f"ModelData.from_asset: {str(path)!r} is no file: a link to nothing or to itself, "
                "a pipe or a socket; remove it, or exclude it"
            )


def _entries(folder: Path, root: Path, exclude: Sequence[str]) -> Iterator[Path]:
    """All files and folders but what lies in folders that stay out."""
    for path in folder.iterdir():
        yield path
        if path.is_dir() and not _is_excluded(path, root, exclude):
            yield from _entries(path, root, exclude)


def _is_excluded(path: Path, root: Path, exclude: Sequence[str]) -> bool:
    return any(_matches(path, root, pattern) for pattern in (*ALWAYS_EXCLUDED, *exclude))


def _matches(path: Path, root: Path, pattern: str) -> bool:
    relative = path.relative_to(root).as_posix()
    return any(fnmatch(name, pattern) for name in (path.name, relative, f"{relative}/"))


def _place(name: str) -> str:
    is_code = name.endswith(".py") or name == "requirements.txt"
    return f"{_CODE_FOLDER}/{name}" if is_code else name


class _StoredGzip(io.RawIOBase):
    """A gzip stream of stored blocks (RFC 1951, 3.2.4; RFC 1952)."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._pending, self._crc, self._length = target, bytearray(), 0, 0
        target.write(_GZIP_HEADER)

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override] # narrower than Buffer
        self._crc = zlib.crc32(data, self._crc)
        self._length += len(data)
        self._pending += data
        while len(self._pending) > _STORED_BLOCK:
            self._write_block(self._pending[:_STORED_BLOCK], last=False)
            del self._pending[:_STORED_BLOCK]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._write_block(self._pending, last=True)
            self._target.write(struct.pack("<II", self._crc, self._length & 0xFFFFFFFF))
        super().close()

    def _write_block(self, block: bytes | bytearray, *, last: bool) -> None:
        length = len(block)
        self._target.write(struct.pack("<BHH", int(last), length, length ^ 0xFFFF))
        self._target.write(block)

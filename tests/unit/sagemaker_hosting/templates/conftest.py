from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sagemaker_hosting.templates import Template, UnusableInput, read_templates


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Paths are relative to an empty folder, so that faults read as a user sees them."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write() -> Callable[[str, str | bytes], Path]:
    """Write a file, with the folders it needs."""

    def _write(name: str, content: str | bytes) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


@pytest.fixture
def read(write: Callable[[str, str | bytes], Path]) -> Callable[[str, str | bytes], Template]:
    """Write one template, and read it."""

    def _read(name: str, content: str | bytes) -> Template:
        (template,) = read_templates([write(name, content)])
        return template

    return _read


@pytest.fixture
def faults() -> Callable[[Sequence[Path | str]], list[str]]:
    """Read what cannot be used, and tell its faults."""

    def _faults(paths: Sequence[Path | str]) -> list[str]:
        with pytest.raises(UnusableInput) as raised:
            read_templates(paths)
        return list(raised.value.faults)

    return _faults


@pytest.fixture
def fault(
    write: Callable[[str, str | bytes], Path], faults: Callable[[Sequence[Path | str]], list[str]]
) -> Callable[[str, str | bytes], str]:
    """Write one file that cannot be used, and tell its only fault."""

    def _fault(name: str, content: str | bytes) -> str:
        (only,) = faults([write(name, content)])
        return only

    return _fault

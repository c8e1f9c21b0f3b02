"""The model code is imported as its container imports it: as top-level modules of one folder."""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, kw_only=True, slots=True)
class Nlinear:
    folder: Path
    inference: ModuleType
    train: ModuleType


@contextmanager
def _modules_of(folder: Path, *names: str) -> Iterator[list[ModuleType]]:
    """Import top-level modules without leaving them to the next model of the same file names."""
    beside = [path.stem for path in folder.glob("*.py")]
    sys.path.insert(0, str(folder))
    try:
        yield [importlib.import_module(name) for name in names]
    finally:
        sys.path.remove(str(folder))
        for name in beside:
            sys.modules.pop(name, None)


@pytest.fixture(scope="session")
def nlinear() -> Nlinear:
    folder = ROOT / "model_code" / "nlinear"
    with _modules_of(folder, "inference", "train") as (inference, train):
        return Nlinear(folder=folder, inference=inference, train=train)

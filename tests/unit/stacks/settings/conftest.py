"""Texts loaded as environment files, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stacks.settings import Environment, InvalidEnvironment, load_environment

Load = Callable[[str], Environment]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Loads a text as environments/dev.yaml."""
    path = tmp_path / "environments" / "dev.yaml"
    path.parent.mkdir()

    def load_text(text: str) -> Environment:
        path.write_text(text, encoding="utf-8")
        return load_environment(path)

    return load_text


def faults_of(load: Load, text: str) -> list[str]:
    with pytest.raises(InvalidEnvironment) as caught:
        load(text)
    return [str(fault).removeprefix("environments/dev.yaml:") for fault in caught.value.faults]

"""The package's names are imported when they are asked for, and nobody notices."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import sagemaker_endpoints

_EACH_FIRST = """
import sys
import sagemaker_endpoints
for name in sagemaker_endpoints.__all__:
    for module in [module for module in sys.modules if module.startswith("sagemaker_endpoints")]:
        del sys.modules[module]
    exec(f"from sagemaker_endpoints import {name}")
    assert getattr(sys.modules["sagemaker_endpoints"], name).__name__ == name
"""
_LOADED = """
import sys
import sagemaker_endpoints
print(*(name for name in sys.modules if name.startswith(("sagemaker", "aws_cdk", "jsii"))))
"""


def names_for_type_checkers() -> dict[str, str]:
    """Each name with its module, as mypy and editors see it."""
    tree = ast.parse(Path(sagemaker_endpoints.__file__).read_text(encoding="utf-8"))
    statements = (inner for node in tree.body if isinstance(node, ast.If) for inner in node.body)
    return {
        alias.name: (imported.module or "").removeprefix("sagemaker_endpoints.")
        for imported in statements
        if isinstance(imported, ast.ImportFrom)
        for alias in imported.names
    }


def test_type_checkers_see_the_names_that_there_are() -> None:
    names = names_for_type_checkers()

    assert names == sagemaker_endpoints._HOMES
    assert sorted(names) == sagemaker_endpoints.__all__


def test_every_name_can_be_the_first_that_is_imported() -> None:
    subprocess.run([sys.executable, "-c", _EACH_FIRST], check=True)


def test_package_alone_loads_nothing() -> None:
    loaded = subprocess.check_output([sys.executable, "-c", _LOADED], text=True)

    assert loaded.split() == ["sagemaker_endpoints"]


def test_dir_lists_every_name() -> None:
    assert set(sagemaker_endpoints.__all__) <= set(dir(sagemaker_endpoints))


def test_name_that_does_not_exist_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="'sagemaker_endpoints' has no attribute 'Realtime'"):
        _ = sagemaker_endpoints.Realtime  # type: ignore[attr-defined]  # what is tested

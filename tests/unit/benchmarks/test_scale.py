"""The environment of many endpoints is one that could be deployed."""

from __future__ import annotations

from pathlib import Path

from benchmarks.scale import environment_file, synthesize
from stacks.settings import load_environment


def test_file_of_many_endpoints_is_valid(tmp_path: Path) -> None:
    file = tmp_path / "environments" / "many.yaml"
    file.parent.mkdir()
    file.write_text(environment_file(3))

    environment = load_environment(file)

    assert list(environment.endpoints) == ["demand-000", "demand-001", "demand-002"]


def test_figures_are_of_what_was_synthesized(tmp_path: Path) -> None:
    figures = synthesize(1, tmp_path)

    (assembly,) = (tmp_path / "cdk.out").glob("assembly-many")
    assert len(list(assembly.glob("*.template.json"))) == 2
    assert figures["build"] > 0
    assert min(figures["python_mb"], figures["node_mb"]) > 10

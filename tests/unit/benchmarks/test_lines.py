"""What a line says to Node is counted for each endpoint, and timed."""

from __future__ import annotations

import pytest

from benchmarks import lines
from benchmarks.writers._facts import RESOURCES


def test_every_message_of_an_endpoint_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "ENDPOINTS", 5)

    waits = lines.waits("structs")

    assert sum(line["says"].startswith("create ") for line in waits) == RESOURCES
    assert sum(line["times"] for line in waits) == 11
    assert {line["line"].partition(":")[0] for line in waits} == {"benchmarks/writers/structs.py"}
    assert min(line["ms"] for line in waits) > 0

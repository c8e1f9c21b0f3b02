"""The benchmark compares equal things."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.synth import synthesize


def _without_ids(template: dict[str, Any]) -> list[str]:
    """Every resource as text, with logical ids replaced by the type that they stand for."""
    text = json.dumps(template["Resources"])
    for logical_id, resource in template["Resources"].items():
        text = text.replace(f'"{logical_id}"', f'"{resource["Type"]}"')
    pairs: list[tuple[str, Any]] = json.loads(text, object_pairs_hook=list)
    return sorted(json.dumps(pair) for pair in pairs)


def test_the_library_and_raw_l1_give_the_same_resources(tmp_path: Path) -> None:
    ours = synthesize("ours", 2, str(tmp_path / "ours"))
    raw = synthesize("raw", 2, str(tmp_path / "raw"))

    assert len(ours["Stack0"]["Resources"]) == 12
    assert _without_ids(ours["Stack0"]) == _without_ids(raw["Stack0"])

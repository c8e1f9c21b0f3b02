"""Whatever a template says, it is replayed, or what is missing is named."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.cost import UnusableTraffic
from sagemaker_hosting.templates import UnusableInput, read_templates
from sagemaker_hosting.traffic import (
    Assumptions,
    Trace,
    UnusableTrace,
    json_report,
    replay,
    text_report,
)

ROOT = Path(__file__).parents[4]
TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").glob("*/*.json"))
    if '"AWS::SageMaker::Endpoint"' in path.read_text(encoding="utf-8")
]
READ = ("AWS::SageMaker::", "AWS::ApplicationAutoScaling::", "AWS::CloudWatch::")
VALUES: list[Any] = [
    *(None, 0, -1, 3.7, 1e308, 10**12, "", "many", True, [], {}, {"Ref": "Nobody"}),
    *({"Fn::If": ["Nobody", 1, 2]}, "cron(0 8 * * ? *)", "cron(61 8 * * ? *)", "Mars/Phobos"),
]
HOUR = Trace(
    name="requests.csv",
    start=datetime(2026, 6, 1, tzinfo=UTC),
    interval=60,
    counts=tuple(float(minute * 37 % 900) for minute in range(60)),
)


def places(node: Any, *above: Any) -> Iterator[tuple[Any, ...]]:
    if above:
        yield above
    inside: Any = node.items() if isinstance(node, dict) else ()
    for key, value in enumerate(node) if isinstance(node, list) else inside:
        yield from places(value, *above, key)


def changed(template: Path, seed: int) -> dict[str, Any]:
    """What hosts models in a template, with one to three values that are others, or not there."""
    draw = random.Random(seed)  # noqa: S311  # no secret
    resources: dict[str, Any] = {
        name: body
        for name, body in json.loads(template.read_text(encoding="utf-8"))["Resources"].items()
        if body["Type"].startswith(READ)
    }
    for _ in range(draw.randint(1, 3)):
        *above, key = draw.choice([place for place in places(resources) if len(place) > 1])
        holder: Any = resources
        for step in above:
            holder = holder[step]
        holder[key] = draw.choice(VALUES)
    return {"Resources": resources}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_it_is_replayed_or_its_fault_is_told(template: Path, tmp_path: Path) -> None:
    for seed in range(25):
        (tmp_path / "Demand.json").write_text(json.dumps(changed(template, seed)))
        try:
            read = read_templates([tmp_path], region="eu-west-1")
            found = replay(read, {None: HOUR}, capacities={None: 500.0})
        except (UnusableInput, UnusableTrace, UnusableTraffic):
            continue
        assert text_report(found, assumptions=Assumptions())
        json.loads(json_report(found, assumptions=Assumptions()))
        assert all(part.rows or part.part.notes for each in found for part in each.parts), seed

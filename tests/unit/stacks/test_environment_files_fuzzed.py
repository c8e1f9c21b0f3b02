"""Every key of every environment file left out and given another value: built, or told with a line.

What is wrong in one place is what people write. Where values of several places are wrong, or the
file is no YAML, is settings/loading/test_robustness.py's.
"""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from ruamel.yaml import YAML

from stacks.environment_stage import add_stages
from stacks.settings import (
    Environment,
    Fault,
    InvalidEnvironment,
    InvalidPipeline,
    load_environment,
    load_pipeline,
)

EXAMPLES = Path(__file__).parent / "environments"
ENVIRONMENTS = ("dev", "staging", "prod", "lab")
PIPELINE: dict[str, Any] = {
    "account": "999999999999",
    "region": "eu-west-1",
    "source": {
        "connection_arn": "arn:aws:codeconnections:eu-west-1:999999999999:connection/"
        "7d2469ff-514a-4e4f-9003-5ca4a43cdc41",
        "repository": "our-org/forecasts",
        "branch": "main",
    },
    "environments": [{"name": "dev"}, {"name": "prod", "approval": True, "smoke": False}],
    "emails": ["oncall@example.com"],
    "model_package_groups": ["demand"],
    "tags": {"team": "forecasting"},
}
HOSTING = ("endpoints", "batch")
LEFT_OUT = object()
BUILT = 8
"""How many of a file's changes that load are built as well: building costs most of the time."""

Place = tuple[Any, ...]


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """The path of every value of nested data, but for the whole."""
    for key, below in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*path, key)
        if isinstance(below, dict | list):
            yield from places(below, (*path, key))


def slips(value: Any) -> list[Any]:
    """What may be written instead of a value, by a slip of the pen or of the mind."""
    nothing: list[Any] = [None, [], {}]
    match value:
        case bool():
            return [not value, "yes", *nothing]
        case int() | float():
            others = [value + 1, value - 1, value * 2, value / 2, value * 1000, str(value)]
            return [0, -1, 0.5, 10**12, 1e308, True, *others, *nothing]
        case str():
            middle = len(value) // 2
            misspelt = [value[:-1], value[1:], value[:middle] + value[middle + 1 :], f"{value}x"]
            others = [value.upper(), value.replace("1", "2"), value.replace("-", "_"), value * 40]
            return ["", "x", "a/b", " ", "é", 7, "${Token[TOKEN.1]}", *misspelt, *others, *nothing]
        case list():
            return [value + value[:1], value[1:], value[::-1], "x", [None], *nothing]
        case _:
            return ["x", *nothing]


def at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def changed(data: Any, place: Place, value: Any) -> Any:
    result = copy.deepcopy(data)
    holder = at(result, place[:-1])
    if value is LEFT_OUT:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return result


def around(data: Any, place: Place) -> Any:
    """The data without the endpoints and batch transforms beside the one that a place is in."""
    section, key = place[0], place[1] if len(place) > 1 else None
    if section not in HOSTING or key is None:
        return data
    rest = {name: value for name, value in data.items() if name not in HOSTING}
    return {**rest, section: {key: data[section][key]}}


def changes(data: Any, lots: random.Random) -> list[Any]:
    """The data without each of its values, and with another one for each."""
    return [
        changed(around(data, place), place, value)
        for place in places(data)
        for value in (LEFT_OUT, lots.choice(slips(at(data, place))))
    ]


def assert_told(faults: tuple[Fault, ...], file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert faults
    for fault in faults:
        assert fault.file == f"{file.parent.name}/{file.name}"
        assert fault.line is not None
        assert 1 <= fault.line <= lines
        assert fault.message
        assert "\n" not in str(fault)


def loaded(file: Path, data: Any) -> Environment | None:
    file.write_text(json.dumps(data, indent=1), encoding="utf-8")  # JSON is YAML
    try:
        return load_environment(file)
    except InvalidEnvironment as error:
        assert_told(error.faults, file)
        return None


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_changed_file_is_built_or_every_fault_of_it_has_its_line(
    name: str, root: Path, tmp_path: Path, cdk_context: dict[str, Any]
) -> None:
    lots = random.Random(f"{name} of 2026-11-22")  # noqa: S311  # the same each time is the point
    data = YAML(typ="safe", pure=True).load(EXAMPLES / f"{name}.yaml")
    (tmp_path / "environments").mkdir()
    (tmp_path / "model_code").symlink_to(root / "model_code")
    file = tmp_path / "environments" / f"{name}.yaml"

    every = changes(data, lots)
    right = [each for each in every if loaded(file, each) is not None]

    assert 0 < len(right) < len(every)
    for each in lots.sample(right, BUILT):
        environment = loaded(file, each)
        try:
            add_stages(cdk.App(context=cdk_context), filter(None, [environment]))
        except InvalidEnvironment as error:
            assert_told(error.faults, file)


def test_changed_file_of_the_pipeline_loads_or_every_fault_of_it_has_its_line(
    tmp_path: Path,
) -> None:
    lots = random.Random("pipeline of 2026-11-22")  # noqa: S311  # the same each time is the point
    file = tmp_path / "delivery" / "pipeline.yaml"
    file.parent.mkdir()
    refused = 0

    for data in changes(PIPELINE, lots):
        file.write_text(json.dumps(data, indent=1), encoding="utf-8")
        try:
            load_pipeline(file, ENVIRONMENTS)
        except InvalidPipeline as error:
            refused += 1
            assert_told(error.faults, file)

    assert refused

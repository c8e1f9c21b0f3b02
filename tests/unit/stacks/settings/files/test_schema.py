"""The JSON Schema that editors check environment files by."""

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # publishes no types
import pytest
from ruamel.yaml import YAML

from stacks.settings import environment_schema
from stacks.settings.__main__ import main

ENVIRONMENTS = Path(__file__).parents[5] / "environments"
EXAMPLE = Path(__file__).parents[2] / "environments" / "dev.yaml"
FILES = sorted(ENVIRONMENTS.glob("*.yaml"))
SCHEMA_LINE = "# yaml-language-server: $schema="


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(environment_schema())


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path)


def test_committed_schema_is_current() -> None:
    committed = (ENVIRONMENTS / "schema.json").read_text(encoding="utf-8")

    assert committed == environment_schema(), (
        "run: python -m stacks.settings --schema > environments/schema.json"
    )


def test_command_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--schema"])

    assert (code, capsys.readouterr().out) == (0, environment_schema())


def test_schema_is_one(schema: Any) -> None:
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_own_files_fit_the_schema_that_they_name(path: Path, schema: Any) -> None:
    first_line = path.read_text(encoding="utf-8").splitlines()[0]

    jsonschema.Draft7Validator(schema).validate(read(path))

    # An editor needs the line; a file without it is right as well.
    assert not first_line.startswith(SCHEMA_LINE) or first_line == f"{SCHEMA_LINE}schema.json"


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("account",), 111111111111),
        (("name",), "dev"),
        (("endpoints", "demand", "variants"), {}),
        (("endpoints", "demand", "variants", "champion", "scaling", "min"), 0),
        (("endpoints", "demand", "variants", "my_champion"), {}),
        (("models", "nlinear", "image"), {"framework": "pytorch"}),
        (("models", "nlinear", "environment", "FORECAST_HORIZON"), 48),
        (("models", "Nlinear"), {"image": {"uri": "x"}}),
        (("tags", "aws:team"), "forecasting"),
    ],
)
def test_schema_refuses_what_loading_refuses(
    schema: Any, keys: tuple[str, ...], value: object
) -> None:
    data = below = read(EXAMPLE)
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] = value

    valid = jsonschema.Draft7Validator(schema).is_valid(data)

    assert not valid


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("endpoints", "demand", "kind"), "realtime"),
        (("endpoints", "demand", "rollout"), {"canary": {"percent": 60, "bake_minutes": 10}}),
        (("endpoints", "demand", "data_capture"), {}),
        (("endpoints", "on-request", "memory_mb"), 2000),
        (("endpoints", "on-request", "instance_type"), "ml.c6i.large"),
        (("endpoints", "backfill", "output"), "answers"),
        (("endpoints", "pretrained", "components"), {}),
        (("batch", "nightly", "schedule"), "0 2 * * *"),
        (("models", "chronos", "data"), {"prefix": "/chronos"}),
        (("models", "chronos"), {}),
        (("models", "nlinear-from-readings", "image"), {"uri": "forecaster"}),
        (("models", "nlinear-from-readings", "containers"), [{"image": {"uri": "forecaster"}}]),
        (("endpoints", "readings", "variants", "pipeline", "instance_type"), "ml.c6i.large"),
        (("endpoints", "readings", "variants", "pipeline", "routing"), "randomly"),
        (("endpoints", "readings", "metrics", "publish_frequency_seconds"), 45),
        (("models", "outages", "data", "hugging_face"), "https://huggingface.co/team/model"),
        (("models", "outages", "data", "token_secret"), "a token"),
        (("models", "chronos", "image"), {"private_registry": "forecaster:1.2"}),
        (("endpoints", "explained", "explainer", "text"), {"language": "english"}),
        (("endpoints", "pretrained", "acknowledge"), {"NoCopies": "parked for the holidays"}),
        (("batch", "nightly", "acknowledge"), {"sagemaker-endpoints::MissedRunsUnseen": "known"}),
    ],
)
def test_schema_refuses_what_a_kind_does_not_take(
    schema: Any, keys: tuple[str, ...], value: object
) -> None:
    data = below = read(ENVIRONMENTS / "lab.yaml")
    for key in keys[:-1]:
        below = below[key]
    below[keys[-1]] = value

    valid = jsonschema.Draft7Validator(schema).is_valid(data)

    assert not valid


def test_every_key_is_described(schema: Any) -> None:
    properties = {
        f"{name}.{key}": value
        for name, definition in {**schema["$defs"], "Environment": schema}.items()
        for key, value in definition["properties"].items()
    }

    undescribed = [name for name, value in properties.items() if not value.get("description")]

    assert len(properties) > 40
    assert not undescribed

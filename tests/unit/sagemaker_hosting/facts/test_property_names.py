"""The table of property names is what CloudFormation's schemas say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.properties import types_with_requests
from sagemaker_hosting.facts.property_names import (
    collected,
    properties_of,
    words_of,
    words_of_names,
)
from sagemaker_hosting.view._kinds import _KINDS

TABLE: Final = read_table("property_names")["types"]
# The schema of variants has it no more; templates do, and a rule tells of it.
NO_LONGER: Final = {("AWS::SageMaker::EndpointConfig", "ProductionVariant"): {"AcceleratorType"}}
Schema = Mapping[str, Any]


def _resolved(schema: Schema, node: Schema) -> Schema:
    while "$ref" in node:
        found: Any = schema
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        node = found
    return node


def _members(schema: Schema, node: Schema) -> Iterator[tuple[str, Schema]]:
    """The properties of an object, whichever of its alternatives has them."""
    node = _resolved(schema, node)
    yield from node.get("properties", {}).items()
    for key in ("oneOf", "anyOf", "allOf"):
        for alternative in node.get(key, ()):
            yield from _members(schema, alternative)


def _structure(schema: Schema, node: Schema, place: str) -> tuple[str, Schema] | None:
    """The object below a property, itself or as items; None if it takes what it is given."""
    name = place
    while True:
        name = node["$ref"].rsplit("/", 1)[-1] if "$ref" in node else name
        node = _resolved(schema, node)
        if "items" not in node:
            break
        node = node["items"]
    is_closed = node.get("additionalProperties") is False
    return (name, node) if is_closed and any(_members(schema, node)) else None


def _names(type_name: str) -> dict[str, dict[str, str]]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", type_name).schema
    read_only = {each.removeprefix("/properties/") for each in schema.get("readOnlyProperties", ())}
    found: dict[str, dict[str, str]] = {}
    waiting: list[tuple[str, Schema]] = [("", schema)]
    while waiting:
        name, node = waiting.pop()
        if name in found:
            continue
        row = found[name] = dict.fromkeys(NO_LONGER.get((type_name, name), ()), "")
        for member, shape in _members(schema, node):
            if name == "" and member in read_only:
                continue
            below = _structure(schema, shape, f"{name}.{member}".removeprefix("."))
            row[member] = below[0] if below is not None else ""
            waiting += [below] if below is not None else []
    return found


@pytest.mark.parametrize("type_name", TABLE)
def test_names_are_those_of_the_schema(type_name: str) -> None:
    assert TABLE[type_name] == _names(type_name)


def test_types_that_host_models_and_what_rules_read_are_in_the_table() -> None:
    needed = {*types_with_requests(), *_KINDS} - {"AWS::Serverless::StateMachine"}

    assert needed <= TABLE.keys()


def test_properties_are_found_at_any_depth() -> None:
    config = properties_of("AWS::SageMaker::EndpointConfig")

    assert config is not None
    variant = config.below["ProductionVariants"]
    assert variant is config.below["ShadowProductionVariants"]
    assert "MemorySizeInMB" in variant.below["ServerlessConfig"].names
    assert "ModelName" not in variant.below


def test_type_that_is_not_in_the_table_has_no_known_properties() -> None:
    assert properties_of("AWS::Lambda::Function") is None


def test_names_are_taken_apart_into_words() -> None:
    assert words_of("InitialInstanceCount") == ("initial", "instance", "count")
    assert words_of("S3OutputPath") == ("s", "output", "path")
    assert {"initial", "instance", "count"} <= words_of_names()


def test_table_tells_its_day() -> None:
    assert collected().startswith("20")

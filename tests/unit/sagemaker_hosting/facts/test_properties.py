"""The table of properties is what the models of the APIs and CloudFormation's schemas say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from botocore.model import ListShape, ServiceModel, Shape, StructureShape
from botocore.session import Session
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.limits import Limit
from sagemaker_hosting.facts.properties import (
    Entries,
    Items,
    Structure,
    request,
    requests_of,
    types_with_requests,
)

SERVICES: Final = {
    name: Session().get_service_model(name) for name in ("sagemaker", "application-autoscaling")
}
# CloudFormation has its own list of tags for a map of them, and its own name for what is a request.
NOT_OF_THE_API: Final = {("RegisterScalableTarget", "ScheduledActions")}
NOT_IN_THE_TABLE: Final = {("RegisterScalableTarget", "Tags")}
# A schema's patterns are read as the API reads them, for the whole text. These take the same names.
ALIKE: Final = {
    r"[a-zA-Z0-9](-*[a-zA-Z0-9])*": (
        r"[a-zA-Z0-9]([\-a-zA-Z0-9]*[a-zA-Z0-9])?",
        r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    ),
    r"[a-zA-Z0-9](-*[a-zA-Z0-9])*/[a-zA-Z0-9](-*[a-zA-Z0-9.])*": (
        r"[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*",
    ),
    # Narrower than the API's, which has `.*` behind it.
    r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z0-9\-]{1,14}/": (
        r"arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]*:[0-9]{12}:[a-z0-9\-]{1,14}/.*",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Defines a property of a type, with what the table and CloudFormation's schema say of it."""

    name: str
    shape: Any
    schema: Mapping[str, Any]


def _model_of(name: str) -> ServiceModel:
    return next(m for m in SERVICES.values() if name in m.operation_names or name in m.shape_names)


def _api_shape(service: ServiceModel, name: str) -> StructureShape:
    if name in service.operation_names:
        shape = service.operation_model(name).input_shape
        assert isinstance(shape, StructureShape)
        return shape
    found = service.shape_for(name)
    assert isinstance(found, StructureShape)
    return found


def _structures() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for service, tables in read_table("properties")["services"].items():
        for name, row in tables["structures"].items():
            yield service, name, row


def _updates(name: str) -> bool:
    """What a request to create has as well is looked at once."""
    return name.startswith("Update")


def _places(type_name: str) -> Iterator[Place]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-west-1", type_name).schema
    for structure in requests_of(type_name):
        yield from _below(structure, schema, schema, type_name)


def _below(shape: Any, node: Mapping[str, Any], schema: Any, name: str) -> Iterator[Place]:
    while "$ref" in node:
        found = schema
        for key in node["$ref"].removeprefix("#/").split("/"):
            found = found[key]
        node = found
    yield Place(name=name, shape=shape, schema=node)
    if isinstance(shape, Structure):
        for member, below in shape.members.items():
            if member in node.get("properties", {}):
                yield from _below(below, node["properties"][member], schema, f"{name}.{member}")
    elif isinstance(shape, Items) and shape.item is not None:
        yield from _below(shape.item, node["items"], schema, f"{name}[]")


PLACES: Final = [place for name in types_with_requests() for place in _places(name)]


def test_limits_are_those_of_the_api_models() -> None:
    rows = {
        (service, name): row
        for service, shapes in read_table("limits")["services"].items()
        for name, row in shapes.items()
    }

    stated = {(service, name): _stated(SERVICES[service].shape_for(name)) for service, name in rows}

    assert rows == stated


def _stated(shape: Shape) -> dict[str, Any]:
    stated: dict[str, Any] = {"type": shape.type_name}
    stated |= {key: value for key, value in shape.metadata.items() if key in ("min", "max")}
    for key in ("pattern", "enum"):
        if key in shape.metadata:
            stated[key] = shape.metadata[key]
    return stated


@pytest.mark.parametrize(("service", "name", "row"), [*_structures()])
def test_members_and_what_is_required_are_the_apis(
    service: str, name: str, row: Mapping[str, Any]
) -> None:
    of_api = _api_shape(SERVICES[service], name)

    members = {
        member: shape
        for member, shape in row["members"].items()
        if (name, member) not in NOT_OF_THE_API
    }
    assert members == {member: of_api.members[member].name for member in members}
    assert set(row.get("required", ())) <= set(of_api.required_members)


@pytest.mark.parametrize(
    ("service", "name", "row"), [row for row in _structures() if not _updates(row[1])]
)
def test_every_member_with_a_limit_is_in_the_table(
    service: str, name: str, row: Mapping[str, Any]
) -> None:
    limits = read_table("limits")["services"][service]

    with_limits = {
        member
        for member, shape in _api_shape(SERVICES[service], name).members.items()
        if _leads_to(shape, limits) and (name, member) not in NOT_IN_THE_TABLE
    }

    assert with_limits <= set(row["members"])


def _leads_to(shape: Shape, limits: Mapping[str, Any]) -> bool:
    if shape.name in limits:
        return True
    if isinstance(shape, StructureShape):
        return any(_leads_to(member, limits) for member in shape.members.values())
    return isinstance(shape, ListShape) and _leads_to(shape.member, limits)


def test_what_is_required_is_required_by_cloudformation_as_well() -> None:
    wider = [
        f"{place.name}.{name}"
        for place in PLACES
        if isinstance(place.shape, Structure)
        for name in place.shape.required
        if name not in place.schema.get("required", ())
    ]

    assert len(PLACES) > 300
    assert wider == []


def test_what_both_require_is_in_the_table() -> None:
    missing = [
        f"{place.name}.{name}"
        for place in PLACES
        if isinstance(place.shape, Structure) and not _updates(place.shape.name)
        for name in _api_shape(_model_of(place.shape.name), place.shape.name).required_members
        if _is_always_required(place.shape.name, name) and name not in place.shape.required
    ]

    assert missing == []


def _is_always_required(structure: str, name: str) -> bool:
    """One structure may stand in several places."""
    return all(
        name in place.schema.get("required", ())
        for place in PLACES
        if isinstance(place.shape, Structure) and place.shape.name == structure
    )


def test_no_limit_is_narrower_than_that_of_cloudformation() -> None:
    narrower = [place.name for place in PLACES if _is_narrower(place)]

    assert narrower == []


def _is_narrower(place: Place) -> bool:
    bound = place.shape.size if isinstance(place.shape, Items | Entries) else place.shape
    if not isinstance(bound, Limit):
        return False
    schema = place.schema
    for key in ("minimum", "minLength", "minItems"):
        if key in schema and bound.minimum is not None and schema[key] < bound.minimum:
            return True
    for key in ("maximum", "maxLength", "maxItems"):
        if key in schema and bound.maximum is not None and schema[key] > bound.maximum:
            return True
    if bound.values is not None and not set(schema.get("enum", ())) <= set(bound.values):
        return True
    pattern = str(schema.get("pattern", "")).removeprefix("^").removesuffix("$")
    alike = (pattern, *ALIKE.get(pattern, ()))
    return bool(pattern) and bound.pattern is not None and bound.pattern not in alike


def test_a_request_has_the_page_of_its_service() -> None:
    policy, model = request("PutScalingPolicy", "application-autoscaling"), request("CreateModel")

    assert policy.page.endswith("/autoscaling/application/APIReference/API_PutScalingPolicy.html")
    assert model.page.endswith("/sagemaker/latest/APIReference/API_CreateModel.html")


def test_a_type_that_is_not_in_the_table_has_no_requests() -> None:
    with pytest.raises(KeyError, match="AWS::S3::Bucket"):
        requests_of("AWS::S3::Bucket")

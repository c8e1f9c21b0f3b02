"""The table of parameter names is what the models of the APIs say."""

from __future__ import annotations

import re
from typing import Final

import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.session import Session

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.parameter_names import (
    parameters_collected,
    parameters_of,
    words_of_parameters,
)

TABLE: Final = read_table("parameter_names")["services"]
# Step Functions leaves the hyphen out.
MODELS: Final = {
    name: Session().get_service_model(named)
    for name, named in (("sagemaker", "sagemaker"), ("sagemakerruntime", "sagemaker-runtime"))
}
HOSTING: Final = re.compile(
    "Endpoint|Models?$|TransformJob|InferenceComponent|InferenceExperiment"
    "|Create(Training|Processing|HyperParameterTuning|Labeling)Job$"
)
# Step Functions takes no stream.
NO_ACTIONS: Final = {"invokeEndpointWithResponseStream", "invokeEndpointWithBidirectionalStream"}


def _below(shape: Shape) -> StructureShape | None:
    while isinstance(shape, ListShape):
        shape = shape.member
    return shape if isinstance(shape, StructureShape) else None


def _names(shape: StructureShape) -> dict[str, str]:
    below = {name: _below(member) for name, member in shape.members.items()}
    return {name: each.name if each is not None else "" for name, each in below.items()}


@pytest.mark.parametrize("service", TABLE)
def test_structures_are_those_of_the_api_and_all_that_actions_need(service: str) -> None:
    model, table = MODELS[service], TABLE[service]
    waiting = list(table["actions"].values())
    needed: dict[str, dict[str, str]] = {}
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        shape = model.shape_for(name)
        assert isinstance(shape, StructureShape)
        needed[name] = _names(shape)
        waiting += [below for below in needed[name].values() if below]

    assert table["structures"] == needed


@pytest.mark.parametrize("service", TABLE)
def test_actions_are_those_of_the_api_that_host_or_run_jobs(service: str) -> None:
    model = MODELS[service]
    shapes = {
        f"{name[0].lower()}{name[1:]}": model.operation_model(name).input_shape
        for name in model.operation_names
        if HOSTING.search(name)
    }

    assert TABLE[service]["actions"] == {
        action: shape.name
        for action, shape in shapes.items()
        if shape is not None and action not in NO_ACTIONS
    }


def test_names_are_written_in_pascal_case_as_step_functions_wants_them() -> None:
    names = {
        name
        for table in TABLE.values()
        for structure in table["structures"].values()
        for name in structure
    }

    assert [name for name in names if not re.fullmatch("[A-Z][A-Za-z0-9]*", name)] == []


def test_parameters_are_found_at_any_depth() -> None:
    job = parameters_of("sagemaker", "createTransformJob")

    assert job is not None
    source = job.below["TransformInput"].below["DataSource"].below["S3DataSource"]
    assert source.names == {"S3DataType", "S3Uri"}
    assert "Environment" not in job.below


@pytest.mark.parametrize(
    ("service", "action"),
    [("sagemaker", "createFeatureGroup"), ("sagemakerruntime", "createModel"), ("sqs", "invoke")],
)
def test_action_that_is_not_in_the_table_has_no_known_parameters(service: str, action: str) -> None:
    assert parameters_of(service, action) is None


def test_names_are_made_of_words() -> None:
    assert {"transform", "job", "payload"} <= words_of_parameters()


def test_table_tells_its_day() -> None:
    assert parameters_collected().startswith("20")

"""What only constructs refuse is a fault of the file, like all others."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import ConfigurationError
from stacks._findings._refusals import Refusals
from stacks.environment_stage import add_stages
from stacks.settings import Environment, InvalidEnvironment, load_environment, load_environments

ELSEWHERE = "111111111111.dkr.ecr.us-east-1.amazonaws.com/forecaster:1.2"
FILE: dict[str, Any] = {
    "account": "111111111111",
    "region": "eu-west-1",
    "models": {"nlinear": {"image": {"repository": "team/forecaster", "tag": "1.2"}}},
    "endpoints": {
        "several": {
            "kind": "inference_component",
            "instance_type": "ml.g5.2xlarge",
            "max_instances": 2,
            "components": {"one": {"model": "nlinear", "memory_mb": 1024, "accelerators": 1}},
        }
    },
    "batch": {
        "nightly": {
            "model": "nlinear",
            "instance_type": "ml.m5.xlarge",
            "input": "in/",
            "output": "out/",
            "content_type": "text/csv",
        }
    },
}


FaultsOf = Callable[..., list[str]]


def changed(**changes: object) -> dict[str, Any]:
    """The file with values at other places: `endpoints__several__max_instances=3`."""
    data = copy.deepcopy(FILE)
    for place, value in changes.items():
        *above, key = place.split("__")
        holder = data
        for step in above:
            holder = holder[step]
        holder[key] = value
    return data


def write(project: Path, name: str, data: dict[str, Any]) -> Path:
    path = project / "environments" / f"{name}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data, indent=1))
    return path


@pytest.fixture
def faults_of(cdk_context: dict[str, Any]) -> FaultsOf:
    """Tells what constructs refuse of environments."""

    def faults(*environments: Environment) -> list[str]:
        with pytest.raises(InvalidEnvironment) as refused:
            add_stages(cdk.App(context=cdk_context), environments)
        return [str(fault) for fault in refused.value.faults]

    return faults


def test_what_constructs_take_becomes_stages(tmp_path: Path, cdk_context: dict[str, Any]) -> None:
    environment = load_environment(write(tmp_path, "dev", FILE))

    (stage,) = add_stages(cdk.App(context=cdk_context), [environment])

    assert stage.stage_name == "dev"


def test_refused_value_is_told_at_its_own_key(tmp_path: Path, faults_of: FaultsOf) -> None:
    data = changed(endpoints__several__components__one__accelerators=2)
    path = write(tmp_path, "dev", data)
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "accelera" in text)

    (fault,) = faults_of(load_environment(path))

    place = f"environments/dev.yaml:{line}: endpoints.several.components.one.accelerators"
    assert fault == f"{place}: got 2, ml.g5.2xlarge has 1"


def test_value_that_the_file_calls_otherwise_is_told_at_what_it_is_of(
    tmp_path: Path, faults_of: FaultsOf
) -> None:
    data = changed(endpoints__several__components__one__memory_mb=10**6)
    path = write(tmp_path, "dev", data)

    (fault,) = faults_of(load_environment(path))

    assert "endpoints.several.components.one: min_memory_mb: got 1000000" in fault


def test_refusals_of_all_stacks_and_environments_are_one_error(
    tmp_path: Path, faults_of: FaultsOf
) -> None:
    component = {"endpoints__several__components__one__accelerators": 2}
    write(tmp_path, "dev", changed(**component, batch__nightly__instance_count=2000))
    path = write(tmp_path, "prod", changed(batch__nightly__instance_count=3000))

    faults = faults_of(*load_environments(path.parent))

    assert [fault.partition(": ")[2] for fault in faults] == [
        "endpoints.several.components.one.accelerators: got 2, ml.g5.2xlarge has 1",
        "batch.nightly.instance_count: got 2000, allowed is 1 to 100",
        "batch.nightly.instance_count: got 3000, allowed is 1 to 100",
    ]
    assert [fault.partition(":")[0] for fault in faults] == [
        "environments/dev.yaml",
        "environments/dev.yaml",
        "environments/prod.yaml",
    ]


def test_model_that_two_stacks_use_is_told_once_at_the_model(
    tmp_path: Path, faults_of: FaultsOf
) -> None:
    path = write(tmp_path, "dev", changed(models__nlinear__image={"uri": ELSEWHERE}))

    (fault,) = faults_of(load_environment(path))

    assert ": models.nlinear: ContainerImage.from_uri" in fault
    assert "us-east-1" in fault


def test_environment_without_a_file_is_told_by_its_name(
    tmp_path: Path, faults_of: FaultsOf
) -> None:
    loaded = load_environment(write(tmp_path, "dev", changed(batch__nightly__instance_count=2000)))
    environment = Environment.model_validate(loaded.model_dump())

    assert faults_of(environment) == [
        "dev: batch.nightly: instance_count: got 2000, allowed is 1 to 100"
    ]


def test_what_cdk_refuses_is_told_by_its_first_line(tmp_path: Path) -> None:
    environment = load_environment(write(tmp_path, "dev", FILE))
    stack = cdk.Stack()

    with pytest.raises(InvalidEnvironment) as refused, Refusals(environment, "batch").at("nightly"):
        s3.Bucket(stack, "Bucket", bucket_name="Not A Name")

    (fault,) = refused.value.faults
    assert fault.path == ("batch", "nightly")
    assert "Invalid S3 bucket name" in fault.message
    assert "\n" not in fault.message


def test_innermost_place_tells_what_is_refused(tmp_path: Path) -> None:
    environment = load_environment(write(tmp_path, "dev", FILE))
    refusals = Refusals(environment, "endpoints", "several")
    message = "wrong"

    with (
        pytest.raises(InvalidEnvironment) as refused,
        refusals.at(),
        refusals.at("components", "one"),
    ):
        raise ConfigurationError(message)

    assert [fault.path for fault in refused.value.faults] == [
        ("endpoints", "several", "components", "one")
    ]


@pytest.mark.parametrize("error", [RuntimeError, RecursionError, KeyError])
def test_error_that_no_file_made_is_not_blamed_on_one(
    tmp_path: Path, error: type[Exception]
) -> None:
    environment = load_environment(write(tmp_path, "dev", FILE))
    message = "a fault of the program"

    with pytest.raises(error, match=message), Refusals(environment).at("batch"):
        raise error(message)

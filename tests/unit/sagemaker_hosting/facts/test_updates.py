"""What the tables say of updates and components is what AWS's API documentation says."""

from __future__ import annotations

import re
from typing import Any

import botocore.loaders
import pytest

from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.instance_types import facts_of
from sagemaker_hosting.facts.updates import (
    has_guardrails,
    percent_of,
    size_of_type,
    supported_properties,
    unsupported_properties,
)


@pytest.fixture(scope="module")
def shapes() -> Any:
    return botocore.loaders.Loader().load_service_model("sagemaker", "service-2")["shapes"]


@pytest.mark.parametrize(
    ("structure", "size"),
    [
        ("TrafficRoutingConfig", "CanarySize"),
        ("TrafficRoutingConfig", "LinearStepSize"),
        ("RollingUpdatePolicy", "MaximumBatchSize"),
    ],
)
def test_percentages_are_those_of_the_api(shapes: Any, structure: str, size: str) -> None:
    said = shapes[structure]["members"][size]["documentation"].partition("must be")[2]

    numbers = [int(number) for number in re.findall(r"\d+", said)]

    assert percent_of(size)[-len(numbers) :] == tuple(numbers)


def test_batches_of_copies_are_those_of_the_api(shapes: Any) -> None:
    members = shapes["InferenceComponentRollingUpdatePolicy"]["members"]
    said = members["MaximumBatchSize"]["documentation"].partition("must be")[2]

    assert component_facts().batch_percent == tuple(map(int, re.findall(r"\d+", said)))


def test_variables_of_a_component_are_those_of_the_api(shapes: Any) -> None:
    members = shapes["InferenceComponentContainerSpecification"]["members"]

    assert (
        f"up to {component_facts().most_variables} entries"
        in (members["Environment"]["documentation"])
    )


def test_each_type_of_routing_has_its_size(shapes: Any) -> None:
    types = shapes["TrafficRoutingConfigType"]["enum"]
    members = shapes["TrafficRoutingConfig"]["members"]

    assert set(size_of_type()) == set(types) - {"ALL_AT_ONCE"}
    assert set(size_of_type().values()) < set(members)


def test_properties_are_supported_or_not(shapes: Any) -> None:
    kinds = shapes["VariantPropertyType"]["enum"]

    assert sorted((*supported_properties(), *unsupported_properties())) == sorted(kinds)
    assert unsupported_properties() == ("DataCaptureConfig",)


def test_inf1_alone_has_no_guardrails() -> None:
    assert not has_guardrails("ml.inf1.6xlarge")
    assert has_guardrails("ml.inf2.xlarge")
    assert has_guardrails("ml.c6i.large")


@pytest.mark.parametrize(
    ("name", "devices"),
    [
        ("ml.c6i.large", 0),
        ("ml.g5.12xlarge", 4),
        ("ml.inf2.xlarge", 2),
        ("ml.p6e-gb200.36xlarge", None),
    ],
)
def test_a_type_has_devices_none_or_nobody_knows(name: str, devices: int | None) -> None:
    facts = facts_of(name)

    assert facts is not None
    assert facts.devices == devices

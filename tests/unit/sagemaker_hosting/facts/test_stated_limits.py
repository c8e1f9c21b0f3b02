"""The tables of what AWS states in words, and of its images, are what their sources say."""

from __future__ import annotations

import re
from typing import Any

import botocore.session
import pytest

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.images._tables import registries
from sagemaker_hosting.facts.limits import limit, most
from sagemaker_hosting.facts.stated_limits import stated_choices, stated_limit


def _documentation(place: str) -> str:
    shape, member = place.split(".")
    model = botocore.session.get_session().get_service_model("sagemaker")
    structure: Any = model.shape_for(shape)
    return re.sub(r"<[^>]+>", "", structure.members[member].documentation)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "environment_bytes_of_a_model",
            f"is {stated_limit('environment_bytes_of_a_model') >> 10} KB",
        ),
        ("transform_instances", f"the maximum is {stated_limit('transform_instances')}"),
        (
            "transform_payload_in_mb",
            f"cannot be greater than {stated_limit('transform_payload_in_mb')} MB",
        ),
    ],
)
def test_numbers_stand_in_the_documentation_of_the_api(name: str, words: str) -> None:
    place = read_table("stated_limits")["limits"][name]["stated_in"]

    assert words in _documentation(place)


def test_time_to_answer_stands_in_the_documentation_of_the_runtime() -> None:
    model = botocore.session.get_session().get_service_model("sagemaker-runtime")

    words = f"must respond to requests within {stated_limit('answer_seconds')} seconds"

    assert words in model.operation_model("InvokeEndpoint").documentation


@pytest.mark.parametrize("name", ["transform_splits", "transform_input_refused"])
def test_choices_stand_in_the_documentation_of_the_api(name: str) -> None:
    place = read_table("stated_limits")["choices"][name]["stated_in"]

    documentation = _documentation(place)

    assert all(choice in documentation for choice in stated_choices(name))


def test_the_accounts_of_images_are_those_of_the_sdk() -> None:
    of_sdk = {account for _, per_region in registries() for account in per_region.values()}

    assert set(read_table("aws_images")["accounts"]) == of_sdk


@pytest.mark.parametrize("kind", ["algorithms", "x86_64"])
def test_the_repositories_of_images_are_those_of_the_sdk(kind: str) -> None:
    of_sdk = {repository for repository, _ in registries()}

    assert set(read_table("aws_images")[kind]) <= of_sdk


def test_the_greatest_value_of_a_shape_is_told() -> None:
    assert most("Subnets") == limit("Subnets").maximum


def test_a_shape_without_a_greatest_value_has_none_to_tell() -> None:
    with pytest.raises(ValueError, match="the shape MaxPayloadInMB has no maximum"):
        most("MaxPayloadInMB")

"""A production variant on instances: what it renders, and what it refuses."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from types import SimpleNamespace
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import ConfigurationError, InstanceVariant

MODEL = SimpleNamespace(model_name="forecaster")


def variant_of(**values: Any) -> InstanceVariant:
    return InstanceVariant(
        **{"name": "champion", "model": MODEL, "instance_type": "ml.m5.large", **values}
    )


def test_defaults_are_one_instance_with_weight_one() -> None:
    assert variant_of().render() == {
        "variantName": "champion",
        "modelName": "forecaster",
        "instanceType": "ml.m5.large",
        "initialInstanceCount": 1,
        "initialVariantWeight": 1,
    }


def test_all_values_are_rendered_in_aws_units() -> None:
    variant = variant_of(
        initial_weight=0.25,
        initial_instance_count=3,
        volume_size=cdk.Size.gibibytes(64),
        model_data_download_timeout=cdk.Duration.minutes(20),
        container_startup_health_check_timeout=cdk.Duration.minutes(10),
    )

    assert variant.render() == {
        "variantName": "champion",
        "modelName": "forecaster",
        "instanceType": "ml.m5.large",
        "initialInstanceCount": 3,
        "initialVariantWeight": 0.25,
        "volumeSizeInGb": 64,
        "modelDataDownloadTimeoutInSeconds": 1200,
        "containerStartupHealthCheckTimeoutInSeconds": 600,
    }


def test_weight_zero_is_rendered() -> None:
    assert variant_of(initial_weight=0).render()["initialVariantWeight"] == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"initial_weight": -0.1}, "initial_weight: got -0.1, allowed is at least 0"),
        ({"initial_instance_count": 0}, "initial_instance_count: got 0, allowed is at least 1"),
        (
            {"volume_size": cdk.Size.gibibytes(513)},
            "volume_size: got 513, allowed is 1 to 512 GiB",
        ),
        (
            {"model_data_download_timeout": cdk.Duration.seconds(59)},
            "model_data_download_timeout: got 59, allowed is 60 to 3600 seconds",
        ),
        (
            {"container_startup_health_check_timeout": cdk.Duration.minutes(61)},
            "container_startup_health_check_timeout: got 3660, allowed is 60 to 3600 seconds",
        ),
    ],
)
def test_value_out_of_range_is_refused(values: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        variant_of(**values)

    assert str(refusal.value) == f"InstanceVariant 'champion': {told}"


@pytest.mark.parametrize(
    "values",
    [
        {"volume_size": cdk.Size.gibibytes(1)},
        {"volume_size": cdk.Size.gibibytes(512)},
        {"model_data_download_timeout": cdk.Duration.seconds(60)},
        {"container_startup_health_check_timeout": cdk.Duration.hours(1)},
    ],
)
def test_value_at_its_bound_is_allowed(values: dict[str, Any]) -> None:
    assert variant_of(**values).render()


@pytest.mark.parametrize("name", ["a", "All-Traffic", "v1", "x" * 63, "a--b"])
def test_name_of_letters_digits_and_inner_hyphens_is_allowed(name: str) -> None:
    assert variant_of(name=name).render()["variantName"] == name


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "a.b", "x" * 64, "a\n"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"name: got .*1 to 63 letters, digits"):
        variant_of(name=name)


@pytest.mark.parametrize(
    ("instance_type", "told"),
    [
        ("ml.t3.medium", "SageMaker hosts models on no t3 instance"),
        ("m5.large", "write ml.m5.large"),
        ("ml.m5.8xlarge", "m5 in the sizes"),
        ("big", "a type reads ml.<family>.<size>"),
    ],
)
def test_type_that_cannot_host_is_refused(instance_type: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"instance_type: .*{told}"):
        variant_of(instance_type=instance_type)


@pytest.mark.parametrize(
    ("instance_type", "unknown"), [("ml.m5.large", False), ("ml.z99.large", True)]
)
def test_type_newer_than_the_tables_is_allowed_and_known_to_be_unknown(
    instance_type: str, *, unknown: bool
) -> None:
    assert variant_of(instance_type=instance_type).is_of_unknown_type is unknown


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as refusal:
        variant_of(
            name="-", instance_type="ml.t3.medium", initial_weight=-1, initial_instance_count=0
        )

    lines = str(refusal.value).splitlines()
    assert lines[0] == "InstanceVariant '-': 4 faults"
    assert [line.split(":")[0] for line in lines[1:]] == [
        "  - name",
        "  - instance_type",
        "  - initial_weight",
        "  - initial_instance_count",
    ]


def test_late_values_are_not_judged() -> None:
    number, text = cdk.Token.as_number({"Ref": "Number"}), cdk.Token.as_string({"Ref": "Text"})

    variant = variant_of(
        name=text,
        instance_type=text,
        initial_weight=number,
        initial_instance_count=number,
        volume_size=cdk.Size.gibibytes(number),
        model_data_download_timeout=cdk.Duration.seconds(number),
    )

    assert not variant.is_of_unknown_type
    assert variant.render()["initialInstanceCount"] == number


def test_variant_cannot_become_invalid_later() -> None:
    with pytest.raises(FrozenInstanceError):
        variant_of().initial_instance_count = 0  # type: ignore[misc] # what is tested

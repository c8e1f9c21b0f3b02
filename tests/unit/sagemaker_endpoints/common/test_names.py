"""Names are those that SageMaker takes."""

from __future__ import annotations

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import ConfigurationError
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._names import check_name


def faults_of(name: str | None, shape: str = "EndpointName") -> tuple[str, ...]:
    faults = Faults("Endpoint")
    check_name(faults, "endpoint_name", name, shape)
    try:
        faults.raise_if_any()
    except ConfigurationError as refusal:
        return refusal.faults
    return ()


@pytest.mark.parametrize("name", ["a", "demand-2", "a" * 63, None])
def test_names_that_sagemaker_takes_are_no_fault(name: str | None) -> None:
    assert faults_of(name) == ()


@pytest.mark.parametrize("name", ["", "-a", "a-", "a_b", "a" * 64, f"a{'-' * 62}b"])
def test_names_that_sagemaker_refuses_are_told_with_the_rule(name: str) -> None:
    assert faults_of(name) == (
        f"endpoint_name: got {name!r}, allowed is 1 to 63 letters, digits and inner hyphens",
    )


def test_longest_name_is_that_of_the_kind() -> None:
    assert faults_of("a" * 120, "InferenceExperimentName") == ()
    (fault,) = faults_of("a" * 121, "InferenceExperimentName")
    assert fault.endswith("allowed is 1 to 120 letters, digits and inner hyphens")


def test_name_that_the_deploy_knows_is_no_fault() -> None:
    assert faults_of(cdk.Fn.import_value("Name")) == ()

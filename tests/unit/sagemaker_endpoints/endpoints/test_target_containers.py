"""A right to some containers of a model whose callers choose one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_iam as iam
from constructs import IConstruct

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    IModel,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
Warnings = Callable[[IConstruct], list[str]]
OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")


@pytest.fixture
def both(stack: cdk.Stack) -> Model:
    """A model of the containers `demand` and `prices`."""
    containers = [
        ContainerDefinition(image=OWN, container_hostname=name) for name in ("demand", "prices")
    ]
    return Model(stack, "Both", containers=containers, inference_execution_mode="Direct")


@pytest.fixture
def caller(stack: cdk.Stack) -> iam.Role:
    return iam.Role(stack, "Caller", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))


def serve(stack: cdk.Stack, *models: IModel) -> RealTimeEndpoint:
    return RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            InstanceVariant(name=f"v{number}", model=model, instance_type="ml.m5.large")
            for number, model in enumerate(models)
        ],
    )


@pytest.mark.parametrize("targets", [["demand"], ["demand", "pri*"], ["*"]])
def test_right_is_to_these_containers_alone(
    stack: cdk.Stack, both: Model, caller: iam.Role, resources: Resources, targets: list[str]
) -> None:
    serve(stack, both).grant_invoke(caller, target_containers=targets)

    (policy,) = resources(stack, "AWS::IAM::Policy")

    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == "sagemaker:InvokeEndpoint"
    assert statement["Condition"] == {"StringLike": {"sagemaker:TargetContainerHostname": targets}}


def test_right_to_all_has_no_condition(
    stack: cdk.Stack, both: Model, caller: iam.Role, resources: Resources, warnings_of: Warnings
) -> None:
    endpoint = serve(stack, both)
    endpoint.grant_invoke(caller)

    (policy,) = resources(stack, "AWS::IAM::Policy")

    assert "Condition" not in policy["PolicyDocument"]["Statement"][0]
    assert warnings_of(endpoint) == []


def test_doubt_about_the_key_is_told(
    stack: cdk.Stack, both: Model, caller: iam.Role, warnings_of: Warnings
) -> None:
    endpoint = serve(stack, both)
    endpoint.grant_invoke(caller, target_containers=["demand"])

    (warning,) = warnings_of(endpoint)

    assert "IAM's list of keys lacks it" in warning
    assert warning.endswith("[ack: sagemaker-endpoints::TargetContainerKey]")


@pytest.mark.parametrize(
    ("targets", "fault"),
    [
        ([], "got none, name one or more; leave it out to grant all"),
        ("demand", "got one text, 'demand', allowed is a list; write ['demand']"),
        (["sales"], "got 'sales', the containers are 'demand', 'prices'"),
        (["demand", "x*"], "got 'x*', the containers are 'demand', 'prices'"),
    ],
)
def test_right_to_nothing_is_refused(
    stack: cdk.Stack, both: Model, caller: iam.Role, targets: Sequence[str], fault: str
) -> None:
    endpoint = serve(stack, both)

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.grant_invoke(caller, target_containers=targets)

    assert str(refusal.value) == (
        f"RealTimeEndpoint 'Stack/Endpoint': grant_invoke: target_containers: {fault}"
    )


def test_model_whose_containers_cannot_be_chosen_is_refused(
    stack: cdk.Stack, both: Model, model: Model, caller: iam.Role
) -> None:
    endpoint = serve(stack, both, model)

    with pytest.raises(ConfigurationError, match="cannot choose a container of 'Stack/Model'"):
        endpoint.grant_invoke(caller, target_containers=["demand"])


def test_containers_of_an_imported_model_and_late_names_are_not_judged(
    stack: cdk.Stack, both: Model, caller: iam.Role, resources: Resources
) -> None:
    late = cdk.CfnParameter(stack, "Name").value_as_string
    theirs = Model.from_model_name(stack, "Theirs", "theirs")

    serve(stack, both, theirs).grant_invoke(caller, target_containers=["sales", late])

    (policy,) = resources(stack, "AWS::IAM::Policy")
    assert policy["PolicyDocument"]["Statement"][0]["Condition"] == {
        "StringLike": {"sagemaker:TargetContainerHostname": ["sales", {"Ref": "Name"}]}
    }


def test_late_name_passes_beside_known_containers(
    stack: cdk.Stack, both: Model, caller: iam.Role
) -> None:
    late = cdk.CfnParameter(stack, "Name").value_as_string

    grant = serve(stack, both).grant_invoke(caller, target_containers=[late])

    assert grant.success


def test_late_hostname_may_be_any(stack: cdk.Stack, caller: iam.Role, resources: Resources) -> None:
    names = [cdk.CfnParameter(stack, name).value_as_string for name in ("First", "Second")]
    containers = [ContainerDefinition(image=OWN, container_hostname=name) for name in names]
    late = Model(stack, "Late", containers=containers, inference_execution_mode="Direct")

    serve(stack, late).grant_invoke(caller, target_containers=["demand"])

    assert len(resources(stack, "AWS::IAM::Policy")) == 1

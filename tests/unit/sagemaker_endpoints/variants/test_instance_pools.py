"""A variant that may run on several instance types."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    InstancePool,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
MODEL = SimpleNamespace(model_name="forecaster")
TYPES = ["ml.g6.2xlarge", "ml.g5.2xlarge"]


def variant_of(**values: Any) -> InstanceVariant:
    return InstanceVariant(**{"name": "champion", "model": MODEL, **values})


def test_order_of_the_types_is_their_priority() -> None:
    rendered = variant_of(instance_types=TYPES).render()

    assert "instanceType" not in rendered
    assert rendered["instancePools"] == [
        {"instanceType": "ml.g6.2xlarge", "priority": 1},
        {"instanceType": "ml.g5.2xlarge", "priority": 2},
    ]


def test_type_may_have_a_model_of_its_own(
    stack: cdk.Stack, model: Model, container: ContainerDefinition, resources: Resources
) -> None:
    compiled = Model(stack, "Compiled", containers=[container])
    types: list[str | InstancePool] = [
        InstancePool(instance_type="ml.inf2.xlarge", model=compiled),
        "ml.g5.xlarge",
    ]
    variant = InstanceVariant(name="champion", model=model, instance_types=types)
    RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    (config,) = resources(stack, "AWS::SageMaker::EndpointConfig")

    (rendered,) = config["ProductionVariants"]
    first, second = rendered["InstancePools"]
    assert first["ModelNameOverride"] == stack.resolve(compiled.model_name)
    assert rendered["ModelName"] == stack.resolve(model.model_name)
    assert second == {"InstanceType": "ml.g5.xlarge", "Priority": 2}


def test_every_model_of_a_variant_may_let_sagemaker_use_the_key(
    stack: cdk.Stack, model: Model, container: ContainerDefinition, resources: Resources
) -> None:
    compiled = Model(stack, "Compiled", containers=[container])
    types: list[str | InstancePool] = [
        InstancePool(instance_type="ml.inf2.xlarge", model=compiled),
        "ml.g5.xlarge",
    ]
    variant = InstanceVariant(name="champion", model=model, instance_types=types)
    RealTimeEndpoint(
        stack, "Endpoint", variants=[variant], encryption_key=kms.Key(stack, "VolumeKey")
    )

    roles = resources(stack, "AWS::IAM::Role")

    assert len(roles) == 2
    assert all("kms:CreateGrant" in str(role["Policies"]) for role in roles)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "instance_type: give either one instance_type, or .*; got neither"),
        ({"instance_type": "ml.m5.large", "instance_types": TYPES}, "instance_type: .*; got both"),
        (
            {"instance_types": "ml.g5.xlarge"},
            "instance_types: got one text, 'ml.g5.xlarge', allowed is a list; for one type say",
        ),
        ({"instance_types": []}, "instance_types: got 0, allowed is 1 to 5"),
        (
            {"instance_types": [f"ml.g5.{size}xlarge" for size in ("", 2, 4, 8, 12, 16)]},
            "instance_types: got 6, allowed is 1 to 5",
        ),
        (
            {"instance_types": ["ml.g5.xlarge", "ml.m5.large", "ml.g5.xlarge"]},
            "instance_types: ml.g5.xlarge is there twice; what had no capacity is not tried again",
        ),
        (
            {"instance_types": ["ml.m5.large", "ml.t3.medium"]},
            "instance_types: ml.t3.medium is no hosting type",
        ),
        (
            {"instance_types": [InstancePool(instance_type="big")]},
            "instance_types: 'big' is no hosting type",
        ),
    ],
)
def test_choice_that_sagemaker_refuses_is_refused(values: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^InstanceVariant 'champion': {told}"):
        variant_of(**values)


@pytest.mark.parametrize(
    "types",
    [["ml.m5.large"], [f"ml.g5.{size}xlarge" for size in ("", 2, 4, 8, 12)]],
    ids=["one", "five"],
)
def test_one_to_five_types_are_allowed(types: list[str]) -> None:
    assert len(variant_of(instance_types=types).render()["instancePools"]) == len(types)


def test_unknown_types_warn_together_and_are_used() -> None:
    variant = variant_of(instance_types=["ml.z98.large", "ml.m5.large", "ml.z99.large"])

    ((rule, message),) = variant.warnings()

    assert variant.is_of_unknown_type
    assert rule == "UnknownInstanceType"
    assert "knows ml.z98.large: it is newer, or misspelt" in message
    assert "knows ml.z99.large: it is newer, or misspelt" in message


@pytest.mark.parametrize(("seconds", "allowed"), [(299, 0), (300, 1), (3600, 1), (3601, 0)])
def test_time_to_get_instances_is_bounded(seconds: int, *, allowed: bool) -> None:
    values = {"instance_types": TYPES, "provision_timeout": cdk.Duration.seconds(seconds)}

    if allowed:
        rendered = variant_of(**values).render()
        assert rendered["variantInstanceProvisionTimeoutInSeconds"] == seconds
    else:
        with pytest.raises(ConfigurationError, match=r"provision_timeout: .* 300 to 3600 seconds"):
            variant_of(**values)


def test_types_cannot_be_added_later() -> None:
    types = ["ml.m5.large"]
    variant = variant_of(instance_types=types)

    types.append("ml.t3.medium")

    assert variant.candidate_types == ("ml.m5.large",)


def test_late_types_are_not_judged() -> None:
    late = cdk.Token.as_string({"Ref": "Type"})

    variant = variant_of(instance_types=[late, late], volume_size=cdk.Size.gibibytes(30))

    assert variant.warnings() == ()


def test_burstable_type_among_several_does_not_scale(stack: cdk.Stack, model: Model) -> None:
    variant = InstanceVariant(
        name="champion", model=model, instance_types=["ml.m5.large", "ml.t2.medium"]
    )
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[variant])

    with pytest.raises(ConfigurationError, match=r"ml\.t2\.medium cannot be auto-scaled"):
        endpoint.variant("champion").auto_scale_instance_count(max_capacity=2)


def test_late_list_of_types_is_refused(stack: cdk.Stack, model: Model) -> None:
    late = cdk.CfnParameter(stack, "Types", type="CommaDelimitedList").value_as_list

    with pytest.raises(ConfigurationError, match="instance_types: only the deploy knows the list"):
        InstanceVariant(name="champion", model=model, instance_types=late)

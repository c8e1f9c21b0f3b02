"""The example that a newcomer writes first: one PyTorch model, one instance, scaled by load."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    InstanceVariant,
    Model,
    ModelData,
    RealTimeEndpoint,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]


@pytest.fixture
def demand_model(stack: cdk.Stack) -> Model:
    return Model(
        stack,
        "Model",
        containers=[
            ContainerDefinition(
                image=ContainerImage.from_framework("pytorch", version="2.1.0", py_version="py310"),
                model_data=ModelData.from_uri("s3://my-bucket/path/model.tar.gz"),
                entry_point="inference.py",
            )
        ],
    )


@pytest.fixture
def scaled_stack(stack: cdk.Stack, demand_model: Model) -> cdk.Stack:
    endpoint = RealTimeEndpoint(
        stack,
        "Endpoint",
        variants=[
            InstanceVariant(
                name="AllTraffic",
                model=demand_model,
                instance_type="ml.m5.large",
                initial_instance_count=1,
            )
        ],
    )
    capacity = endpoint.variant("AllTraffic").auto_scale_instance_count(
        min_capacity=1, max_capacity=4
    )
    capacity.scale_on_invocations(
        "Load",
        invocations_per_minute=70,
        scale_in_cooldown=cdk.Duration.seconds(300),
        scale_out_cooldown=cdk.Duration.seconds(60),
    )
    return stack


def test_model_runs_the_image_that_the_sdk_names(
    scaled_stack: cdk.Stack, resources: Resources
) -> None:
    (model,) = resources(scaled_stack, "AWS::SageMaker::Model")

    assert model["PrimaryContainer"] == {
        "Image": "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.1.0-cpu-py310",
        "ModelDataUrl": "s3://my-bucket/path/model.tar.gz",
        "Environment": {
            "SAGEMAKER_PROGRAM": "inference.py",
            "SAGEMAKER_SUBMIT_DIRECTORY": "/opt/ml/model/code",
        },
    }


def test_endpoint_has_one_variant_on_one_instance(
    scaled_stack: cdk.Stack, resources: Resources
) -> None:
    (config,) = resources(scaled_stack, "AWS::SageMaker::EndpointConfig")

    (variant,) = config["ProductionVariants"]
    assert variant == {
        "VariantName": "AllTraffic",
        "ModelName": variant["ModelName"],
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1,
    }
    assert variant["ModelName"]["Fn::GetAtt"][1] == "ModelName"


def test_target_has_exactly_the_bounds(scaled_stack: cdk.Stack, resources: Resources) -> None:
    (target,) = resources(scaled_stack, "AWS::ApplicationAutoScaling::ScalableTarget")

    prefix, name, suffix = target.pop("ResourceId")["Fn::Join"][1]
    assert (prefix, suffix) == ("endpoint/", "/variant/AllTraffic")
    assert name["Fn::GetAtt"][1] == "EndpointName"
    assert target == {
        "MinCapacity": 1,
        "MaxCapacity": 4,
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ServiceNamespace": "sagemaker",
    }


def test_policy_has_exactly_the_target_and_the_cooldowns(
    scaled_stack: cdk.Stack, resources: Resources
) -> None:
    (policy,) = resources(scaled_stack, "AWS::ApplicationAutoScaling::ScalingPolicy")

    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["TargetTrackingScalingPolicyConfiguration"] == {
        "TargetValue": 70,
        "PredefinedMetricSpecification": {
            "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
        },
        "ScaleInCooldown": 300,
        "ScaleOutCooldown": 60,
    }


def test_type_of_notebooks_is_refused_with_the_nearest_hosting_types(demand_model: Model) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        InstanceVariant(name="AllTraffic", model=demand_model, instance_type="ml.t3.medium")

    message = str(refusal.value)
    assert message.startswith("InstanceVariant 'AllTraffic': instance_type: ml.t3.medium is no")
    assert "SageMaker hosts models on no t3 instance" in message
    assert message.endswith("nearest: ml.t2.medium, ml.c6i.large, ml.m5.large")


def test_burstable_type_hosts_but_does_not_scale(stack: cdk.Stack, demand_model: Model) -> None:
    burstable = InstanceVariant(name="AllTraffic", model=demand_model, instance_type="ml.t2.medium")
    endpoint = RealTimeEndpoint(stack, "Endpoint", variants=[burstable])

    with pytest.raises(ConfigurationError) as refusal:
        endpoint.variant("AllTraffic").auto_scale_instance_count(max_capacity=4)

    message = str(refusal.value)
    assert "instance_type: ml.t2.medium cannot be auto-scaled: it is burstable" in message
    assert message.endswith("nearest: ml.c6i.large, ml.m5.large, ml.r5.large")

"""The same endpoint of generic `CfnResource`, in CloudFormation's own words.

The fastest way there is, and a blind one: cdk-nag and tags see none of it.
"""

from __future__ import annotations

from typing import Any

import aws_cdk as cdk

from benchmarks.writers import _facts as facts


def add(stack: cdk.Stack, name: str) -> None:
    """Define one endpoint."""
    for construct_id, (kind, properties) in _resources(name).items():
        cdk.CfnResource(stack, construct_id, type=kind, properties=properties)


def _resources(name: str) -> dict[str, tuple[str, dict[str, Any]]]:
    endpoint = _attribute(name, "EndpointName")
    return {
        f"{name}Role": (
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": facts.TRUST,
                "Policies": [{"PolicyName": "Serve", "PolicyDocument": facts.RIGHTS}],
            },
        ),
        f"{name}Model": (
            "AWS::SageMaker::Model",
            {
                "ExecutionRoleArn": _attribute(f"{name}Role", "Arn"),
                "PrimaryContainer": {
                    "Image": facts.IMAGE,
                    "ModelDataUrl": facts.DATA,
                    "Environment": facts.ENVIRONMENT,
                },
            },
        ),
        f"{name}Config": (
            "AWS::SageMaker::EndpointConfig",
            {"ProductionVariants": _variants(_attribute(f"{name}Model", "ModelName"))},
        ),
        name: (
            "AWS::SageMaker::Endpoint",
            {
                "EndpointConfigName": _attribute(f"{name}Config", "EndpointConfigName"),
                "RetainAllVariantProperties": True,
                "ExcludeRetainedVariantProperties": [{"VariantPropertyType": facts.RETAINED_BUT}],
            },
        ),
        f"{name}Target": (
            "AWS::ApplicationAutoScaling::ScalableTarget",
            {
                "MinCapacity": 1,
                "MaxCapacity": facts.MAX_INSTANCES,
                "ResourceId": {"Fn::Join": ["", ["endpoint/", endpoint, "/variant/champion"]]},
                "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
                "ServiceNamespace": "sagemaker",
            },
        ),
        f"{name}Policy": ("AWS::ApplicationAutoScaling::ScalingPolicy", _policy(f"{name}Target")),
    }


def _variants(model_name: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "VariantName": variant,
            "ModelName": model_name,
            "InstanceType": facts.INSTANCE_TYPE,
            "InitialInstanceCount": 1,
            "InitialVariantWeight": weight,
        }
        for variant, weight in facts.WEIGHTS.items()
    ]


def _policy(target: str) -> dict[str, Any]:
    return {
        "PolicyName": "Load",
        "PolicyType": "TargetTrackingScaling",
        "ScalingTargetId": {"Ref": target},
        "TargetTrackingScalingPolicyConfiguration": {
            "TargetValue": facts.INVOCATIONS_PER_MINUTE,
            "PredefinedMetricSpecification": {
                "PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"
            },
        },
    }


def _attribute(resource: str, name: str) -> dict[str, list[str]]:
    # Ids of letters and digits, directly in a stack, are the logical ids.
    return {"Fn::GetAtt": [resource, name]}

"""Writes templates of many endpoints, each with what a team has in production."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

ENDPOINTS_PER_TEMPLATE: Final = 50
IMAGE: Final = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
ALARMS: Final = (
    ("Invocation5XXErrors", "Sum", 1),
    ("ModelLatency", "Average", 500_000),
    ("InvocationModelErrors", "Sum", 1),
)


def write_templates(folder: Path, endpoints: int) -> list[Path]:
    """Write the templates of as many endpoints."""
    paths = []
    for start in range(0, endpoints, ENDPOINTS_PER_TEMPLATE):
        resources: dict[str, Any] = {}
        for number in range(start, min(start + ENDPOINTS_PER_TEMPLATE, endpoints)):
            resources |= endpoint(f"E{number}")
        paths.append(folder / f"Endpoints{start}.json")
        paths[-1].write_text(json.dumps({"Resources": resources}, indent=1), encoding="utf-8")
    return paths


def endpoint(name: str) -> dict[str, Any]:
    """The resources of one endpoint, with no fault."""
    variants = [("champion", 9), ("challenger", 1)]
    alarms = {
        f"{name}{metric}": _alarm(name, metric, statistic, threshold)
        for metric, statistic, threshold in ALARMS
    }
    return {
        f"{name}Role": _resource("IAM::Role", _role(name)),
        f"{name}Model": _resource(
            "SageMaker::Model",
            {
                "ExecutionRoleArn": {"Fn::GetAtt": [f"{name}Role", "Arn"]},
                "PrimaryContainer": {
                    "Image": IMAGE,
                    "ModelDataUrl": f"s3://models/{name}/model.tar.gz",
                    "Environment": {"FORECAST_HORIZON": "48"},
                },
            },
        ),
        f"{name}Config": _resource(
            "SageMaker::EndpointConfig",
            {
                "ProductionVariants": [
                    {
                        "VariantName": variant,
                        "ModelName": {"Fn::GetAtt": [f"{name}Model", "ModelName"]},
                        "InstanceType": "ml.c6i.large",
                        "InitialInstanceCount": 1,
                        "InitialVariantWeight": weight,
                    }
                    for variant, weight in variants
                ]
            },
        ),
        name: _resource(
            "SageMaker::Endpoint",
            {
                "EndpointConfigName": {"Fn::GetAtt": [f"{name}Config", "EndpointConfigName"]},
                "RetainAllVariantProperties": True,
                "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}],
            },
        ),
        f"{name}Target": _resource("ApplicationAutoScaling::ScalableTarget", _target(name)),
        f"{name}Policy": _resource("ApplicationAutoScaling::ScalingPolicy", _policy(name)),
        **alarms,
    }


def _resource(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


def _role(name: str) -> dict[str, Any]:
    def allow(actions: list[str], on: str) -> dict[str, Any]:
        return {"Effect": "Allow", "Action": actions, "Resource": on}

    pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    repository = "arn:aws:ecr:eu-west-1:763104351884:repository/pytorch-inference"
    logs = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    statements = [
        allow(pull, repository),
        allow(["ecr:GetAuthorizationToken"], "*"),
        allow(["s3:GetObject"], f"arn:aws:s3:::models/{name}/model.tar.gz"),
        allow([*logs, "logs:DescribeLogStreams"], "*"),
        allow(["cloudwatch:PutMetricData"], "*"),
    ]
    version = "2012-10-17"
    return {
        "AssumeRolePolicyDocument": {"Version": version, "Statement": [trust]},
        "Policies": [
            {
                "PolicyName": "Serve",
                "PolicyDocument": {"Version": version, "Statement": statements},
            }
        ],
    }


def _target(name: str) -> dict[str, Any]:
    return {
        "MinCapacity": 1,
        "MaxCapacity": 4,
        "ResourceId": {"Fn::Sub": f"endpoint/${{{name}.EndpointName}}/variant/champion"},
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ServiceNamespace": "sagemaker",
    }


def _policy(name: str) -> dict[str, Any]:
    metric = {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}
    return {
        "PolicyName": "Load",
        "PolicyType": "TargetTrackingScaling",
        "ScalingTargetId": {"Ref": f"{name}Target"},
        "TargetTrackingScalingPolicyConfiguration": {
            "PredefinedMetricSpecification": metric,
            "TargetValue": 900,
        },
    }


def _alarm(name: str, metric: str, statistic: str, threshold: int) -> dict[str, Any]:
    dimensions = {
        "EndpointName": {"Fn::GetAtt": [name, "EndpointName"]},
        "VariantName": "champion",
    }
    properties = {
        "Namespace": "AWS/SageMaker",
        "MetricName": metric,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
        "Statistic": statistic,
        "Period": 300,
        "EvaluationPeriods": 1,
        "Threshold": threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    return _resource("CloudWatch::Alarm", properties)

"""Templates, traffic and prices of the tests' own: round figures that a hand can multiply."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from sagemaker_hosting.cost import Costs, EnvironmentCost, Prices, prices_in

REGION = "eu-west-1"
LIST = {"source": "list", "date": "2026-09-22"}
TABLES: list[dict[str, Any]] = [
    {
        "kind": "hosting",
        **LIST,
        "prices": {"ml.c6i.large": 0.1, "ml.m5.xlarge": 0.25, "ml.g5.2xlarge": 1.5},
    },
    {"kind": "transform", **LIST, "prices": {"ml.m5.xlarge": 0.24}},
    {"kind": "serverless", **LIST, "prices": {"1024": 0.00002, "2048": 0.00004}},
    {"kind": "provisioned_usage", **LIST, "prices": {"2048": 0.00001}},
    {"kind": "provisioned_duration", **LIST, "prices": {"2048": 0.00002}},
    {"kind": "data", **LIST, "prices": {"in": 0.016, "out": 0.016}},
    {"kind": "storage", **LIST, "prices": {"gp2": 0.15}},
]

CostOf = Callable[..., EnvironmentCost]


def prices_of(tables: list[dict[str, Any]]) -> Prices:
    """Prices in one Region."""
    data = {
        "schema": 1,
        "currency": "USD",
        "sources": {"list": {"title": "the list", "url": "https://example.com/prices"}},
        "regions": {REGION: tables},
    }
    return prices_in(json.dumps(data), where="prices")


def variant(name: str = "AllTraffic", **more: Any) -> dict[str, Any]:
    """A production variant on one ml.c6i.large."""
    usual = {"InstanceType": "ml.c6i.large", "InitialInstanceCount": 1, "ModelName": "nlinear"}
    return {"VariantName": name, "InitialVariantWeight": 1, **usual, **more}


def serverless(**more: Any) -> dict[str, Any]:
    """A production variant without instances."""
    config = {"MemorySizeInMB": 2048, "MaxConcurrency": 10, **more}
    return {"VariantName": "AllTraffic", "ModelName": "nlinear", "ServerlessConfig": config}


def endpoint(
    *variants: Mapping[str, Any], traffic: Mapping[str, Any] | None = None, **config: Any
) -> dict[str, Any]:
    """An endpoint with its configuration; its traffic is in its Metadata."""
    metadata = {} if traffic is None else {"Metadata": {"sagemaker-hosting:traffic": traffic}}
    return {
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": list(variants), **config},
        },
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {
                "EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]},
                "EndpointName": "demand",
            },
            **metadata,
        },
    }


def scaling(
    low: Any,
    high: Any,
    *,
    variant_name: str = "AllTraffic",
    dimension: str = "sagemaker:variant:DesiredInstanceCount",
    resource_id: str | None = None,
    actions: list[dict[str, Any]] | None = None,
    name: str = "",
    **tracking: Any,
) -> dict[str, Any]:
    """A scalable target with its policy, if it tracks something."""
    target = {
        "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
        "Properties": {
            "MinCapacity": low,
            "MaxCapacity": high,
            "ResourceId": resource_id or f"endpoint/demand/variant/{variant_name}",
            "ScalableDimension": dimension,
            "ServiceNamespace": "sagemaker",
            "ScheduledActions": actions or [],
        },
    }
    policy = {
        "Type": "AWS::ApplicationAutoScaling::ScalingPolicy",
        "Properties": {
            "PolicyType": "TargetTrackingScaling",
            "ScalingTargetId": {"Ref": f"Target{name}{variant_name}"},
            "TargetTrackingScalingPolicyConfiguration": tracking,
        },
    }
    made = {f"Target{name}{variant_name}": target}
    return {**made, f"Policy{name}{variant_name}": policy} if tracking else made


def predefined(metric: str, target: float) -> dict[str, Any]:
    """What tracks a predefined metric."""
    specification = {"PredefinedMetricType": metric}
    return {"PredefinedMetricSpecification": specification, "TargetValue": target}


def told(costs: Costs) -> tuple[str, str, str]:
    """The amounts of the cases, as people read them."""
    return str(costs.min), str(costs.typical), str(costs.max)

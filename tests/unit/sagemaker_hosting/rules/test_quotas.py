"""When a second fleet is worth a look at the quota."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding

Check = Callable[[str], tuple[Finding, ...]]

_TARGET = {
    "Type": "AWS::ApplicationAutoScaling::ScalableTarget",
    "Properties": {
        "ServiceNamespace": "sagemaker",
        "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
        "ResourceId": {"Fn::Sub": "endpoint/${Endpoint.EndpointName}/variant/champion"},
        "MinCapacity": 1,
        "MaxCapacity": 12,
    },
}
_ROLLING = {
    "RollingUpdatePolicy": {
        "MaximumBatchSize": {"Type": "CAPACITY_PERCENT", "Value": 20},
        "WaitIntervalInSeconds": 300,
    }
}


def _told(check: Check, counts: list[Any], deployment: Any = None, **further: Any) -> list[str]:
    names = ("champion", "challenger")
    variants = [
        {
            "VariantName": name,
            "ModelName": name,
            "InstanceType": "ml.m5.large",
            "InitialInstanceCount": count,
        }
        for name, count in zip(names, counts, strict=False)
    ]
    endpoint = {"EndpointConfigName": {"Fn::GetAtt": ["Config", "EndpointConfigName"]}}
    if deployment is not None:
        endpoint["DeploymentConfig"] = deployment
    resources = {
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": variants},
        },
        "Endpoint": {"Type": "AWS::SageMaker::Endpoint", "Properties": endpoint},
        **further,
    }
    template = {"Parameters": {"Any": {"Type": "String"}}, "Resources": resources}
    return [f.says for f in check(json.dumps(template)) if f.rule.id == "QTA-04"]


@pytest.mark.parametrize(("counts", "is_large"), [([9], 0), ([10], 1), ([5, 5], 1), ([4, 5], 0)])
def test_fleet_of_ten_instances_of_a_type_is_large(
    findings_of: Check, counts: list[int], is_large: int
) -> None:
    assert len(_told(findings_of, counts)) == is_large


def test_what_a_variant_may_be_scaled_to_counts(findings_of: Check) -> None:
    (told,) = _told(findings_of, [1], Target=_TARGET)

    assert told == "it has up to 12 instances of ml.m5.large, and an update needs 24 for a while"


@pytest.mark.parametrize("deployment", [_ROLLING, {"Ref": "Any"}])
def test_rolling_update_needs_no_second_fleet(findings_of: Check, deployment: Any) -> None:
    assert _told(findings_of, [20], deployment) == []


def test_count_that_is_not_known_passes(findings_of: Check) -> None:
    assert _told(findings_of, [{"Ref": "Any"}]) == []

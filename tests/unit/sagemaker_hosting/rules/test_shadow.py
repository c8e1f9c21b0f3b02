"""What may stand in the shadow of what, and for how long."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding

Check = Callable[[str], tuple[Finding, ...]]
Found = Callable[[dict[str, Any]], list[str]]

_UNKNOWN: Any = {"Ref": "Any"}
_IMAGE = {"Image": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1.0.0"}
_MARKETPLACE = {
    "ModelPackageName": "arn:aws:sagemaker:eu-west-1:985815980388:model-package/"
    "demand-0123456789abcdef0123456789abcdef"
}
_OWN_PACKAGE = {
    "ModelPackageName": "arn:aws:sagemaker:eu-west-1:111111111111:model-package/demand/1"
}


@pytest.fixture
def found(findings_of: Check) -> Found:
    """Check resources by the rules of shadows alone; what counts are the rules."""

    def run(resources: dict[str, Any]) -> list[str]:
        template = {"Parameters": {"Any": {"Type": "String"}}, "Resources": resources}
        findings = findings_of(json.dumps(template))
        return [f.rule.id for f in findings if f.rule.area == "SHD"]

    return run


def variant(name: str, **properties: Any) -> dict[str, Any]:
    sound = {"VariantName": name, "ModelName": name, "InstanceType": "ml.m5.large"}
    return {**sound, "InitialInstanceCount": 1, **properties}


def config(production: Any, shadow: Any, **properties: Any) -> dict[str, Any]:
    given = {"ProductionVariants": production, "ShadowProductionVariants": shadow, **properties}
    return {"Type": "AWS::SageMaker::EndpointConfig", "Properties": given}


def model(name: str, *containers: dict[str, Any]) -> dict[str, Any]:
    given = {"ModelName": name, "Containers": list(containers)}
    return {"Type": "AWS::SageMaker::Model", "Properties": given}


def experiment(**properties: Any) -> dict[str, Any]:
    sides = [_side("champion"), _side("challenger")]
    mode = {
        "SourceModelVariantName": "champion",
        "ShadowModelVariants": [{"ShadowModelVariantName": "challenger", "SamplingPercentage": 50}],
    }
    given = {
        "Type": "ShadowMode",
        "EndpointName": "demand",
        "ModelVariants": sides,
        "ShadowModeConfig": mode,
        **properties,
    }
    return {"Type": "AWS::SageMaker::InferenceExperiment", "Properties": given}


def _side(name: str, instance_type: str = "ml.m5.large") -> dict[str, Any]:
    real_time = {"InstanceType": instance_type, "InstanceCount": 1}
    return {
        "VariantName": name,
        "ModelName": name,
        "InfrastructureConfig": {
            "InfrastructureType": "RealTimeInference",
            "RealTimeInferenceConfig": real_time,
        },
    }


A, B, C = variant("champion"), variant("challenger"), variant("seasonal")


@pytest.mark.parametrize(
    ("production", "shadow", "expected"),
    [
        ([A], [B], []),
        ([A, B], [], []),
        ([A, C], [B], ["SHD-01"]),
        ([A], [B, C], ["SHD-01"]),
        (_UNKNOWN, [B], []),
        ([A, C], _UNKNOWN, []),
    ],
)
def test_one_variant_is_in_the_shadow_of_one(
    found: Found, production: Any, shadow: Any, expected: list[str]
) -> None:
    assert found({"Config": config(production, shadow)}) == expected


@pytest.mark.parametrize("side", ["champion", "challenger"])
@pytest.mark.parametrize(
    ("name", "expected"), [("ml.inf1.xlarge", ["SHD-02"]), ("ml.inf2.xlarge", [])]
)
def test_inf1_is_on_neither_side(found: Found, side: str, name: str, expected: list[str]) -> None:
    sides = {"champion": variant("champion"), "challenger": variant("challenger")}
    sides[side]["InstanceType"] = name

    assert found({"Config": config([sides["champion"]], [sides["challenger"]])}) == expected


def test_inf1_in_a_pool_counts(found: Found) -> None:
    pools = [{"InstanceType": "ml.inf1.xlarge", "Priority": 1}]
    shadow = variant("challenger", InstancePools=pools)
    del shadow["InstanceType"]

    assert found({"Config": config([A], [shadow])}) == ["SHD-02"]


def test_model_of_a_pool_is_a_single_one(found: Found) -> None:
    pools = [{"InstanceType": "ml.m5.large", "Priority": 1, "ModelNameOverride": "pipeline"}]
    shadow = variant("challenger", InstancePools=pools)
    del shadow["InstanceType"]
    resources = {"Config": config([A], [shadow]), "Model": model("pipeline", _IMAGE, _IMAGE)}

    assert found(resources) == ["SHD-02"]


def test_inf1_without_a_shadow_passes(found: Found) -> None:
    assert found({"Config": config([variant("champion", InstanceType="ml.inf1.xlarge")], [])}) == []


@pytest.mark.parametrize("side", ["champion", "challenger"])
@pytest.mark.parametrize(
    ("container", "expected"), [(_MARKETPLACE, ["SHD-02"]), (_OWN_PACKAGE, []), (_IMAGE, [])]
)
def test_packages_of_the_marketplace_are_on_neither_side(
    found: Found, side: str, container: dict[str, Any], expected: list[str]
) -> None:
    resources = {"Config": config([A], [B]), "Model": model(side, container)}

    assert found(resources) == expected


@pytest.mark.parametrize(
    ("containers", "expected"),
    [
        ([_IMAGE], []),
        ([_IMAGE, _IMAGE], ["SHD-02"]),
        ([{**_IMAGE, "Mode": "MultiModel"}], ["SHD-02"]),
        ([{**_IMAGE, "Mode": _UNKNOWN}], []),
        ([_MARKETPLACE], ["SHD-02"]),
    ],
)
def test_models_of_an_experiment_are_single_ones(
    found: Found, containers: list[dict[str, Any]], expected: list[str]
) -> None:
    resources = {"Test": experiment(), "Model": model("challenger", *containers)}

    assert found(resources) == expected


@pytest.mark.parametrize(
    "excluded",
    [
        {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://demand/out"}}},
        {"ProductionVariants": [{"VariantName": "champion", "ServerlessConfig": {}}]},
    ],
)
def test_endpoint_of_an_experiment_answers_at_once_from_instances(
    found: Found, excluded: dict[str, Any]
) -> None:
    resources = {
        "Config": config([A], {"Ref": "AWS::NoValue"}, EndpointConfigName="demand-1"),
        "Endpoint": {
            "Type": "AWS::SageMaker::Endpoint",
            "Properties": {"EndpointName": "demand", "EndpointConfigName": "demand-1"},
        },
        "Test": experiment(),
    }
    sound = found(resources)
    resources["Config"]["Properties"].update(excluded)

    assert (sound, found(resources)) == ([], ["SHD-02"])


def test_type_of_an_experiment_is_looked_at(found: Found) -> None:
    sides = [_side("champion"), _side("challenger", "ml.inf1.xlarge")]

    assert found({"Test": experiment(ModelVariants=sides)}) == ["SHD-02"]


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        ([_side("champion")], []),
        ([_side("champion"), _side("challenger")], []),
        ([_side("champion"), _side("challenger"), _side("seasonal")], ["SHD-03"]),
        ([], ["SHD-03"]),
        (_UNKNOWN, []),
        ({"Ref": "AWS::NoValue"}, ["SHD-03"]),
    ],
)
def test_an_experiment_has_one_or_two_sides(found: Found, sides: Any, expected: list[str]) -> None:
    assert found({"Test": experiment(ModelVariants=sides)}) == expected


@pytest.mark.parametrize(
    ("percentage", "expected"),
    [
        (0, []),
        (100, []),
        ("100", []),
        (_UNKNOWN, []),
        (-1, ["SHD-03"]),
        (101, ["SHD-03"]),
        (0.5, ["SHD-03"]),
    ],
)
def test_an_experiment_copies_up_to_all_requests(
    found: Found, percentage: Any, expected: list[str]
) -> None:
    shadow = {"ShadowModelVariantName": "challenger", "SamplingPercentage": percentage}
    mode = {"SourceModelVariantName": "champion", "ShadowModelVariants": [shadow]}

    assert found({"Test": experiment(ShadowModeConfig=mode)}) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-12-01T06:00:00Z", "2026-12-31T06:00:00Z", []),
        ("2026-12-01T06:00:00Z", "2026-12-31T06:00:01Z", ["SHD-03"]),
        ("2026-12-01T06:00:00Z", "2026-12-31T08:00:00+02:00", []),
        ("2026-12-01", "2027-01-01", ["SHD-03"]),
        ("2026-12-02T06:00:00Z", "2026-12-01T06:00:00Z", ["SHD-03"]),
        ("2026-12-02T06:00:00Z", "2026-12-02T06:00:00Z", ["SHD-03"]),
        (_UNKNOWN, "2026-12-31T06:00:00Z", []),
        ("2026-12-01T06:00:00Z", "next month", []),
    ],
)
def test_an_experiment_ends_within_thirty_days(
    found: Found, start: Any, end: Any, expected: list[str]
) -> None:
    schedule = {"StartTime": start, "EndTime": end}

    assert found({"Test": experiment(Schedule=schedule)}) == expected


def test_times_of_yaml_are_read(ids_of: Callable[[str], list[str]]) -> None:
    ids = ids_of("""
        Resources:
          Test:
            Type: AWS::SageMaker::InferenceExperiment
            Properties:
              ModelVariants: [{VariantName: champion}]
              Schedule:
                StartTime: 2026-12-01T06:00:00Z
                EndTime: 2027-12-01T06:00:00Z
    """)

    assert "SHD-03" in ids

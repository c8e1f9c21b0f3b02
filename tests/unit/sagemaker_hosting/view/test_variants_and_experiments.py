"""Which models and instance types variants and experiments have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import EndpointConfig, Hosting, InferenceExperiment


def _hosting(path: Path, resources: dict[str, Any]) -> Hosting:
    template = path / "template.json"
    template.write_text(json.dumps({"Resources": resources}))
    return Hosting(read_templates([template]))


def _model(name: str) -> dict[str, Any]:
    return {"Type": "AWS::SageMaker::Model", "Properties": {"ModelName": name}}


def test_variant_has_its_model_and_those_of_its_pools_once_each(tmp_path: Path) -> None:
    pools = [
        {"InstanceType": "ml.g5.xlarge", "Priority": 1, "ModelNameOverride": "on-gpu"},
        {"InstanceType": "ml.m5.large", "Priority": 2, "ModelNameOverride": "nlinear"},
        {"InstanceType": "ml.m5.xlarge", "Priority": 3, "ModelNameOverride": "elsewhere"},
    ]
    given = {"VariantName": "champion", "ModelName": "nlinear", "InstancePools": pools}
    resources = {
        "A": _model("nlinear"),
        "B": _model("on-gpu"),
        "Config": {
            "Type": "AWS::SageMaker::EndpointConfig",
            "Properties": {"ProductionVariants": [given]},
        },
    }

    (config,) = _hosting(tmp_path, resources).all_of(EndpointConfig)

    assert [model.logical_id for model in config.variants[0].models] == ["A", "B"]
    assert config.variants[0].managed_scaling.is_absent


def test_experiment_has_the_models_and_types_of_its_sides(tmp_path: Path) -> None:
    sides = [
        {
            "ModelName": name,
            "InfrastructureConfig": {"RealTimeInferenceConfig": {"InstanceType": instance_type}},
        }
        for name, instance_type in (("nlinear", "ml.m5.large"), ("elsewhere", "ml.m5.xlarge"))
    ]
    resources = {
        "A": _model("nlinear"),
        "Test": {
            "Type": "AWS::SageMaker::InferenceExperiment",
            "Properties": {"ModelVariants": sides},
        },
    }

    (experiment,) = _hosting(tmp_path, resources).all_of(InferenceExperiment)

    assert [model.logical_id for model in experiment.models] == ["A"]
    assert [node.text for node in experiment.type_nodes] == ["ml.m5.large", "ml.m5.xlarge"]
    assert len(experiment.variants) == 2


def test_what_a_macro_may_add_is_not_absent(tmp_path: Path) -> None:
    macro = {"Name": "AWS::Include", "Parameters": {"Location": "s3://demand/variants.yaml"}}
    properties = {"Fn::Transform": macro, "KmsKeyId": "alias/demand"}
    resources = {"Config": {"Type": "AWS::SageMaker::EndpointConfig", "Properties": properties}}

    (config,) = _hosting(tmp_path, resources).all_of(EndpointConfig)

    variants = config.at("ProductionVariants")
    assert (variants.is_absent, variants.is_present, variants.size) == (False, False, None)
    assert config.at("KmsKeyId").text == "alias/demand"

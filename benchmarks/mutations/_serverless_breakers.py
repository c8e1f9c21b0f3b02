"""Breaks serverless endpoints: each function breaks one rule."""

from __future__ import annotations

import copy
from typing import Any, Final

from benchmarks.mutations._breakers import (
    Broken,
    breaks,
    model_of,
    of,
    variants,
)

TARGET: Final = "AWS::ApplicationAutoScaling::ScalableTarget"
VPC: Final = {"Subnets": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"]}
CAPTURE: Final = {
    "EnableCapture": True,
    "InitialSamplingPercentage": 10,
    "DestinationS3Uri": "s3://captured",
    "CaptureOptions": [{"CaptureMode": "Input"}],
}


@breaks("SRV-04")
def _more_warm_copies_than_may_run(resources: dict[str, Any]) -> Broken:
    for logical_id, _, variant in variants(resources, serverless=True):
        serverless = variant["ServerlessConfig"]
        serverless["ProvisionedConcurrency"] = serverless["MaxConcurrency"] + 1
        yield logical_id, "ProvisionedConcurrency above MaxConcurrency"


@breaks("SRV-05")
def _two_serverless_variants(resources: dict[str, Any]) -> Broken:
    for logical_id, config, variant in variants(resources, serverless=True):
        config["ProductionVariants"].append({**variant, "VariantName": "second"})
        yield logical_id, "a second serverless variant"


@breaks("SRV-06")
def _serverless_in_a_vpc(resources: dict[str, Any]) -> Broken:
    for _, _, variant in variants(resources, serverless=True):
        model = model_of(resources, variant)
        if model is not None:
            model[1]["VpcConfig"] = VPC
            yield model[0], "VpcConfig of a serverless variant's model"


@breaks("SRV-07")
def _serverless_in_isolation(resources: dict[str, Any]) -> Broken:
    for _, _, variant in variants(resources, serverless=True):
        model = model_of(resources, variant)
        if model is not None:
            model[1]["EnableNetworkIsolation"] = True
            yield model[0], "isolation of a serverless variant's model"


@breaks("SRV-08")
def _serverless_captured(resources: dict[str, Any]) -> Broken:
    for logical_id, config, _ in variants(resources, serverless=True):
        config["DataCaptureConfig"] = CAPTURE
        yield logical_id, "DataCaptureConfig of a serverless endpoint"


@breaks("SRV-09")
def _serverless_multi_model(resources: dict[str, Any]) -> Broken:
    for _, _, variant in variants(resources, serverless=True):
        model = model_of(resources, variant)
        if model is not None and "PrimaryContainer" in model[1]:
            model[1]["PrimaryContainer"]["Mode"] = "MultiModel"
            yield model[0], "Mode of a serverless variant's model"


@breaks("SRV-10")
def _serverless_pipeline(resources: dict[str, Any]) -> Broken:
    for _, _, variant in variants(resources, serverless=True):
        model = model_of(resources, variant)
        if model is not None and "PrimaryContainer" in model[1]:
            container = model[1].pop("PrimaryContainer")
            model[1]["Containers"] = [container, copy.deepcopy(container)]
            yield model[0], "two containers of a serverless variant's model"


@breaks("SRV-11")
def _serverless_asynchronous(resources: dict[str, Any]) -> Broken:
    for logical_id, config, _ in variants(resources, serverless=True):
        config["AsyncInferenceConfig"] = {"OutputConfig": {"S3OutputPath": "s3://answers"}}
        yield logical_id, "AsyncInferenceConfig of a serverless endpoint"


@breaks("SRV-13")
def _serverless_with_instances(resources: dict[str, Any]) -> Broken:
    for logical_id, _, variant in variants(resources, serverless=True):
        variant["InstanceType"] = "ml.c6i.large"
        yield logical_id, "InstanceType of a serverless variant"


@breaks("SRV-19")
def _warm_copies_scale_beyond_what_may_run(resources: dict[str, Any]) -> Broken:
    highest = [
        v["ServerlessConfig"]["MaxConcurrency"] for *_, v in variants(resources, serverless=True)
    ]
    for logical_id, target in of(resources, TARGET):
        if target["ScalableDimension"].endswith("ProvisionedConcurrency") and highest:
            target["MaxCapacity"] = highest[0] + 1
            yield logical_id, "MaxCapacity above MaxConcurrency"

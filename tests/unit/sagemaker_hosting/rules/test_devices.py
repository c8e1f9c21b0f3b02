"""Images of AWS on the devices that they are built for, and on others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

AWS = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"
CPU = f"{AWS}/pytorch-inference:2.6.0-cpu-py312-ubuntu22.04-sagemaker"
GPU = f"{AWS}/pytorch-inference:2.6.0-gpu-py312-cu124-ubuntu22.04-sagemaker"
LMI = f"{AWS}/djl-inference:0.33.0-lmi15.0.0-cu128"
NEURON = f"{AWS}/huggingface-pytorch-inference-neuronx:2.1.2-transformers4.43.2-neuronx-py310"
SERVERLESS = "ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}"


def instances(instance_type: str) -> str:
    return f"InstanceType: {instance_type}, InitialInstanceCount: 1"


def endpoint(variant: str, *images: str) -> str:
    containers = "".join(f"        - {{Image: {image!r}}}\n" for image in images)
    return f"""\
Parameters:
  Type: {{Type: String}}
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: arn:aws:iam::111111111111:role/demand
      Containers:
{containers}  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - {{VariantName: AllTraffic, ModelName: !GetAtt Model.ModelName, {variant}}}
"""


@pytest.mark.parametrize(
    ("image", "instance_type"),
    [
        (GPU, "ml.c6i.large"),
        (GPU, "ml.inf2.xlarge"),
        (LMI, "ml.m5.xlarge"),
        (NEURON, "ml.c6i.large"),
        (NEURON, "ml.g5.xlarge"),
        (CPU, "ml.g5.xlarge"),
        (CPU, "ml.inf2.xlarge"),
    ],
)
def test_image_for_another_device_is_told(image: str, instance_type: str, ids_of: Ids) -> None:
    assert ids_of(endpoint(instances(instance_type), image)) == ["MOD-29"]


@pytest.mark.parametrize(
    ("image", "instance_type"),
    [
        (CPU, "ml.c6i.large"),
        (GPU, "ml.g5.xlarge"),
        (LMI, "ml.p4d.24xlarge"),
        (NEURON, "ml.inf2.xlarge"),
        (GPU, "ml.x9.large"),
        (GPU, "!Ref Type"),
        ("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:2-gpu", "ml.c6i.large"),
        (f"{AWS}/pytorch-inference:mine", "ml.c6i.large"),
        ("685385470294.dkr.ecr.eu-west-1.amazonaws.com/xgboost:1-cpu", "ml.g5.xlarge"),
    ],
)
def test_image_that_fits_or_does_not_tell_is_no_fault(
    image: str, instance_type: str, ids_of: Ids
) -> None:
    assert "MOD-29" not in ids_of(endpoint(instances(instance_type), image))


@pytest.mark.parametrize(("image", "expected"), [(GPU, True), (LMI, True), (CPU, False)])
def test_serverless_has_no_gpu(image: str, expected: bool, ids_of: Ids) -> None:  # noqa: FBT001  # a parameter
    assert ("MOD-29" in ids_of(endpoint(SERVERLESS, image))) is expected


def test_preparing_container_may_leave_the_gpu_to_the_next(ids_of: Ids) -> None:
    assert ids_of(endpoint(instances("ml.g5.xlarge"), CPU, GPU)) == []


def test_container_that_does_not_tell_may_use_the_gpu(ids_of: Ids) -> None:
    own = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:2"

    assert ids_of(endpoint(instances("ml.g5.xlarge"), CPU, own)) == []


def test_pool_is_looked_at_too(findings_of: Check) -> None:
    pools = "InstancePools: [{InstanceType: ml.g5.xlarge}, {InstanceType: ml.c6i.large}]"

    found = [f for f in findings_of(endpoint(pools, GPU)) if f.rule.id == "MOD-29"]

    assert [f.place for f in found] == ["ProductionVariants[0].InstancePools[1].InstanceType"]

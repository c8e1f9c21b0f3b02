"""Every framework that forecasts are served with: its address, and whether it runs one's code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

from sagemaker_endpoints import ContainerDefinition, ContainerImage, Model, ModelData

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

DLC = "763104351884.dkr.ecr.eu-west-1.amazonaws.com"
OWN_ACCOUNT = "141502667606.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("image", "uri", "runs_code"),
    [
        (
            ContainerImage.from_framework("forecasting-deepar", version="1"),
            "224300973850.dkr.ecr.eu-west-1.amazonaws.com/forecasting-deepar:1",
            False,
        ),
        (
            ContainerImage.from_framework("autogluon", version="1.5.0"),
            f"{DLC}/autogluon-inference:1.5.0-cpu-py311",
            True,
        ),
        (
            ContainerImage.from_framework("xgboost", version="1.7-1"),
            f"{OWN_ACCOUNT}/sagemaker-xgboost:1.7-1",
            False,
        ),
        (
            ContainerImage.from_framework("sklearn", version="1.2-1"),
            f"{OWN_ACCOUNT}/sagemaker-scikit-learn:1.2-1-cpu-py3",
            True,
        ),
        (
            ContainerImage.from_framework("huggingface", version="5.5.3"),
            f"{DLC}/huggingface-pytorch-inference:2.6.0-transformers5.5.3-cpu-py312-ubuntu22.04",
            True,
        ),
        (
            ContainerImage.from_framework("djl-lmi", version="0.38.0"),
            f"{DLC}/djl-inference:0.38.0-lmi29.0.0-cu130",
            False,
        ),
        (
            ContainerImage.from_framework("ray-serve", version="1.4"),
            f"{DLC}/ray:serve-ml-sagemaker-cpu-v1.4",
            False,
        ),
    ],
    ids=["deepar", "autogluon", "xgboost", "sklearn", "huggingface", "djl-lmi", "ray-serve"],
)
def test_framework_is_served_by_its_image(
    stack: cdk.Stack, resources: Resources, image: ContainerImage, uri: str, *, runs_code: bool
) -> None:
    data = ModelData.from_uri("s3://my-bucket/model.tar.gz")
    Model(stack, "Model", containers=[ContainerDefinition(image=image, model_data=data)])

    (model,) = resources(stack, "AWS::SageMaker::Model")

    container = model["PrimaryContainer"]
    assert container["Image"] == uri
    assert ("SAGEMAKER_PROGRAM" in container.get("Environment", {})) is runs_code

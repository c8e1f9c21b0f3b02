"""Models of several containers: in sequence, or called one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import aws_cdk as cdk
import pytest
from aws_cdk import aws_s3 as s3

from sagemaker_endpoints import (
    ConfigurationError,
    ContainerDefinition,
    ContainerImage,
    Model,
    ModelData,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]

OWN = ContainerImage.from_uri("111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecaster:1")


def named(*hostnames: str | None) -> list[ContainerDefinition]:
    return [ContainerDefinition(image=OWN, container_hostname=name) for name in hostnames]


@pytest.mark.parametrize("mode", ["Serial", "Direct"])
def test_mode_is_said_as_cloudformation_names_it(
    stack: cdk.Stack, resources: Resources, mode: Literal["Serial", "Direct"]
) -> None:
    Model(stack, "Model", containers=named("clean", "predict"), inference_execution_mode=mode)

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert model["InferenceExecutionConfig"] == {"Mode": mode}
    assert [each["ContainerHostname"] for each in model["Containers"]] == ["clean", "predict"]


def test_mode_that_is_not_chosen_is_left_to_aws(stack: cdk.Stack, resources: Resources) -> None:
    Model(stack, "Model", containers=named(None, None))

    (model,) = resources(stack, "AWS::SageMaker::Model")

    assert "InferenceExecutionConfig" not in model


@pytest.mark.parametrize(
    ("hostnames", "mode", "fault"),
    [
        (
            ["clean", None, None],
            "Direct",
            "missing in container 2, 3; a caller names the container that answers",
        ),
        (["clean", None], "Serial", "missing in container 2, given in others; name all or none"),
        (["clean", None], None, "missing in container 2, given in others; name all or none"),
        (["a", "b", "a"], None, "2 are named 'a'; give each a name of its own"),
        (["a", "a"], "Direct", "2 are named 'a'; give each a name of its own"),
    ],
)
def test_hostnames_are_of_all_and_unique(
    stack: cdk.Stack,
    hostnames: list[str | None],
    mode: Literal["Serial", "Direct"] | None,
    fault: str,
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        Model(stack, "M", containers=named(*hostnames), inference_execution_mode=mode)

    assert str(refusal.value) == f"Model 'Stack/M': containers: container_hostname: {fault}"


def test_direct_calls_need_a_choice(stack: cdk.Stack) -> None:
    with pytest.raises(ConfigurationError, match='got "Direct" for 1 container'):
        Model(stack, "M", containers=named("only"), inference_execution_mode="Direct")


@pytest.mark.parametrize(("count", "is_taken"), [(1, True), (2, False)])
def test_one_container_of_a_pipeline_may_be_multi_model(
    stack: cdk.Stack, resources: Resources, *, count: int, is_taken: bool
) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")
    data = ModelData.from_prefix(bucket, "stores/")
    several = ContainerDefinition(image=OWN, model_data=data, mode="MultiModel")
    containers = [*named(None), *[several] * count]

    if not is_taken:
        with pytest.raises(
            ConfigurationError, match='got 2 of mode "MultiModel", allowed is one in a model'
        ):
            Model(stack, "M", containers=containers)
        return

    model = Model(stack, "M", containers=containers)
    (made,) = resources(stack, "AWS::SageMaker::Model")
    assert model.is_multi_model
    assert [each.get("Mode") for each in made["Containers"]] == [None, "MultiModel"]
    assert "MultiModelConfig" not in made["Containers"][1]


def test_multi_model_container_needs_its_models() -> None:
    with pytest.raises(ConfigurationError, match="model_data: missing; a multi-model container"):
        ContainerDefinition(image=OWN, mode="MultiModel")


def test_cache_is_of_multi_model_containers_alone() -> None:
    with pytest.raises(ConfigurationError, match='model_cache: only a container of mode "MultiM'):
        ContainerDefinition(image=OWN, model_cache=True)


def test_licence_cannot_be_accepted_for_several_models(stack: cdk.Stack) -> None:
    bucket = s3.Bucket.from_bucket_name(stack, "Bucket", "my-bucket")
    data = ModelData.from_prefix(bucket, "stores/", accept_eula=True)

    with pytest.raises(ConfigurationError, match="accept_eula has no place in a multi-model"):
        Model(
            stack,
            "M",
            containers=[ContainerDefinition(image=OWN, model_data=data, mode="MultiModel")],
        )


@pytest.mark.parametrize(("last", "is_taken"), [("x" * 1015, True), ("x" * 1016, False)])
def test_variables_of_all_containers_have_32_kib(
    stack: cdk.Stack, *, last: str, is_taken: bool
) -> None:
    # 31 pairs of 1,024 bytes and 1 of 9 bytes and the last value, in two containers.
    pairs = {f"VARIABLE{number:02}": "x" * 1014 for number in range(31)}
    containers = [
        ContainerDefinition(image=OWN, environment=pairs),
        ContainerDefinition(image=OWN, environment={"VARIABLE_": last}),
    ]

    if is_taken:
        assert Model(stack, "M", containers=containers).architectures == frozenset()
        return
    with pytest.raises(ConfigurationError, match=r"got 32769 bytes .* allowed are 32768"):
        Model(stack, "M", containers=containers)

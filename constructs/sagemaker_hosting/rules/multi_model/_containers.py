"""Rules of the containers of multi-model and multi-container models."""

from __future__ import annotations

from typing import Final

from sagemaker_hosting.facts.limits import limit
from sagemaker_hosting.rules._limits import beyond_limit
from sagemaker_hosting.rules._rule import AnyRule, Confidence, Fault, Faults, rule
from sagemaker_hosting.view import Container, Model, Node

_DG: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
_DIRECT: Final = "Direct"
_FEWEST_OF_DIRECT: Final = 2


@rule(
    "MME-01",
    Container,
    title="a multi-model container has a ModelDataUrl: the prefix of its models",
    why="CreateModel refuses a container of Mode MultiModel without it",
    source="SageMaker developer guide, create-multi-model-endpoint",
    link=f"{_DG}create-multi-model-endpoint.html",
    fix="ContainerDefinition(mode='MultiModel', model_data=ModelData.from_prefix(...)), or a "
    "MultiModelEndpoint(models=...)",
    cloudformation="set ModelDataUrl of the container to the prefix, s3://bucket/prefix/",
)
def has_a_prefix(container: Container) -> Faults:
    """The container loads models from below a prefix."""
    if (
        container.is_multi_model
        and container.model_data.is_absent
        and container.model_package.is_absent
    ):
        yield Fault(
            at=container.at("Mode"),
            says=f"{container.node.label} has Mode MultiModel and no ModelDataUrl",
        )


@rule(
    "MME-02",
    Container,
    title="Mode is SingleModel or MultiModel, and MultiModelConfig goes with MultiModel alone",
    why="CreateModel refuses another word, and a cache of models where one model is served",
    source="API sagemaker 2017-07-24 (botocore 1.44.5) ContainerDefinition.MultiModelConfig",
    link="https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_MultiModelConfig.html",
    confidence=Confidence.MEDIUM,
    fix="ContainerDefinition(model_cache=...) with mode='MultiModel' alone",
    cloudformation="remove MultiModelConfig, or set Mode to MultiModel",
)
def configures_several_models(container: Container) -> Faults:
    """Only several models need a cache."""
    config, mode = container.at("MultiModelConfig"), container.at("Mode")
    yield from _other_word(mode, "SingleModel", "MultiModel")
    yield from _other_word(config.at("ModelCacheSetting"), "Enabled", "Disabled")
    if config.is_given and container.is_multi_model is False:
        told = f"Mode is {mode}" if mode.is_present else "there is no Mode"
        yield Fault(at=config, says=f"{config.label} is given, and {told}", allowed="MultiModel")


def _other_word(node: Node, *words: str) -> Faults:
    if node.text is not None and node.text not in words:
        yield Fault(at=node, says=f"{node.label} is {node.text!r}", allowed=" or ".join(words))


@rule(
    "MME-03",
    Model,
    title="a pipeline has one multi-model container at most",
    why='"only one multi-model enabled container can be included in an inference pipeline"',
    source="SageMaker developer guide, multi-model-endpoints, create-multi-model-endpoint",
    link=f"{_DG}multi-model-endpoints.html",
    fix="Model(containers=[...]) with one ContainerDefinition of mode='MultiModel'",
    cloudformation="set Mode of all containers but one to SingleModel",
)
def has_one_multi_model_container(model: Model) -> Faults:
    """A request names one model."""
    found = [container for container in model.containers if container.is_multi_model]
    if len(found) > 1:
        places = ", ".join(container.node.label for container in found)
        yield Fault(
            at=found[1].at("Mode"),
            says=f"Mode is MultiModel in {len(found)} containers of model {model.path}: {places}",
            allowed="MultiModel in one container",
        )


@rule(
    "MCE-01",
    Model,
    title="InferenceExecutionConfig.Mode is Serial or Direct, and Direct has several containers "
    "with hostnames",
    why='"The ContainerHostname parameter is required for each container in a multi-container '
    'endpoint with direct invocation." Without it no request can name one',
    source="SageMaker developer guide, multi-container-endpoints; API sagemaker 2017-07-24 "
    "(botocore 1.44.5) InferenceExecutionMode",
    link=f"{_DG}multi-container-endpoints.html",
    fix="Model(containers=[ContainerDefinition(container_hostname=...), ...], "
    "inference_execution_mode='Direct')",
    cloudformation="give each of the Containers a ContainerHostname",
)
def direct_containers_can_be_named(model: Model) -> Faults:
    """A caller names the container that answers."""
    mode = model.at("InferenceExecutionConfig", "Mode")
    config = model.at("InferenceExecutionConfig")
    if config.is_given and mode.is_absent:
        yield Fault(
            at=config,
            says="InferenceExecutionConfig has no Mode",
            allowed=limit("InferenceExecutionMode").allowed,
        )
    yield from beyond_limit(mode, "InferenceExecutionMode")
    if mode.text != _DIRECT:
        return
    count = model.container_count
    if count is not None and count < _FEWEST_OF_DIRECT:
        yield Fault(
            at=mode,
            says=f"{mode.label} is {mode}, and model {model.path} has {count} container"
            + ("" if count == 1 else "s"),
            allowed=f"{_FEWEST_OF_DIRECT} or more in Containers",
        )
        return
    for container in model.containers:
        if container.node.is_given and container.at("ContainerHostname").is_absent:
            yield Fault(
                at=container.node,
                says=f"{mode.label} is {mode}, and {container.node.label} has no ContainerHostname",
            )


RULES: Final[tuple[AnyRule, ...]] = (
    has_a_prefix,
    configures_several_models,
    has_one_multi_model_container,
)
DIRECT: Final[tuple[AnyRule, ...]] = (direct_containers_can_be_named,)

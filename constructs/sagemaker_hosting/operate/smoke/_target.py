"""Defines what of an endpoint can be asked: its variants, or its inference components."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.view import InferenceExperiment

if TYPE_CHECKING:
    from sagemaker_hosting.operate.smoke._live import LiveEndpoint
    from sagemaker_hosting.view import Endpoint, InferenceComponent, Model, Node, Variant


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Defines a variant or an inference component that answers requests.

    Attributes:
        label: what to call it.
        models: what the models that it serves are called, as far as the templates tell.
        endpoint_names: what its endpoint is called.
        variables: the variables of its container.
        parameters: what leads a request to it.
        serves_many_models: whether a request must name an artifact.
        calls_containers: whether a request must name a container.
        is_asynchronous: whether answers go to S3.
        running: how many instances or copies run; None where nobody counts them.
    """

    label: str
    models: tuple[str, ...]
    endpoint_names: tuple[str, ...]
    variables: Mapping[str, str]
    parameters: Mapping[str, str]
    serves_many_models: bool = False
    calls_containers: bool = False
    is_asynchronous: bool = False
    running: int | None = None


def has_shadow_test(endpoint: Endpoint) -> bool:
    """Tell whether SageMaker may give an endpoint another configuration: while a test runs."""
    experiments = endpoint.hosting.all_of(InferenceExperiment)
    return any(experiment.endpoint is endpoint for experiment in experiments)


def construct_name(path: str) -> str:
    """Give the name of a construct in its path: `Nlinear` of `dev/Demand/Nlinear/Resource`."""
    return path.removesuffix("/Resource").rpartition("/")[2]


def targets_of(
    endpoint: Endpoint, live: LiveEndpoint, endpoint_names: tuple[str, ...]
) -> Iterator[Target]:
    """Find what of an endpoint can be asked.

    Args:
        endpoint: as the templates have it.
        live: as AWS has it.
        endpoint_names: what to call it.
    """
    for component in endpoint.components:
        described = live.component(component)
        if described is not None:
            yield _component_target(component, described, endpoint_names)
    if endpoint.components:
        return
    for variant in endpoint.variants:
        if variant.name.text is not None and not variant.serves_components:
            yield _variant_target(endpoint, variant, live, endpoint_names)


def _variant_target(
    endpoint: Endpoint, variant: Variant, live: LiveEndpoint, endpoint_names: tuple[str, ...]
) -> Target:
    config = variant.config
    is_chosen = len(endpoint.variants) > 1 and not config.is_asynchronous
    written = variant.model_name.text
    return Target(
        label=variant.label,
        models=(*_names_of(variant.models), *((written,) if written is not None else ())),
        endpoint_names=endpoint_names,
        variables=_variables_of(variant.models),
        # Asynchronous requests go where the weights lead: none can be led.
        parameters={"TargetVariant": variant.label} if is_chosen else {},
        serves_many_models=any(model.has_multi_model_container for model in variant.models),
        calls_containers=any(model.execution_mode == "Direct" for model in variant.models),
        is_asynchronous=config.is_asynchronous,
        running=live.instances(variant.label),
    )


def _component_target(
    component: InferenceComponent, described: Mapping[str, Any], endpoint_names: tuple[str, ...]
) -> Target:
    copies = described.get("RuntimeConfig", {}).get("CurrentCopyCount")
    written = [s.at("ModelName").text for s in component.specifications]
    variables = dict(_variables_of(component.models))
    for specification in component.specifications:
        variables |= _texts(specification.at("Container", "Environment"))
    return Target(
        label=construct_name(component.path),
        models=(
            *_names_of(component.models),
            *(name for name in written if name is not None),
            construct_name(component.path),
            component.logical_id,
        ),
        endpoint_names=endpoint_names,
        variables=variables,
        parameters={"InferenceComponentName": described["InferenceComponentName"]},
        running=copies,
    )


def _names_of(models: tuple[Model, ...]) -> tuple[str, ...]:
    return tuple(
        name
        for model in models
        for name in (construct_name(model.path), model.logical_id, model.name.text)
        if name is not None
    )


def _variables_of(models: tuple[Model, ...]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for model in models:
        for container in model.containers:
            found |= _texts(container.at("Environment"))
    return found


def _texts(node: Node) -> dict[str, str]:
    return {key: each.text for key, each in node.entries.items() if each.text is not None}

"""What SageMaker takes as the containers of one model."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal, get_args

from sagemaker_endpoints.models._container_variables import size_fault
from sagemaker_endpoints.models._hugging_face import isolation_warning
from sagemaker_hosting.facts.limits import most

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.models._container import BoundContainer, Container

InferenceExecutionMode = Literal["Serial", "Direct"]
"""Whether the containers answer one after the other, or each by itself."""

# https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModel.html
_MOST_CONTAINERS = most("ContainerDefinitionList")


def check_containers(
    faults: Faults, containers: Sequence[Container], mode: InferenceExecutionMode | None
) -> None:
    """Note what is wrong with the containers of a model, before any is bound."""
    faults.check_range("containers", len(containers), 1, _MOST_CONTAINERS)
    faults.check_choice("inference_execution_mode", mode, get_args(InferenceExecutionMode))
    if mode == "Direct" and len(containers) == 1:
        faults.add(
            'inference_execution_mode: got "Direct" for 1 container, which needs 2 or more; '
            "leave it out"
        )
    if len(containers) > 1:
        faults.extend(_hostname_faults(containers, mode))
    multi_model = sum(container.is_multi_model for container in containers)
    if multi_model > 1:
        # https://docs.aws.amazon.com/sagemaker/latest/dg/multi-model-endpoints.html
        faults.add(
            f'containers: got {multi_model} of mode "MultiModel", allowed is one in a model; '
            "give the others a MultiModelEndpoint of their own"
        )


def check_bound(faults: Faults, containers: Sequence[BoundContainer], *, in_vpc: bool) -> None:
    """Note what is wrong with the containers of a model, once images and artifacts are known."""
    if not in_vpc and any(container.has_private_registry for container in containers):
        faults.add(
            "vpc: missing; SageMaker reaches the private registry of an image through the model's "
            "VPC"
        )
    if (fault := size_fault(container.environment for container in containers)) is not None:
        faults.add(fault)


def warnings_of(
    containers: Sequence[BoundContainer], *, network_isolation: bool
) -> tuple[tuple[str, str], ...]:
    """Rule and message of each warning about the containers."""
    return tuple(
        warning
        for container in containers
        for warning in (
            *container.warnings,
            *isolation_warning(container.downloads, network_isolation=network_isolation),
        )
    )


def render(
    containers: Sequence[BoundContainer], mode: InferenceExecutionMode | None
) -> dict[str, Any]:
    """The containers as `CfnModel` takes them."""
    properties: dict[str, Any] = (
        {"primary_container": containers[0].properties}
        if len(containers) == 1
        else {"containers": [container.properties for container in containers]}
    )
    if mode is not None:
        properties["inference_execution_config"] = {"mode": mode}
    return properties


def _hostname_faults(
    containers: Sequence[Container], mode: InferenceExecutionMode | None
) -> Iterator[str]:
    names = [container.container_hostname for container in containers]
    missing = [str(place) for place, name in enumerate(names, start=1) if name is None]
    if missing and mode == "Direct":
        yield (
            f"containers: container_hostname: missing in container {', '.join(missing)}; a caller "
            "names the container that answers"
        )
    elif missing and len(missing) < len(names):
        yield (
            f"containers: container_hostname: missing in container {', '.join(missing)}, given in "
            "others; name all or none"
        )
    given = Counter(name for name in names if name is not None)
    for name, count in given.items():
        if count > 1:
            yield (
                f"containers: container_hostname: {count} are named {name!r}; give each a name of "
                "its own"
            )

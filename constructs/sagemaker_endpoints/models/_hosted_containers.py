"""What is known at synth of the containers of a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aws_cdk as cdk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sagemaker_endpoints.models._container import BoundContainer
    from sagemaker_endpoints.models._image_config import Architecture
    from sagemaker_endpoints.models._model_containers import InferenceExecutionMode


class HostedContainers(cdk.Resource):
    """The containers of a model, and how they are called; `Model` derives from it."""

    _bound: tuple[BoundContainer, ...]
    _execution_mode: InferenceExecutionMode | None

    @property
    def rendered_containers(self) -> tuple[Mapping[str, Any], ...]:
        """Its containers as `CfnModel` takes them; to be read, not changed."""
        return tuple(container.properties for container in self._bound)

    @property
    def architectures(self) -> frozenset[Architecture]:
        """What machines its images are built for, of those that are known."""
        known = (container.architecture for container in self._bound)
        return frozenset(architecture for architecture in known if architecture is not None)

    @property
    def frameworks(self) -> frozenset[str]:
        """The frameworks of its images that AWS publishes, as the SageMaker SDK names them."""
        known = (container.framework for container in self._bound)
        return frozenset(framework for framework in known if framework is not None)

    @property
    def is_from_marketplace(self) -> bool:
        """Whether it is a package of the AWS Marketplace."""
        return any(container.is_from_marketplace for container in self._bound)

    @property
    def is_multi_model(self) -> bool:
        """Whether a container of it loads the models below a prefix by itself."""
        return any(container.is_multi_model for container in self._bound)

    @property
    def is_direct(self) -> bool:
        """Whether a caller names the container that answers."""
        return self._execution_mode == "Direct"

    @property
    def container_hostnames(self) -> tuple[str, ...]:
        """What its containers are called, of those that were given a hostname."""
        given = (container.properties.get("containerHostname") for container in self._bound)
        return tuple(hostname for hostname in given if hostname is not None)

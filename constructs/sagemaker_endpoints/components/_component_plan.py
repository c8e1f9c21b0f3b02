"""What an inference component is to be, before anything is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.components._endpoint_role import component_log_statement
from sagemaker_endpoints.models._model import Model
from sagemaker_endpoints.models._model_architecture import architecture_faults, image_fault
from sagemaker_endpoints.variants._instance_pool import name_of_model
from sagemaker_hosting.facts.inference_components import component_facts
from sagemaker_hosting.facts.limits import bounds

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sagemaker as sagemaker
    from constructs import Construct

    from sagemaker_endpoints.components._component_resources import ComponentResources
    from sagemaker_endpoints.components._component_rollout import ComponentRollout
    from sagemaker_endpoints.components._hosted_component import ComponentHost
    from sagemaker_endpoints.models._container import BoundContainer
    from sagemaker_endpoints.models._container_definition import ContainerDefinition
    from sagemaker_endpoints.models._imported_model import IModel

_SECONDS = {
    "startup_timeout": bounds("ProductionVariantContainerStartupHealthCheckTimeoutInSeconds"),
    "data_download_timeout": bounds("ProductionVariantModelDataDownloadTimeoutInSeconds"),
}
# Properties of a model's container that a component's container lacks.
_ONLY_IN_MODELS = {
    "modelDataSource": "load their artifact from a prefix",
    "imageConfig": "come from a registry outside ECR",
    "mode": "load several models",
    "containerHostname": "have a container_hostname",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentPlan:
    """A component as it was asked for."""

    model: IModel | sagemaker.CfnModel | None
    container: ContainerDefinition | None
    resources: ComponentResources
    copies: int
    startup_timeout: cdk.Duration | None
    data_download_timeout: cdk.Duration | None
    rollout: ComponentRollout | None

    def check(self, faults: Faults, instance_type: str) -> None:
        """Note everything that SageMaker would refuse."""
        if (self.model is None) == (self.container is None):
            faults.add(
                "model: give either model or container; got "
                f"{'neither' if self.model is None else 'both'}"
            )
        if self.model is not None:
            faults.extend(architecture_faults(self.model, instance_type))
        self.resources.check(faults, instance_type)
        faults.check_range("copies", self.copies, 0)
        for name, seconds in _SECONDS.items():
            timeout: cdk.Duration | None = getattr(self, name)
            if timeout is not None:
                told = in_unit(faults, name, timeout.to_seconds)
                faults.check_range(name, told, *seconds, "seconds")

    def network_fault(self, host: ComponentHost) -> str | None:
        """What of the model's network its copies do not get; None if they do."""
        if not isinstance(self.model, Model):
            return None
        lost = []
        if self.model.is_in_vpc and not host.is_in_vpc:
            lost.append("vpc")
        if self.model.is_isolated and not host.is_isolated:
            lost.append("network_isolation")
        if not lost:
            return None
        return (
            f"model: its {' and '.join(lost)} is not that of the copies: components have the "
            "network of their endpoint; give it to the InferenceComponentEndpoint"
        )

    def render(self, component: Construct, host: ComponentHost) -> dict[str, Any]:
        """The specification as `CfnInferenceComponent` takes it; the host's role gets its rights.

        Raises:
            ConfigurationError: a container that the host cannot run.
        """
        specification: dict[str, Any] = {
            "computeResourceRequirements": self.resources.render(),
        }
        if self.model is not None:
            specification["modelName"] = name_of_model(self.model)
            if isinstance(self.model, Model):
                self.model.allow(component_log_statement(component))
        if self.container is not None:
            bound = self.container.bind(component)
            specification["container"] = _container(component, bound, host.instance_type)
            host.role.allow(*bound.statements)
        startup: dict[str, Any] = {}
        if self.startup_timeout is not None:
            startup["containerStartupHealthCheckTimeoutInSeconds"] = (
                self.startup_timeout.to_seconds()
            )
        if self.data_download_timeout is not None:
            startup["modelDataDownloadTimeoutInSeconds"] = self.data_download_timeout.to_seconds()
        if startup:
            specification["startupParameters"] = startup
        return specification


def _container(component: Construct, bound: BoundContainer, instance_type: str) -> dict[str, Any]:
    environment: dict[str, str] = bound.properties.get("environment", {})
    faults = Faults(lambda: f"InferenceComponent {component.node.path!r}")
    facts = component_facts()
    if len(environment) > facts.most_variables:
        faults.add(
            f"container: environment: got {len(environment)} variables, those of script mode among "
            f"them; a component takes {facts.most_variables}: pass a model, which takes 100"
        )
    faults.extend(
        f"container: environment[{name!r}]: a component takes names of {facts.shortest_variable} "
        "characters and more"
        for name in environment
        if len(name) < facts.shortest_variable
    )
    fault = image_fault("the container's image", bound.architecture, instance_type)
    if fault is not None:
        faults.add(fault)
    faults.extend(
        f"container: {what}: the containers of components cannot; pass a model instead"
        for key, what in _ONLY_IN_MODELS.items()
        if key in bound.properties
    )
    faults.raise_if_any()
    for rule, message in bound.warnings:
        warn(component, rule, message)
    rendered = {"image": bound.properties["image"]}
    if "modelDataUrl" in bound.properties:
        rendered["artifactUrl"] = bound.properties["modelDataUrl"]
    if environment:
        rendered["environment"] = environment
    return rendered

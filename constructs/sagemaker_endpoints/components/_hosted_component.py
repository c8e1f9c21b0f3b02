"""Inference components that are made here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagemaker_endpoints.common._arns import name_in_arn
from sagemaker_endpoints.common._aws_environment import lies_with
from sagemaker_endpoints.common._l1 import CfnInferenceComponent
from sagemaker_endpoints.common._names import check_name
from sagemaker_endpoints.common._resources import Defined, define
from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_endpoints.components._component_name import component_name_of, digest_of
from sagemaker_endpoints.components._inference_component import InferenceComponent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from constructs import Construct

    from sagemaker_endpoints.common._errors import Faults
    from sagemaker_endpoints.components._endpoint_role import EndpointRole
    from sagemaker_endpoints.components._managed_instance_scaling import InstanceCounts
    from sagemaker_endpoints.endpoints._endpoint import Endpoint


@dataclass(frozen=True, kw_only=True, slots=True)
class ComponentHost:
    """What a component needs to know of its endpoint."""

    endpoint: Endpoint
    endpoint_name: str
    """As an attribute of the endpoint, so that the component is made after and removed before it.

    SageMaker deletes an endpoint without its components: they would go on to exist, and keep their
    names.
    """
    fixed_endpoint_name: str
    """The endpoint's name if it was given by hand and is known, else ""."""
    variant_name: str
    instance_type: str
    instances: InstanceCounts
    is_in_vpc: bool
    is_isolated: bool
    role: EndpointRole
    admit: Callable[[HostedComponent], None]
    """Tells the endpoint of a component that was made."""
    components: Sequence[HostedComponent]
    """Of the endpoint, those that were made so far."""


class HostedComponent(InferenceComponent):
    """A component of an endpoint that is made here too; the kinds of components derive from it."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        host: ComponentHost,
        name: str | None,
        names_above: str,
    ) -> None:
        """Called by the kinds of components.

        Args:
            scope: the endpoint, or the base of an adapter.
            construct_id: its id in the scope.
            host: what it needs to know of its endpoint.
            name: a fixed name, or None.
            names_above: fixed names of the endpoint and the base, "" for none.
        """
        self._name = (
            name
            if name is not None
            else component_name_of(scope, construct_id, given_names=names_above)
        )
        self._fixed_names = f"{names_above}/{name}" if is_known_text(name) else names_above
        super().__init__(scope, construct_id, physical_name=self._name)
        lies_with(self, scope)
        self._host = host
        self._cfn_inference_component: Defined[CfnInferenceComponent]

    @property
    def cfn_inference_component(self) -> CfnInferenceComponent:
        """The component as CDK's L1, for what this class does not take."""
        return self._cfn_inference_component.l1

    @property
    def component_name(self) -> str:
        """The component's name, written out: it makes no stack depend on the component's."""
        return self._name

    @property
    def component_arn(self) -> str:
        """The component's ARN, usable in other stacks."""
        arn: str = self._get_resource_arn_attribute(
            self._cfn_inference_component.attribute("ref"),
            service="sagemaker",
            resource="inference-component",
            resource_name=name_in_arn(self._name),
        )
        return arn

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint that hosts it."""
        return self._host.endpoint

    @property
    def fixed_names(self) -> str:
        """The names given by hand to it and to what it belongs to, "" for none."""
        return self._fixed_names

    def _define(self, specification: Mapping[str, Any], **properties: Any) -> None:
        # SageMaker cannot rename a component or move it to another endpoint, and CloudFormation
        # would try to, in place: with another fixed name it is another resource.
        suffix = digest_of(self._fixed_names) if self._fixed_names else ""
        self._cfn_inference_component = define(
            CfnInferenceComponent,
            self,
            f"Resource{suffix}",
            endpoint_name=self._host.endpoint_name,
            inference_component_name=self._name,
            specification=dict(specification),
            **properties,
        )
        if suffix:
            self.node.default_child = self.cfn_inference_component
        self._host.admit(self)


def check_component(
    faults: Faults,
    scope: Construct,
    construct_id: str,
    component_name: str | None,
    host: ComponentHost,
) -> None:
    """Note an id or a name that is taken, and a name that SageMaker refuses."""
    if scope.node.try_find_child(construct_id) is not None:
        faults.add("id: another of it has this one; give each component an id of its own")
    check_name(faults, "component_name", component_name, "InferenceComponentName")
    if component_name is not None and component_name in [
        component.component_name for component in host.components
    ]:
        faults.add(f"component_name: got {component_name!r}, another component has this one")

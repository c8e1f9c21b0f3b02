"""Defines endpoints."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint_config import EndpointConfig, Variant
    from sagemaker_hosting.view._inference_component import InferenceComponent
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._scaling import ScalableTarget


class Endpoint(Resource):
    """Defines an `AWS::SageMaker::Endpoint`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpoint.html
    """

    @property
    def name(self) -> Node:
        """Its physical name, if one is given."""
        return self.at("EndpointName")

    @cached_property
    def config(self) -> EndpointConfig | None:
        """Its configuration, if it is a resource of these templates."""
        return self.hosting.config_of(self.at("EndpointConfigName"))

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Its production variants, as far as its configuration is known."""
        return self.config.variants if self.config is not None else ()

    @property
    def deployment(self) -> Node:
        """Its `DeploymentConfig`."""
        return self.at("DeploymentConfig")

    @property
    def components(self) -> tuple[InferenceComponent, ...]:
        """The inference components that it hosts."""
        return self.hosting.components_on(self)

    @property
    def scalable_targets(self) -> tuple[ScalableTarget, ...]:
        """What Application Auto Scaling may change about its variants."""
        return self.hosting.scalable_targets_of(self)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """Itself."""
        return (self,)

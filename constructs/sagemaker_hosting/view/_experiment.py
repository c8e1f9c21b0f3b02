"""Defines inference experiments: shadow tests that SageMaker runs for a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint import Endpoint
    from sagemaker_hosting.view._model import Model
    from sagemaker_hosting.view._node import Node


class InferenceExperiment(Resource):
    """Defines an `AWS::SageMaker::InferenceExperiment`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-inferenceexperiment.html
    """

    @property
    def variants(self) -> tuple[Node, ...]:
        """Its `ModelVariants`."""
        return self.at("ModelVariants").items

    @property
    def type_nodes(self) -> tuple[Node, ...]:
        """Every place that names one of its instance types."""
        keys = ("InfrastructureConfig", "RealTimeInferenceConfig", "InstanceType")
        return tuple(variant.at(*keys) for variant in self.variants)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models of its variants that are resources of these templates."""
        found = (self.hosting.model_of(variant.at("ModelName")) for variant in self.variants)
        return tuple(dict.fromkeys(model for model in found if model is not None))

    @property
    def endpoint(self) -> Endpoint | None:
        """Its endpoint, if it is a resource of these templates."""
        return self.hosting.endpoint_of(self.at("EndpointName"))

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """Its endpoint."""
        return (self.endpoint,) if self.endpoint is not None else ()

"""Defines inference components."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint import Endpoint
    from sagemaker_hosting.view._endpoint_config import Variant
    from sagemaker_hosting.view._model import Model
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._scaling import ScalableTarget


class InferenceComponent(Resource):
    """Defines an `AWS::SageMaker::InferenceComponent`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-inferencecomponent.html
    """

    @property
    def name(self) -> Node:
        """Its physical name, if one is given."""
        return self.at("InferenceComponentName")

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """Its endpoint, if it is a resource of these templates."""
        return self.hosting.endpoint_of(self.at("EndpointName"))

    @property
    def variant(self) -> Variant | None:
        """The variant that it runs on, if that is known."""
        name = self.at("VariantName").symbol
        variants = self.endpoint.variants if self.endpoint is not None else ()
        return next((v for v in variants if isinstance(name, str) and v.name.symbol == name), None)

    @property
    def specifications(self) -> tuple[Node, ...]:
        """Its one specification, or one for each instance type."""
        single = self.at("Specification")
        return ((single,) if single.is_present else ()) + self.at("Specifications").items

    @property
    def is_adapter(self) -> bool:
        """Whether it is certain that it is an adapter of a base component."""
        return any(s.at("BaseInferenceComponentName").is_present for s in self.specifications)

    @cached_property
    def models(self) -> tuple[Model, ...]:
        """The models it serves that are resources of these templates."""
        found = (self.hosting.model_of(s.at("ModelName")) for s in self.specifications)
        return tuple(model for model in found if model is not None)

    @property
    def scalable_targets(self) -> tuple[ScalableTarget, ...]:
        """What Application Auto Scaling may change about its copies."""
        return self.hosting.scalable_targets_of(self)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """Its endpoint."""
        return (self.endpoint,) if self.endpoint is not None else ()

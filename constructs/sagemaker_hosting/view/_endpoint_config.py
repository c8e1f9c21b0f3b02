"""Defines endpoint configurations and their variants."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.facts.instance_types import InstanceFacts, facts_of
from sagemaker_hosting.view._dimensions import INSTANCE_COUNT
from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint import Endpoint
    from sagemaker_hosting.view._inference_component import InferenceComponent
    from sagemaker_hosting.view._model import Model
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._role import Role
    from sagemaker_hosting.view._scaling import ScalableTarget


class Variant(Part):
    """Defines a variant of an endpoint configuration.

    Attributes:
        is_shadow: whether it stands in `ShadowProductionVariants`.
    """

    def __init__(self, node: Node, config: EndpointConfig, *, is_shadow: bool) -> None:
        super().__init__(node)
        self.config = config
        self.is_shadow = is_shadow

    @property
    def name(self) -> Node:
        """Its name."""
        return self.at("VariantName")

    @property
    def label(self) -> str:
        """How to name it in a message."""
        return self.name.text or self.node.label

    @property
    def model_name(self) -> Node:
        """The name of its model; absent if inference components bring the models."""
        return self.at("ModelName")

    @cached_property
    def model(self) -> Model | None:
        """Its model, if it is a resource of these templates."""
        return self.hosting.model_of(self.model_name)

    @property
    def models(self) -> tuple[Model, ...]:
        """Its model and those of its pools, as far as they are resources of these templates."""
        overrides = (pool.at("ModelNameOverride") for pool in self.at("InstancePools").items)
        found = (self.model, *(self.hosting.model_of(node) for node in overrides))
        return tuple(dict.fromkeys(model for model in found if model is not None))

    @property
    def is_serverless(self) -> bool:
        """Whether it is certain that it is given a `ServerlessConfig`."""
        return self.at("ServerlessConfig").is_given

    @property
    def serverless(self) -> Node:
        """Its `ServerlessConfig`."""
        return self.at("ServerlessConfig")

    @property
    def instance_type(self) -> Node:
        """Its instance type; absent if it is serverless or has pools."""
        return self.at("InstanceType")

    @cached_property
    def type_nodes(self) -> tuple[Node, ...]:
        """Every place that names one of its instance types: its own, or those of its pools."""
        pools = (pool.at("InstanceType") for pool in self.at("InstancePools").items)
        return tuple(node for node in (self.instance_type, *pools) if node.is_present)

    @property
    def instance_types(self) -> tuple[str, ...]:
        """The instance types that are known."""
        return tuple(node.text for node in self.type_nodes if node.text is not None)

    @property
    def families(self) -> tuple[str, ...]:
        """The families of the known types, such as `g5`."""
        return tuple(name.split(".")[1] for name in self.instance_types if name.count(".") == 2)  # noqa: PLR2004  # ml.family.size

    @cached_property
    def hardware(self) -> InstanceFacts | None:
        """The hardware of its one instance type, if the tables know it."""
        name = self.instance_type.text
        return facts_of(name) if name is not None else None

    @property
    def possible_hardware(self) -> tuple[InstanceFacts, ...]:
        """The hardware of each type that it may run on; none if one of them is not known."""
        own, pools = self.instance_type, self.at("InstancePools")
        if pools.size is None:
            return ()
        nodes = [*([] if own.is_absent else [own]), *(p.at("InstanceType") for p in pools.items)]
        found = [facts_of(node.text or "") for node in nodes]
        known = tuple(facts for facts in found if facts is not None)
        return known if len(known) == len(found) else ()

    @property
    def serves_components(self) -> bool:
        """Whether it is certain that inference components bring its models."""
        return self.model_name.is_absent and self.serverless.is_absent

    @property
    def managed_scaling(self) -> Node:
        """Its `ManagedInstanceScaling`."""
        return self.at("ManagedInstanceScaling")

    @property
    def initial_count(self) -> Node:
        """Its instances at the first deploy."""
        return self.at("InitialInstanceCount")

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that have it."""
        return self.config.endpoints

    @cached_property
    def scalable_targets(self) -> tuple[ScalableTarget, ...]:
        """What Application Auto Scaling may change about it."""
        return tuple(
            target
            for endpoint in self.endpoints
            for target in endpoint.scalable_targets
            if target.variant is self
        )

    @property
    def is_scaled(self) -> bool:
        """Whether its instances are scaled."""
        return any(t.dimension.text == INSTANCE_COUNT for t in self.scalable_targets)


class EndpointConfig(Resource):
    """Defines an `AWS::SageMaker::EndpointConfig`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-endpointconfig.html
    """

    @property
    def name(self) -> Node:
        """Its physical name, if one is given."""
        return self.at("EndpointConfigName")

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The variants that answer."""
        nodes = self.at("ProductionVariants").items
        return tuple(Variant(node, self, is_shadow=False) for node in nodes if not node.is_unknown)

    @cached_property
    def shadow_variants(self) -> tuple[Variant, ...]:
        """The variants that get copies of the requests."""
        nodes = self.at("ShadowProductionVariants").items
        return tuple(Variant(node, self, is_shadow=True) for node in nodes if not node.is_unknown)

    @property
    def all_variants(self) -> tuple[Variant, ...]:
        """Both."""
        return (*self.variants, *self.shadow_variants)

    @property
    def variant_names_are_known(self) -> bool:
        """Whether every variant, shadow variants among them, is known by a literal name."""
        sizes = (self.at("ProductionVariants").size, self.at("ShadowProductionVariants").size)
        return sizes == (len(self.variants), len(self.shadow_variants)) and all(
            variant.name.text is not None for variant in self.all_variants
        )

    @property
    def asynchronous(self) -> Node:
        """Its `AsyncInferenceConfig`."""
        return self.at("AsyncInferenceConfig")

    @property
    def is_asynchronous(self) -> bool:
        """Whether it is certain that it is given an `AsyncInferenceConfig`."""
        return self.asynchronous.is_given

    @property
    def is_serverless(self) -> bool:
        """Whether a variant is serverless."""
        return any(variant.is_serverless for variant in self.variants)

    @property
    def serves_components(self) -> bool:
        """Whether it is certain that inference components bring the models."""
        return any(variant.serves_components for variant in self.variants)

    @property
    def capture(self) -> Node:
        """Its `DataCaptureConfig`."""
        return self.at("DataCaptureConfig")

    @property
    def captures(self) -> bool:
        """Whether it is certain that it captures data."""
        return self.capture.is_present and self.capture.at("EnableCapture").flag is not False

    @property
    def models(self) -> tuple[Model, ...]:
        """The models of its variants that are resources of these templates."""
        found = (variant.model for variant in self.all_variants)
        return tuple(dict.fromkeys(model for model in found if model is not None))

    @cached_property
    def role(self) -> Role | None:
        """The role of an endpoint of inference components, if it is a resource here."""
        return self.hosting.role_of(self.at("ExecutionRoleArn"))

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints that are made of it."""
        return self.hosting.endpoints_of(self)

    @property
    def components(self) -> tuple[InferenceComponent, ...]:
        """The inference components of its endpoints."""
        return tuple(component for e in self.endpoints for component in e.components)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoints that are made of it."""
        return self.endpoints

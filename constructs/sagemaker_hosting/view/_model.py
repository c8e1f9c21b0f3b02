"""Defines models and their containers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.facts.marketplace import is_marketplace_package
from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view.functions._values import Text

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint_config import Variant
    from sagemaker_hosting.view._inference_component import InferenceComponent
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._role import Role
    from sagemaker_hosting.view._transform import TransformJob

_ARN_FIELDS: Final = 6


class Container(Part):
    """Defines a container of a model, or the image of an inference component."""

    @property
    def image(self) -> Node:
        """The image's URI."""
        return self.at("Image")

    @property
    def model_data(self) -> Node:
        """The URI of its archive (`ModelDataUrl`)."""
        return self.at("ModelDataUrl")

    @property
    def model_package(self) -> Node:
        """The name or ARN of a model package, instead of image and model data."""
        return self.at("ModelPackageName")

    @property
    def is_multi_model(self) -> bool | None:
        """Whether it serves all models below a prefix; None if that is not known."""
        mode = self.at("Mode")
        if mode.is_absent:
            return False
        return mode.text == "MultiModel" if mode.text is not None else None

    @property
    def is_from_marketplace(self) -> bool:
        """Whether it is certain that it runs a package of AWS Marketplace."""
        arn = self.model_package.value
        if isinstance(arn, Text):
            # Partition and Region may be unknown: account and name tell the two kinds apart.
            fields = arn.split(":")
            if len(fields) != _ARN_FIELDS or not all(isinstance(f, str) for f in fields[4:]):
                return False
            arn = ":".join(["arn", "aws", "sagemaker", "", *fields[4:]])
        return isinstance(arn, str) and is_marketplace_package(arn)


class Model(Resource):
    """Defines an `AWS::SageMaker::Model`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sagemaker-model.html
    """

    @property
    def name(self) -> Node:
        """Its physical name, if one is given."""
        return self.at("ModelName")

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Its containers: the primary one, or all of `Containers`."""
        primary = self.at("PrimaryContainer")
        first = (primary,) if isinstance(primary.value, Mapping) else ()
        return tuple(Container(node) for node in (*first, *self.at("Containers").items))

    @property
    def container_count(self) -> int | None:
        """How many containers it has; None if that is not known."""
        listed = self.at("Containers").size
        if listed is None or self.at("PrimaryContainer").is_unknown:
            return None
        return listed + (1 if self.at("PrimaryContainer").is_present else 0)

    @property
    def network(self) -> Node:
        """Its `VpcConfig`."""
        return self.at("VpcConfig")

    @property
    def is_isolated(self) -> bool | None:
        """Whether its containers reach no network; None if that is not known."""
        isolation = self.at("EnableNetworkIsolation")
        return False if isolation.is_absent else isolation.flag

    @property
    def execution_mode(self) -> str | None:
        """`Serial` or `Direct`; None if that is not known. AWS's default is Serial."""
        mode = self.at("InferenceExecutionConfig", "Mode")
        return "Serial" if mode.is_absent else mode.text

    @property
    def has_multi_model_container(self) -> bool:
        """Whether it is certain that a container serves all models below a prefix."""
        return any(container.is_multi_model for container in self.containers)

    @property
    def has_many_containers(self) -> bool:
        """Whether it is certain that it is a pipeline or is invoked container by container."""
        return sum(container.node.is_given for container in self.containers) > 1

    @property
    def is_from_marketplace(self) -> bool:
        """Whether it is certain that a container runs a package of AWS Marketplace."""
        return any(container.is_from_marketplace for container in self.containers)

    @cached_property
    def role(self) -> Role | None:
        """Its execution role, if it is a resource of these templates."""
        return self.hosting.role_of(self.at("ExecutionRoleArn"))

    @property
    def variants(self) -> tuple[Variant, ...]:
        """The variants, shadow variants among them, that serve it."""
        return self.hosting.variants_of(self)

    @property
    def components(self) -> tuple[InferenceComponent, ...]:
        """The inference components that serve it."""
        return self.hosting.components_of(self)

    @property
    def transform_jobs(self) -> tuple[TransformJob, ...]:
        """The batch transforms that run it."""
        return self.hosting.transform_jobs_of(self)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoints that serve it."""
        found = [*(v.config for v in self.variants), *self.components]
        return tuple(dict.fromkeys(e for resource in found for e in resource.endpoint_resources))

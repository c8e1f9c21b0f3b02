"""Defines scalable targets and scaling policies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.facts.auto_scaling import predefined_metrics
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view.functions._symbols import is_symbolic
from sagemaker_hosting.view.functions._values import UNKNOWN, Text

if TYPE_CHECKING:
    from sagemaker_hosting.view._alarm import Alarm
    from sagemaker_hosting.view._endpoint import Endpoint
    from sagemaker_hosting.view._endpoint_config import Variant
    from sagemaker_hosting.view._inference_component import InferenceComponent
    from sagemaker_hosting.view._node import Node


@dataclass(frozen=True, slots=True)
class ScaledThing:
    """Defines what a resource id names; each value is literal, a `Reference` or unknown.

    Attributes:
        kind: `endpoint` or `inference-component`.
        name: of the endpoint or the component.
        variant: the variant's name; UNKNOWN for a component.
    """

    kind: str
    name: Any
    variant: Any


def scaled_thing(value: object) -> ScaledThing | None:
    """Read a resource id; None if it is unknown or has another form.

    Args:
        value: `endpoint/<name>/variant/<variant>` or `inference-component/<name>`, resolved.
    """
    if isinstance(value, str):
        pieces: list[Any] = list(value.split("/"))
    elif isinstance(value, Text) and not value.has_unknown:
        pieces = value.split("/")
    else:
        return None
    if len(pieces) == 4 and pieces[0] == "endpoint" and pieces[2] == "variant":  # noqa: PLR2004  # the form
        return ScaledThing("endpoint", pieces[1], pieces[3])
    if len(pieces) == 2 and pieces[0] == "inference-component":  # noqa: PLR2004  # the form
        return ScaledThing("inference-component", pieces[1], UNKNOWN)
    return None


class ScalableTarget(Resource):
    """Defines an `AWS::ApplicationAutoScaling::ScalableTarget`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalabletarget.html
    """

    @cached_property
    def is_of_sagemaker(self) -> bool:
        """Whether it is certain that it scales something of SageMaker."""
        texts = (self.at("ServiceNamespace").text, (self.dimension.text or "").partition(":")[0])
        return "sagemaker" in texts or self._thing is not None

    @property
    def resource_id(self) -> Node:
        """What it scales, as Application Auto Scaling names it."""
        return self.at("ResourceId")

    @property
    def dimension(self) -> Node:
        """What about it is scaled: one of the three dimensions of SageMaker."""
        return self.at("ScalableDimension")

    @cached_property
    def scaled(self) -> ScaledThing | None:
        """What the resource id names, if no part of it is unknown."""
        return scaled_thing(self.resource_id.value)

    @property
    def variant_name(self) -> str | None:
        """The literal name of the variant it scales."""
        name = self._thing.variant if self._thing is not None else None
        return name if isinstance(name, str) and not is_symbolic(name) else None

    @cached_property
    def _thing(self) -> ScaledThing | None:
        return scaled_thing(self.resource_id.symbol)

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The endpoint whose variant it scales, if it is a resource of these templates."""
        thing = self._thing
        if thing is None or thing.kind != "endpoint":
            return None
        return self.hosting.endpoint_named(self.stack, thing.name)

    @cached_property
    def variant(self) -> Variant | None:
        """The variant it scales, if its endpoint and its name are known."""
        name = self._thing.variant if self._thing is not None else None
        variants = self.endpoint.variants if self.endpoint is not None else ()
        return next((v for v in variants if isinstance(name, str) and v.name.symbol == name), None)

    @cached_property
    def component(self) -> InferenceComponent | None:
        """The inference component it scales, if it is a resource of these templates."""
        thing = self._thing
        if thing is None or thing.kind != "inference-component":
            return None
        return self.hosting.component_named(self.stack, thing.name)

    @property
    def policies(self) -> tuple[ScalingPolicy, ...]:
        """Its scaling policies."""
        return self.hosting.policies_of(self)

    @property
    def schedules(self) -> tuple[Node, ...]:
        """Its scheduled actions."""
        return self.at("ScheduledActions").items

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoint of what it scales."""
        if self.component is not None:
            return self.component.endpoint_resources
        return (self.endpoint,) if self.endpoint is not None else ()


class ScalingPolicy(Resource):
    """Defines an `AWS::ApplicationAutoScaling::ScalingPolicy`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-applicationautoscaling-scalingpolicy.html
    """

    @cached_property
    def target(self) -> ScalableTarget | None:
        """Its scalable target, if it is a resource of these templates."""
        return self.hosting.target_of(self)

    @cached_property
    def endpoint(self) -> Endpoint | None:
        """The endpoint whose variant it scales: that of its target, or of its own resource id."""
        if self.target is not None:
            return self.target.endpoint
        own = self.at("ResourceId")
        literal = (self.at("ScalingTargetId").text or "").partition("|")[0]
        scaled = scaled_thing(own.symbol if own.is_present else literal)
        if scaled is None or scaled.kind != "endpoint":
            return None
        return self.hosting.endpoint_named(self.stack, scaled.name)

    @cached_property
    def dimension(self) -> str | None:
        """The dimension it scales: its own, its target's, or that in the literal id of a target."""
        own = self.at("ScalableDimension").text
        if own is not None:
            return own
        if self.target is not None:
            return self.target.dimension.text
        named = (self.at("ScalingTargetId").text or "").split("|")
        return named[1] if len(named) == 3 else None  # noqa: PLR2004  # resource id, dimension, namespace

    @cached_property
    def is_of_sagemaker(self) -> bool:
        """Whether it is certain that it scales something of SageMaker."""
        own = (self.at("ServiceNamespace").text, (self.dimension or "").partition(":")[0])
        return (
            "sagemaker" in own
            or (self.target is not None and self.target.is_of_sagemaker)
            or scaled_thing(self.at("ResourceId").symbol) is not None
            or (self.dimension is None and self.predefined_metric.text in predefined_metrics())
        )

    @property
    def tracking(self) -> Node:
        """Its `TargetTrackingScalingPolicyConfiguration`."""
        return self.at("TargetTrackingScalingPolicyConfiguration")

    @property
    def stepping(self) -> Node:
        """Its `StepScalingPolicyConfiguration`."""
        return self.at("StepScalingPolicyConfiguration")

    @property
    def predefined_metric(self) -> Node:
        """The predefined metric that it tracks."""
        return self.tracking.at("PredefinedMetricSpecification", "PredefinedMetricType")

    @property
    def custom_metric(self) -> Node:
        """The metric of one's own that it tracks (`CustomizedMetricSpecification`)."""
        return self.tracking.at("CustomizedMetricSpecification")

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """The alarms that trigger it."""
        return self.hosting.alarms_of(self)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoint of what it scales."""
        return self.target.endpoint_resources if self.target is not None else ()

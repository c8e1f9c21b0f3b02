"""Defines alarms and the metrics that they, or scaling policies, look at."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._resource import Resource

if TYPE_CHECKING:
    from sagemaker_hosting.view._endpoint import Endpoint
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._scaling import ScalingPolicy


class Metric(Part):
    """Defines a metric where a template names it: Namespace, MetricName and Dimensions."""

    @property
    def namespace(self) -> str | None:
        """Such as `AWS/SageMaker`."""
        return self.at("Namespace").text

    @property
    def name(self) -> str | None:
        """Such as `Invocations`."""
        return self.at("MetricName").text

    @cached_property
    def dimensions(self) -> dict[str, Node]:
        """The values of its dimensions, by their literal names."""
        found = ((d.at("Name").text, d.at("Value")) for d in self.at("Dimensions").items)
        return {name: value for name, value in found if name is not None}

    @property
    def endpoint(self) -> Endpoint | None:
        """The endpoint that its dimension EndpointName names, if it is known here."""
        value = self.dimensions.get("EndpointName")
        return self.hosting.endpoint_of(value) if value is not None else None


def metrics_at(node: Node) -> tuple[Metric, ...]:
    """Find the metrics of an alarm or a customized metric: one, or those of its math."""
    in_math = (query.at("MetricStat", "Metric") for query in node.at("Metrics").items)
    own = (node,) if node.at("MetricName").is_present else ()
    return tuple(Metric(place) for place in (*own, *in_math) if place.entries)


class Alarm(Resource):
    """Defines an `AWS::CloudWatch::Alarm`.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html
    """

    @property
    def name(self) -> Node:
        """Its physical name, if one is given."""
        return self.at("AlarmName")

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """The metrics it looks at."""
        return metrics_at(self.properties)

    @property
    def window_in_seconds(self) -> float | None:
        """How long its metric must be bad before it trips; None if that is not known."""
        period = self.at("Period").number
        if period is None:
            periods = [
                q.at("MetricStat", "Period").number or q.at("Period").number
                for q in self.at("Metrics").items
            ]
            known = [p for p in periods if p is not None]
            period = max(known) if known and len(known) == len(periods) else None
        points = self.at("DatapointsToAlarm").number or self.at("EvaluationPeriods").number
        return period * points if period is not None and points is not None else None

    @property
    def policies(self) -> tuple[ScalingPolicy, ...]:
        """The scaling policies that it triggers."""
        return self.hosting.policies_triggered_by(self)

    @property
    def guarded_endpoints(self) -> tuple[Endpoint, ...]:
        """The endpoints whose rollouts it can roll back."""
        return self.hosting.endpoints_guarded_by(self)

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoints that it watches or guards."""
        watched = (metric.endpoint for metric in self.metrics)
        found = [*(e for e in watched if e is not None), *self.guarded_endpoints]
        return tuple(dict.fromkeys(found))

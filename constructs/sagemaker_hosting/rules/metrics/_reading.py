"""Finds the metrics that alarms and scaling policies read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sagemaker_hosting.facts.metrics import PublishedMetric, metric_dimensions, published_metrics
from sagemaker_hosting.view import Alarm, Hosting, Metric, Node, ScalingPolicy, metrics_at

MONITORING: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html"
SOURCE: Final = "SageMaker developer guide, monitoring-cloudwatch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Defines a metric with the way in which it is read.

    Attributes:
        metric: where it is named.
        statistic: where its statistic is: absent or unknown if that is.
        unit: where the unit is that it is asked for in.
    """

    metric: Metric
    statistic: Node
    unit: Node

    @property
    def published(self) -> PublishedMetric | None:
        """What SageMaker publishes by its namespace and name."""
        return published_metrics().get(self.metric.namespace or "", {}).get(self.metric.name or "")


def readings_of(hosting: Hosting) -> Iterator[Reading]:
    """Find every metric that an alarm or a scaling policy reads."""
    for alarm in hosting.all_of(Alarm):
        yield from readings_at(alarm.properties)
    for policy in hosting.all_of(ScalingPolicy):
        yield from readings_at(policy.custom_metric)


def readings_at(node: Node) -> Iterator[Reading]:
    """Find the metrics of one alarm or customized metric: the only one, or those of its math."""
    for metric in metrics_at(node):
        # In math, the metric stands below what says how it is read.
        above = node if metric.node is node else _above(node, metric)
        named = [above.at(key) for key in ("Statistic", "ExtendedStatistic", "Stat")]
        given = [statistic for statistic in named if not statistic.is_absent]
        yield Reading(
            metric=metric, statistic=given[0] if given else named[0], unit=above.at("Unit")
        )


def known_dimensions(metric: Metric) -> frozenset[str] | None:
    """The names of its dimensions; None if some are not known."""
    node = metric.at("Dimensions")
    known = node.size is not None and len(node.items) == len(metric.dimensions) == node.size
    return frozenset(metric.dimensions) if known else None


def is_of_hosting(metric: Metric) -> bool:
    """Whether a dimension says that an endpoint or an inference component is meant."""
    return not metric_dimensions().isdisjoint(metric.dimensions.keys() - {"Region"})


def _above(node: Node, metric: Metric) -> Node:
    return node.at(*metric.node.path[len(node.path) : -1])

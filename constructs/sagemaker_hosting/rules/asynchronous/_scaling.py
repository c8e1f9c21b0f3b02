"""Rules of how asynchronous endpoints scale."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sagemaker_hosting.facts.asynchronous import (
    dimensions_of_the_queue,
    metrics_not_published,
    metrics_of_the_queue,
    metrics_that_wake,
    namespace,
    predefined_metrics_not_published,
)
from sagemaker_hosting.rules._rule import AnyRule, Fault, Faults, Severity, rule
from sagemaker_hosting.view import (
    INSTANCE_COUNT,
    Alarm,
    Endpoint,
    Hosting,
    Metric,
    Node,
    ScalableTarget,
    ScalingPolicy,
    metrics_at,
)

_DG: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
_MONITOR: Final = f"{_DG}async-inference-monitor.html"
_MONITOR_SOURCE: Final = "SageMaker developer guide, async-inference-monitor"


@rule(
    "ASY-13",
    ScalingPolicy,
    title="a policy of an asynchronous endpoint follows a metric that such endpoints publish",
    why='"Any metric not listed below is not published if the endpoint is enabled for asynchronous '
    'inference.": without data the alarms of the policy never trip',
    source=_MONITOR_SOURCE,
    link=_MONITOR,
    fix="AsyncEndpoint(...).auto_scale_instance_count(...).scale_on_backlog(...)",
    cloudformation="track ApproximateBacklogSizePerInstance of namespace AWS/SageMaker, with the "
    "dimension EndpointName, by a CustomizedMetricSpecification",
)
def follows_a_published_metric(policy: ScalingPolicy) -> Faults:
    """Requests that wait in a queue are not counted as invocations."""
    endpoint = _if_asynchronous(policy.endpoint)
    if endpoint is None:
        return
    predefined = policy.predefined_metric
    if predefined.text in predefined_metrics_not_published():
        yield Fault(
            at=predefined,
            says=f"PredefinedMetricType is {predefined}, and endpoint {endpoint.path} is "
            "asynchronous",
            allowed="customized metrics of the queue, such as ApproximateBacklogSizePerInstance",
        )
    watched = (metric for alarm in policy.alarms for metric in alarm.metrics)
    for metric in (*metrics_at(policy.custom_metric), *watched):
        if (
            metric.name in metrics_not_published()
            and metric.namespace == namespace()
            and metric.endpoint is endpoint
        ):
            yield Fault(
                at=metric.at("MetricName"),
                says=f"MetricName is {metric.name}, and endpoint {endpoint.path} is asynchronous",
                allowed=", ".join(sorted(metrics_of_the_queue())),
            )


@rule(
    "ASY-14",
    Hosting,
    title="metrics of the queue are read with the dimension EndpointName alone",
    why="ApproximateBacklogSizePerInstance and its siblings are published with the EndpointName "
    "dimension: with a VariantName beside it there is no data, and nothing ever scales",
    source=f"{_MONITOR_SOURCE}, async-inference-autoscale",
    link=_MONITOR,
    fix="AsyncEndpoint(...).auto_scale_instance_count(...).scale_on_backlog(...), or "
    "metric_backlog_size_per_instance()",
    cloudformation="leave EndpointName as the only dimension of the metric",
)
def queue_is_not_of_a_variant(hosting: Hosting) -> Faults:
    """A queue belongs to an endpoint, not to a variant."""
    for metric in _metrics(hosting):
        if metric.name not in metrics_of_the_queue() or metric.namespace != namespace():
            continue
        dimensions = metric.at("Dimensions")
        got = [d.at("Name").text for d in dimensions.items]
        if None in got or dimensions.size is None:
            continue
        if set(got) - dimensions_of_the_queue() or not dimensions_of_the_queue() <= set(got):
            told = ", ".join(name for name in got if name is not None)
            yield Fault(
                at=dimensions if dimensions.is_present else metric,
                says=f"MetricName is {metric.name}, and its dimensions are {told or 'none'}",
                allowed=", ".join(dimensions_of_the_queue()),
            )


@rule(
    "ASY-15",
    ScalableTarget,
    severity=Severity.WARNING,
    title="an asynchronous endpoint that may have no instance has a policy that wakes it",
    why="where there is no instance, target tracking on the backlog acts only when it exceeds the "
    "target: fewer requests wait until they expire; the guide adds a step policy on "
    "HasBacklogWithoutCapacity",
    source="SageMaker developer guide, async-inference-autoscale",
    link=f"{_DG}async-inference-autoscale.html",
    fix="auto_scale_instance_count(min_capacity=0, ...).scale_on_backlog(...), which adds it, or "
    "scale_from_zero(...)",
    cloudformation="add a ScalingPolicy of type StepScaling and an alarm on "
    "HasBacklogWithoutCapacity >= 1 whose AlarmActions name it, or set MinCapacity to 1",
)
def wakes_from_zero(target: ScalableTarget) -> Faults:
    """The last instance goes by itself; the first one needs a reason to come."""
    endpoint = _if_asynchronous(target.endpoint)
    if endpoint is None or target.dimension.text not in (None, INSTANCE_COUNT):
        return
    scheduled = (action.at("ScalableTargetAction", "MinCapacity") for action in target.schedules)
    lowest = next((n for n in (target.at("MinCapacity"), *scheduled) if n.number == 0), None)
    if lowest is not None and not any(
        _wakes(alarm, endpoint, target) for alarm in target.hosting.all_of(Alarm)
    ):
        yield Fault(
            at=lowest,
            says=f"{lowest.label} is {lowest}, endpoint {endpoint.path} is asynchronous, and no "
            "step policy follows HasBacklogWithoutCapacity",
        )


def _if_asynchronous(endpoint: Endpoint | None) -> Endpoint | None:
    if endpoint is None or endpoint.config is None or not endpoint.config.is_asynchronous:
        return None
    return endpoint


def _metrics(hosting: Hosting) -> Iterator[Metric]:
    for alarm in hosting.all_of(Alarm):
        yield from alarm.metrics
    for policy in hosting.all_of(ScalingPolicy):
        yield from metrics_at(policy.custom_metric)


def _wakes(alarm: Alarm, endpoint: Endpoint, target: ScalableTarget) -> bool:
    """Tell whether an alarm may add the first instance."""
    watches = any(
        metric.name in metrics_that_wake() and metric.endpoint in (None, endpoint)
        for metric in alarm.metrics
    )
    return watches and any(_may_scale(action, target) for action in alarm.at("AlarmActions").items)


def _may_scale(action: Node, target: ScalableTarget) -> bool:
    reference = action.reference
    if reference is None or not isinstance(reference.resource, ScalingPolicy):
        # A literal ARN, or what another template made; a topic is no policy.
        return reference is None or not reference.resource.type.startswith("AWS::SNS::")
    return reference.resource.target in (None, target)


RULES: Final[tuple[AnyRule, ...]] = (
    follows_a_published_metric,
    queue_is_not_of_a_variant,
    wakes_from_zero,
)

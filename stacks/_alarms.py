"""The alarms of a stack, told to the environment's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common import Comparison, MetricAlarm, MetricAlarms, MetricStat
from stacks._naming import construct_id as id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch

    from stacks.settings import AlarmSettings, AsyncAlarmSettings

_PERIODS_OF_LEVELS = 3
"""A count of faults tells at once; a level, such as a latency, when it lasts."""
_MICROSECONDS = 1000
"""In a millisecond: SageMaker measures latencies in microseconds."""


class Alarms:
    """Makes the alarms of a stack: those of one call by one message to Node.

    They lie beside the endpoint, and have other words, and other thresholds, than those of its
    `add_alarms`: what is deployed keeps its name and its history.

    Args:
        stack: where they are made.
        topic_arn: of the topic that hears of them, and when they are over.
    """

    def __init__(self, stack: cdk.Stack, topic_arn: str) -> None:
        self._alarms = MetricAlarms(stack, alarm_actions=[topic_arn], ok_actions=[topic_arn])

    @property
    def made(self) -> tuple[cloudwatch.CfnAlarm, ...]:
        """All that were made so far."""
        return self._alarms.made

    def on_variants(
        self, endpoint_name: str, variant_names: Iterable[str], settings: AlarmSettings
    ) -> None:
        """Alarm on every variant's 5XX errors and, where a limit is set, on its latency."""
        self._alarms.define(
            alarm
            for name in variant_names
            for alarm in _on_answers(
                f"variant {name}",
                id_of(name),
                {"EndpointName": endpoint_name, "VariantName": name},
                settings,
            )
        )

    def on_component(self, key: str, component_name: str, settings: AlarmSettings) -> None:
        """Alarm on a component's 5XX errors and, where a limit is set, on its latency."""
        dimensions = {"InferenceComponentName": component_name}
        self._alarms.define(_on_answers(f"component {key}", id_of(key), dimensions, settings))

    def on_queue(self, endpoint_name: str, variant_name: str, settings: AsyncAlarmSettings) -> None:
        """Alarm on failed requests and, where a limit is set, on the number of those that wait."""
        of, endpoint = "the endpoint", {"EndpointName": endpoint_name}
        failures = "InvocationFailures"
        planned = [_on_faults(failures, failures, {**endpoint, "VariantName": variant_name}, of)]
        if settings.backlog_size is not None:
            backlog = MetricStat(
                name="ApproximateBacklogSize",
                dimensions=endpoint,  # SageMaker publishes metrics of the queue without a variant
                statistic="Average",
            )
            planned.append(_on_level("BacklogSize", backlog, settings.backlog_size, of))
        self._alarms.define(planned)


def _on_answers(
    of: str, construct_id: str, dimensions: Mapping[str, str], settings: AlarmSettings
) -> Iterator[MetricAlarm]:
    faults, latency = "Invocation5XXErrors", "ModelLatency"
    yield _on_faults(f"{construct_id}{faults}", faults, dimensions, of)
    if settings.model_latency_p99_ms is not None:
        metric = MetricStat(name=latency, dimensions=dimensions, statistic="p99")
        threshold = settings.model_latency_p99_ms * _MICROSECONDS
        yield _on_level(f"{construct_id}{latency}", metric, threshold, of)


def _on_faults(
    alarm_id: str, metric_name: str, dimensions: Mapping[str, str], of: str
) -> MetricAlarm:
    """As soon as a metric that counts faults is above 0."""
    return MetricAlarm(
        alarm_id=alarm_id,
        description=f"{metric_name} of {of}",
        metric=MetricStat(name=metric_name, dimensions=dimensions, statistic="Sum"),
        threshold=1,
        comparison=Comparison.AT_OR_ABOVE,
    )


def _on_level(alarm_id: str, metric: MetricStat, threshold: float, of: str) -> MetricAlarm:
    """When a metric stays at or above a threshold for a quarter of an hour."""
    return MetricAlarm(
        alarm_id=alarm_id,
        description=f"{metric.name} of {of}",
        metric=metric,
        threshold=threshold,
        comparison=Comparison.AT_OR_ABOVE,
        periods=_PERIODS_OF_LEVELS,
    )

"""The alarms of a stack, told to the environment's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch

from stacks._naming import construct_id as id_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    from stacks.settings import AlarmSettings

_SAGEMAKER = "AWS/SageMaker"
_PERIOD_SECONDS = 300
_PERIODS_OF_LEVELS = 3
"""A count of faults tells at once; a level, such as a latency, when it lasts."""
_MICROSECONDS = 1000
"""In a millisecond: SageMaker measures latencies in microseconds."""


class Alarms:
    """Makes the alarms of a stack.

    Args:
        stack: where they are made.
        topic: that hears of them.
    """

    def __init__(self, stack: cdk.Stack, topic: sns.ITopic) -> None:
        self._stack, self._topic_arn = stack, topic.topic_arn
        self._made: list[cloudwatch.CfnAlarm] = []

    @property
    def made(self) -> tuple[cloudwatch.CfnAlarm, ...]:
        """All that were made so far."""
        return tuple(self._made)

    def on_variants(
        self, endpoint_name: str, variant_names: Iterable[str], settings: AlarmSettings
    ) -> None:
        """Alarm on every variant's 5XX errors and, where a limit is set, on its latency."""
        for name in variant_names:
            dimensions = {"EndpointName": endpoint_name, "VariantName": name}
            self._on_answers(f"variant {name}", id_of(name), dimensions, settings)

    def on_component(self, key: str, component_name: str, settings: AlarmSettings) -> None:
        """Alarm on a component's 5XX errors and, where a limit is set, on its latency."""
        dimensions = {"InferenceComponentName": component_name}
        self._on_answers(f"component {key}", id_of(key), dimensions, settings)

    def on_faults(
        self,
        construct_id: str,
        metric_name: str,
        dimensions: Mapping[str, str],
        *,
        of: str,
        namespace: str = _SAGEMAKER,
    ) -> None:
        """Alarm as soon as a metric that counts faults is above 0."""
        self._alarm(
            construct_id,
            of=of,
            metric_name=metric_name,
            dimensions=dimensions,
            threshold=1,
            statistic="Sum",
            namespace=namespace,
        )

    def on_level(
        self,
        construct_id: str,
        metric_name: str,
        dimensions: Mapping[str, str],
        *,
        of: str,
        statistic: str,
        threshold: float,
    ) -> None:
        """Alarm when a metric stays at or above a threshold for a quarter of an hour."""
        self._alarm(
            construct_id,
            of=of,
            metric_name=metric_name,
            dimensions=dimensions,
            threshold=threshold,
            statistic=statistic,
            periods=_PERIODS_OF_LEVELS,
        )

    def _on_answers(
        self, of: str, construct_id: str, dimensions: Mapping[str, str], settings: AlarmSettings
    ) -> None:
        faults, latency = "Invocation5XXErrors", "ModelLatency"
        self.on_faults(f"{construct_id}{faults}", faults, dimensions, of=of)
        if settings.model_latency_p99_ms is not None:
            self.on_level(
                f"{construct_id}{latency}",
                latency,
                dimensions,
                of=of,
                statistic="p99",
                threshold=settings.model_latency_p99_ms * _MICROSECONDS,
            )

    def _alarm(
        self,
        construct_id: str,
        *,
        of: str,
        metric_name: str,
        dimensions: Mapping[str, str],
        threshold: float,
        statistic: str,
        periods: int = 1,
        namespace: str = _SAGEMAKER,
    ) -> None:
        is_percentile = statistic.startswith("p")
        made = cloudwatch.CfnAlarm(
            self._stack,
            construct_id,
            alarm_description=f"{metric_name} of {of}",
            namespace=namespace,
            metric_name=metric_name,
            dimensions=[{"name": name, "value": value} for name, value in dimensions.items()],
            statistic=None if is_percentile else statistic,
            extended_statistic=statistic if is_percentile else None,
            period=_PERIOD_SECONDS,
            evaluation_periods=periods,
            comparison_operator="GreaterThanOrEqualToThreshold",
            threshold=threshold,
            treat_missing_data="notBreaching",
            alarm_actions=[self._topic_arn],
            ok_actions=[self._topic_arn],
        )
        self._made.append(made)

"""The alarms of an endpoint, told to the environment's topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_cdk import aws_cloudwatch as cloudwatch

from stacks._naming import construct_id

if TYPE_CHECKING:
    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints import EndpointVariant, RealTimeEndpoint
    from stacks.settings import AlarmSettings

_NAMESPACE = "AWS/SageMaker"
_PERIOD_SECONDS = 300
_MICROSECONDS = 1000
"""In a millisecond: SageMaker measures latencies in microseconds."""


def add_alarms(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, settings: AlarmSettings, topic: sns.ITopic
) -> None:
    """Alarm on every variant's 5XX errors and, where a limit is set, on its latency."""
    topic_arn, endpoint_name = topic.topic_arn, endpoint.endpoint_name
    for variant in endpoint.variants:
        _alarm(stack, variant, endpoint_name, topic_arn, "Invocation5XXErrors", threshold=1)
        if settings.model_latency_p99_ms is not None:
            limit = settings.model_latency_p99_ms * _MICROSECONDS
            _alarm(stack, variant, endpoint_name, topic_arn, "ModelLatency", threshold=limit)


def _alarm(
    stack: cdk.Stack,
    variant: EndpointVariant,
    endpoint_name: str,
    topic_arn: str,
    metric_name: str,
    *,
    threshold: float,
) -> None:
    is_latency = metric_name == "ModelLatency"
    cloudwatch.CfnAlarm(
        stack,
        f"{construct_id(variant.variant_name)}{metric_name}",
        alarm_description=f"{metric_name} of variant {variant.variant_name}",
        namespace=_NAMESPACE,
        metric_name=metric_name,
        dimensions=[
            {"name": "EndpointName", "value": endpoint_name},
            {"name": "VariantName", "value": variant.variant_name},
        ],
        statistic=None if is_latency else "Sum",
        extended_statistic="p99" if is_latency else None,
        period=_PERIOD_SECONDS,
        evaluation_periods=3 if is_latency else 1,
        comparison_operator="GreaterThanOrEqualToThreshold",
        threshold=threshold,
        treat_missing_data="notBreaching",
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
    )

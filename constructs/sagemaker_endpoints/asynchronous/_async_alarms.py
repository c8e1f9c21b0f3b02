"""The alarms of an asynchronous endpoint: nobody waits for its answers, so nobody would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from constructs import Construct

from sagemaker_endpoints.common import _metrics
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.monitoring._alarm_topic import let_cloudwatch_publish

if TYPE_CHECKING:
    from collections.abc import Callable

    import aws_cdk as cdk
    from aws_cdk import aws_cloudwatch as cloudwatch
    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.endpoints._endpoint import Endpoint

_MINUTE: Final = 60
_FAILURES_PERIOD: Final = 5 * _MINUTE


def check_alarms(
    subject: Callable[[], str],
    *,
    failures: int | None,
    backlog_age: cdk.Duration | None,
    backlog_size: int | None,
) -> None:
    """Check what the alarms are to say.

    Raises:
        ConfigurationError: about *subject*: no alarm at all, or a threshold that always holds.
    """
    faults = Faults(subject)
    if failures is None and backlog_age is None and backlog_size is None:
        faults.add("nothing to watch: give failures, backlog_age or backlog_size")
    faults.check_range("failures", failures, 1)
    faults.check_range("backlog_size", backlog_size, 1)
    if backlog_age is not None:
        faults.check_range("backlog_age", backlog_age.to_seconds(), _MINUTE, unit="seconds")
    faults.raise_if_any()


def make_alarms(
    endpoint: Endpoint,
    alarms_id: str,
    *,
    endpoint_name: str,
    variant_name: str,
    failures: int | None,
    backlog_age: cdk.Duration | None,
    backlog_size: int | None,
    topic: sns.ITopic | None,
) -> tuple[cloudwatch.CfnAlarm, ...]:
    """Make an alarm for each threshold that is given, below a construct named *alarms_id*."""
    from aws_cdk import aws_cloudwatch as cloudwatch  # noqa: PLC0415 - costly, rare

    queue = [{"name": "EndpointName", "value": endpoint_name}]
    alarms: dict[str, dict[str, Any]] = {}
    if failures is not None:
        alarms["Failures"] = {
            "alarm_description": "Requests failed: the failure path and the data-log tell why",
            "metric_name": "InvocationFailures",
            "dimensions": [*queue, {"name": "VariantName", "value": variant_name}],
            "statistic": "Sum",
            "period": _FAILURES_PERIOD,
            "comparison_operator": "GreaterThanOrEqualToThreshold",
            "threshold": failures,
        }
    if backlog_age is not None:
        alarms["BacklogAge"] = {
            "alarm_description": "A request has waited for too long",
            "metric_name": "ApproximateAgeOfOldestRequest",
            "dimensions": queue,
            "statistic": "Maximum",
            "period": _MINUTE,
            "comparison_operator": "GreaterThanThreshold",
            "threshold": backlog_age.to_seconds(),
        }
    if backlog_size is not None:
        alarms["BacklogSize"] = {
            "alarm_description": "Too many requests wait",
            "metric_name": "ApproximateBacklogSize",
            "dimensions": queue,
            "statistic": "Maximum",
            "period": _MINUTE,
            "comparison_operator": "GreaterThanThreshold",
            "threshold": backlog_size,
        }
    parent = Construct(endpoint, alarms_id)
    actions = None
    if topic is not None:
        actions = [topic.topic_arn]
        let_cloudwatch_publish(endpoint, topic)
    return tuple(
        cloudwatch.CfnAlarm(
            parent,
            name,
            namespace=_metrics.INVOCATIONS,
            evaluation_periods=1,
            treat_missing_data="notBreaching",
            alarm_actions=actions,
            **properties,
        )
        for name, properties in alarms.items()
    )

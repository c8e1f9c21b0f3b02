"""The alarms of an asynchronous endpoint: nobody waits for its answers, so nobody would notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._metric_alarm import (
    Comparison,
    MetricAlarm,
    MetricAlarms,
    MetricStat,
)
from sagemaker_endpoints.common._units import in_unit
from sagemaker_endpoints.monitoring._alarm_topic import let_cloudwatch_publish

if TYPE_CHECKING:
    from collections.abc import Callable

    import aws_cdk as cdk
    from aws_cdk import aws_sns as sns
    from constructs import Construct

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.endpoints._endpoint import Endpoint

_MINUTE: Final = 60
_AGE: Final = "ApproximateAgeOfOldestRequest"
_SIZE: Final = "ApproximateBacklogSize"


def alarm_faults(
    subject: Callable[[], str],
    *,
    elsewhere: str | None,
    failures: int | None,
    backlog_age: cdk.Duration | None,
    backlog_size: int | None,
) -> Faults:
    """Find what is wrong: no alarm at all, a threshold that always holds, an endpoint elsewhere."""
    faults = Faults(subject)
    if elsewhere is not None:
        faults.add(elsewhere)
    if failures is None and backlog_age is None and backlog_size is None:
        faults.add("nothing to watch: give failures, backlog_age or backlog_size")
    faults.check_range("failures", failures, 1)
    faults.check_range("backlog_size", backlog_size, 1)
    if backlog_age is not None:
        age = in_unit(faults, "backlog_age", backlog_age.to_seconds)
        faults.check_range("backlog_age", age, _MINUTE, unit="seconds")
    return faults


def make_alarms(
    endpoint: Endpoint,
    place: Construct,
    *,
    endpoint_name: str,
    variant_name: str,
    failures: int | None,
    backlog_age: cdk.Duration | None,
    backlog_size: int | None,
    topic: sns.ITopic | None,
) -> tuple[CfnAlarm, ...]:
    """Make an alarm in *place* for each threshold that is given."""
    planned = []
    if failures is not None:
        planned.append(_on_failures(failures, endpoint_name, variant_name))
    if backlog_age is not None:
        age = backlog_age.to_seconds()
        planned.append(
            _on_queue("BacklogAge", "A request has waited for too long", _AGE, age, endpoint_name)
        )
    if backlog_size is not None:
        planned.append(
            _on_queue("BacklogSize", "Too many requests wait", _SIZE, backlog_size, endpoint_name)
        )
    actions = []
    if topic is not None:
        actions.append(topic.topic_arn)
        let_cloudwatch_publish(endpoint, topic)
    alarms = MetricAlarms(place, alarm_actions=actions)
    alarms.define(planned)
    return alarms.made


def _on_failures(failures: int, endpoint_name: str, variant_name: str) -> MetricAlarm:
    return MetricAlarm(
        alarm_id="Failures",
        description="Requests failed: the failure path and the data-log tell why",
        metric=MetricStat(
            name="InvocationFailures",
            dimensions={"EndpointName": endpoint_name, "VariantName": variant_name},
            statistic="Sum",
        ),
        threshold=failures,
        comparison=Comparison.AT_OR_ABOVE,
    )


def _on_queue(
    alarm_id: str, description: str, metric_name: str, threshold: float, endpoint_name: str
) -> MetricAlarm:
    return MetricAlarm(
        alarm_id=alarm_id,
        description=description,
        # SageMaker publishes metrics of the queue without a variant.
        metric=MetricStat(
            name=metric_name,
            dimensions={"EndpointName": endpoint_name},
            statistic="Maximum",
            period=_MINUTE,
        ),
        threshold=threshold,
    )

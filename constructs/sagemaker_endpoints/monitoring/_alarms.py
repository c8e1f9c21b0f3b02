"""Alarms of one variant, endpoint or component, made from thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aws_cdk as cdk
from constructs import Construct

from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._metric_alarm import Comparison, MetricAlarm, MetricAlarms
from sagemaker_endpoints.monitoring._alarm_topic import let_cloudwatch_publish
from sagemaker_endpoints.monitoring._metrics_of_kinds import REQUESTS
from sagemaker_endpoints.monitoring._threshold import threshold_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from aws_cdk import aws_sns as sns

    from sagemaker_endpoints.common._l1 import CfnAlarm
    from sagemaker_endpoints.common._metric_alarm import MetricStat
    from sagemaker_endpoints.monitoring._threshold import Threshold
    from sagemaker_endpoints.monitoring._watch import Watch

Given = float | cdk.Duration | None

_MINUTE: Final = 60
# EvaluationPeriods x Period of an alarm whose periods are shorter than an hour:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
_LONGEST_SILENCE_IN_MINUTES: Final = 24 * 60


def add_alarms(
    scope: Construct,
    alarms_id: str,
    watches: Sequence[Watch],
    given: Mapping[str, Given],
    *,
    subject: Callable[[], str],
    dimensions: Mapping[str, str],
    topic: sns.ITopic | None,
    instance_types: Sequence[str] = (),
    further_faults: Sequence[str] = (),
) -> tuple[CfnAlarm, ...]:
    """Make an alarm for each threshold that is given, below a construct named *alarms_id*.

    Args:
        scope: what is watched.
        alarms_id: the id of a construct in it.
        watches: what can be watched of it, in the order of the arguments.
        given: the thresholds by the names of the arguments, `no_traffic` among them.
        subject: of errors.
        dimensions: that its metrics are published with.
        topic: told of each alarm.
        instance_types: that may run it; empty if nobody knows.
        further_faults: of the arguments, told with the others.

    Raises:
        ConfigurationError: about *subject*: no threshold at all, or some that never or always hold.
    """
    faults = Faults(subject)
    thresholds = [
        (watch, threshold_of(faults, watch.argument, value, watch.metric, instance_types))
        for watch in watches
        if (value := given.get(watch.argument)) is not None
    ]
    no_traffic = given.get("no_traffic")
    minutes = _minutes(faults, no_traffic) if isinstance(no_traffic, cdk.Duration) else None
    if not thresholds and minutes is None:
        *names, last = given
        faults.add(f"nothing to watch: give {', '.join(names)} or {last}")
    faults.extend(further_faults)
    faults.raise_if_any()
    if topic is not None:
        let_cloudwatch_publish(scope, topic)
    below = MetricAlarms(
        Construct(scope, alarms_id), alarm_actions=[topic.topic_arn] if topic is not None else ()
    )
    planned = [_on_level(watch, threshold, dimensions) for watch, threshold in thresholds]
    if minutes is not None:
        planned.append(_on_silence(minutes, dimensions))
    below.define(planned)
    return below.made


def _minutes(faults: Faults, no_traffic: cdk.Duration) -> float:
    """How many minutes without a request; whole ones, as CloudWatch counts them."""
    if no_traffic.is_unresolved():
        if no_traffic.unit_label() != "minutes":
            faults.add(
                "no_traffic: only the deploy knows it, and CloudFormation cannot convert it; give "
                "cdk.Duration.minutes(...)"
            )
            return 1
        late: float = no_traffic.to_minutes()
        return late
    seconds = no_traffic.to_milliseconds() / 1000
    minutes, rest = divmod(seconds, _MINUTE)
    if rest or not 1 <= minutes <= _LONGEST_SILENCE_IN_MINUTES:
        faults.add(
            f"no_traffic: got {seconds:g} seconds, allowed are whole minutes, 1 to "
            f"{_LONGEST_SILENCE_IN_MINUTES}"
        )
    return minutes


def _on_level(watch: Watch, threshold: Threshold, dimensions: Mapping[str, str]) -> MetricAlarm:
    """An alarm when a metric is above a threshold for as long as the watch says."""
    metric = watch.metric.of(dimensions)
    return MetricAlarm(
        alarm_id=watch.alarm_id,
        description=watch.says,
        metric=metric if threshold.is_of_metric else _calculated(metric, threshold),
        threshold=threshold.number,
        comparison=Comparison.AT_OR_ABOVE if watch.at_threshold else Comparison.ABOVE,
        periods=watch.periods,
    )


def _on_silence(minutes: float, dimensions: Mapping[str, str]) -> MetricAlarm:
    """An alarm when no request came in any minute of so many: no news is bad news."""
    return MetricAlarm(
        alarm_id="NoTraffic",
        description="No requests come: their callers, or what leads to them, are broken",
        metric=REQUESTS.of(dimensions, period=_MINUTE),
        threshold=1,
        comparison=Comparison.BELOW,
        periods=minutes,
        missing_data="breaching",
        # A new alarm waits for the first request.
        further={"warm_up_configuration": {"warmUpPeriodDurationInMinutes": minutes}},
    )


def _calculated(metric: MetricStat, threshold: Threshold) -> list[dict[str, Any]]:
    expression = threshold.expression("measured")
    return [
        metric.render_hidden("measured"),
        {"id": "compared", "expression": expression, "returnData": True},
    ]

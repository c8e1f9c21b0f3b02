"""Alarms of one variant, endpoint or component, made from thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import aws_cdk as cdk

from sagemaker_endpoints.common._alarm_arguments import check_alarm_arguments, place_for_alarms
from sagemaker_endpoints.common._alarm_doubts import (
    doubts_of_latency,
    doubts_of_percent,
    latency_faults,
)
from sagemaker_endpoints.common._errors import Faults
from sagemaker_endpoints.common._metric_alarm import Comparison, MetricAlarm, MetricAlarms
from sagemaker_endpoints.common._warnings import warn
from sagemaker_endpoints.monitoring._alarm_topic import let_cloudwatch_publish
from sagemaker_endpoints.monitoring._metrics_of_kinds import MODEL_LATENCY, REQUESTS, Scale
from sagemaker_endpoints.monitoring._threshold import threshold_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from aws_cdk import aws_sns as sns
    from constructs import Construct

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
    function: Callable[..., Any],
    of: Callable[[], str],
    dimensions: Mapping[str, str],
    topic: sns.ITopic | None,
    instance_types: Sequence[str] = (),
    construct_id: str | None = None,
    may_stream: bool = True,
    further_faults: Sequence[str] = (),
) -> tuple[CfnAlarm, ...]:
    """Make an alarm for each threshold that is given, below a construct of their own.

    Args:
        scope: what is watched.
        alarms_id: as the caller gave it.
        watches: what can be watched of it, in the order of the arguments.
        given: the thresholds by the names of the arguments, `no_traffic` among them.
        function: the `add_alarms` that was called.
        of: names for errors what is watched.
        dimensions: that its metrics are published with.
        topic: told of each alarm.
        instance_types: that may run it; empty if nobody knows.
        construct_id: of the alarms' construct; *alarms_id* when left out.
        may_stream: whether an answer may be streamed, which may take longer.
        further_faults: of the arguments, told with the others.

    Raises:
        ConfigurationError: an argument of another type, no threshold at all, some that never or
            always hold, or an id that is taken.
    """
    arguments = {"alarms_id": alarms_id, **given, "topic": topic}
    faults = Faults(check_alarm_arguments(function, arguments, of=of))
    thresholds = [
        (watch, threshold_of(faults, watch.argument, value, watch.metric, instance_types))
        for watch in watches
        if (value := given.get(watch.argument)) is not None
    ]
    no_traffic = given.get("no_traffic")
    minutes = None if isinstance(no_traffic, int | float | None) else _minutes(faults, no_traffic)
    if not thresholds and minutes is None:
        *names, last = given
        faults.add(f"nothing to watch: give {', '.join(names)} or {last}")
    for watch, threshold in thresholds:
        if watch.metric is MODEL_LATENCY and not may_stream:
            faults.extend(latency_faults(watch.argument, threshold.value))
    faults.extend(further_faults)
    place = place_for_alarms(
        faults,
        scope,
        construct_id if construct_id is not None else alarms_id,
        alarms_id=alarms_id,
    )
    for watch, threshold in thresholds:
        for rule, message in _doubts(watch, threshold):
            warn(place, rule, message)
    if topic is not None:
        let_cloudwatch_publish(scope, topic)
    below = MetricAlarms(place, alarm_actions=[topic.topic_arn] if topic is not None else ())
    planned = [_on_level(watch, threshold, dimensions) for watch, threshold in thresholds]
    if minutes is not None:
        planned.append(_on_silence(minutes, dimensions))
    below.define(planned)
    return below.made


def _doubts(watch: Watch, threshold: Threshold) -> Iterator[tuple[str, str]]:
    """Warnings of a threshold that is hardly meant so."""
    if watch.metric is MODEL_LATENCY:
        return doubts_of_latency(watch.argument, threshold.value)
    if watch.metric.scale in (Scale.COUNT, Scale.MICROSECONDS):
        return iter(())
    return doubts_of_percent(watch.argument, threshold.value)


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

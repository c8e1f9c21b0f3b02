"""In which state an alarm is, by the metrics that there are.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from sandbox.emulator.alarms._metric_math import (
    NotComputedError,
    Query,
    Value,
    compute,
    is_query,
    parse_query,
)
from sandbox.emulator.common._store import Record

Statistic: TypeAlias = Callable[[Sequence[Record], str], Value]
"""A statistic, such as `Average` or `p99`, of stored points."""

_PERIOD = 60
_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}
_WITHOUT_DATA: Final = {
    "breaching": "ALARM",
    "notBreaching": "OK",
    "missing": "INSUFFICIENT_DATA",
    "ignore": None,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Metric:
    """A metric and its stored points.

    Attributes:
        namespace: Its namespace.
        name: Its name.
        dimensions: Its dimensions.
        points: Records with a `Timestamp`, in seconds since 1970.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    points: Sequence[Record]

    def between(self, start: float, end: float) -> list[Record]:
        """Its points after *start*, up to *end*."""
        return [point for point in self.points if start < point["Timestamp"] <= end]


def check(metrics: Iterable[Record]) -> None:
    """Refuse the metrics of an alarm that the sandbox could not compute.

    Args:
        metrics: The `Metrics` of `PutMetricAlarm`.

    Raises:
        NotComputedError: With what it does compute.
    """
    queries = list(metrics)
    ids: dict[str, Value] = {query["Id"]: 1.0 for query in queries}
    for query in queries:
        expression = query.get("Expression")
        if expression is None:
            continue
        if is_query(expression):
            parse_query(expression)
        else:
            compute(expression, {k: v for k, v in ids.items() if k != query["Id"]})


def judge(
    alarm: Record, metrics: Sequence[Metric], *, statistic: Statistic, now: float
) -> tuple[str, str] | None:
    """The state of an alarm, and why; None when nothing changes it.

    Periods without data are not waited for: an alarm of two minutes goes off by what the last
    seconds tell, if that is all there is. On AWS they count as `TreatMissingData` says.

    Args:
        alarm: What `PutMetricAlarm` got.
        metrics: Every metric of its account and region.
        statistic: Computes statistics.
        now: The time, in seconds since 1970.
    """
    compare = _COMPARISONS.get(alarm.get("ComparisonOperator", ""))
    if compare is None:
        return None
    period, periods = period_of(alarm), int(alarm.get("EvaluationPeriods", 1))
    ends = [now - period * index for index in range(periods)]
    try:
        found = [_value(alarm, metrics, (end - period, end), statistic) for end in ends]
    except NotComputedError:
        return None
    values = [value for value in found if value is not None]
    if not values:
        state = _WITHOUT_DATA.get(alarm.get("TreatMissingData") or "missing")
        return (state, f"no data within {periods} x {period} s") if state is not None else None
    threshold = float(alarm["Threshold"])
    breaching = sum(compare(value, threshold) for value in values)
    needed = min(int(alarm.get("DatapointsToAlarm") or periods), len(values))
    told = ", ".join(f"{value:g}" for value in values)
    reason = f"Threshold Crossed: [{told}] {alarm['ComparisonOperator']} {threshold:g}"
    if breaching >= needed:
        return "ALARM", reason
    return "OK", f"{breaching} of {len(values)} datapoints [{told}] crossed {threshold:g}"


def period_of(alarm: Record) -> int:
    """The period of an alarm, in seconds; the longest of several."""
    """The period of an alarm, in seconds; the longest of several."""
    periods = [
        query.get("MetricStat", {}).get("Period") or query.get("Period")
        for query in alarm.get("Metrics", [])
    ]
    return max((int(p) for p in periods if p), default=int(alarm.get("Period") or _PERIOD))


def _value(
    alarm: Record, metrics: Sequence[Metric], window: tuple[float, float], statistic: Statistic
) -> Value:
    """What the alarm compares, within one period."""
    queries = alarm.get("Metrics")
    if not queries:
        name = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
        return statistic(_points(alarm, metrics, window), name)
    values: dict[str, Value] = {}
    pending = [query for query in queries if query.get("Expression") is not None]
    for query in queries:
        if query.get("MetricStat") is not None:
            stat = query["MetricStat"]
            points = _points(stat["Metric"], metrics, window)
            values[query["Id"]] = statistic(points, stat["Stat"])
    ids = {query["Id"] for query in queries}
    while pending:  # an expression may use others, in any order
        ready = [q for q in pending if is_query(q["Expression"]) or _known(q, ids, values)]
        if not ready:
            raise NotComputedError("the expressions of the alarm use each other in a circle")
        for query in ready:
            values[query["Id"]] = _of_expression(query, values, metrics, window, statistic)
            pending.remove(query)
    returned = [q["Id"] for q in queries if str(q.get("ReturnData", True)).lower() == "true"]
    return values[returned[-1]] if returned else None


def _known(query: Record, ids: set[str], values: Mapping[str, Value]) -> bool:
    missing = ids - values.keys() - {query["Id"]}
    return not any(re.search(rf"\b{re.escape(i)}\b", query["Expression"]) for i in missing)


def _of_expression(
    query: Record,
    values: Mapping[str, Value],
    metrics: Sequence[Metric],
    window: tuple[float, float],
    statistic: Statistic,
) -> Value:
    expression = query["Expression"]
    if not is_query(expression):
        return compute(expression, values)
    parsed: Query = parse_query(expression)
    points = [
        point
        for metric in metrics
        if parsed.selects(metric.namespace, metric.name, metric.dimensions)
        for point in metric.between(*window)
    ]
    return statistic(points, parsed.statistic)


def _points(named: Record, metrics: Sequence[Metric], window: tuple[float, float]) -> list[Record]:
    """The points of the one metric that has exactly these dimensions."""
    wanted: dict[str, Any] = {d["Name"]: d["Value"] for d in named.get("Dimensions") or []}
    key = (named.get("Namespace"), named.get("MetricName"))
    return [
        point
        for metric in metrics
        if (metric.namespace, metric.name) == key and dict(metric.dimensions) == wanted
        for point in metric.between(*window)
    ]

"""MiniStack's alarms and metrics, by the private names in `_names`."""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.emulator.alarms._evaluation import Metric
from sandbox.emulator.alarms._metric_math import Value
from sandbox.emulator.common._store import Record
from sandbox.emulator.hooks import _names


def statistic(points: Sequence[Record], name: str) -> Value:
    """A statistic, such as `Average` or `p99`, of stored points; None without points."""
    if not points:
        return None
    value: Value = _names.STATISTIC.resolve()(_names.SUMMARY.resolve()(points), name, points)
    return value


def metrics() -> list[Metric]:
    """Every metric of the account and region that is acted for."""
    return [
        Metric(namespace=key[0], name=key[1], dimensions=points[0]["Dimensions"], points=points)
        for key, points in _names.METRICS.resolve().items()
        if points
    ]


def alarms() -> list[Record]:
    """Every metric alarm of the account and region that is acted for."""
    return list(_names.ALARMS.resolve().values())


def set_alarm_state(alarm: Record, state: str, reason: str, now: float) -> None:
    """Bring an alarm into another state, and tell whom it concerns."""
    old = alarm["StateValue"]
    alarm |= {"StateValue": state, "StateReason": reason, "StateUpdatedTimestamp": int(now)}
    _names.RECORD_HISTORY.resolve()(alarm["AlarmName"], old, state, reason)
    _names.ALARM_ACTIONS.resolve()(alarm, old, state, reason)
    _names.PARENT_ALARMS.resolve()(alarm)


def replace_alarms(
    *, evaluate: Callable[[Record], None], fault_of: Callable[[list[Record]], str | None]
) -> None:
    """Let alarms compute their `Metrics`, and be evaluated by somebody else.

    Args:
        evaluate: Brings an alarm into the state that its metrics tell.
        fault_of: Why `Metrics` cannot be computed, None when they can.
    """
    keep, put, refuse = (
        h.resolve() for h in (_names.ALARM_OF_TEMPLATE, _names.PUT_ALARM, _names.CLOUDWATCH_ERROR)
    )

    def alarm_of_template(name: str, props: Record) -> Record:
        queries = props.get("Metrics")
        if not queries:
            kept: Record = keep(name, props)
            return kept
        fault = fault_of(queries)
        if fault is not None:
            raise ValueError(fault)
        named = {"MetricName": "of several", "Namespace": "of several", "Metrics": None}
        return _with_metrics(keep(name, props | named), queries)

    def put_metric_alarm(params: Record, data: Record, is_cbor: bool, is_json: bool = False) -> Any:  # noqa: FBT001, FBT002  # MiniStack's parameters
        queries = data.get("Metrics")
        fault = fault_of(queries) if queries else None
        if "Metrics.member.1.Id" in params:
            fault = (
                "the sandbox takes Metrics of alarms in JSON or CBOR only, as newer SDKs send it"
            )
        if fault is not None:
            return refuse("ValidationError", fault, 400, use_json=is_json, use_cbor=is_cbor)
        reply = put(params, data, is_cbor, is_json)
        if queries and data["AlarmName"] in (alarms := _names.ALARMS.resolve()):
            evaluate(_with_metrics(alarms[data["AlarmName"]], queries))
        return reply

    for hook, replacement in (
        (_names.ALARM_OF_TEMPLATE, alarm_of_template),
        (_names.PUT_ALARM, put_metric_alarm),
        (_names.EVALUATE, evaluate),
    ):
        hook.replace(replacement)


def _with_metrics(alarm: Record, queries: list[Record]) -> Record:
    """An alarm on several metrics has nothing of one metric."""
    for key in (
        "MetricName",
        "Namespace",
        "Statistic",
        "ExtendedStatistic",
        "Period",
        "Dimensions",
    ):
        alarm.pop(key, None)
    alarm["Metrics"] = queries
    return alarm

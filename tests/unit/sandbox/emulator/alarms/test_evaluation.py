"""In which state alarms are."""

from collections.abc import Sequence
from typing import Any

import pytest

from sandbox.emulator.alarms._evaluation import Metric, judge
from sandbox.emulator.alarms._metric_math import Value
from sandbox.emulator.alarms._watch import AlarmWatch
from sandbox.emulator.common._store import Record

NOW = 10_000.0
OLD, NEW = {"VariantName": "v"}, {"VariantName": "v", "EndpointConfigName": "c2"}


def _statistic(points: Sequence[Record], name: str) -> Value:
    values = [point["Value"] for point in points]
    if not values:
        return None
    return float(sum(values)) / (len(values) if name == "Average" else 1)


def _metric(
    dimensions: dict[str, str], *points: tuple[float, float], name: str = "Errors"
) -> Metric:
    """A metric whose points are given as seconds ago and value."""
    return Metric(
        namespace="AWS/SageMaker",
        name=name,
        dimensions=dimensions,
        points=[{"Timestamp": NOW - ago, "Value": value} for ago, value in points],
    )


def _alarm(**changes: Any) -> Record:
    dimensions = [{"Name": key, "Value": value} for key, value in NEW.items()]
    return {
        "Namespace": "AWS/SageMaker",
        "MetricName": "Errors",
        "Dimensions": dimensions,
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 2,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
    } | changes


def _state(alarm: Record, *metrics: Metric) -> str | None:
    found = judge(alarm, metrics, statistic=_statistic, now=NOW)
    return found[0] if found is not None else None


def test_alarm_looks_at_the_metric_with_exactly_its_dimensions() -> None:
    assert _state(_alarm(), _metric(NEW, (5, 2))) == "ALARM"
    assert _state(_alarm(), _metric(OLD, (5, 2))) == "OK"
    assert _state(_alarm(), _metric(NEW, (5, 2), name="Others")) == "OK"


def test_periods_with_data_decide_each_for_itself() -> None:
    # A sum over both would be above the threshold.
    assert _state(_alarm(), _metric(NEW, (5, 1), (65, 1))) == "OK"
    assert _state(_alarm(), _metric(NEW, (5, 2), (65, 1))) == "OK"
    assert _state(_alarm(DatapointsToAlarm=1), _metric(NEW, (5, 2), (65, 1))) == "ALARM"
    assert _state(_alarm(), _metric(NEW, (5, 2), (65, 2))) == "ALARM"
    assert _state(_alarm(), _metric(NEW, (200, 2))) == "OK"


@pytest.mark.parametrize(
    ("treatment", "state"),
    [
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
        ("missing", "INSUFFICIENT_DATA"),
        ("ignore", None),
    ],
)
def test_missing_data_is_treated_as_the_alarm_says(treatment: str, state: str | None) -> None:
    assert _state(_alarm(TreatMissingData=treatment)) == state


def test_metric_math_combines_metrics_and_other_expressions() -> None:
    def of(name: str) -> Record:
        metric = {"Namespace": "AWS/SageMaker", "MetricName": name, "Dimensions": []}
        return {"MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}, "ReturnData": False}

    alarm = _alarm(
        Metrics=[
            {"Id": "percent", "Expression": "100 * rate", "ReturnData": True},
            {"Id": "rate", "Expression": "errors / requests", "ReturnData": False},
            {"Id": "errors", **of("Errors")},
            {"Id": "requests", **of("Requests")},
        ],
        Threshold=20,
    )

    assert _state(alarm, _metric({}, (1, 5)), _metric({}, (1, 20), name="Requests")) == "ALARM"
    assert _state(alarm, _metric({}, (1, 5)), _metric({}, (1, 50), name="Requests")) == "OK"


def test_query_looks_at_the_new_fleet_alone() -> None:
    query = "SELECT AVG(Errors) FROM \"AWS/SageMaker\" WHERE EndpointConfigName = 'c2'"
    alarm = _alarm(Metrics=[{"Id": "q", "Expression": query, "Period": 60}], Threshold=0.5)

    assert _state(alarm, _metric(OLD, (1, 1)), _metric(NEW, (1, 0))) == "OK"
    assert _state(alarm, _metric(OLD, (1, 0)), _metric(NEW, (1, 1))) == "ALARM"


def test_state_set_by_hand_stays_for_a_period_and_then_follows_the_metrics() -> None:
    states: list[str] = []

    def set_state(alarm: Record, state: str, _reason: str, now: float) -> None:
        alarm |= {"StateValue": state, "StateUpdatedTimestamp": now}
        states.append(state)

    watch = AlarmWatch(metrics=list, statistic=_statistic, set_state=set_state)
    alarm = _alarm(AlarmArn="arn", StateValue="INSUFFICIENT_DATA", StateUpdatedTimestamp=0)

    watch.evaluate(alarm)
    alarm |= {"StateValue": "ALARM"}  # as SetAlarmState does it, a moment ago
    watch.evaluate(alarm)
    alarm["StateUpdatedTimestamp"] -= 61
    watch.evaluate(alarm)

    assert states == ["OK", "OK"]
    assert AlarmWatch.fault_of([{"Id": "q", "Expression": "RATE(m)"}]) is not None
    assert AlarmWatch.fault_of([{"Id": "q", "Expression": "m + 1"}, {"Id": "m"}]) is None

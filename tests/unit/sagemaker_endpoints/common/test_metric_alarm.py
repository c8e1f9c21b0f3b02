"""Alarms that are planned one by one, and made together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest

from benchmarks.messages import recorded
from sagemaker_endpoints.common import Comparison, MetricAlarm, MetricAlarms, MetricStat

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"
TOPIC, OTHER = (f"arn:aws:sns:eu-west-1:111111111111:{name}" for name in ("operators", "others"))
ERRORS = MetricStat(
    name="Invocation5XXErrors",
    dimensions={"EndpointName": "Demand", "VariantName": "champion"},
    statistic="Sum",
)
LATENCY = MetricStat(name="ModelLatency", dimensions={"EndpointName": "Demand"}, statistic="p99")


def alarm(alarm_id: str = "Errors", **changes: Any) -> MetricAlarm:
    """An alarm on errors, but for *changes*."""
    given = {"description": "too many", "metric": ERRORS, "threshold": 1, **changes}
    return MetricAlarm(alarm_id=alarm_id, **given)


def test_alarm_tells_nobody_and_looks_at_five_minutes_when_nothing_else_is_said(
    stack: cdk.Stack, resources: Resources
) -> None:
    MetricAlarms(stack).define([alarm()])

    assert resources(stack, ALARM) == [
        {
            "AlarmDescription": "too many",
            "Namespace": "AWS/SageMaker",
            "MetricName": "Invocation5XXErrors",
            "Dimensions": [
                {"Name": "EndpointName", "Value": "Demand"},
                {"Name": "VariantName", "Value": "champion"},
            ],
            "Statistic": "Sum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 1,
            "TreatMissingData": "notBreaching",
        }
    ]


def test_others_than_those_that_hear_of_it_may_be_told_when_it_is_over(
    stack: cdk.Stack, resources: Resources
) -> None:
    alarms = MetricAlarms(stack, alarm_actions=[TOPIC], ok_actions=[OTHER])

    alarms.define([alarm("First"), alarm("Second")])

    told = [(each["AlarmActions"], each["OKActions"]) for each in resources(stack, ALARM)]
    assert told == [([TOPIC], [OTHER])] * 2


def test_percentile_is_an_extended_statistic(stack: cdk.Stack, resources: Resources) -> None:
    MetricAlarms(stack).define([alarm(metric=LATENCY)])

    (made,) = resources(stack, ALARM)
    assert made["ExtendedStatistic"] == "p99"
    assert "Statistic" not in made


def test_what_is_calculated_stands_in_place_of_a_metric(
    stack: cdk.Stack, resources: Resources
) -> None:
    calculated = {"id": "milliseconds", "expression": "measured / 1000", "returnData": True}

    MetricAlarms(stack).define([alarm(metric=[LATENCY.render_hidden("measured"), calculated])])

    (made,) = resources(stack, ALARM)
    measured, compared = made["Metrics"]
    assert measured["MetricStat"]["Stat"] == "p99"
    assert (measured["ReturnData"], compared["ReturnData"]) == (False, True)
    assert not made.keys() & {"MetricName", "Namespace", "Period", "ExtendedStatistic"}


def test_silence_is_bad_news_to_an_alarm_that_says_so(
    stack: cdk.Stack, resources: Resources
) -> None:
    warm_up = {"warm_up_configuration": {"warmUpPeriodDurationInMinutes": 60}}

    MetricAlarms(stack).define(
        [alarm(comparison=Comparison.BELOW, missing_data="breaching", periods=60, further=warm_up)]
    )

    (made,) = resources(stack, ALARM)
    assert made["ComparisonOperator"] == "LessThanThreshold"
    assert (made["TreatMissingData"], made["EvaluationPeriods"]) == ("breaching", 60)
    assert made["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": 60}


def test_alarms_are_made_by_one_message_a_call_and_none_by_none(stack: cdk.Stack) -> None:
    alarms = MetricAlarms(stack)

    with recorded() as messages:
        alarms.define([])
        alarms.define(alarm(name) for name in ("First", "Second"))
        alarms.define([alarm("Third")])

    assert [message.subject.count("CfnAlarm") for message in messages] == [2, 1]


def test_all_that_were_made_are_cdks_own_in_their_order(stack: cdk.Stack) -> None:
    alarms = MetricAlarms(stack)

    (first,) = alarms.define([alarm("First", threshold=5)])
    alarms.define([alarm("Second", threshold=7)])

    assert [made.threshold for made in alarms.made] == [5, 7]
    assert alarms.made[0] is first.l1
    assert alarms.made[0].node.path == "Stack/First"


def test_id_that_is_taken_is_refused(stack: cdk.Stack) -> None:
    with pytest.raises(RuntimeError, match="already a Construct with name 'Errors' in Stack"):
        MetricAlarms(stack).define([alarm(), alarm()])

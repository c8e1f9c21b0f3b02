"""The alarms of a variant on instances."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns

from benchmarks.messages import recorded
from sagemaker_endpoints import (
    AsyncEndpoint,
    ConfigurationError,
    Endpoint,
    EndpointVariant,
    InstanceVariant,
    Model,
    RealTimeEndpoint,
    ShadowVariant,
)

Resources = Callable[[cdk.Stack, str], list[dict[str, Any]]]
ALARM = "AWS::CloudWatch::Alarm"
REQUESTS, INSTANCES = "AWS/SageMaker", "/aws/sagemaker/Endpoints"
NOTHING = {"error_rate_percent": None, "memory_percent": None, "disk_percent": None}


@pytest.fixture
def champion(endpoint: RealTimeEndpoint) -> EndpointVariant:
    """On ml.m5.large, which has 2 vCPUs and no GPU."""
    return endpoint.variant("champion")


def variant_on(stack: cdk.Stack, model: Model, *types: str) -> EndpointVariant:
    """A variant that may run on any of *types*."""
    given: dict[str, Any] = (
        {"instance_type": types[0]} if len(types) == 1 else {"instance_types": types}
    )
    variant = InstanceVariant(name="all", model=model, **given)
    return RealTimeEndpoint(stack, "Other", variants=[variant]).variant("all")


def only(resources: Resources, stack: cdk.Stack) -> dict[str, Any]:
    (alarm,) = resources(stack, ALARM)
    return alarm


def test_errors_memory_and_disk_alarm_when_nothing_else_is_said(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, champion: EndpointVariant, resources: Resources
) -> None:
    champion.add_alarms()

    found = {alarm["MetricName"]: alarm for alarm in resources(stack, ALARM)}
    dimensions = [
        {"Name": "EndpointName", "Value": stack.resolve(endpoint.endpoint_name)},
        {"Name": "VariantName", "Value": "champion"},
    ]
    assert found.keys() == {"Invocation5XXErrors", "MemoryUtilization", "DiskUtilization"}
    assert found["Invocation5XXErrors"] == {
        "AlarmDescription": "Too many requests fail with 5XX: the log of the container tells why",
        "Namespace": REQUESTS,
        "MetricName": "Invocation5XXErrors",
        "Dimensions": dimensions,
        "Statistic": "Average",
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 0.01,
        "TreatMissingData": "notBreaching",
    }
    assert found["MemoryUtilization"] == {
        "AlarmDescription": "The memory of an instance is nearly full: its container may be killed",
        "Namespace": INSTANCES,
        "MetricName": "MemoryUtilization",
        "Dimensions": dimensions,
        "Statistic": "Maximum",
        "Period": 300,
        "EvaluationPeriods": 3,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 90,
        "TreatMissingData": "notBreaching",
    }


@pytest.mark.parametrize(
    ("argument", "value", "metric", "statistic", "threshold"),
    [
        ("error_rate_percent", 35, "Invocation5XXErrors", "Average", 0.35),
        ("client_error_rate_percent", 0, "Invocation4XXErrors", "Average", 0),
        ("model_latency", cdk.Duration.millis(250), "ModelLatency", "p99", 250_000),
        ("overhead_latency", cdk.Duration.seconds(1), "OverheadLatency", "Average", 1_000_000),
    ],
)
def test_each_of_the_requests_is_compared_in_the_unit_of_its_metric(
    *,
    stack: cdk.Stack,
    champion: EndpointVariant,
    resources: Resources,
    argument: str,
    value: Any,
    metric: str,
    statistic: str,
    threshold: float,
) -> None:
    given: dict[str, Any] = {**NOTHING, argument: value}
    champion.add_alarms(**given)

    alarm = only(resources, stack)

    assert (alarm["Namespace"], alarm["MetricName"]) == (REQUESTS, metric)
    kind = "ExtendedStatistic" if statistic == "p99" else "Statistic"
    assert alarm[kind] == statistic
    assert alarm["Threshold"] == threshold


@pytest.mark.parametrize(
    ("argument", "metric", "threshold"),
    [
        # ml.g5.12xlarge: 48 vCPUs, 4 GPUs
        ("cpu_percent", "CPUUtilization", 80 * 48),
        ("memory_percent", "MemoryUtilization", 80),
        ("disk_percent", "DiskUtilization", 80),
        ("gpu_percent", "GPUUtilization", 80 * 4),
        ("gpu_memory_percent", "GPUMemoryUtilization", 80 * 4),
    ],
)
def test_percent_is_of_the_whole_instance(
    *,
    stack: cdk.Stack,
    model: Model,
    resources: Resources,
    argument: str,
    metric: str,
    threshold: float,
) -> None:
    given: dict[str, Any] = {**NOTHING, argument: 80}
    variant_on(stack, model, "ml.g5.12xlarge").add_alarms(**given)

    alarm = only(resources, stack)

    assert (alarm["Namespace"], alarm["MetricName"]) == (INSTANCES, metric)
    assert alarm["Threshold"] == threshold


def test_no_news_is_bad_news_of_what_always_gets_requests(
    stack: cdk.Stack, endpoint: RealTimeEndpoint, champion: EndpointVariant, resources: Resources
) -> None:
    given: dict[str, Any] = {**NOTHING, "no_traffic": cdk.Duration.hours(1)}
    champion.add_alarms(**given)

    assert only(resources, stack) == {
        "AlarmDescription": "No requests come: their callers, or what leads to them, are broken",
        "Namespace": REQUESTS,
        "MetricName": "Invocations",
        "Dimensions": [
            {"Name": "EndpointName", "Value": stack.resolve(endpoint.endpoint_name)},
            {"Name": "VariantName", "Value": "champion"},
        ],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 60,
        "WarmUpConfiguration": {"WarmUpPeriodDurationInMinutes": 60},
        "ComparisonOperator": "LessThanThreshold",
        "Threshold": 1,
        "TreatMissingData": "breaching",
    }


def test_alarms_come_in_the_order_of_the_arguments(stack: cdk.Stack, model: Model) -> None:
    made = variant_on(stack, model, "ml.g5.xlarge").add_alarms(
        no_traffic=cdk.Duration.minutes(1),
        gpu_memory_percent=95,
        gpu_percent=95,
        cpu_percent=95,
        overhead_latency=cdk.Duration.seconds(1),
        model_latency=cdk.Duration.seconds(1),
        client_error_rate_percent=5,
    )

    assert [alarm.node.id for alarm in made] == [
        "ErrorRatePercent",
        "ClientErrorRatePercent",
        "ModelLatency",
        "OverheadLatency",
        "CpuPercent",
        "MemoryPercent",
        "DiskPercent",
        "GpuPercent",
        "GpuMemoryPercent",
        "NoTraffic",
    ]


def test_each_variant_and_the_shadow_has_alarms_of_its_own(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    live = InstanceVariant(name="live", model=model, instance_type="ml.m5.large")
    shadow = ShadowVariant(name="next", model=model, instance_type="ml.m5.large")
    endpoint = RealTimeEndpoint(stack, "Shadowed", variants=[live], shadow=shadow)

    for name in ("live", "next"):
        endpoint.variant(name).add_alarms(memory_percent=None, disk_percent=None)

    assert [alarm["Dimensions"][1]["Value"] for alarm in resources(stack, ALARM)] == [
        "live",
        "next",
    ]


def test_second_set_has_thresholds_of_its_own(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources
) -> None:
    for alarms_id, percent in (("Mail", 1), ("Page", 20)):
        champion.add_alarms(
            alarms_id, error_rate_percent=percent, memory_percent=None, disk_percent=None
        )

    assert [alarm["Threshold"] for alarm in resources(stack, ALARM)] == [0.01, 0.2]


def test_import_has_alarms_where_nothing_has_to_be_known_of_it(
    stack: cdk.Stack, resources: Resources
) -> None:
    theirs = Endpoint.from_endpoint_name(stack, "Theirs", "demand").variant("champion")

    theirs.add_alarms()

    assert {alarm["Dimensions"][0]["Value"] for alarm in resources(stack, ALARM)} == {"demand"}


def test_topic_is_told_of_each_and_lets_cloudwatch_publish(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources
) -> None:
    topic = sns.Topic(stack, "Topic", master_key=kms.Key(stack, "Key"))

    champion.add_alarms(no_traffic=cdk.Duration.minutes(5), topic=topic)

    service = {"Service": "cloudwatch.amazonaws.com"}
    (of_topic,) = resources(stack, "AWS::SNS::TopicPolicy")
    (of_key,) = resources(stack, "AWS::KMS::Key")
    (published,) = of_topic["PolicyDocument"]["Statement"]
    statements = of_key["KeyPolicy"]["Statement"]
    (of_service,) = [each for each in statements if each["Principal"] == service]
    actions = [alarm["AlarmActions"] for alarm in resources(stack, ALARM)]
    assert actions == [[stack.resolve(topic.topic_arn)]] * 4
    assert (published["Principal"], published["Action"]) == (service, "sns:Publish")
    assert published["Condition"] == {"StringEquals": {"aws:SourceAccount": "111111111111"}}
    assert of_service["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ({"error_rate_percent": 0}, {"error_rate_percent": -0.5}, "error_rate_percent: got -0.5"),
        ({"error_rate_percent": 99}, {"error_rate_percent": 100}, "error_rate_percent: got 100"),
        (
            {"client_error_rate_percent": 99.9},
            {"client_error_rate_percent": 100},
            "client_error_rate_percent: got 100, allowed is 0 to less than 100",
        ),
        (
            {"model_latency": cdk.Duration.millis(1)},
            {"model_latency": cdk.Duration.millis(0)},
            "model_latency: got 0, allowed is more than 0",
        ),
        (
            {"overhead_latency": cdk.Duration.millis(1)},
            {"overhead_latency": cdk.Duration.millis(0)},
            "overhead_latency: got 0, allowed is more than 0",
        ),
        ({"cpu_percent": 99}, {"cpu_percent": 100}, "cpu_percent: got 100, allowed is 0 to less"),
        ({"memory_percent": 99}, {"memory_percent": 100}, "memory_percent: got 100"),
        ({"disk_percent": 99}, {"disk_percent": 100}, "disk_percent: got 100"),
        ({"gpu_percent": 99}, {"gpu_percent": 100}, "gpu_percent: got 100"),
        ({"gpu_memory_percent": 99}, {"gpu_memory_percent": 100}, "gpu_memory_percent: got 100"),
        (
            {"no_traffic": cdk.Duration.minutes(1)},
            {"no_traffic": cdk.Duration.seconds(59)},
            "no_traffic: got 59 seconds, allowed are whole minutes, 1 to 1440",
        ),
        (
            {"no_traffic": cdk.Duration.days(1)},
            {"no_traffic": cdk.Duration.minutes(1441)},
            "no_traffic: got 86460 seconds",
        ),
        (
            {"no_traffic": cdk.Duration.minutes(2)},
            {"no_traffic": cdk.Duration.seconds(119)},
            "no_traffic: got 119 seconds",
        ),
    ],
)
def test_threshold_out_of_range_is_refused(
    stack: cdk.Stack, model: Model, right: dict[str, Any], wrong: dict[str, Any], told: str
) -> None:
    variant = variant_on(stack, model, "ml.g5.xlarge")
    variant.add_alarms("Right", **right)

    with pytest.raises(ConfigurationError) as refusal:
        variant.add_alarms("Wrong", **wrong)

    assert str(refusal.value).startswith(
        f"add_alarms 'Wrong' of variant 'all' of 'Stack/Other': {told}"
    )


def test_all_faults_are_told_at_once_and_nothing_is_made(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources
) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        champion.add_alarms(
            error_rate_percent=100,
            gpu_percent=50,
            no_traffic=cdk.Duration.minutes(0),
            topic=sns.Topic(stack, "Topic"),
        )

    assert [fault.partition(":")[0] for fault in refusal.value.faults] == [
        "error_rate_percent",
        "gpu_percent",
        "no_traffic",
    ]
    assert resources(stack, ALARM) == resources(stack, "AWS::SNS::TopicPolicy") == []


def test_nothing_to_watch_is_refused(champion: EndpointVariant) -> None:
    nothing: dict[str, Any] = NOTHING

    with pytest.raises(ConfigurationError) as refusal:
        champion.add_alarms(**nothing)

    (fault,) = refusal.value.faults
    assert fault == (
        "nothing to watch: give error_rate_percent, client_error_rate_percent, model_latency, "
        "overhead_latency, cpu_percent, memory_percent, disk_percent, gpu_percent, "
        "gpu_memory_percent or no_traffic"
    )


def test_gpus_of_instances_without_any_are_refused(champion: EndpointVariant) -> None:
    with pytest.raises(ConfigurationError) as refusal:
        champion.add_alarms(gpu_percent=50, gpu_memory_percent=50)

    assert refusal.value.faults == (
        "gpu_percent: ml.m5.large has no GPU: GPUUtilization never has a value",
        "gpu_memory_percent: ml.m5.large has no GPU: GPUMemoryUtilization never has a value",
    )


def test_cpus_of_types_with_as_many_have_one_threshold(
    stack: cdk.Stack, model: Model, resources: Resources
) -> None:
    given: dict[str, Any] = {**NOTHING, "cpu_percent": 50}
    variant_on(stack, model, "ml.m5.large", "ml.c5.large").add_alarms(**given)

    assert only(resources, stack)["Threshold"] == 100


def test_cpus_of_types_with_different_numbers_have_none(stack: cdk.Stack, model: Model) -> None:
    variant = variant_on(stack, model, "ml.m5.large", "ml.m5.xlarge")

    with pytest.raises(ConfigurationError) as refusal:
        variant.add_alarms(cpu_percent=50)

    (fault,) = refusal.value.faults
    assert fault == (
        "cpu_percent: the number of vCPUs of the instances differs (ml.m5.large 2, ml.m5.xlarge "
        "4); make an alarm of metric_cpu_utilization(), which counts in percent of one vCPU"
    )


def test_cpus_of_unknown_instances_have_no_threshold(stack: cdk.Stack) -> None:
    theirs = Endpoint.from_endpoint_name(stack, "Theirs", "demand").variant("champion")

    with pytest.raises(ConfigurationError, match="cpu_percent: the number of vCPUs of the inst"):
        theirs.add_alarms(cpu_percent=50)
    with pytest.raises(ConfigurationError, match=r"alarm of metric_gpu_memory_utilization\(\)"):
        theirs.add_alarms(gpu_memory_percent=50)


@pytest.mark.parametrize(
    ("argument", "metric", "expression"),
    [
        ("error_rate_percent", "Invocation5XXErrors", "measured * 100"),
        ("cpu_percent", "CPUUtilization", "measured / 2"),
    ],
)
def test_percentage_that_only_the_deploy_knows_is_compared_by_cloudwatch(
    *,
    stack: cdk.Stack,
    champion: EndpointVariant,
    resources: Resources,
    late_number: Any,
    argument: str,
    metric: str,
    expression: str,
) -> None:
    given: dict[str, Any] = {**NOTHING, argument: late_number}
    champion.add_alarms(**given)

    alarm = only(resources, stack)

    measured, compared = alarm["Metrics"]
    assert "MetricName" not in alarm
    assert alarm["Threshold"] == {"Ref": "Late"}
    assert measured["MetricStat"]["Metric"]["MetricName"] == metric
    assert (measured["MetricStat"]["Stat"], measured["ReturnData"]) == ("Average", False)
    assert (compared["Expression"], compared["ReturnData"]) == (expression, True)


def test_late_percentage_of_what_is_counted_in_percent_is_the_threshold(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources, late_number: Any
) -> None:
    given: dict[str, Any] = {**NOTHING, "disk_percent": late_number}
    champion.add_alarms(**given)

    alarm = only(resources, stack)

    assert (alarm["MetricName"], alarm["Threshold"]) == ("DiskUtilization", {"Ref": "Late"})


@pytest.mark.parametrize(
    ("unit", "expression"),
    [
        ("millis", "measured / 1000"),
        ("seconds", "measured / 1000000"),
        ("minutes", "measured / 60000000"),
    ],
)
def test_time_that_only_the_deploy_knows_stays_in_its_unit(
    *,
    stack: cdk.Stack,
    champion: EndpointVariant,
    resources: Resources,
    late_number: Any,
    unit: str,
    expression: str,
) -> None:
    late = getattr(cdk.Duration, unit)(late_number)
    given: dict[str, Any] = {**NOTHING, "model_latency": late}
    champion.add_alarms(**given)

    alarm = only(resources, stack)

    measured, compared = alarm["Metrics"]
    assert alarm["Threshold"] == {"Ref": "Late"}
    assert measured["MetricStat"]["Stat"] == "p99"
    assert compared["Expression"] == expression


def test_silence_that_only_the_deploy_knows_is_in_minutes(
    stack: cdk.Stack, champion: EndpointVariant, resources: Resources, late_number: Any
) -> None:
    given: dict[str, Any] = {**NOTHING, "no_traffic": cdk.Duration.minutes(late_number)}
    champion.add_alarms(**given)

    with pytest.raises(ConfigurationError, match=r"no_traffic: only the deploy knows it.*minutes"):
        champion.add_alarms("Hours", no_traffic=cdk.Duration.hours(late_number))

    alarm = only(resources, stack)
    assert alarm["EvaluationPeriods"] == {"Ref": "Late"}
    assert alarm["WarmUpConfiguration"] == {"WarmUpPeriodDurationInMinutes": {"Ref": "Late"}}


def test_variant_of_an_import_of_an_asynchronous_endpoint_has_its_own_alarms(
    stack: cdk.Stack,
) -> None:
    variant = AsyncEndpoint.from_endpoint_name(stack, "Theirs", "Backfill").variant("AllTraffic")

    with pytest.raises(ConfigurationError) as refusal:
        variant.add_alarms(error_rate_percent=5)

    assert str(refusal.value) == (
        "add_alarms of variant 'AllTraffic': an asynchronous endpoint publishes other metrics; "
        "call add_alarms of the endpoint itself"
    )


def test_alarms_are_made_by_one_message_and_each_is_asked_for_by_one(
    champion: EndpointVariant,
) -> None:
    with recorded() as messages:
        made = champion.add_alarms()

    assert len(made) == 3
    construct, define, *asked_for = messages
    assert construct.subject == "constructs.Construct"
    assert define.subject == " + ".join(["aws-cdk-lib.aws_cloudwatch.CfnAlarm"] * 3)
    assert len(asked_for) == len(made)

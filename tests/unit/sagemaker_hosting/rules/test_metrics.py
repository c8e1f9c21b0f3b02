"""Rules of the metrics that alarms and scaling policies read, at their boundaries."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

VARIANT = "[{Name: EndpointName, Value: demand}, {Name: VariantName, Value: champion}]"
QUEUE = "[{Name: EndpointName, Value: backfill}]"


def alarm(**changes: Any) -> str:
    """An alarm on the latency of a variant, with some properties changed; None takes one away."""
    given = {
        "Namespace": "AWS/SageMaker",
        "MetricName": "ModelLatency",
        "Dimensions": VARIANT,
        "Statistic": "Average",
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 500_000,
        "ComparisonOperator": "GreaterThanThreshold",
    } | changes
    lines = "".join(f"      {key}: {value}\n" for key, value in given.items() if value is not None)
    return f"Resources:\n  Alarm:\n    Type: AWS::CloudWatch::Alarm\n    Properties:\n{lines}"


def math(
    expression: str, *, threshold: float, metric: str = "ModelLatency", stat: str = "p99"
) -> str:
    """An alarm on an expression over m1, the metric, and m2, the invocations."""

    def query(name: str, of: str, statistic: str) -> str:
        return (
            f"{{Id: {name}, ReturnData: false, MetricStat: {{Stat: {statistic}, Period: 60, "
            f"Metric: {{Namespace: AWS/SageMaker, MetricName: {of}, Dimensions: {VARIANT}}}}}}}"
        )

    queries = (
        f"[{query('m1', metric, stat)}, {query('m2', 'Invocations', 'Sum')}, "
        f"{{Id: e1, Expression: {json.dumps(expression)}}}]"
    )
    single = dict.fromkeys(["Namespace", "MetricName", "Dimensions", "Statistic", "Period"])
    return alarm(**single, Metrics=queries, Threshold=threshold)


def policy(*, target: float, metric: str = "ModelLatency", **changes: Any) -> str:
    given = {
        "Namespace": "AWS/SageMaker",
        "MetricName": metric,
        "Dimensions": VARIANT,
        "Statistic": "Average",
    } | changes
    lines = "".join(f"          {key}: {value}\n" for key, value in given.items())
    return f"""\
Resources:
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: latency
      PolicyType: TargetTrackingScaling
      ResourceId: endpoint/demand/variant/champion
      ScalableDimension: sagemaker:variant:DesiredInstanceCount
      ServiceNamespace: sagemaker
      TargetTrackingScalingPolicyConfiguration:
        TargetValue: {target}
        CustomizedMetricSpecification:
{lines}"""


# ----------------------------------------------------------------- MET-01: times


@pytest.mark.parametrize("threshold", [1, 500, 2_000, 5_000])
def test_threshold_that_looks_like_milliseconds_is_told(threshold: int, ids_of: Ids) -> None:
    assert ids_of(alarm(Threshold=threshold)) == ["MET-01"]


@pytest.mark.parametrize("threshold", [5_001, 100_000, 0, "!Ref Most"])
def test_threshold_that_may_be_meant_is_no_fault(threshold: object, ids_of: Ids) -> None:
    parameter = "Parameters:\n  Most: {Type: Number}\n"

    assert ids_of(parameter + alarm(Threshold=threshold)) == []


def test_message_does_the_arithmetic(findings_of: Check) -> None:
    (found,) = findings_of(alarm(Threshold=500))

    assert found.says == (
        "Threshold is 500, and ModelLatency counts microseconds: 0.5 milliseconds. 500 "
        "milliseconds are 500000, and 500 seconds 500000000"
    )


@pytest.mark.parametrize(("setup", "expected"), [(60_000, ["MET-01"]), (2_000_000, [])])
def test_start_of_a_container_takes_longer_than_a_request(
    setup: int, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(alarm(MetricName="ModelSetupTime", Threshold=setup)) == expected


@pytest.mark.parametrize("statistic", ["SampleCount", "TC(1:2)", "PR(:300)"])
def test_number_or_share_of_requests_is_no_time(statistic: str, ids_of: Ids) -> None:
    kind = "Statistic" if statistic == "SampleCount" else "ExtendedStatistic"
    changes = {"Statistic": None, kind: statistic}

    assert ids_of(alarm(**changes, Threshold=500)) == []


@pytest.mark.parametrize("operator", ["LessThanThreshold", "LessThanLowerThreshold"])
def test_alarm_on_little_is_no_fault(operator: str, ids_of: Ids) -> None:
    assert ids_of(alarm(ComparisonOperator=operator, Threshold=500)) == []


@pytest.mark.parametrize("metric", ["TotalProcessingTime", "Invocation5XXErrors"])
def test_metric_in_another_unit_is_no_fault(metric: str, ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName=metric, Threshold=500)) == []


@pytest.mark.parametrize(
    ("expression", "threshold"),
    [
        ("m1", 500),
        ("m1 / 1000", 0.5),
        ("m1 * 0.001", 0.5),
        ("0.001 * m1", 0.5),
        ("MAX([m1, m1])", 500),
        ("FILL(m1, 0)", 500),
        ("IF(m2 > 10, m1, 0)", 500),
        ("m1 + m1", 500),
        ("SELECT AVG(ModelLatency) FROM \"AWS/SageMaker\" WHERE VariantName = 'a'", 500),
        ('SELECT MAX(ModelLatency) FROM SCHEMA("AWS/SageMaker", EndpointName)', 500),
    ],
)
def test_metric_math_is_followed(expression: str, threshold: float, ids_of: Ids) -> None:
    assert ids_of(math(expression, threshold=threshold)) == ["MET-01"]


@pytest.mark.parametrize(
    ("expression", "threshold"),
    [
        ("m1 / 1000", 500),  # milliseconds
        ("m1 / 1000000", 0.5),  # seconds
        ("m1 / m2", 500),
        ("m1 + m2", 500),
        ("m2 / 1000", 0.5),
        ("m1 / 0", 500),
        ("RATE(m1)", 500),
        ("ANOMALY_DETECTION_BAND(m1)", 500),
        ("m1 >", 500),
        ("(" * 500, 500),
        ("-" * 1000 + "m1", 500),
    ],
)
def test_metric_math_that_gives_another_unit_is_no_fault(
    expression: str, threshold: float, ids_of: Ids
) -> None:
    assert ids_of(math(expression, threshold=threshold)) == []


def test_value_in_metric_math_is_told_with_its_factor(findings_of: Check) -> None:
    (found,) = findings_of(math("m1 / 1000", threshold=0.5))

    assert found.says == (
        "Threshold is 0.5, compared with 0.001 x ModelLatency, which counts microseconds: 0.5 "
        "milliseconds"
    )


def test_alarm_with_two_results_is_not_judged(ids_of: Ids) -> None:
    template = math("m1", threshold=500).replace("Id: m1, ReturnData: false", "Id: m1")

    assert ids_of(template) == []


@pytest.mark.parametrize(("target", "expected"), [(200, ["MET-01"]), (200_000, [])])
def test_target_of_a_policy_is_microseconds_too(
    target: float, expected: list[str], ids_of: Ids
) -> None:
    assert ids_of(policy(target=target)) == expected


# ----------------------------------------------------- MET-02, MET-03: what they are called


@pytest.mark.parametrize("namespace", ["AWS/Sagemaker", "AWS/SAGEMAKER", "AWS/SageMaker/"])
def test_namespace_in_another_spelling_is_an_error(namespace: str, findings_of: Check) -> None:
    (found,) = findings_of(alarm(Namespace=namespace))

    assert (found.rule.id, found.severity) == ("MET-02", Severity.ERROR)
    assert found.allowed == "AWS/SageMaker"


@pytest.mark.parametrize(
    "namespace", ["/aws/sagemaker/endpoints", "aws/sagemaker/Endpoints", "/aws/sagemaker/Endpoint"]
)
def test_namespace_that_somebody_may_have_made_is_a_warning(
    namespace: str, findings_of: Check
) -> None:
    (found,) = findings_of(alarm(Namespace=namespace, MetricName="CPUUtilization", Threshold=70))

    assert (found.rule.id, found.severity) == ("MET-02", Severity.WARNING)
    assert found.allowed == "/aws/sagemaker/Endpoints"


@pytest.mark.parametrize(
    "namespace",
    [
        "Forecasts",
        "SageMaker",
        "AWS/Sagemaker/ModelBuildingPipeline",
        "/aws/sagemaker/Endpoints/data-metrics",
        "aws/sagemaker/Endpoints/bias-metrics",
        "/aws/sagemaker/TransformJobs",
    ],
)
def test_other_namespace_is_no_fault(namespace: str, ids_of: Ids) -> None:
    assert ids_of(alarm(Namespace=namespace, Threshold=5)) == []


def test_namespace_of_the_metric_is_told_where_another_is_written(findings_of: Check) -> None:
    (found,) = findings_of(alarm(Namespace="AWS/SageMaker/Endpoints"))

    assert found.allowed == "AWS/SageMaker"


def test_name_that_differs_by_case_alone_is_an_error(findings_of: Check) -> None:
    (found,) = findings_of(alarm(MetricName="Modellatency"))

    assert (found.rule.id, found.severity, found.allowed) == (
        "MET-03",
        Severity.ERROR,
        "ModelLatency",
    )


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Invocations4XXErrors", "Invocation4XXErrors"),
        ("Invocation4XX Errors", "Invocation4XXErrors"),
        ("ApproximateBacklogSizePerInstances", "ApproximateBacklogSizePerInstance"),
        ("HasBacklogWithoutCapacities", "HasBacklogWithoutCapacity"),
    ],
)
def test_misspelt_name_is_told_with_the_nearest(name: str, meant: str, findings_of: Check) -> None:
    (found,) = findings_of(alarm(MetricName=name, Dimensions=QUEUE, Threshold=1))

    assert (found.rule.id, found.severity) == ("MET-03", Severity.WARNING)
    assert str(found.allowed).startswith(f"such as {meant}")


def test_metric_of_another_namespace_is_told_with_it(findings_of: Check) -> None:
    (found,) = findings_of(alarm(Namespace="/aws/sagemaker/Endpoints", Statistic="Maximum"))

    assert found.allowed == "ModelLatency in AWS/SageMaker"


def test_metric_of_a_feature_group_is_no_fault(ids_of: Ids) -> None:
    dimensions = (
        "[{Name: FeatureGroupName, Value: meters}, {Name: OperationName, Value: GetRecord}]"
    )

    assert ids_of(alarm(MetricName="ThrottledRequests", Dimensions=dimensions)) == []


def test_utilization_in_the_other_namespace_is_told_once(ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="CPUUtilization", Threshold=70)) == ["SCL-22"]


def test_name_of_a_policy_is_looked_at_too(ids_of: Ids) -> None:
    assert ids_of(policy(target=70, metric="InvocationPerInstance")) == ["MET-03"]


# ------------------------------------------------------------- MET-04, MET-05: dimensions


@pytest.mark.parametrize(
    "dimensions",
    [
        "[{Name: VariantName, Value: champion}]",
        "[{Name: EndpointName, Value: demand}]",
        "[{Name: endpointName, Value: demand}, {Name: VariantName, Value: champion}]",
        None,
    ],
)
def test_latency_needs_endpoint_and_variant(dimensions: str | None, ids_of: Ids) -> None:
    assert ids_of(alarm(Dimensions=dimensions)) == ["MET-04"]


@pytest.mark.parametrize(
    "dimensions",
    [
        "[{Name: InferenceComponentName, Value: chronos}]",
        "[{Name: EndpointConfigName, Value: c}, {Name: VariantName, Value: champion}]",
        VARIANT.replace("]", ", {Name: ContainerName, Value: prepare}]"),
        "[{Name: FeatureGroupName, Value: meters}]",
        "!Ref Dimensions",
        "[{Name: !Ref Dimension, Value: demand}]",
    ],
)
def test_dimensions_that_may_be_published_are_no_fault(dimensions: str, ids_of: Ids) -> None:
    parameters = "Parameters:\n  Dimensions: {Type: String}\n  Dimension: {Type: String}\n"

    assert ids_of(parameters + alarm(Dimensions=dimensions)) == []


def test_copies_are_read_by_their_component(ids_of: Ids) -> None:
    changes = {"MetricName": "InvocationsPerCopy", "Statistic": "Sum"}

    assert ids_of(alarm(**changes)) == ["MET-04"]


def test_queue_is_told_by_its_own_rule_alone(ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="HasBacklogWithoutCapacity", Threshold=1)) == ["ASY-14"]


ENDPOINT = """
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - {VariantName: AllTraffic, ModelName: m, InstanceType: ml.c6i.large,
           InitialInstanceCount: 1}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties: {EndpointName: demand, EndpointConfigName: !GetAtt Config.EndpointConfigName}
"""


@pytest.mark.parametrize(
    ("name", "expected"), [("Alltraffic", ["MET-05"]), ("AllTraffic", []), ("!Ref Name", [])]
)
def test_variant_is_one_of_the_endpoint(name: str, expected: list[str], ids_of: Ids) -> None:
    template = alarm(Dimensions=VARIANT.replace("champion", name)) + ENDPOINT

    assert ids_of(f"Parameters:\n  Name: {{Type: String}}\n{template}") == expected


def test_variant_of_an_endpoint_that_is_not_here_is_no_fault(ids_of: Ids) -> None:
    elsewhere = VARIANT.replace("demand", "elsewhere")

    assert ids_of(alarm(Dimensions=elsewhere) + ENDPOINT) == []


# ------------------------------------------------------- MET-06, MET-07: how they are read


@pytest.mark.parametrize("statistic", ["Average", "Maximum", "Minimum"])
def test_count_is_not_averaged(statistic: str, ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="Invocations", Statistic=statistic)) == ["MET-06"]


def test_count_has_no_percentiles(ids_of: Ids) -> None:
    changes = {"MetricName": "InvocationsPerInstance", "Statistic": None}

    assert ids_of(alarm(**changes, ExtendedStatistic="p99")) == ["MET-06"]


@pytest.mark.parametrize("statistic", ["Sum", "SampleCount"])
def test_count_is_summed(statistic: str, ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="Invocations", Statistic=statistic)) == []


def test_count_in_metric_math_is_summed(findings_of: Check) -> None:
    template = math("m2", threshold=1).replace("Stat: Sum", "Stat: p90")

    (found,) = findings_of(template)

    assert (found.rule.id, found.place) == ("MET-06", "Metrics[1].MetricStat.Stat")


def test_errors_may_be_averaged(ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="Invocation5XXErrors", Threshold=0.01)) == []


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("Milliseconds", ["MET-07"]), ("Seconds", ["MET-07"]), ("Microseconds", []), (None, [])],
)
def test_unit_is_the_published_one(unit: str | None, expected: list[str], ids_of: Ids) -> None:
    assert ids_of(alarm(Unit=unit)) == expected


def test_unit_of_what_is_published_without_one_is_no_fault(ids_of: Ids) -> None:
    assert ids_of(alarm(MetricName="Invocation5XXErrors", Unit="Count", Statistic="Sum")) == []

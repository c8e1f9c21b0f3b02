"""Rules of auto-scaling, at their boundaries and through the links between resources."""

from __future__ import annotations

import json
from collections.abc import Callable
from textwrap import indent
from typing import Any

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

ENDPOINT = """
Config:
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    ProductionVariants:
      - {VariantName: champion, ModelName: nlinear, InstanceType: ml.c6i.large,
         InitialInstanceCount: 1, InitialVariantWeight: 1}
Endpoint:
  Type: AWS::SageMaker::Endpoint
  Properties:
    EndpointName: demand
    EndpointConfigName: !GetAtt Config.EndpointConfigName
    RetainAllVariantProperties: true
"""
BY_REFERENCE = "!Sub endpoint/${Endpoint.EndpointName}/variant/champion"
INSTANCES = "sagemaker:variant:DesiredInstanceCount"
CONCURRENCY = "sagemaker:variant:DesiredProvisionedConcurrency"
COPIES = "sagemaker:inference-component:DesiredCopyCount"
SHARE = "SageMakerVariantProvisionedConcurrencyUtilization"
INVOCATIONS = "SageMakerVariantInvocationsPerInstance"


def template(*resources: str, parameters: str = "") -> str:
    body = indent("".join(f"{r.strip()}\n" for r in resources), "  ")
    return f"{parameters}\nResources:\n{body}"


def target(
    resource_id: str = "endpoint/load/variant/champion", more: str = "", **properties: Any
) -> str:
    given = {
        "ServiceNamespace": "sagemaker",
        "ResourceId": resource_id,
        "ScalableDimension": INSTANCES,
        "MinCapacity": 1,
        "MaxCapacity": 4,
        **properties,
    }
    lines = "".join(f"    {key}: {value}\n" for key, value in given.items() if value is not None)
    return (
        f"Target:\n  Type: AWS::ApplicationAutoScaling::ScalableTarget\n{more}"
        f"  Properties:\n{lines}"
    )


def policy(name: str = "Load", **properties: Any) -> str:
    given = {"PolicyName": name, "ScalingTargetId": "!Ref Target", **properties}
    lines = "".join(f"    {key}: {value}\n" for key, value in given.items() if value is not None)
    return f"{name}:\n  Type: AWS::ApplicationAutoScaling::ScalingPolicy\n  Properties:\n{lines}"


def tracking(configuration: str, **properties: Any) -> str:
    return policy(
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration=configuration,
        **properties,
    )


def following(metric: str, value: object = 900, **properties: Any) -> str:
    return tracking(
        f"{{TargetValue: {value}, PredefinedMetricSpecification: "
        f"{{PredefinedMetricType: {metric}}}}}",
        **properties,
    )


def stepping(steps: str, kind: str = "ChangeInCapacity", more: str = "") -> str:
    return policy(
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration=(
            f"{{AdjustmentType: {kind}, StepAdjustments: {steps}{more}}}"
        ),
    )


def scheduled(schedule: str, action: str = "{MinCapacity: 2}", more: str = "") -> str:
    return target(
        ScheduledActions=f"[{{ScheduledActionName: Night, Schedule: {schedule}, "
        f"ScalableTargetAction: {action}{more}}}]"
    )


def step(lower: object = None, upper: object = None) -> str:
    bounds = {"MetricIntervalLowerBound": lower, "MetricIntervalUpperBound": upper}
    given = "".join(f"{key}: {value}, " for key, value in bounds.items() if value is not None)
    return f"{{{given}ScalingAdjustment: 1}}"


def steps(*bounds: tuple[object, object]) -> str:
    return f"[{', '.join(step(lower, upper) for lower, upper in bounds)}]"


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Find what rules of auto-scaling say; what others say of these templates is theirs."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "SCL")


# --- bounds -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("least", "most", "broken"),
    [
        (5, 4, True),
        ('"5"', 4, True),
        (4, 4, False),
        ("!Ref Least", 4, False),
        (5, "!GetAtt Other.Most", False),
        (5, "!ImportValue most", False),
    ],
)
def test_the_least_capacity_is_compared_with_the_most(
    *, least: object, most: object, broken: bool, ids_of: Ids
) -> None:
    found = ids_of(template(target(MinCapacity=least, MaxCapacity=most)))

    assert ("SCL-01" in found) is broken


@pytest.mark.parametrize(
    ("bounds", "places"),
    [
        ({"MinCapacity": None}, ["MinCapacity"]),
        ({"MaxCapacity": None}, ["MaxCapacity"]),
        ({"MinCapacity": None, "MaxCapacity": None}, ["MaxCapacity", "MinCapacity"]),
        ({"MinCapacity": "!Ref AWS::NoValue"}, ["MinCapacity"]),
        ({"MinCapacity": "!ImportValue least"}, []),
    ],
)
def test_both_capacities_are_given(
    bounds: dict[str, Any], places: list[str], findings_of: Check
) -> None:
    found = findings_of(template(target(**bounds)))

    assert [(f.rule.id, f.place) for f in found] == [("SCL-01", place) for place in places]


def test_targets_of_other_services_are_not_looked_at(ids_of: Ids) -> None:
    found = ids_of(
        template(
            target(
                "service/cluster/web",
                ServiceNamespace="ecs",
                ScalableDimension="ecs:service:DesiredCount",
                MinCapacity=5,
                ScheduledActions="[{ScheduledActionName: Night, Schedule: never}]",
            ),
            following("ECSServiceAverageCPUUtilization", 0),
        )
    )

    assert found == []


def test_a_burstable_type_among_pools_is_not_scaled(ids_of: Ids) -> None:
    config = ENDPOINT.replace(
        "InstanceType: ml.c6i.large",
        "InstancePools: [{InstanceType: ml.c6i.large, Priority: 1}, "
        "{InstanceType: ml.t2.large, Priority: 2}]",
    )

    assert "SCL-02" in ids_of(template(config, target(BY_REFERENCE)))


def test_a_burstable_type_is_found_through_a_literal_name(ids_of: Ids) -> None:
    config = ENDPOINT.replace("ml.c6i.large", "ml.t2.medium")
    scaled = target("endpoint/demand/variant/champion", more="  DependsOn: [Endpoint]\n")

    assert "SCL-02" in ids_of(template(config, scaled))


def test_a_burstable_type_that_is_not_scaled_is_fine(ids_of: Ids) -> None:
    assert ids_of(template(ENDPOINT.replace("ml.c6i.large", "ml.t2.medium"))) == []


def test_an_unknown_type_may_be_scaled(ids_of: Ids) -> None:
    config = ENDPOINT.replace("ml.c6i.large", "!Ref Type")

    found = ids_of(
        template(config, target(BY_REFERENCE), parameters="Parameters: {Type: {Type: String}}")
    )

    assert "SCL-02" not in found


# --- what is scaled ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "resource_id",
    [
        "!Sub endpoint/${Endpoint}/variant/champion",
        "!Join ['', ['endpoint/', !Ref Endpoint, /variant/champion]]",
        "endpoint/demand/variants/champion",
        "endpoint/demand",
        "endpoint/demand/variant/",
        "variant/champion",
        "arn:aws:sagemaker:eu-west-1:111111111111:endpoint/demand/variant/champion",
        "!Sub endpoint/${Endpoint.EndpointName}/champion",
        "!Sub endpoint/${Endpoint.EndpointName}/variant/AllTraffic",
        "!Sub variant/${Name}",
        "inference-component/champion",
    ],
)
def test_a_wrong_resource_id_is_an_error(resource_id: str, findings_of: Check) -> None:
    found = findings_of(template(ENDPOINT, target(resource_id, more="  DependsOn: Endpoint\n")))

    assert [f.severity for f in found if f.rule.id == "SCL-03"] == [Severity.ERROR]


@pytest.mark.parametrize(
    "resource_id",
    [
        BY_REFERENCE,
        "!Join [/, [endpoint, !GetAtt Endpoint.EndpointName, variant, champion]]",
        "!Sub ['endpoint/${E}/variant/${V}', {E: !GetAtt Endpoint.EndpointName, V: champion}]",
        "!Sub ['endpoint/${E}/variant/champion', {E: !Select [1, !Split [/, !Ref Endpoint]]}]",
        "endpoint/demand/variant/champion",
        "!Sub endpoint/${Endpoint.EndpointName}/variant/${Name}",
        "!Sub endpoint/${Name}/variant/champion",
        "!Ref Name",
        "!ImportValue place",
        "!GetAtt Other.Place",
    ],
)
def test_a_right_or_unknown_resource_id_passes(resource_id: str, ids_of: Ids) -> None:
    found = ids_of(
        template(
            ENDPOINT,
            target(resource_id, more="  DependsOn: Endpoint\n"),
            parameters="Parameters: {Name: {Type: String}}",
        )
    )

    assert found == []


def test_a_variant_that_may_be_unknown_is_not_missing(ids_of: Ids) -> None:
    config = ENDPOINT.replace("VariantName: champion", "VariantName: !Ref Name")

    found = ids_of(
        template(
            config,
            target("!Sub endpoint/${Endpoint.EndpointName}/variant/challenger"),
            parameters="Parameters: {Name: {Type: String}}",
        )
    )

    assert "SCL-03" not in found


def test_what_copies_are_named_by_is_left_to_the_rules_of_components(findings_of: Check) -> None:
    right = target("inference-component/chronos", ScalableDimension=COPIES, MinCapacity=0)
    wrong = target("endpoint/shared/variant/AllTraffic", ScalableDimension=COPIES)

    assert findings_of(template(right)) == ()
    assert findings_of(template(wrong)) == ()


@pytest.mark.parametrize(
    ("endpoint", "resource_id"),
    [
        ("!Ref Name", "!Sub endpoint/${Name}/variant/"),
        ("!Ref Name", "!Join ['', [endpoint/, !Ref Name, /variant/]]"),
        ("!Sub '${AWS::StackName}-demand'", "!Sub endpoint/${AWS::StackName}-demand/variant/"),
        ("!Join ['-', [!Ref Name, a]]", "!Sub endpoint/${Name}-a/variant/"),
    ],
)
def test_an_endpoint_is_known_by_the_parameters_in_its_name(
    endpoint: str, resource_id: str, findings_of: Check
) -> None:
    name = resource_id.replace("/variant/", "/variant/challenger")
    source = template(
        ENDPOINT.replace("EndpointName: demand", f"EndpointName: {endpoint}"),
        target(name),
        parameters="Parameters: {Name: {Type: String}}",
    )

    found = findings_of(source)

    assert {(f.rule.id, f.severity) for f in found} == {
        ("SCL-03", Severity.ERROR),
        ("SCL-21", Severity.ERROR),
    }


@pytest.mark.parametrize("name", ["${Other}", "${Name}-b", "${AWS::StackName}"])
def test_another_parameter_may_be_another_endpoint(name: str, ids_of: Ids) -> None:
    source = template(
        ENDPOINT.replace("EndpointName: demand", "EndpointName: !Ref Name"),
        target(f"!Sub endpoint/{name}/variant/champion"),
        parameters="Parameters: {Name: {Type: String}, Other: {Type: String}}",
    )

    assert ids_of(source) == []


def test_a_policy_names_a_place_as_targets_do(ids_of: Ids) -> None:
    placed = following(
        INVOCATIONS,
        ScalingTargetId=None,
        ServiceNamespace="sagemaker",
        ScalableDimension=INSTANCES,
        ResourceId="endpoint/demand/champion",
    )

    assert ids_of(template(placed)) == ["SCL-03"]


@pytest.mark.parametrize(
    ("namespace", "dimension", "broken"),
    [
        ("sagemaker", INSTANCES, False),
        ("sagemaker", "ecs:service:DesiredCount", True),
        ("ecs", INSTANCES, True),
        ("SageMaker", INSTANCES, True),
        ("sagemaker", "sagemaker:endpoint:DesiredInstanceCount", True),
        ("sagemaker", "!Ref Dimension", False),
        ("!Ref Namespace", INSTANCES, False),
    ],
)
def test_namespace_and_dimension_are_of_sagemaker(
    *, namespace: str, dimension: str, broken: bool, ids_of: Ids
) -> None:
    found = ids_of(template(target(ServiceNamespace=namespace, ScalableDimension=dimension)))

    assert ("SCL-04" in found) is broken


def test_a_literal_resource_id_needs_an_order(findings_of: Check) -> None:
    (finding,) = findings_of(template(ENDPOINT, target("endpoint/demand/variant/champion")))

    assert (finding.rule.id, finding.severity) == ("SCL-21", Severity.ERROR)


@pytest.mark.parametrize(
    "more",
    ["  DependsOn: Endpoint\n", "  DependsOn: [Config, Endpoint]\n", "  DependsOn: Between\n"],
)
def test_any_dependency_gives_the_order(more: str, ids_of: Ids) -> None:
    between = "Between:\n  Type: AWS::CloudFormation::WaitConditionHandle\n  DependsOn: Endpoint"

    found = ids_of(template(ENDPOINT, between, target("endpoint/demand/variant/champion", more)))

    assert found == []


def test_an_endpoint_that_is_not_in_the_template_needs_no_order(ids_of: Ids) -> None:
    assert ids_of(template(ENDPOINT, target("endpoint/another/variant/champion"))) == []


# --- real time keeps an instance --------------------------------------------------------------


def test_an_instance_less_than_one_is_a_warning_in_real_time(findings_of: Check) -> None:
    found = findings_of(template(ENDPOINT, target(BY_REFERENCE, MinCapacity=0, MaxCapacity=0)))

    assert {(f.rule.id, f.severity, f.place) for f in found} == {
        ("SCL-14", Severity.WARNING, "MinCapacity"),
        ("SCL-14", Severity.WARNING, "MaxCapacity"),
    }


@pytest.mark.parametrize(
    "config",
    [
        "AsyncInferenceConfig: {OutputConfig: {S3OutputPath: s3://demand/out}}\n    Production",
        (
            "AsyncInferenceConfig: !If [Waits, {OutputConfig: {S3OutputPath: s3://demand/out}}, "
            "!Ref AWS::NoValue]\n    Production"
        ),
    ],
)
def test_an_endpoint_that_may_queue_scales_to_none(config: str, ids_of: Ids) -> None:
    source = ENDPOINT.replace("Production", config, 1)

    found = ids_of(
        template(
            source,
            target(BY_REFERENCE, MinCapacity=0),
            parameters="Conditions: {Waits: !Equals [!ImportValue waits, 'yes']}",
        )
    )

    assert "SCL-14" not in found


def test_nothing_scales_below_none(findings_of: Check) -> None:
    (finding,) = findings_of(template(target(MinCapacity=-1)))

    assert (finding.rule.id, finding.severity) == ("SCL-14", Severity.ERROR)


def test_a_schedule_may_not_take_the_last_instance(findings_of: Check) -> None:
    night = (
        "[{ScheduledActionName: Night, Schedule: 'cron(0 22 * * ? *)', "
        "ScalableTargetAction: {MinCapacity: 0}}]"
    )

    (finding,) = findings_of(template(ENDPOINT, target(BY_REFERENCE, ScheduledActions=night)))

    assert (finding.rule.id, finding.severity) == ("SCL-14", Severity.WARNING)


# --- metrics ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dimension", "resource_id", "metric", "broken"),
    [
        (INSTANCES, "endpoint/e/variant/v", INVOCATIONS, False),
        (
            INSTANCES,
            "endpoint/e/variant/v",
            "SageMakerVariantConcurrentRequestsPerModelHighResolution",
            False,
        ),
        (INSTANCES, "endpoint/e/variant/v", SHARE, True),
        (INSTANCES, "endpoint/e/variant/v", "SageMakerInferenceComponentInvocationsPerCopy", True),
        (INSTANCES, "endpoint/e/variant/v", "ECSServiceAverageCPUUtilization", True),
        (CONCURRENCY, "endpoint/e/variant/v", INVOCATIONS, True),
        (CONCURRENCY, "endpoint/e/variant/v", SHARE, False),
        (COPIES, "inference-component/c", "SageMakerInferenceComponentInvocationsPerCopy", False),
        (COPIES, "inference-component/c", INVOCATIONS, False),  # IC-16 tells it
    ],
)
def test_each_dimension_has_metrics_of_its_own(
    *, dimension: str, resource_id: str, metric: str, broken: bool, ids_of: Ids
) -> None:
    found = ids_of(template(target(resource_id, ScalableDimension=dimension), following(metric, 1)))

    assert ("SCL-06" in found) is broken


def test_the_literal_id_of_a_target_tells_its_dimension(ids_of: Ids) -> None:
    literal = f"endpoint/e/variant/v|{CONCURRENCY}|sagemaker"

    assert ids_of(template(following(INVOCATIONS, ScalingTargetId=literal))) == ["SCL-06"]


@pytest.mark.parametrize(
    ("metric", "broken"),
    [("InvocationsPerInstance", True), (INVOCATIONS.lower(), True), (INVOCATIONS, False)],
)
def test_predefined_metrics_are_those_of_the_api(*, metric: str, broken: bool, ids_of: Ids) -> None:
    found = ids_of(template(target(), following(metric)))

    assert ("SCL-07" in found) is broken


@pytest.mark.parametrize("metrics", ["", ", CustomizedMetricSpecification: !Ref AWS::NoValue"])
def test_tracking_needs_a_metric(metrics: str, ids_of: Ids) -> None:
    assert ids_of(template(target(), tracking(f"{{TargetValue: 5{metrics}}}"))) == ["SCL-08"]


def test_an_undecided_second_metric_passes(ids_of: Ids) -> None:
    metrics = (
        f"{{TargetValue: 5, PredefinedMetricSpecification: {{PredefinedMetricType: {INVOCATIONS}}}"
        ", CustomizedMetricSpecification: !If [Own, {MetricName: Queue, Namespace: Demand, "
        "Statistic: Average}, !Ref AWS::NoValue]}"
    )

    found = ids_of(
        template(
            target(),
            tracking(metrics),
            parameters="Conditions: {Own: !Equals [!ImportValue own, 'yes']}",
        )
    )

    assert found == []


@pytest.mark.parametrize(
    ("metric", "broken"),
    [
        ("{MetricName: Queue, Namespace: Demand, Statistic: Average}", False),
        ("{MetricName: Queue, Namespace: Demand}", True),
        ("{Metrics: [{Id: m, Expression: 2 * 3}]}", False),
        ("{Metrics: [{Id: m, Expression: 2 * 3}], Statistic: Average}", True),
        ("{Metrics: !Ref AWS::NoValue, MetricName: Q, Namespace: D, Statistic: Sum}", False),
        ("{Dimensions: [{Name: EndpointName, Value: demand}]}", True),
    ],
)
def test_a_customized_metric_is_named_or_calculated(
    *, metric: str, broken: bool, ids_of: Ids
) -> None:
    source = f"{{TargetValue: 5, CustomizedMetricSpecification: {metric}}}"

    assert ("SCL-09" in ids_of(template(target(), tracking(source)))) is broken


@pytest.mark.parametrize("label", ["app/a/1/targetgroup/b/2", '""'])
def test_a_resource_label_is_an_error(label: str, ids_of: Ids) -> None:
    source = (
        f"{{TargetValue: 5, PredefinedMetricSpecification: {{PredefinedMetricType: {INVOCATIONS}, "
        f"ResourceLabel: {label}}}}}"
    )

    assert ids_of(template(target(), tracking(source))) == ["SCL-10"]


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["ScaleInCooldown", "ScaleOutCooldown"])
@pytest.mark.parametrize(
    ("value", "broken"), [(-1, True), ('"-1"', True), (0, False), ("!Ref Wait", False)]
)
def test_cooldowns_are_not_negative(*, key: str, value: object, broken: bool, ids_of: Ids) -> None:
    source = (
        f"{{TargetValue: 5, {key}: {value}, "
        f"PredefinedMetricSpecification: {{PredefinedMetricType: {INVOCATIONS}}}}}"
    )

    assert ("SCL-11" in ids_of(template(target(), tracking(source)))) is broken


def test_the_cooldown_of_steps_is_not_negative(ids_of: Ids) -> None:
    source = stepping(steps((0, None)), more=", Cooldown: -300")

    assert ids_of(template(target(), source)) == ["SCL-11"]


@pytest.mark.parametrize(
    ("metric", "value", "broken"),
    [
        (SHARE, 0.7, False),
        (SHARE, 1, False),
        (SHARE, '"0.7"', False),
        (SHARE, 1.01, True),
        (SHARE, 70, True),
        (SHARE, '"70"', True),
        (SHARE, "!Ref Share", False),
        (SHARE, 0, True),
    ],
)
def test_a_share_is_above_none_and_at_most_all(
    *, metric: str, value: object, broken: bool, ids_of: Ids
) -> None:
    scaled = target(ScalableDimension=CONCURRENCY)

    assert ("SCL-12" in ids_of(template(scaled, following(metric, value)))) is broken


def test_the_metric_tells_the_service_if_the_target_is_elsewhere(ids_of: Ids) -> None:
    elsewhere = "!ImportValue target"

    assert ids_of(template(following(SHARE, 70, ScalingTargetId=elsewhere))) == ["SCL-12"]


@pytest.mark.parametrize(("value", "broken"), [(0, True), (-5, True), (0.001, False), (70, False)])
def test_targets_are_above_none(*, value: object, broken: bool, ids_of: Ids) -> None:
    source = (
        f"{{TargetValue: {value}, CustomizedMetricSpecification: "
        "{MetricName: Queue, Namespace: Demand, Statistic: Average}}"
    )

    assert ("SCL-12" in ids_of(template(target(), tracking(source)))) is broken


@pytest.mark.parametrize(("value", "told"), [(0.5, ["SCL-13"]), (1, []), (70, [])])
def test_a_target_below_an_invocation_per_minute_is_a_warning(
    value: object, told: list[str], findings_of: Check
) -> None:
    found = findings_of(template(target(), following(INVOCATIONS, value)))

    assert [f.rule.id for f in found] == told
    assert all(f.severity is Severity.WARNING for f in found)


# --- kinds and steps --------------------------------------------------------------------------

TRACKING = (
    f"{{TargetValue: 5, PredefinedMetricSpecification: {{PredefinedMetricType: {INVOCATIONS}}}}}"
)
STEPPING = f"{{AdjustmentType: ChangeInCapacity, StepAdjustments: {steps((0, None))}}}"


@pytest.mark.parametrize(
    ("kind", "tracks", "moves_in_steps", "broken"),
    [
        ("TargetTrackingScaling", TRACKING, None, False),
        ("StepScaling", None, STEPPING, False),
        (None, TRACKING, None, False),
        ("StepScaling", TRACKING, None, True),
        ("TargetTrackingScaling", None, STEPPING, True),
        ("TargetTrackingScaling", TRACKING, STEPPING, True),
        (None, TRACKING, STEPPING, True),
        ("TargetTrackingScaling", None, None, True),
        ("StepScaling", None, None, True),
        ("PredictiveScaling", None, None, True),
        ("SimpleScaling", None, STEPPING, True),
        ("!Ref Kind", TRACKING, None, False),
    ],
)
def test_the_type_goes_with_the_configuration(
    *, kind: str | None, tracks: str | None, moves_in_steps: str | None, broken: bool, ids_of: Ids
) -> None:
    source = policy(
        PolicyType=kind,
        TargetTrackingScalingPolicyConfiguration=tracks,
        StepScalingPolicyConfiguration=moves_in_steps,
    )

    assert ids_of(template(target(), source)) == (["SCL-16"] if broken else [])


@pytest.mark.parametrize(
    "bounds",
    [
        [(0, None)],
        [(None, 0)],
        [(5, None)],
        [(0, 10), (10, None)],
        [(10, None), (0, 10)],
        [('"0"', '"10"'), (10, None)],
        [(None, -10), (-10, 0)],
        [(None, 0), (0, None)],
        [(0, 0.5), (0.5, None)],
        [("!Ref Low", 10), (20, None)],
    ],
)
def test_steps_that_meet_pass(bounds: list[tuple[object, object]], ids_of: Ids) -> None:
    assert ids_of(template(target(), stepping(steps(*bounds)))) == []


@pytest.mark.parametrize(
    ("bounds", "says"),
    [
        ([(None, None)], "neither"),
        ([(0, 10)], "no step goes on above"),
        ([(-10, 0)], "no step goes on below"),
        ([(None, 10)], "no step goes on above"),
        ([(-10, None)], "no step goes on below"),
        ([(0, 10), (20, None)], "gap"),
        ([(0, 10), (5, None)], "overlap"),
        ([(0, None), (10, None)], "overlap"),
        ([(None, 0), (None, -10)], "overlap"),
        ([(10, 10), (10, None)], "MetricIntervalUpperBound is 10"),
        ([(10, 5)], "MetricIntervalUpperBound is 5"),
        ([('"0"', '"10"'), ('"20"', None)], "gap"),
    ],
)
def test_steps_that_do_not_meet_are_errors(
    bounds: list[tuple[object, object]], says: str, findings_of: Check
) -> None:
    found = findings_of(template(target(), stepping(steps(*bounds))))

    assert {(f.rule.id, f.severity) for f in found} == {("SCL-17", Severity.ERROR)}
    assert any(says in f.says for f in found)


@pytest.mark.parametrize(
    "configuration",
    [
        "{}",
        "{AdjustmentType: ChangeInCapacity}",
        "{AdjustmentType: ChangeInCapacity, StepAdjustments: []}",
        f"{{StepAdjustments: {steps((0, None))}}}",
        f"{{AdjustmentType: AddCapacity, StepAdjustments: {steps((0, None))}}}",
        (
            "{AdjustmentType: ExactCapacity, StepAdjustments: "
            "[{MetricIntervalLowerBound: 0, ScalingAdjustment: -1}]}"
        ),
        "{AdjustmentType: ChangeInCapacity, StepAdjustments: [{MetricIntervalLowerBound: 0}]}",
    ],
)
def test_a_step_policy_says_what_to_do(configuration: str, ids_of: Ids) -> None:
    source = policy(PolicyType="StepScaling", StepScalingPolicyConfiguration=configuration)

    assert ids_of(template(target(), source)) == ["SCL-17"]


@pytest.mark.parametrize(
    ("kind", "broken"),
    [
        ("ChangeInCapacity", True),
        ("ExactCapacity", True),
        ("PercentChangeInCapacity", False),
        ("!Ref Kind", False),
    ],
)
def test_a_least_magnitude_is_of_percentages(*, kind: str, broken: bool, ids_of: Ids) -> None:
    source = stepping(steps((0, None)), kind, ", MinAdjustmentMagnitude: 2")

    assert ids_of(template(target(), source)) == (["SCL-18"] if broken else [])


# --- schedules --------------------------------------------------------------------------------


def test_a_schedule_that_only_a_deploy_knows_passes(ids_of: Ids) -> None:
    assert ids_of(template(scheduled("!Sub 'cron(0 ${Hour} * * ? *)'"))) == []


def test_a_wrong_schedule_is_an_error(findings_of: Check) -> None:
    (finding,) = findings_of(template(scheduled("'at(2027-01-01T00:00:00Z)'")))

    assert (finding.rule.id, finding.severity) == ("SCL-19", Severity.ERROR)


def test_a_rate_of_one_in_the_plural_is_a_warning(findings_of: Check) -> None:
    (finding,) = findings_of(template(scheduled("rate(1 hours)")))

    assert (finding.rule.id, finding.severity) == ("SCL-19", Severity.WARNING)


@pytest.mark.parametrize(
    ("action", "broken"),
    [
        ("{MinCapacity: 2}", False),
        ("{MaxCapacity: 2}", False),
        ("{MinCapacity: 2, MaxCapacity: 2}", False),
        ("{MinCapacity: 3, MaxCapacity: 2}", True),
        ("{MinCapacity: '3', MaxCapacity: '2'}", True),
        ("{}", True),
        ("!Ref AWS::NoValue", True),
        ("{MinCapacity: !Ref Least, MaxCapacity: 2}", False),
    ],
)
def test_an_action_changes_a_bound(*, action: str, broken: bool, ids_of: Ids) -> None:
    found = ids_of(template(scheduled("cron(0 2 * * ? *)", action)))

    assert found == (["SCL-20"] if broken else [])


@pytest.mark.parametrize(
    ("start", "end", "broken"),
    [
        ("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z", False),
        ("2027-02-01T00:00:00Z", "2027-01-01T00:00:00Z", True),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z", True),
        ("2027-01-01T00:00:00Z", "2027-01-01T00:30:00+01:00", True),
        ("2027-01-01", "2027-01-02T00:00:00Z", False),
        ("!Ref Start", "2027-01-01T00:00:00Z", False),
    ],
)
def test_an_action_starts_before_it_ends(
    *, start: str, end: str, broken: bool, ids_of: Ids
) -> None:
    more = f", StartTime: {start}, EndTime: {end}"

    found = ids_of(template(scheduled("cron(0 2 * * ? *)", more=more)))

    assert found == (["SCL-20"] if broken else [])


def test_all_faults_of_several_actions_are_told(findings_of: Check) -> None:
    actions = (
        "[{ScheduledActionName: A, Schedule: nightly, ScalableTargetAction: {MinCapacity: 1}}, "
        "{ScheduledActionName: B, Schedule: rate(1 day), ScalableTargetAction: {}}]"
    )

    found = findings_of(template(target(ScheduledActions=actions)))

    assert [(f.rule.id, f.place) for f in found] == [
        ("SCL-19", "ScheduledActions[0].Schedule"),
        ("SCL-20", "ScheduledActions[1].ScalableTargetAction"),
    ]


# --- metrics of instances at work -------------------------------------------------------------


def at_work(
    value: object,
    metric: str = "CPUUtilization",
    dimensions: str = "EV",
    *,
    namespace: str = "/aws/sagemaker/Endpoints",
    statistic: str = "Average",
) -> str:
    named = {
        "E": "{Name: EndpointName, Value: demand}",
        "V": "{Name: VariantName, Value: champion}",
        "W": "{Name: VariantName, Value: challenger}",
    }
    given = ", ".join(named[key] for key in dimensions)
    return tracking(
        f"{{TargetValue: {value}, CustomizedMetricSpecification: {{MetricName: {metric}, "
        f"Namespace: {namespace}, Statistic: {statistic}, Dimensions: [{given}]}}}}"
    )


def on(*types: str) -> str:
    """The configuration and the endpoint, on one of several types."""
    pools = ", ".join(
        f"{{InstanceType: {name}, Priority: {n}}}" for n, name in enumerate(types, start=1)
    )
    return ENDPOINT.replace("InstanceType: ml.c6i.large", f"InstancePools: [{pools}]")


LATE = "!Ref AWS::StackName"


@pytest.mark.parametrize(
    ("instance_type", "source", "severity"),
    [
        ("ml.c6i.2xlarge", at_work(319), "warning"),
        ("ml.c6i.2xlarge", at_work(320), None),
        ("ml.c6i.2xlarge", at_work(800), None),
        ("ml.c6i.2xlarge", at_work(801), "error"),
        ("ml.c6i.2xlarge", at_work(801, statistic="Sum"), None),
        ("ml.c6i.2xlarge", at_work(801, statistic=LATE), None),
        ("ml.c6i.2xlarge", at_work(801, dimensions="EW"), None),
        ("ml.c6i.2xlarge", at_work(801, namespace="/demand/hosts"), None),
        ("ml.c6i.2xlarge", at_work(0.5, "MemoryUtilization"), None),
        ("ml.c6i.2xlarge", at_work(101, "MemoryUtilization"), "error"),
        ("ml.g5.xlarge", at_work(20, "GPUUtilization"), None),
        ("ml.g5.xlarge", at_work(101, "GPUUtilization"), "error"),
        ("ml.g5.12xlarge", at_work(70, "GPUUtilization"), "warning"),
        ("ml.c6i.large", at_work(70, "GPUUtilization"), "error"),
        ("ml.inf2.xlarge", at_work(70, "GPUMemoryUtilization"), "error"),
        ("ml.p6e-gb200.36xlarge", at_work(70, "GPUUtilization"), None),
        ("ml.c6i.large", at_work(79), "warning"),
        ("ml.c6i.large", at_work(80), None),
        ("ml.c6i.large", at_work(140, dimensions="E"), "warning"),
        ("ml.m99.large", at_work(5), None),
        (LATE, at_work(5000), None),
    ],
)
def test_targets_of_utilization_are_in_percent_of_one(
    *, instance_type: str, source: str, severity: str | None, findings_of: Check
) -> None:
    config = ENDPOINT.replace("ml.c6i.large", instance_type)

    found = findings_of(template(config, target(BY_REFERENCE), source))

    told = [(f.rule.id, str(f.severity)) for f in found if f.rule.id == "SCL-22"]
    assert told == ([("SCL-22", severity)] if severity is not None else [])


@pytest.mark.parametrize(
    ("types", "source", "severity"),
    [
        (("ml.c6i.2xlarge", "ml.c7i.2xlarge"), at_work(30), "warning"),
        (("ml.c6i.2xlarge", "ml.c7i.2xlarge"), at_work(801), "error"),
        (("ml.c6i.2xlarge", "ml.c7i.2xlarge"), at_work(320), None),
        (("ml.c6i.xlarge", "ml.c7i.2xlarge"), at_work(159), "warning"),
        (("ml.c6i.xlarge", "ml.c7i.2xlarge"), at_work(160), None),
        (("ml.c6i.xlarge", "ml.c7i.2xlarge"), at_work(800), None),
        (("ml.c6i.xlarge", "ml.c7i.2xlarge"), at_work(801), "error"),
        (("ml.c6i.xlarge", "ml.m99.large"), at_work(30), None),
        (("ml.c6i.xlarge", LATE), at_work(5000), None),
        (("ml.g5.xlarge", "ml.inf2.xlarge"), at_work(30, "GPUUtilization"), None),
        (("ml.c6i.xlarge", "ml.inf2.xlarge"), at_work(30, "GPUUtilization"), "error"),
    ],
)
def test_targets_are_judged_where_all_types_of_a_variant_agree(
    *, types: tuple[str, ...], source: str, severity: str | None, findings_of: Check
) -> None:
    found = findings_of(template(on(*types), target(BY_REFERENCE), source))

    told = [(f.rule.id, str(f.severity)) for f in found if f.rule.id == "SCL-22"]
    assert told == ([("SCL-22", severity)] if severity is not None else [])


def test_a_pool_that_only_a_deploy_knows_keeps_its_variant_from_being_judged(
    findings_of: Check,
) -> None:
    pools = "InstancePools: [!If [Big, {InstanceType: ml.c6i.8xlarge, Priority: 1}, "
    pools += "!Ref AWS::NoValue], {InstanceType: ml.c6i.large, Priority: 2}]"
    config = ENDPOINT.replace("InstanceType: ml.c6i.large", pools)
    head = "Conditions: {Big: !Equals [!Ref AWS::AccountId, !Ref AWS::StackName]}"

    found = findings_of(template(config, target(BY_REFERENCE), at_work(30), parameters=head))

    assert [f.rule.id for f in found] == []


def test_a_doubtful_target_is_told_as_a_share_of_the_instance(findings_of: Check) -> None:
    config = ENDPOINT.replace("ml.c6i.large", "ml.c6i.2xlarge")

    (finding,) = findings_of(template(config, target(BY_REFERENCE), at_work(30)))

    assert finding.says == (
        "TargetValue is 30, in percent of one vCPU: 3.8 % of the 8 vCPUs of ml.c6i.2xlarge"
    )
    assert finding.allowed == "240 for 30 % of the instance"
    assert "acknowledge SCL-22" in finding.fix


@pytest.mark.parametrize(("percent", "ids"), [(15, []), (30, ["SCL-22"]), ("15", ["SCL-22"])])
def test_a_percentage_that_a_construct_was_given_is_meant(
    percent: object, ids: list[str], ids_of: Ids
) -> None:
    said = json.dumps({"sagemaker-hosting:percent-of-instance": percent})
    policy = at_work(30).replace("  Properties:", f"  Metadata: {said}\n  Properties:", 1)

    assert ids_of(template(ENDPOINT, target(BY_REFERENCE), policy)) == ids


def test_an_alarm_of_a_metric_that_is_elsewhere_is_a_warning(findings_of: Check) -> None:
    alarm = """
Alarm:
  Type: AWS::CloudWatch::Alarm
  Properties:
    Namespace: AWS/SageMaker
    MetricName: MemoryUtilization
    ComparisonOperator: GreaterThanThreshold
    EvaluationPeriods: 1
    Period: 60
    Statistic: Average
    Threshold: 90
"""

    (finding,) = findings_of(template(alarm))

    assert (finding.rule.id, finding.severity) == ("SCL-22", Severity.WARNING)

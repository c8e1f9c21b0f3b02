"""Rules of deployments, at their boundaries and through the links between resources."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Told = Callable[..., list[str]]

PARAMETERS = "Parameters: {Seconds: {Type: Number}, Name: {Type: String}}"
ALARMS = "AutoRollbackConfiguration: {Alarms: [{AlarmName: demand-5xx}]}"
TENTH = "{Type: CAPACITY_PERCENT, Value: 10}"


def template(*resources: str, parameters: str = PARAMETERS) -> str:
    body = indent("".join(f"{r.strip()}\n" for r in resources), "  ")
    return f"{parameters}\nResources:\n{body}"


def endpoint(deployment: str | None = None, *, config: str = "demand", more: str = "") -> str:
    given = "" if deployment is None else f"    DeploymentConfig: {{{deployment}}}\n"
    return (
        "Demand:\n  Type: AWS::SageMaker::Endpoint\n  Properties:\n    EndpointName: demand\n"
        f"    EndpointConfigName: {config}\n{given}"
        + "".join(f"    {line}\n" for line in more.splitlines())
    )


def shifting(routing: str, more: str = "", alarms: str = f", {ALARMS}") -> str:
    return f"BlueGreenUpdatePolicy: {{TrafficRoutingConfiguration: {{{routing}}}{more}}}{alarms}"


def canary(size: str = TENTH, wait: object = 600, more: str = "") -> str:
    return shifting(f"Type: CANARY, CanarySize: {size}, WaitIntervalInSeconds: {wait}", more)


def linear(size: str = TENTH, wait: object = 600, more: str = "") -> str:
    return shifting(f"Type: LINEAR, LinearStepSize: {size}, WaitIntervalInSeconds: {wait}", more)


def rolling(size: str = TENTH, wait: object = 600, more: str = "") -> str:
    return (
        f"RollingUpdatePolicy: {{MaximumBatchSize: {size}, WaitIntervalInSeconds: {wait}{more}}}, "
        f"{ALARMS}"
    )


def percent(value: object) -> str:
    return f"{{Type: CAPACITY_PERCENT, Value: {value}}}"


def instances(value: object) -> str:
    return f"{{Type: INSTANCE_COUNT, Value: {value}}}"


def fleet(
    count: object = 4, *, name: str = "champion", kind: str = "ml.c6i.large", model: str = "nlinear"
) -> str:
    return (
        f"VariantName: {name}, ModelName: {model}, InstanceType: {kind}, "
        f"InitialInstanceCount: {count}"
    )


def config(*variants: str, more: str = "") -> str:
    listed = "".join(f"      - {{{variant}}}\n" for variant in variants)
    return (
        "Config:\n  Type: AWS::SageMaker::EndpointConfig\n  Properties:\n"
        f"    ProductionVariants:\n{listed}"
        + "".join(f"    {line}\n" for line in more.splitlines())
    )


HERE = "!GetAtt Config.EndpointConfigName"


def scaled(
    most: object = 8, resource_id: str = "!Sub endpoint/${Demand.EndpointName}/variant/champion"
) -> str:
    return (
        "Instances:\n  Type: AWS::ApplicationAutoScaling::ScalableTarget\n  Properties:\n"
        "    ServiceNamespace: sagemaker\n"
        "    ScalableDimension: sagemaker:variant:DesiredInstanceCount\n"
        f"    ResourceId: {resource_id}\n    MinCapacity: 2\n    MaxCapacity: {most}\n"
    )


def alarm(
    variant: str = "champion", *, of: str = "demand", period: object = 60, periods: object = 2
) -> str:
    return (
        "Errors:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    Namespace: AWS/SageMaker\n"
        "    MetricName: Invocation5XXErrors\n    Dimensions: [{Name: EndpointName, "
        f"Value: {of}}}, {{Name: VariantName, Value: {variant}}}]\n    Statistic: Average\n"
        f"    Period: {period}\n    EvaluationPeriods: {periods}\n    Threshold: 0.01\n"
        "    ComparisonOperator: GreaterThanThreshold\n"
    )


@pytest.fixture
def told(findings_of: Check) -> Told:
    """Find what rules of deployments say: the ids, with `!` for an error and `?` for a warning."""

    def run(*resources: str) -> list[str]:
        return [
            f.rule.id + ("!" if f.severity is Severity.ERROR else "?")
            for f in findings_of(template(*resources))
            if f.rule.area == "DEP"
        ]

    return run


# --- policies ---------------------------------------------------------------------------------


def test_both_policies_are_an_error(told: Told) -> None:
    both = (
        f"{canary()}, RollingUpdatePolicy: {{MaximumBatchSize: {TENTH}, WaitIntervalInSeconds: 0}}"
    )

    assert told(endpoint(both)) == ["DEP-01!"]


@pytest.mark.parametrize(
    ("routing", "expected"),
    [
        (f"Type: CANARY, CanarySize: {TENTH}", []),
        (f"Type: LINEAR, LinearStepSize: {TENTH}", []),
        ("Type: ALL_AT_ONCE", []),
        ("Type: CANARY", ["DEP-02!"]),
        ("Type: LINEAR", ["DEP-02!"]),
        (f"Type: LINEAR, CanarySize: {TENTH}", ["DEP-02!", "DEP-02?"]),
        (f"Type: ALL_AT_ONCE, CanarySize: {TENTH}", ["DEP-02?"]),
        (f"Type: CANARY, CanarySize: {TENTH}, LinearStepSize: {TENTH}", ["DEP-02?"]),
        (f"Type: canary, CanarySize: {TENTH}", ["DEP-02!"]),
        (f"CanarySize: {TENTH}", ["DEP-02!"]),
        ("Type: !Ref Name", []),
    ],
)
def test_each_type_has_a_size_of_its_own(routing: str, expected: list[str], told: Told) -> None:
    found = told(endpoint(shifting(f"{routing}, WaitIntervalInSeconds: 60")))

    assert found == expected


def test_a_blue_green_policy_routes_traffic(told: Told) -> None:
    assert told(endpoint("BlueGreenUpdatePolicy: {TerminationWaitInSeconds: 60}")) == ["DEP-02!"]


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        (canary(percent(1)), []),
        (canary(percent(50)), []),
        (canary(percent("'51'")), ["DEP-03!"]),
        (canary(percent(0)), ["DEP-03!"]),
        (canary(percent("!Ref Seconds")), []),
        (canary("{Type: COPY_COUNT, Value: 1}"), ["DEP-03!"]),
        (canary("{Value: 1}"), ["DEP-03!"]),
        (canary("{Type: CAPACITY_PERCENT}"), ["DEP-03!"]),
        (canary(instances(60)), []),
        (canary(instances(0)), ["DEP-03!"]),
        (linear(percent(10)), []),
        (linear(percent(50)), []),
        (linear(percent(9)), ["DEP-05!"]),
        (linear(percent(51)), ["DEP-05!"]),
        (rolling(percent(5)), []),
        (rolling(percent(50)), []),
        (rolling(percent(4)), ["DEP-06!"]),
        (rolling(percent("'51'")), ["DEP-06!"]),
        (rolling(more=f", RollbackMaximumBatchSize: {percent(100)}"), []),
        (rolling(more=f", RollbackMaximumBatchSize: {percent(101)}"), ["DEP-06!"]),
        (f"RollingUpdatePolicy: {{WaitIntervalInSeconds: 60}}, {ALARMS}", ["DEP-06!"]),
    ],
)
def test_sizes_have_bounds(deployment: str, expected: list[str], told: Told) -> None:
    assert told(endpoint(deployment)) == expected


@pytest.mark.parametrize(
    ("deployment", "count", "expected"),
    [
        (canary(instances(2)), 4, []),
        (canary(instances("'3'")), 4, ["DEP-04!"]),
        (canary(instances(1)), 2, []),
        (canary(instances(1)), 1, ["DEP-04!"]),
        (canary(instances(1)), 200, []),
        (canary(instances(9)), "!Ref Seconds", []),
        (linear(instances(5)), 10, []),
        (linear(instances(6)), 10, ["DEP-05!"]),
        (linear(instances(1)), 10, []),
        (linear(instances(1)), 11, ["DEP-05!"]),
        (rolling(instances(3)), 6, []),
        (rolling(instances(4)), 6, ["DEP-07!"]),
        (rolling(instances(1)), 20, []),
        (rolling(instances(1)), 21, ["DEP-07!"]),
    ],
)
def test_sizes_in_instances_are_compared_with_the_fleet(
    deployment: str, count: object, expected: list[str], told: Told
) -> None:
    assert told(config(fleet(count)), endpoint(deployment, config=HERE)) == expected


def test_of_several_variants_the_smallest_decides(told: Told) -> None:
    two = config(fleet(8), fleet(2, name="challenger"))

    assert told(two, endpoint(canary(instances(2)), config=HERE)) == ["DEP-04!"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (scaled(8), []),
        (scaled(4), ["DEP-04?"]),
        (scaled("!Ref Seconds"), []),
        (scaled(8, "!Sub endpoint/${Name}/variant/champion"), ["DEP-04?"]),
        (scaled(8, "endpoint/balancing/variant/champion"), ["DEP-04!"]),
    ],
)
def test_a_scaled_fleet_is_compared_at_its_largest(
    target: str, expected: list[str], told: Told
) -> None:
    retained = "RetainAllVariantProperties: true"

    found = told(
        config(fleet(4)), endpoint(canary(instances(3)), config=HERE, more=retained), target
    )

    assert found == expected


# --- times ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        (canary(wait=0), []),
        (canary(wait="'3600'"), []),
        (canary(wait=3601), ["DEP-08!"]),
        (canary(wait=-1), ["DEP-08!"]),
        (rolling(percent(50), 3601), ["DEP-08!"]),
        (shifting(f"Type: CANARY, CanarySize: {TENTH}"), ["DEP-08?"]),
        (f"RollingUpdatePolicy: {{MaximumBatchSize: {TENTH}}}, {ALARMS}", ["DEP-08!"]),
        (canary(more=", TerminationWaitInSeconds: 3600"), []),
        (canary(more=", TerminationWaitInSeconds: 3601"), ["DEP-09!"]),
        (canary(wait=0, more=", MaximumExecutionTimeoutInSeconds: 600"), []),
        (canary(wait=0, more=", MaximumExecutionTimeoutInSeconds: 599"), ["DEP-09!"]),
        (canary(more=", MaximumExecutionTimeoutInSeconds: 28800"), []),
        (canary(more=", MaximumExecutionTimeoutInSeconds: 28801"), ["DEP-09!"]),
        (rolling(wait=0, more=", MaximumExecutionTimeoutInSeconds: 599"), ["DEP-09!"]),
    ],
)
def test_times_have_bounds(deployment: str, expected: list[str], told: Told) -> None:
    assert told(endpoint(deployment)) == expected


def ends(timeout: object, last: object = None) -> str:
    wait = "" if last is None else f", TerminationWaitInSeconds: {last}"
    return f"{wait}, MaximumExecutionTimeoutInSeconds: {timeout}"


@pytest.mark.parametrize(
    ("deployment", "broken"),
    [
        (canary(wait=600, more=ends(900, 300)), True),
        (canary(wait=600, more=ends(901, 300)), False),
        (canary(wait="'600'", more=ends("'900'", "'300'")), True),
        (linear(percent(10), 600, ends(5400)), True),
        (linear(percent(10), 600, ends(5401)), False),
        (linear(percent(50), 600, ends(600)), True),
        (linear(percent(50), 600, ends(601)), False),
        (linear(percent(30), 600, ends(1800)), True),
        (linear(percent(30), 600, ends(1801)), False),
        (linear(percent("!Ref Seconds"), 600, ends(601)), False),
        (linear(percent("!Ref Seconds"), 600, ends(600)), True),
        (rolling(percent(20), 600, ends(3000)), True),
        (rolling(percent(20), 600, ends(3001)), False),
        (shifting("Type: ALL_AT_ONCE, WaitIntervalInSeconds: 600", ends(900, 300)), True),
        (shifting("Type: ALL_AT_ONCE, WaitIntervalInSeconds: 600", ends(901, 300)), False),
        (canary(wait="!Ref Seconds", more=ends(700, 700)), True),
        (canary(wait="!Ref Seconds", more=ends(701, 700)), False),
        (canary(wait=600, more=ends("!Ref Seconds", 600)), False),
    ],
)
def test_the_timeout_is_more_than_the_waits(deployment: str, *, broken: bool, told: Told) -> None:
    assert told(endpoint(deployment)) == (["DEP-10!"] if broken else [])


@pytest.mark.parametrize(("timeout", "broken"), [(1800, True), (1801, False)])
def test_steps_of_instances_are_counted(timeout: int, *, broken: bool, told: Told) -> None:
    stepwise = linear(instances(2), 600, ends(timeout))

    found = told(config(fleet(8)), endpoint(stepwise, config=HERE))

    assert found == (["DEP-10!"] if broken else [])


def test_steps_of_a_scaled_fleet_are_not(told: Told) -> None:
    stepwise = linear(instances(2), 600, ends(601))
    retained = "RetainAllVariantProperties: true"

    found = told(config(fleet(8)), endpoint(stepwise, config=HERE, more=retained), scaled(16))

    assert found == []


def test_waits_that_no_timeout_outlasts_are_a_warning(told: Told) -> None:
    assert told(endpoint(linear(percent(10), 3600))) == ["DEP-10?"]
    assert told(endpoint(linear(percent(10), 3000))) == []


# --- alarms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "expected"), [(0, ["DEP-11!"]), (1, []), (10, []), (11, ["DEP-11!"])]
)
def test_there_are_one_to_ten_alarms(count: int, expected: list[str], told: Told) -> None:
    alarms = ", ".join(f"{{AlarmName: alarm-{n}}}" for n in range(count))
    routing = f"Type: CANARY, CanarySize: {TENTH}, WaitIntervalInSeconds: 600"

    found = told(
        endpoint(shifting(routing, alarms=f", AutoRollbackConfiguration: {{Alarms: [{alarms}]}}"))
    )

    assert found == expected


@pytest.mark.parametrize(
    ("alarms", "expected"),
    [
        ("{}", ["DEP-11!"]),
        ("{Alarms: [!Ref AWS::NoValue]}", ["DEP-11!"]),
        ("{Alarms: !FindInMap [Alarms, !Ref Name, All]}", []),
        ("!Ref AWS::NoValue", ["DEP-12?"]),
    ],
)
def test_alarms_that_are_not_there_do_not_count(
    alarms: str, expected: list[str], told: Told
) -> None:
    routing = f"Type: CANARY, CanarySize: {TENTH}, WaitIntervalInSeconds: 600"

    found = told(endpoint(shifting(routing, alarms=f", AutoRollbackConfiguration: {alarms}")))

    assert found == expected


@pytest.mark.parametrize(
    ("deployment", "expected"),
    [
        (f"RollingUpdatePolicy: {{MaximumBatchSize: {TENTH}, WaitIntervalInSeconds: 0}}", 1),
        (shifting("Type: ALL_AT_ONCE, WaitIntervalInSeconds: 0", alarms=""), 0),
        (f"{ALARMS}", 0),
    ],
)
def test_steps_without_alarms_are_a_warning(deployment: str, expected: int, told: Told) -> None:
    assert told(endpoint(deployment)) == ["DEP-12?"] * expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("demand-5xx", []),
        ("!Ref Errors", []),
        ("!Ref Name", []),
        ("!ImportValue alarm", []),
        ("!GetAtt Errors.Arn", ["DEP-13!"]),
        ("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:demand", ["DEP-13!"]),
        ("!Sub 'arn:aws:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:demand'", ["DEP-13!"]),
        ("!Sub 'arn:${Name}:cloudwatch:eu-west-1:111111111111:alarm:demand'", ["DEP-13!"]),
        ("''", ["DEP-13!"]),
        ("x" * 255, []),
        ("x" * 256, ["DEP-13!"]),
    ],
)
def test_an_alarm_is_told_by_its_name(name: str, expected: list[str], told: Told) -> None:
    rollback = f", AutoRollbackConfiguration: {{Alarms: [{{AlarmName: {name}}}]}}"
    routing = f"Type: CANARY, CanarySize: {TENTH}, WaitIntervalInSeconds: 600"

    assert told(endpoint(shifting(routing, alarms=rollback)), alarm()) == expected


def role(policies: str) -> str:
    return (
        "Role:\n  Type: AWS::IAM::Role\n  Properties:\n    AssumeRolePolicyDocument: {Version: "
        "'2012-10-17', Statement: [{Effect: Allow, Principal: {Service: sagemaker.amazonaws.com}, "
        f"Action: 'sts:AssumeRole'}}]}}\n{indent(policies, '    ')}\n"
        "Model:\n  Type: AWS::SageMaker::Model\n  Properties:\n"
        "    ExecutionRoleArn: !GetAtt Role.Arn\n"
        "    PrimaryContainer: {Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1}\n"
    )


def allowing(action: str) -> str:
    return (
        "Policies: [{PolicyName: serving, PolicyDocument: {Version: '2012-10-17', Statement: "
        f"[{{Effect: Allow, Action: {action}, Resource: '*'}}]}}}}]"
    )


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (allowing("logs:PutLogEvents"), ["DEP-14!"]),
        (allowing("[logs:PutLogEvents, 'cloudwatch:PutMetricData']"), ["DEP-14!"]),
        (allowing("[logs:PutLogEvents, 'cloudwatch:DescribeAlarms']"), []),
        (allowing("'cloudwatch:Describe*'"), []),
        (allowing("'*'"), []),
        (allowing("!Ref Name"), []),
        ("ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]", []),
        ("Path: /", ["DEP-14?"]),
    ],
)
def test_the_role_may_look_at_the_alarms(policies: str, expected: list[str], told: Told) -> None:
    served = config(fleet(model="!GetAtt Model.ModelName"))

    assert told(role(policies), served, endpoint(canary(), config=HERE)) == expected


def test_without_alarms_the_role_needs_no_right_to_them(told: Told) -> None:
    served = config(fleet(model="!GetAtt Model.ModelName"))

    assert told(role(allowing("logs:PutLogEvents")), served, endpoint(config=HERE)) == []


def watched(deployment: str) -> str:
    return endpoint(deployment.replace("demand-5xx", "!Ref Errors"), config=HERE)


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        (alarm("champion"), []),
        (alarm("AllTraffic"), ["DEP-15?"]),
        (alarm("!Ref Name"), []),
        (alarm("champion", of="!Ref Name"), []),
        (alarm("AllTraffic", of="!Ref Name"), ["DEP-15?"]),
        (alarm("champion", of="balancing"), ["DEP-15?"]),
        (alarm(period=300), []),
        (alarm(period=300, periods="'3'"), ["DEP-16?"]),
        (alarm(period="!Ref Seconds"), []),
    ],
)
def test_an_alarm_looks_at_the_variant_for_as_long_as_a_step_waits(
    guard: str, expected: list[str], told: Told
) -> None:
    assert told(config(fleet()), watched(canary(wait=600)), guard) == expected


def test_an_alarm_is_found_by_its_literal_name(told: Told) -> None:
    guard = alarm("AllTraffic").replace(
        "  Properties:\n", "  Properties:\n    AlarmName: demand-5xx\n"
    )

    assert told(config(fleet()), endpoint(canary(), config=HERE), guard) == ["DEP-15?"]


# --- exclusions -------------------------------------------------------------------------------


def test_a_rolling_update_is_of_one_variant(told: Told) -> None:
    two = config(fleet(), fleet(name="challenger"))
    shadow = f"ShadowProductionVariants: [{{{fleet(name='challenger')}}}]"

    assert told(two, endpoint(rolling(), config=HERE)) == ["DEP-17!"]
    assert told(two, endpoint(canary(), config=HERE)) == []
    assert told(config(fleet(), more=shadow), endpoint(rolling(), config=HERE)) == ["DEP-17?"]


def test_guardrails_of_inf1_and_the_marketplace_are_a_warning(told: Told) -> None:
    package = "arn:aws:sagemaker:eu-west-1:985815980388:model-package/forecaster"
    model = (
        "Model:\n  Type: AWS::SageMaker::Model\n  Properties:\n    EnableNetworkIsolation: true\n"
        "    ExecutionRoleArn: arn:aws:iam::111111111111:role/serving\n"
        f"    PrimaryContainer: {{ModelPackageName: '{package}'}}\n"
    )
    sold = config(fleet(model="!GetAtt Model.ModelName"))

    assert told(config(fleet(kind="ml.inf1.xlarge")), endpoint(canary(), config=HERE)) == [
        "DEP-18?"
    ]
    assert told(model, sold, endpoint(canary(), config=HERE)) == ["DEP-18?"]
    assert told(model, sold, endpoint(config=HERE)) == []


# --- retention --------------------------------------------------------------------------------

EXCLUDED = "ExcludeRetainedVariantProperties: [{VariantPropertyType: DesiredWeight}]"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (f"RetainAllVariantProperties: true\n{EXCLUDED}", []),
        (f"RetainAllVariantProperties: 'true'\n{EXCLUDED}", []),
        (f"RetainAllVariantProperties: !Ref Name\n{EXCLUDED}", []),
        (EXCLUDED, ["DEP-20?"]),
        (f"RetainAllVariantProperties: 'false'\n{EXCLUDED}", ["DEP-20?"]),
        ("ExcludeRetainedVariantProperties: []", []),
        (f"RetainAllVariantProperties: true\n{EXCLUDED}".replace("Weight", "Count"), ["DEP-21!"]),
        (
            f"RetainAllVariantProperties: true\n{EXCLUDED}".replace(
                "DesiredWeight", "DataCaptureConfig"
            ),
            ["DEP-21?"],
        ),
        (
            f"RetainAllVariantProperties: true\n{EXCLUDED}".replace("DesiredWeight", "!Ref Name"),
            [],
        ),
    ],
)
def test_what_is_excluded_from_retention(more: str, expected: list[str], told: Told) -> None:
    assert told(endpoint(more=more)) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", ["DEP-22?"]),
        ("RetainAllVariantProperties: false", ["DEP-22?"]),
        ("RetainAllVariantProperties: true", []),
        ("RetainAllVariantProperties: !Ref Name", []),
        (f"RetainAllVariantProperties: true\n{EXCLUDED}", []),
        (
            f"RetainAllVariantProperties: true\n{EXCLUDED}".replace("Weight", "InstanceCount"),
            ["DEP-22?"],
        ),
    ],
)
def test_scaled_instances_are_retained(more: str, expected: list[str], told: Told) -> None:
    assert told(config(fleet()), endpoint(config=HERE, more=more), scaled()) == expected


def test_instances_that_are_not_scaled_need_not_be(told: Told) -> None:
    assert told(config(fleet()), endpoint(config=HERE)) == []

"""Rules of inference components, at their boundaries and through the links between resources."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]

BY_REFERENCE = "!GetAtt Endpoint.EndpointName"
MODEL = "ModelName: nlinear"
IMAGE = "Container: {Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/nlinear:1}"
MEMORY = "ComputeResourceRequirements: {MinMemoryRequiredInMb: 1024}"
COPIES = "sagemaker:inference-component:DesiredCopyCount"


def template(*resources: str, parameters: str = "") -> str:
    body = indent("".join(f"{r.strip()}\n" for r in resources), "  ")
    return f"{parameters}\nResources:\n{body}"


def component(
    specification: str | None = f"{{{MODEL}, {MEMORY}}}",
    *,
    endpoint: str = "shared",
    more: str = "",
    rest: str = "",
) -> str:
    given = f"    Specification: {specification}\n" if specification is not None else ""
    return (
        f"Component:\n  Type: AWS::SageMaker::InferenceComponent\n{rest}  Properties:\n"
        f"    InferenceComponentName: nlinear\n    EndpointName: {endpoint}\n{given}"
        + "".join(f"    {line}\n" for line in more.splitlines())
    )


def needing(requirements: str, more: str = "") -> str:
    return component(
        f"{{{MODEL}, ComputeResourceRequirements: {{{requirements}}}}}",
        endpoint=BY_REFERENCE,
        more=more,
    )


def hosts(*variants: str) -> str:
    listed = "".join(f"      - {{{variant}}}\n" for variant in variants)
    return (
        "Config:\n  Type: AWS::SageMaker::EndpointConfig\n  Properties:\n"
        "    ExecutionRoleArn: arn:aws:iam::111111111111:role/serving\n"
        f"    ProductionVariants:\n{listed}"
        "Endpoint:\n  Type: AWS::SageMaker::Endpoint\n  Properties:\n    EndpointName: shared\n"
        "    EndpointConfigName: !GetAtt Config.EndpointConfigName\n"
    )


def variant(instance_type: str = "ml.g5.2xlarge", more: str = "", name: str = "AllTraffic") -> str:
    return f"VariantName: {name}, InstanceType: {instance_type}, InitialInstanceCount: 1{more}"


def target(
    resource_id: str = "inference-component/nlinear",
    dimension: str = COPIES,
    least: object = 0,
    more: str = "",
) -> str:
    return (
        "Target:\n  Type: AWS::ApplicationAutoScaling::ScalableTarget\n  Properties:\n"
        f"    ServiceNamespace: sagemaker\n    ScalableDimension: {dimension}\n"
        f"    ResourceId: {resource_id}\n    MinCapacity: {least}\n    MaxCapacity: 4\n"
        + "".join(f"    {line}\n" for line in more.splitlines())
    )


def stepping(placed: str = "ScalingTargetId: !Ref Target") -> str:
    return (
        "FromZero:\n  Type: AWS::ApplicationAutoScaling::ScalingPolicy\n  Properties:\n"
        "    PolicyName: from-zero\n    PolicyType: StepScaling\n"
        + "".join(f"    {line}\n" for line in placed.splitlines())
        + "    StepScalingPolicyConfiguration:\n      AdjustmentType: ChangeInCapacity\n"
        "      StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]\n"
    )


def hearing(
    metric: str = "NoCapacityInvocationFailures",
    actions: str = "[!Ref FromZero]",
    name: str = "nlinear",
) -> str:
    return (
        "Asked:\n  Type: AWS::CloudWatch::Alarm\n  Properties:\n    Namespace: AWS/SageMaker\n"
        f"    MetricName: {metric}\n    Dimensions: [{{Name: InferenceComponentName, "
        f"Value: {name}}}]\n    Statistic: Sum\n    Period: 60\n    EvaluationPeriods: 1\n"
        "    ComparisonOperator: GreaterThanOrEqualToThreshold\n    Threshold: 1\n"
        f"    AlarmActions: {actions}\n"
    )


@pytest.fixture
def told(findings_of: Check) -> Callable[..., list[str]]:
    """Find what rules of components say: the ids, with `!` for an error and `?` for a warning."""

    def run(*resources: str, parameters: str = "") -> list[str]:
        found = findings_of(template(*resources, parameters=parameters))
        return [
            f.rule.id + ("!" if f.severity is Severity.ERROR else "?")
            for f in found
            if f.rule.area == "IC"
        ]

    return run


Told = Callable[..., list[str]]


# --- specifications ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "expected"), [(1, ["IC-01!"]), (2, []), (5, []), (6, ["IC-01!"])]
)
def test_there_are_two_to_five_specifications(count: int, expected: list[str], told: Told) -> None:
    sizes = ["xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge"][:count]
    listed = "".join(f"  - {{InstanceType: ml.g5.{s}, {MODEL}, {MEMORY}}}\n" for s in sizes)

    assert told(component(None, more=f"Specifications:\n{listed}")) == expected


def test_both_forms_of_specification_are_an_error(told: Told) -> None:
    two = "\n".join(f"  - {{InstanceType: ml.g{n}.xlarge, {MODEL}, {MEMORY}}}" for n in (5, 6))

    assert told(component(more=f"Specifications:\n{two}")) == ["IC-01!"]
    assert told(component(None)) == ["IC-01!"]


def test_a_form_that_a_condition_takes_away_does_not_count(told: Told) -> None:
    two = "\n".join(f"  - {{InstanceType: ml.g{n}.xlarge, {MODEL}, {MEMORY}}}" for n in (5, 6))
    given = f"!If [Many, !Ref AWS::NoValue, {{{MODEL}, {MEMORY}}}]"
    several = (
        f"Specifications:\n  Fn::If:\n  - Many\n  - \n{indent(two, '  ')}\n  - !Ref AWS::NoValue"
    )
    parameters = (
        "Parameters: {Types: {Type: String}}\nConditions: {Many: !Equals [!Ref Types, many]}"
    )

    assert told(component(given, more=several), parameters=parameters) == []


@pytest.mark.parametrize(
    "specification",
    [
        f"{{InstanceType: ml.g5.xlarge, {MODEL}, {MEMORY}}}",
        f"{{InstanceType: !Ref AWS::StackName, {MODEL}, {MEMORY}}}",
    ],
)
def test_a_specification_alone_has_no_instance_type(specification: str, told: Told) -> None:
    assert told(component(specification)) == ["IC-02!"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("InstanceType: ml.g5.xlarge, ", "InstanceType: ml.g6.xlarge, ", []),
        ("InstanceType: ml.g5.xlarge, ", "InstanceType: ml.g5.xlarge, ", ["IC-02!"]),
        ("InstanceType: ml.g5.xlarge, ", "", ["IC-02!"]),
        ("InstanceType: ml.g5.xlarge, ", "InstanceType: ml.t3.medium, ", []),  # VAR-02 tells it
        ("InstanceType: !Ref One, ", "InstanceType: !Ref Two, ", []),
        ("InstanceType: ml.g5.xlarge, ", "InstanceType: ml.g99.xlarge, ", []),
    ],
)
def test_specifications_are_of_different_types(
    first: str, second: str, expected: list[str], told: Told
) -> None:
    listed = "".join(f"  - {{{kind}{MODEL}, {MEMORY}}}\n" for kind in (first, second))
    parameters = "Parameters: {One: {Type: String}, Two: {Type: String}}"

    assert told(component(None, more=f"Specifications:\n{listed}"), parameters=parameters) == (
        expected
    )


@pytest.mark.parametrize(
    ("specification", "expected"),
    [
        (f"{{{MODEL}, {MEMORY}}}", []),
        (f"{{{IMAGE}, {MEMORY}}}", []),
        (f"{{{MODEL}, {IMAGE}, {MEMORY}}}", ["IC-03!"]),
        (f"{{ModelName: !Ref Name, {IMAGE}, {MEMORY}}}", ["IC-03!"]),
        (f"{{{MEMORY}}}", ["IC-03!"]),
        (f"{{Container: {{ArtifactUrl: s3://models/a.tar.gz}}, {MEMORY}}}", ["IC-03!"]),
        ("!FindInMap [Sizes, !Ref Name, Specification]", []),
    ],
)
def test_a_copy_runs_a_model_or_a_container(
    specification: str, expected: list[str], told: Told
) -> None:
    parameters = "Parameters: {Name: {Type: String}}"

    assert told(component(specification), parameters=parameters) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", []),
        ("VariantName: AllTraffic", ["IC-11!"]),
        ("RuntimeConfig: {CopyCount: 1}", ["IC-11!"]),
        ("VariantName: AllTraffic\nRuntimeConfig: {CopyCount: 1}", ["IC-11!", "IC-11!"]),
        ("Tags: [{Key: team, Value: demand}]", []),
    ],
)
def test_an_adapter_says_nothing_that_its_base_says(
    more: str, expected: list[str], told: Told
) -> None:
    adapter = "{BaseInferenceComponentName: base, Container: {ArtifactUrl: s3://m/a.tar.gz}}"

    assert told(component(adapter, more=more)) == expected


@pytest.mark.parametrize(
    "specification",
    [
        "{BaseInferenceComponentName: base}",
        "{BaseInferenceComponentName: !Ref Name}",
        "{BaseInferenceComponentName: base, Container: {}}",
        "{BaseInferenceComponentName: base, ModelName: m, Container: {ArtifactUrl: s3://m/a.gz}}",
        "{BaseInferenceComponentName: base, Container: {ArtifactUrl: s3://m/a.gz, Image: i}}",
        f"{{BaseInferenceComponentName: b, Container: {{ArtifactUrl: s3://m/a.gz}}, {MEMORY}}}",
    ],
)
def test_an_adapter_is_an_artifact_alone(specification: str, told: Told) -> None:
    assert told(component(specification), parameters="Parameters: {Name: {Type: String}}") == [
        "IC-11!"
    ]


@pytest.mark.parametrize(
    ("count", "expected"), [(0, []), (1, []), (16, []), (17, ["IC-12!"]), (100, ["IC-12!"])]
)
def test_a_container_has_sixteen_variables(count: int, expected: list[str], told: Told) -> None:
    variables = ", ".join(f"NAME_{n}: 'x'" for n in range(count))
    container = f"Container: {{Image: image, Environment: {{{variables}}}}}"

    assert told(component(f"{{{container}, {MEMORY}}}")) == expected


@pytest.mark.parametrize(("name", "expected"), [("H", ["IC-12!"]), ("HZ", []), ("1H", ["IC-12!"])])
def test_a_variable_has_two_characters(name: str, expected: list[str], told: Told) -> None:
    container = f"Container: {{Image: image, Environment: {{{name}: '24'}}}}"

    assert told(component(f"{{{container}, {MEMORY}}}")) == expected


# --- resources --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requirements", "expected"),
    [
        ("MinMemoryRequiredInMb: 128", []),
        ("MinMemoryRequiredInMb: '128'", []),
        ("MinMemoryRequiredInMb: 127", ["IC-04!"]),
        ("NumberOfCpuCoresRequired: 1", ["IC-04!"]),
        ("MinMemoryRequiredInMb: !Ref Memory", []),
        ("MinMemoryRequiredInMb: 128, MaxMemoryRequiredInMb: 128", []),
        ("MinMemoryRequiredInMb: 129, MaxMemoryRequiredInMb: '128'", ["IC-05!"]),
        ("MinMemoryRequiredInMb: !Ref Memory, MaxMemoryRequiredInMb: 127", ["IC-05!"]),
        ("MinMemoryRequiredInMb: 512, MaxMemoryRequiredInMb: !Ref Memory", []),
        ("MinMemoryRequiredInMb: 512, NumberOfAcceleratorDevicesRequired: 1", []),
        ("MinMemoryRequiredInMb: 512, NumberOfAcceleratorDevicesRequired: '1.0'", []),
        ("MinMemoryRequiredInMb: 512, NumberOfAcceleratorDevicesRequired: 0", ["IC-06!"]),
        ("MinMemoryRequiredInMb: 512, NumberOfAcceleratorDevicesRequired: 0.5", ["IC-06!"]),
        ("MinMemoryRequiredInMb: 512, NumberOfAcceleratorDevicesRequired: 1.5", ["IC-06!"]),
        ("MinMemoryRequiredInMb: 512, NumberOfCpuCoresRequired: 0.25", []),
        ("MinMemoryRequiredInMb: 512, NumberOfCpuCoresRequired: 0.2", ["IC-06!"]),
    ],
)
def test_requirements_have_bounds(requirements: str, expected: list[str], told: Told) -> None:
    given = component(f"{{{MODEL}, ComputeResourceRequirements: {{{requirements}}}}}")

    assert told(given, parameters="Parameters: {Memory: {Type: Number}}") == expected


def test_requirements_are_required(told: Told) -> None:
    assert told(component(f"{{{MODEL}}}")) == ["IC-04!"]


@pytest.mark.parametrize(
    ("instance_type", "requirements", "expected"),
    [
        ("ml.g5.12xlarge", "NumberOfAcceleratorDevicesRequired: 4", []),
        ("ml.g5.12xlarge", "NumberOfAcceleratorDevicesRequired: 5", ["IC-07!"]),
        ("ml.c6i.2xlarge", "NumberOfAcceleratorDevicesRequired: 1", ["IC-07!"]),
        ("ml.inf2.xlarge", "NumberOfAcceleratorDevicesRequired: 2", []),
        ("ml.inf2.xlarge", "NumberOfAcceleratorDevicesRequired: 3", ["IC-07!"]),
        ("ml.p6e-gb200.36xlarge", "NumberOfAcceleratorDevicesRequired: 4", []),
        ("ml.g99.xlarge", "NumberOfAcceleratorDevicesRequired: 9", []),
        ("!Ref Type", "NumberOfAcceleratorDevicesRequired: 9", []),
        ("ml.c6i.2xlarge", "NumberOfCpuCoresRequired: 8", []),
        ("ml.c6i.2xlarge", "NumberOfCpuCoresRequired: 8.5", ["IC-07!"]),
    ],
)
def test_devices_and_cores_are_those_of_the_instance(
    instance_type: str, requirements: str, expected: list[str], told: Told
) -> None:
    asked = needing(f"MinMemoryRequiredInMb: 128, {requirements}")

    found = told(
        hosts(variant(instance_type)), asked, parameters="Parameters: {Type: {Type: String}}"
    )

    assert found == expected


@pytest.mark.parametrize(
    ("memory", "expected"),
    [(8192, []), (8193, ["IC-07?"]), (16384, ["IC-07?"]), (16385, ["IC-07!"])],
)
def test_much_memory_is_a_warning_and_too_much_an_error(
    memory: int, expected: list[str], told: Told
) -> None:
    asked = needing(f"MinMemoryRequiredInMb: {memory}", "VariantName: AllTraffic")

    assert told(hosts(variant("ml.c6i.2xlarge")), asked) == expected


def test_a_copy_need_only_fit_one_of_the_pools(findings_of: Check) -> None:
    pools = (
        "VariantName: AllTraffic, InitialInstanceCount: 1, InstancePools: ["
        "{InstanceType: ml.g5.xlarge, Priority: 1}, {InstanceType: ml.g5.12xlarge, Priority: 2}]"
    )
    fits, misfits = (
        needing(f"MinMemoryRequiredInMb: 1024, NumberOfAcceleratorDevicesRequired: {count}")
        for count in (4, 5)
    )

    found = [
        [f.says for f in findings_of(template(hosts(pools), asked)) if f.rule.id == "IC-07"]
        for asked in (fits, misfits)
    ]

    assert found == [
        [],
        [
            (
                "component Component fits none of its instances: "
                "NumberOfAcceleratorDevicesRequired is 5, and ml.g5.xlarge has 1; "
                "NumberOfAcceleratorDevicesRequired is 5, and ml.g5.12xlarge has 4"
            )
        ],
    ]


def test_each_of_several_specifications_is_compared_with_its_own_type(told: Told) -> None:
    listed = "".join(
        f"  - {{InstanceType: {kind}, {MODEL}, ComputeResourceRequirements: "
        "{MinMemoryRequiredInMb: 1024, NumberOfAcceleratorDevicesRequired: 4}}\n"
        for kind in ("ml.g5.xlarge", "ml.g5.12xlarge")
    )

    assert told(component(None, more=f"Specifications:\n{listed}")) == ["IC-07!"]


# --- endpoints --------------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["nlinear", "!Ref Name", "!ImportValue model"])
def test_a_variant_with_a_model_takes_no_components(model: str, told: Told) -> None:
    found = told(
        hosts(variant(more=f", ModelName: {model}")),
        component(endpoint=BY_REFERENCE),
        parameters="Parameters: {Name: {Type: String}}",
    )

    assert found == ["IC-08!"]


def test_a_serverless_variant_takes_no_components(told: Told) -> None:
    serverless = "VariantName: a, ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 1}"

    assert told(hosts(serverless), component(endpoint=BY_REFERENCE)) == ["IC-08!"]


def test_a_component_of_a_named_endpoint_is_linked_and_has_to_wait_for_it(told: Told) -> None:
    with_model = hosts(variant(more=", ModelName: nlinear"))

    assert told(with_model, component()) == ["IC-08!", "IC-22!"]
    assert told(hosts(variant()), component(rest="  DependsOn: Endpoint\n")) == []
    assert told(hosts(variant()), component(rest="  DependsOn: [Config, Endpoint]\n")) == []
    assert told(hosts(variant()), component(endpoint="elsewhere")) == []


@pytest.mark.parametrize(
    ("named", "expected"),
    [("AllTraffic", []), ("alltraffic", ["IC-10!"]), ("champion", ["IC-10!"]), ("!Ref Name", [])],
)
def test_a_component_is_of_a_variant_there_is(named: str, expected: list[str], told: Told) -> None:
    found = told(
        hosts(variant()),
        component(endpoint=BY_REFERENCE, more=f"VariantName: {named}"),
        parameters="Parameters: {Name: {Type: String}}",
    )

    assert found == expected


def test_variants_of_unknown_names_may_be_meant(told: Told) -> None:
    found = told(
        hosts(variant(name="!Ref Name")),
        component(endpoint=BY_REFERENCE, more="VariantName: champion"),
        parameters="Parameters: {Name: {Type: String}}",
    )

    assert found == []


@pytest.mark.parametrize(("copies", "expected"), [("-1", ["IC-09!"]), ("0", []), ("'2'", [])])
def test_copies_are_not_negative(copies: str, expected: list[str], told: Told) -> None:
    assert told(component(more=f"RuntimeConfig: {{CopyCount: {copies}}}")) == expected


# --- updates ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("MaximumBatchSize: {Type: CAPACITY_PERCENT, Value: 5}, WaitIntervalInSeconds: 0", []),
        ("MaximumBatchSize: {Type: CAPACITY_PERCENT, Value: 4}, WaitIntervalInSeconds: 0", 1),
        ("MaximumBatchSize: {Type: CAPACITY_PERCENT, Value: '51'}, WaitIntervalInSeconds: 0", 1),
        ("MaximumBatchSize: {Type: INSTANCE_COUNT, Value: 1}, WaitIntervalInSeconds: 0", 1),
        ("MaximumBatchSize: {Type: COPY_COUNT, Value: 2}, WaitIntervalInSeconds: 0", []),
        ("MaximumBatchSize: {Type: COPY_COUNT, Value: 3}, WaitIntervalInSeconds: 0", 1),
        ("MaximumBatchSize: {Type: COPY_COUNT, Value: 0}, WaitIntervalInSeconds: 0", 1),
        ("MaximumBatchSize: {Type: COPY_COUNT, Value: 1}, WaitIntervalInSeconds: 3601", 1),
        ("MaximumBatchSize: {Type: COPY_COUNT, Value: 1}", ["IC-14?"]),
        ("WaitIntervalInSeconds: 60", 1),
        (
            (
                "MaximumBatchSize: {Type: COPY_COUNT, Value: 1}, WaitIntervalInSeconds: 60, "
                "RollbackMaximumBatchSize: {Type: CAPACITY_PERCENT, Value: 100}"
            ),
            [],
        ),
        (
            (
                "MaximumBatchSize: {Type: COPY_COUNT, Value: 1}, WaitIntervalInSeconds: 60, "
                "MaximumExecutionTimeoutInSeconds: 599"
            ),
            1,
        ),
    ],
)
def test_a_component_is_updated_in_batches(
    policy: str, expected: list[str] | int, told: Told
) -> None:
    more = (
        f"RuntimeConfig: {{CopyCount: 4}}\nDeploymentConfig: {{RollingUpdatePolicy: {{{policy}}}}}"
    )

    assert told(component(more=more)) == (["IC-14!"] if expected == 1 else expected)


def test_a_component_has_no_blue_green_update(told: Told) -> None:
    policy = "BlueGreenUpdatePolicy: {TrafficRoutingConfiguration: {Type: ALL_AT_ONCE}}"

    assert told(component(more=f"DeploymentConfig: {{{policy}}}")) == ["IC-14!"]
    assert told(component(more="DeploymentConfig: {}")) == ["IC-14!"]


def test_of_one_copy_and_of_scaled_copies_a_large_batch_is_a_warning(told: Told) -> None:
    policy = "MaximumBatchSize: {Type: COPY_COUNT, Value: 1}, WaitIntervalInSeconds: 60"
    more = (
        f"RuntimeConfig: {{CopyCount: 1}}\nDeploymentConfig: {{RollingUpdatePolicy: {{{policy}}}}}"
    )
    two = more.replace("Value: 1", "Value: 2").replace("CopyCount: 1", "CopyCount: 2")

    assert told(component(more=more)) == ["IC-14?"]
    assert told(component(more=two)) == ["IC-14!"]
    assert told(component(more=two), target(least=1)) == ["IC-14?"]


@pytest.mark.parametrize(("count", "broken"), [(0, True), (1, False), (10, False), (11, True)])
def test_a_component_has_up_to_ten_alarms(count: int, broken: bool, told: Told) -> None:  # noqa: FBT001  # pytest passes it by name
    alarms = ", ".join(f"{{AlarmName: alarm-{n}}}" for n in range(count))
    policy = "MaximumBatchSize: {Type: COPY_COUNT, Value: 1}, WaitIntervalInSeconds: 60"
    config = f"RollingUpdatePolicy: {{{policy}}}, AutoRollbackConfiguration: {{Alarms: [{alarms}]}}"

    found = told(component(more=f"DeploymentConfig: {{{config}}}"))

    assert found == (["IC-14!"] if broken else [])


# --- scaling ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("resource_id", "expected"),
    [
        ("inference-component/nlinear", []),
        ("!Sub inference-component/${Name}", []),
        ("!Join ['/', [inference-component, !Ref Name]]", []),
        ("!Ref Name", []),
        ("inference-component/my_model", ["IC-17!"]),
        ("inference-component/", ["IC-17!"]),
        ("inference-component/nlinear/variant/AllTraffic", ["IC-17!"]),
        ("inference-components/nlinear", ["IC-17!"]),
        ("nlinear", ["IC-17!"]),
        ("!Sub endpoint/${Name}/variant/AllTraffic", ["IC-17!"]),
        ("!Sub inference-component/${Name}/copies/1", ["IC-17!"]),
    ],
)
def test_copies_are_named_by_their_component(
    resource_id: str, expected: list[str], told: Told
) -> None:
    found = told(target(resource_id, least=1), parameters="Parameters: {Name: {Type: String}}")

    assert found == expected


def test_a_policy_names_the_copies_in_the_same_way(told: Told) -> None:
    placed = (
        "ServiceNamespace: sagemaker\nResourceId: endpoint/shared/variant/AllTraffic\n"
        f"ScalableDimension: {COPIES}"
    )

    assert told(stepping(placed)) == ["IC-17!"]


def test_an_arn_in_place_of_the_name_is_told_once(findings_of: Check) -> None:
    named = "!Sub 'inference-component/${Component}'"

    found = findings_of(template(component(), target(named, least=1)))

    assert [f.rule.id for f in found if f.severity is Severity.ERROR] == ["NAM-08"]


@pytest.mark.parametrize(
    "placed",
    [
        "ScalingTargetId: !Ref Target",
        (
            "ServiceNamespace: sagemaker\nResourceId: inference-component/nlinear\n"
            f"ScalableDimension: {COPIES}"
        ),
    ],
)
def test_a_step_policy_with_the_alarm_brings_copies_back(placed: str, told: Told) -> None:
    assert told(target(), stepping(placed), hearing()) == []


@pytest.mark.parametrize(
    "resources",
    [
        (target(),),
        (target(least="'0'"),),
        (target(), stepping()),
        (target(), hearing(actions="[arn:aws:sns:eu-west-1:111111111111:people]")),
        (target(), hearing(actions="[!Sub 'arn:aws:sns:${AWS::Region}:111111111111:people']")),
        (target(), stepping(), hearing("InvocationsPerCopy")),
        (target(), stepping(), hearing(name="tide")),
        (target(), stepping(), hearing(actions="[]")),
    ],
)
def test_without_them_copies_stay_away(resources: tuple[str, ...], told: Told) -> None:
    assert told(*resources) == ["IC-18!"]


@pytest.mark.parametrize(
    "resources",
    [
        (target(least=1),),
        (target(least="!Ref Least"),),
        (target(), hearing(actions="[!Ref Policy]")),
        (target(), hearing(actions="!Ref Policies")),
        (target(), stepping("ScalingTargetId: !Ref Policy"), hearing()),
        (target(), stepping(), hearing(name="!Ref Policy")),
    ],
)
def test_what_may_bring_copies_back_is_enough(resources: tuple[str, ...], told: Told) -> None:
    parameters = (
        "Parameters: {Least: {Type: Number}, Policy: {Type: String}, "
        "Policies: {Type: CommaDelimitedList}}"
    )

    assert told(*resources, parameters=parameters) == []


def test_a_schedule_may_bring_copies_back(told: Told) -> None:
    schedules = (
        "ScheduledActions: [{ScheduledActionName: day, Schedule: cron(0 7 * * ? *), "
        "ScalableTargetAction: {MinCapacity: 1}}]"
    )

    assert told(target(more=schedules)) == ["IC-18?"]


@pytest.mark.parametrize(
    ("managed", "expected"),
    [
        ("", ["IC-19?"]),
        (", ManagedInstanceScaling: {Status: ENABLED, MinInstanceCount: 1}", ["IC-19?"]),
        (", ManagedInstanceScaling: {Status: DISABLED, MinInstanceCount: 0}", ["IC-19?"]),
        (", ManagedInstanceScaling: {Status: ENABLED, MinInstanceCount: 0}", []),
        (", ManagedInstanceScaling: {Status: ENABLED, MinInstanceCount: !Ref Least}", []),
    ],
)
def test_instances_that_stay_cost_as_before(managed: str, expected: list[str], told: Told) -> None:
    found = told(
        hosts(variant(more=managed)),
        component(endpoint=BY_REFERENCE, more="VariantName: AllTraffic"),
        target().replace("  Properties", "  DependsOn: Component\n  Properties", 1),
        stepping(),
        hearing(),
        parameters="Parameters: {Least: {Type: Number}}",
    )

    assert found == expected

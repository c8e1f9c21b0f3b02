"""What a serverless endpoint may be, at the boundaries and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_MODEL = """
Parameters:
  Size: {Type: Number}
  Subnets: {Type: CommaDelimitedList}
Conditions:
  IsInVpc: !Not [!Equals [!Join ["", !Ref Subnets], ""]]
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ModelName: nlinear
      ExecutionRoleArn: arn:aws:iam::111111111111:role/forecast
      PrimaryContainer:
        Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1
"""


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Check by the rules of serverless endpoints alone."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "SRV")


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of serverless endpoints alone."""
    return lambda source: sorted({finding.rule.id for finding in findings_of(source)})


def _served(
    serverless: str = "MemorySizeInMB: 2048, MaxConcurrency: 5",
    *,
    model: str = "",
    variant: str = "",
    config: str = "",
    endpoint: str = "",
    more: str = "",
) -> str:
    """A model, its serverless configuration and an endpoint; each text is of one line."""
    return (
        f"{_MODEL}      {model}\n"
        "  Config:\n"
        "    Type: AWS::SageMaker::EndpointConfig\n"
        "    Properties:\n"
        f"      {config}\n"
        "      ProductionVariants:\n"
        "        - VariantName: AllTraffic\n"
        "          ModelName: nlinear\n"
        f"          {variant}\n"
        f"          ServerlessConfig: {{{serverless}}}\n"
        "  Endpoint:\n"
        "    Type: AWS::SageMaker::Endpoint\n"
        "    Properties:\n"
        "      EndpointName: demand\n"
        f"      {endpoint}\n"
        "      EndpointConfigName: !GetAtt Config.EndpointConfigName\n"
        f"{more}"
    )


def _scaled(*, dimension: str, most: str, serverless: str, resource: str | None = None) -> str:
    target = (
        "  Scaling:\n"
        "    Type: AWS::ApplicationAutoScaling::ScalableTarget\n"
        "    Properties:\n"
        "      ServiceNamespace: sagemaker\n"
        f"      ResourceId: {resource or 'endpoint/demand/variant/AllTraffic'}\n"
        f"      ScalableDimension: sagemaker:variant:{dimension}\n"
        "      MinCapacity: 1\n"
        f"      MaxCapacity: {most}\n"
    )
    return _served(serverless, more=target)


_WARM = "MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency: 2"


@pytest.mark.parametrize(
    ("serverless", "broken"),
    [
        ("MemorySizeInMB: 1024, MaxConcurrency: 1", []),
        ("MemorySizeInMB: '2048', MaxConcurrency: '200'", []),
        ("MemorySizeInMB: 3072, MaxConcurrency: 200, ProvisionedConcurrency: 200", []),
        ("MemorySizeInMB: !Ref Size, MaxConcurrency: !Ref Size", []),
        ("MemorySizeInMB: 2048, MaxConcurrency: !Ref Size, ProvisionedConcurrency: 200", []),
        ("MemorySizeInMB: 1025, MaxConcurrency: 5", ["SRV-01"]),
        ("MemorySizeInMB: '1500', MaxConcurrency: 5", ["SRV-01"]),
        ("MemorySizeInMB: 6143, MaxConcurrency: 5", ["SRV-01", "SRV-21"]),
        ("MemorySizeInMB: 1023, MaxConcurrency: 5", ["SRV-02"]),
        ("MemorySizeInMB: 6145, MaxConcurrency: 5", ["SRV-02"]),
        ("MemorySizeInMB: 10240, MaxConcurrency: 5", ["SRV-02"]),
        ("MemorySizeInMB: 6144, MaxConcurrency: 5", ["SRV-21"]),
        ("MaxConcurrency: 5", ["SRV-02"]),
        ("MemorySizeInMB: 2048", ["SRV-03"]),
        ("MemorySizeInMB: 2048, MaxConcurrency: 0", ["SRV-03"]),
        ("MemorySizeInMB: 2048, MaxConcurrency: '201'", ["SRV-03"]),
        ("MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency: 0", ["SRV-04"]),
        ("MemorySizeInMB: 2048, MaxConcurrency: 5, ProvisionedConcurrency: '6'", ["SRV-04"]),
        ("MemorySizeInMB: 2048, MaxConcurrency: 200, ProvisionedConcurrency: 201", ["SRV-04"]),
    ],
)
def test_memory_and_concurrency_are_checked_at_their_boundaries(
    serverless: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_served(serverless)) == broken


@pytest.mark.parametrize(
    ("model", "broken"),
    [
        ("EnableNetworkIsolation: 'true'", ["SRV-07"]),
        ("EnableNetworkIsolation: 'false'", []),
        ("EnableNetworkIsolation: !Ref Size", []),
        ("VpcConfig: {Subnets: !Ref Subnets, SecurityGroupIds: [sg-1]}", ["SRV-06"]),
        ("VpcConfig: !Ref AWS::NoValue", []),
    ],
)
def test_a_model_is_followed_by_its_literal_name(
    model: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_served(model=model)) == broken


def test_a_vpc_that_may_be_none_is_no_fault(ids_of: Ids) -> None:
    vpc = "{Subnets: !Ref Subnets, SecurityGroupIds: [sg-0123456789abcdef0]}"

    found = ids_of(_served(model=f"VpcConfig: !If [IsInVpc, {vpc}, !Ref AWS::NoValue]"))

    assert found == []


def test_a_vpc_that_a_parameter_decides_is_told_with_its_value(findings_of: Check) -> None:
    source = _served(
        model="VpcConfig: !If [IsPrivate, {Subnets: [subnet-1], SecurityGroupIds: [sg-1]}, "
        "!Ref AWS::NoValue]"
    )
    source = source.replace("Parameters:", "Parameters:\n  Private: {Type: String}", 1)
    source = source.replace("Conditions:", "Conditions:\n  IsPrivate: !Equals [!Ref Private, y]", 1)

    (finding,) = (f for f in findings_of(source) if f.rule.id == "SRV-06")

    assert finding.when == "Private is y"


@pytest.mark.parametrize(
    ("enabled", "broken"),
    [
        ("EnableCapture: true,", ["SRV-08"]),
        ("", ["SRV-08"]),
        ("EnableCapture: false,", []),
        ("EnableCapture: !Ref Size,", []),
    ],
)
def test_capture_that_is_switched_off_or_unknown_is_no_fault(
    enabled: str, broken: list[str], ids_of: Ids
) -> None:
    capture = (
        f"DataCaptureConfig: {{{enabled} InitialSamplingPercentage: 1, "
        "DestinationS3Uri: 's3://forecasts/in', CaptureOptions: [{CaptureMode: Input}]}"
    )

    assert ids_of(_served(config=capture)) == broken


def test_a_mixed_endpoint_names_both_variants(findings_of: Check) -> None:
    source = """
    Resources:
      Config:
        Type: AWS::SageMaker::EndpointConfig
        Properties:
          ProductionVariants:
            - {VariantName: champion, ModelName: nlinear, InstanceType: ml.m5.large,
               InitialInstanceCount: 1}
            - {VariantName: challenger, ModelName: nlinear,
               ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}}
    """

    (finding,) = (f for f in findings_of(source) if f.rule.id == "SRV-05")

    assert "challenger is serverless" in finding.says
    assert "champion, challenger" in finding.says


def test_a_second_variant_that_a_condition_removes_is_no_fault(ids_of: Ids) -> None:
    source = """
    Conditions:
      HasTwo: !Equals [a, b]
    Resources:
      Config:
        Type: AWS::SageMaker::EndpointConfig
        Properties:
          ProductionVariants:
            - {VariantName: champion, ModelName: nlinear,
               ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}}
            - !If
              - HasTwo
              - {VariantName: challenger, ModelName: nlinear,
                 ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}}
              - !Ref AWS::NoValue
    """

    assert ids_of(source) == []


def test_a_serverless_shadow_variant_is_refused(ids_of: Ids) -> None:
    source = """
    Resources:
      Config:
        Type: AWS::SageMaker::EndpointConfig
        Properties:
          ProductionVariants:
            - {VariantName: champion, ModelName: nlinear, InstanceType: ml.m5.large,
               InitialInstanceCount: 1}
          ShadowProductionVariants:
            - {VariantName: candidate, ModelName: nlinear,
               ServerlessConfig: {MemorySizeInMB: 2048, MaxConcurrency: 5}}
    """

    assert "SRV-12" in ids_of(source)


def test_instance_settings_are_told_one_by_one_and_some_only_warn(findings_of: Check) -> None:
    source = _served(variant="InitialInstanceCount: 1\n          VolumeSizeInGB: 20")

    found = {f.place.rpartition(".")[2]: f.severity for f in findings_of(source)}

    assert found == {
        "InitialInstanceCount": Severity.ERROR,
        "VolumeSizeInGB": Severity.WARNING,
    }


@pytest.mark.parametrize(
    ("dimension", "most", "serverless", "broken"),
    [
        ("DesiredProvisionedConcurrency", "5", _WARM, []),
        ("DesiredProvisionedConcurrency", "'6'", _WARM, ["SRV-19"]),
        ("DesiredProvisionedConcurrency", "!Ref Size", _WARM, []),
        ("DesiredInstanceCount", "5", _WARM, ["SRV-18"]),
        ("DesiredProvisionedConcurrency", "5", "MemorySizeInMB: 2048, MaxConcurrency: 5",
         ["SRV-18"]),
    ],
)  # fmt: skip
def test_a_serverless_variant_scales_within_what_it_provisions(
    dimension: str, most: str, serverless: str, broken: list[str], ids_of: Ids
) -> None:
    source = _scaled(dimension=dimension, most=most, serverless=serverless)

    assert ids_of(source) == broken


@pytest.mark.parametrize(
    ("resource", "broken"),
    [
        ("!Sub 'endpoint/${Endpoint.EndpointName}/variant/AllTraffic'", ["SRV-18"]),
        ("!Join ['/', [endpoint, !GetAtt Endpoint.EndpointName, variant, !Ref Size]]", ["SRV-18"]),
        ("endpoint/another/variant/AllTraffic", []),
        ("endpoint/demand/variant/challenger", []),
    ],
)
def test_a_target_is_followed_to_its_variant(resource: str, broken: list[str], ids_of: Ids) -> None:
    source = _scaled(
        dimension="DesiredInstanceCount", most="5", serverless=_WARM, resource=resource
    )

    assert ids_of(source) == broken


def test_a_scheduled_maximum_is_checked_as_well(findings_of: Check) -> None:
    source = _scaled(dimension="DesiredProvisionedConcurrency", most="5", serverless=_WARM) + (
        "      ScheduledActions:\n"
        "        - ScheduledActionName: month-end\n"
        "          Schedule: cron(0 2 1 * ? *)\n"
        "          ScalableTargetAction: {MaxCapacity: 9}\n"
    )

    (finding,) = (f for f in findings_of(source) if f.rule.id == "SRV-19")

    assert finding.place == "ScheduledActions[0].ScalableTargetAction.MaxCapacity"
    assert "MaxConcurrency of variant AllTraffic is 5" in finding.says


def test_rolling_updates_are_an_error_and_linear_ones_a_warning(findings_of: Check) -> None:
    rolling = (
        "{RollingUpdatePolicy: {MaximumBatchSize: {Type: CAPACITY_PERCENT, Value: 20}, "
        "WaitIntervalInSeconds: 60}}"
    )
    linear = (
        "{BlueGreenUpdatePolicy: {TrafficRoutingConfiguration: {Type: LINEAR, "
        "LinearStepSize: {Type: CAPACITY_PERCENT, Value: 20}, WaitIntervalInSeconds: 60}}}"
    )

    found = [
        finding.severity
        for policy in (rolling, linear)
        for finding in findings_of(_served(endpoint=f"DeploymentConfig: {policy}"))
        if finding.rule.id == "SRV-20"
    ]

    assert found == [Severity.ERROR, Severity.WARNING]

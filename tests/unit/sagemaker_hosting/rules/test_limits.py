"""Limits of single properties: where nothing is known, what is coerced, and who speaks first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sagemaker_hosting.rules import Finding, Severity, _limits, rule_of
from sagemaker_hosting.rules._precedence import told_once

Check = Callable[[str], tuple[Finding, ...]]

_PARAMETERS = """
Parameters:
  Unknown: {Type: String}
  Stage: {Type: String}
  Group: {Type: String, AllowedValues: ["", a b]}
Conditions:
  Is: !Equals [!Select [0, !Split [",", !Ref Unknown]], x]
  IsX: !Equals [!Ref Stage, x]
"""


@pytest.fixture
def limits_of(findings_of: Check) -> Check:
    """Check by the rules of limits alone."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "LIM")


def _model(properties: str) -> str:
    return f"""{_PARAMETERS}
Resources:
  Other: {{Type: AWS::SageMaker::Model, Properties: {{}}}}
  Model:
    Type: AWS::SageMaker::Model
    Properties: {{{properties}}}
"""


def _samples(number: str) -> str:
    return f"""{_PARAMETERS}
Resources:
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - {{VariantName: v, ModelName: m, InstanceType: ml.m5.large, InitialInstanceCount: 1}}
      ExplainerConfig:
        ClarifyExplainerConfig:
          ShapConfig:
            NumberOfSamples: {number}
            ShapBaselineConfig: {{ShapBaseline: "0"}}
"""


def _headers(headers: str) -> str:
    return _samples("1").replace(
        "          ShapConfig:",
        f"          InferenceConfig: {{LabelHeaders: {headers}}}\n          ShapConfig:",
    )


def _subnets(*subnets: str) -> str:
    return _model(f"VpcConfig: {{SecurityGroupIds: [sg-1], Subnets: [{', '.join(subnets)}]}}")


@pytest.mark.parametrize("number", ["1", '"1"', "1.0", "2147483647", '"1.0"'])
def test_a_number_may_be_written_as_text(number: str, limits_of: Check) -> None:
    assert limits_of(_samples(number)) == ()


@pytest.mark.parametrize(
    ("number", "says", "allowed"),
    [
        ("0", "is 0", "at least 1"),
        ('"0"', "is 0", "at least 1"),
        ("-1", "is -1", "at least 1"),
        ("1.5", "is 1.5", "a whole number, at least 1"),
        ("many", "is 'many', no number", "at least 1"),
        ("true", "is 'true', no number", "at least 1"),
    ],
)
def test_a_number_is_within_its_range(
    number: str, says: str, allowed: str, limits_of: Check
) -> None:
    (finding,) = limits_of(_samples(number))

    place = "ExplainerConfig.ClarifyExplainerConfig.ShapConfig.NumberOfSamples"
    assert (finding.rule.id, finding.severity) == ("LIM-01", Severity.ERROR)
    assert (finding.logical_id, finding.place) == ("Config", place)
    assert (finding.says, finding.allowed) == (f"{place} {says}", allowed)


@pytest.mark.parametrize(
    "value",
    [
        "!Ref Unknown",
        "!Ref AWS::NoValue",
        "!Ref AWS::StackId",
        "!GetAtt Other.ModelName",
        "!Ref Other",
        "!Sub 'a b ${Unknown}'",
        "!Join [' ', [a, !Ref Unknown]]",
        "!ImportValue x",
        "!If [Is, a, !Ref Unknown]",
        "!If [Unwritten, a b, c d]",
        "'{{resolve:ssm:/a b}}'",
        "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://a/b}}}",
        "{Fn::FindInMap: [Unwritten, a, b]}",
    ],
)
def test_what_only_aws_will_know_is_within_the_limits(value: str, limits_of: Check) -> None:
    assert limits_of(_subnets(value, "subnet-1")) == ()
    assert limits_of(_samples(value)) == ()
    assert limits_of(_headers(value)) == ()


def test_what_a_macro_adds_may_be_what_is_missing(limits_of: Check) -> None:
    written = "ImageConfig: {RepositoryAuthConfig: {%s}}"
    container = "PrimaryContainer: {Image: a.com/b:1, %s}"

    missing = limits_of(_model(container % (written % "")))
    added = limits_of(_model(container % (written % "Fn::Transform: {Name: Credentials}")))

    assert [(f.rule.id, f.place.rpartition(".")[2]) for f in missing] == [
        ("LIM-02", "RepositoryCredentialsProviderArn")
    ]
    assert added == ()


@pytest.mark.parametrize(
    ("subnet", "found"),
    [
        ("subnet 1", ["VpcConfig.Subnets[1]"]),
        ("''", ["VpcConfig.Subnets[1]"]),
        ("x" * 33, ["VpcConfig.Subnets[1]"]),
        ("x" * 32, []),
        ("1", []),
        ("true", []),
        ("!Ref Group", ["VpcConfig.Subnets[1]"]),
        ("!If [IsX, 'a b', a]", ["VpcConfig.Subnets[1]"]),
    ],
)
def test_a_text_has_its_length_and_pattern(subnet: str, found: list[str], limits_of: Check) -> None:
    told = limits_of(_subnets("subnet-1", subnet))

    assert [f.place for f in told] == found


def test_of_length_and_pattern_that_which_is_broken_is_told(limits_of: Check) -> None:
    long, strange = limits_of(_subnets("x" * 33, "x y"))

    assert long.says == f"VpcConfig.Subnets[0] has 33 characters: '{'x' * 33}'"
    assert long.allowed == "0 to 32 characters"
    assert strange.says == "VpcConfig.Subnets[1] is 'x y'"
    assert strange.allowed == "text that matches [-0-9a-zA-Z]+"


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("[]", ["LIM-01"]),
        ("[!Ref AWS::NoValue]", ["LIM-01"]),
        ("[!If [IsX, a, !Ref AWS::NoValue]]", ["LIM-01"]),
        ("[!If [Is, a, !Ref AWS::NoValue]]", []),
        ("[a]", []),
        ("[!Ref Unknown]", []),
        (f"[{', '.join('a' * 16)}]", []),
        (f"[{', '.join('a' * 17)}]", ["LIM-01"]),
        (f"[{', '.join('a' * 16)}, !Ref AWS::NoValue]", []),
    ],
)
def test_a_list_has_its_size(headers: str, found: list[str], limits_of: Check) -> None:
    told = limits_of(_headers(headers))

    assert [f.rule.id for f in told] == found


def test_a_branch_without_an_item_is_told(limits_of: Check) -> None:
    (finding,) = limits_of(_headers("[!If [IsX, a, !Ref AWS::NoValue]]"))

    assert finding.says.endswith("LabelHeaders has 0 entries")
    assert finding.when is not None


def test_a_value_that_a_newer_sdk_lists_is_taken(
    limits_of: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = _samples("1").replace(
        'ShapBaseline: "0"}',
        'ShapBaseline: "0"}\n            TextConfig: {Language: new, Granularity: old}',
    )
    listed = {("ClarifyTextLanguage", "new")}

    monkeypatch.setattr(_limits, "sdk_lists", lambda shape, value: (shape, value) in listed)

    assert [f.place.rpartition(".")[2] for f in limits_of(source)] == ["Granularity"]


def test_of_many_values_the_nearest_are_told(limits_of: Check) -> None:
    source = _samples("1").replace(
        'ShapBaseline: "0"}',
        'ShapBaseline: "0"}\n            TextConfig: {Language: eng, Granularity: token}',
    )

    (finding,) = limits_of(source)

    assert finding.allowed is not None
    assert finding.allowed.startswith("en, ")
    assert finding.allowed.endswith(" and others")


def test_what_is_missing_is_told_with_its_holder_and_page(limits_of: Check) -> None:
    source = _samples("1").replace("VariantName: v, ", "")

    (finding,) = limits_of(source)

    assert (finding.rule.id, finding.place) == ("LIM-02", "ProductionVariants[0].VariantName")
    assert finding.says == "ProductionVariants[0] has no VariantName"
    assert finding.cloudformation == "add VariantName to ProductionVariants[0]"
    assert finding.link.endswith("/API_ProductionVariant.html")
    assert finding.line is not None


@pytest.mark.parametrize(
    ("properties", "rules"),
    [
        ("ModelName: a b", ["NAM-03", "NAM-06"]),
        ("VpcConfig: {SecurityGroupIds: [], Subnets: [subnet-1, subnet-2]}", ["NET-01"]),
        ("VpcConfig: {Subnets: [subnet-1, subnet-2]}", ["NET-01"]),
        ("InferenceExecutionConfig: {}", ["MCE-01"]),
        ("Tags: [{Key: aws:a, Value: b}, {Key: '', Value: b}]", ["NAM-09"]),
    ],
)
def test_a_rule_of_the_subject_speaks_alone(
    properties: str, rules: list[str], findings_of: Check
) -> None:
    found = {f.rule.id for f in findings_of(_model(properties)) if f.logical_id == "Model"}

    assert found - {"MOD-01", "MOD-27", "NET-02"} == set(rules)


def test_a_warning_about_the_property_does_not_silence_an_error(limits_of: Check) -> None:
    (finding,) = limits_of(_samples("0"))
    other = rule_of("VAR-30")
    assert other is not None
    error = replace(finding, rule=other)
    warning = replace(error, severity=Severity.WARNING)

    assert told_once([finding, warning]) == [finding, warning]
    assert told_once([finding, error]) == [error]


def test_another_fault_of_the_holder_does_not_silence_what_is_missing(findings_of: Check) -> None:
    source = _samples("1").replace("VariantName: v, ", "ServerlessConfig: {MaxConcurrency: 1}, ")

    found = {(f.rule.id, f.place) for f in findings_of(source)}

    assert ("LIM-02", "ProductionVariants[0].VariantName") in found
    assert ("LIM-02", "ProductionVariants[0].ServerlessConfig.MemorySizeInMB") not in found


def test_a_name_that_cloudformation_takes_is_not_too_long_here(limits_of: Check) -> None:
    source = f"""
Resources:
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointConfigName: config
      DeploymentConfig: {{AutoRollbackConfiguration: {{Alarms: []}}}}
  Experiment:
    Type: AWS::SageMaker::InferenceExperiment
    Properties: {{Name: {"x" * 121}, KmsKey: any key}}
"""

    found = [f for f in limits_of(source) if f.rule.id == "LIM-01"]

    assert [(f.logical_id, f.place) for f in found] == [("Experiment", "Name")]


@pytest.mark.parametrize(
    ("job", "found"),
    [
        ("nightly-<aws.scheduler.execution-id>", []),
        ('nightly", "MaxConcurrentTransforms": "<aws.scheduler.attempt-number>', []),
        ("nightly_job", ["LIM-01"]),
    ],
)
def test_what_the_scheduler_puts_in_is_not_known(
    job: str, found: list[str], limits_of: Check
) -> None:
    source = f"""
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      FlexibleTimeWindow: {{Mode: "OFF"}}
      ScheduleExpression: rate(1 day)
      Target:
        Arn: arn:aws:scheduler:::aws-sdk:sagemaker:createTransformJob
        RoleArn: arn:aws:iam::111122223333:role/Scheduler
        Input: '{{"TransformJobName": "{job}", "ModelName": "demand",
          "TransformInput": {{"DataSource": {{"S3DataSource": {{"S3DataType": "S3Prefix", "S3Uri": "s3://a/b"}}}}}},
          "TransformOutput": {{"S3OutputPath": "s3://a/c"}},
          "TransformResources": {{"InstanceType": "ml.m5.large", "InstanceCount": 1}}}}'
"""

    assert [f.rule.id for f in limits_of(source)] == found

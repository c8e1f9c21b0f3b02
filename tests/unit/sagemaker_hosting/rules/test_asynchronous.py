"""What an asynchronous endpoint may be, at the boundaries and where nothing is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_TEMPLATE = """
Parameters:
  Given: {{Type: String}}
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Topic: {{Type: AWS::SNS::Topic}}
  Ordered: {{Type: AWS::SNS::Topic, Properties: {{FifoTopic: true}}}}
  Queue: {{Type: AWS::SQS::Queue}}
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: 'https://t'}}}}
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: arn:aws:iam::111111111111:role/forecast
      {model}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      ProductionVariants:
        - VariantName: AllTraffic
          ModelName: !GetAtt Model.ModelName
          {variant}
      AsyncInferenceConfig: {asynchronous}
      {config}
  Endpoint:
    Type: AWS::SageMaker::Endpoint
    Properties:
      EndpointName: backfill
      EndpointConfigName: !GetAtt Config.EndpointConfigName
{more}
"""
_OUTPUT = "{OutputConfig: {S3OutputPath: 's3://forecasts/answers'}}"
_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1"


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Check by the rules of asynchronous endpoints alone."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "ASY")


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of asynchronous endpoints alone."""
    return lambda source: sorted({finding.rule.id for finding in findings_of(source)})


def _queued(
    *,
    asynchronous: str = _OUTPUT,
    model: str = f"PrimaryContainer: {{Image: '{_IMAGE}'}}",
    variant: str = "InstanceType: ml.m5.large",
    config: str = "",
    more: str = "",
) -> str:
    return _TEMPLATE.format(
        asynchronous=asynchronous, model=model, variant=variant, config=config, more=more
    )


@pytest.mark.parametrize(
    ("path", "broken"),
    [
        ("s3://forecasts", []),
        ("https://forecasts.s3.eu-west-1.amazonaws.com/answers", []),
        (f"s3://forecasts/{'a' * 497}", []),
        (f"s3://forecasts/{'a' * 498}", ["ASY-02"]),
        ("forecasts/answers", ["ASY-02"]),
        ("s3:/forecasts", ["ASY-02"]),
        ("s3://", ["ASY-02"]),
        ("arn:aws:s3:::forecasts", ["ASY-02"]),
        ("!Sub 's3://${Bucket}/answers'", []),
        ("!Sub '${Bucket}/answers'", ["ASY-02"]),
        ("!Ref Bucket", ["ASY-02"]),
        ("!GetAtt Bucket.Arn", ["ASY-02"]),
        ("!Sub 'arn:aws:s3:::${Bucket}/answers'", ["ASY-02"]),
        ("!Sub '${Given}/answers'", []),
        ("!Ref Given", []),
        ("!ImportValue forecasts-path", []),
    ],
)
@pytest.mark.parametrize("key", ["S3OutputPath", "S3FailurePath"])
def test_paths_are_addresses_of_s3(path: str, broken: list[str], key: str, ids_of: Ids) -> None:
    written = path if path.startswith("!") else f"'{path}'"

    assert ids_of(_queued(asynchronous=f"{{OutputConfig: {{{key}: {written}}}}}")) == broken


@pytest.mark.parametrize(
    ("most", "broken"),
    [("1", []), ("'1000'", []), ("0", ["ASY-03"]), ("1001", ["ASY-03"]), ("!Ref Given", [])],
)
def test_concurrency_is_checked_at_its_boundaries(
    most: str, broken: list[str], ids_of: Ids
) -> None:
    client = f"ClientConfig: {{MaxConcurrentInvocationsPerInstance: {most}}}"

    assert ids_of(_queued(asynchronous=f"{_OUTPUT[:-1]}, {client}}}")) == broken


@pytest.mark.parametrize(
    ("topic", "severities"),
    [
        ("arn:aws:sns:eu-west-1:111111111111:answers", []),
        ("arn:aws-cn:sns:cn-north-1:111111111111:answers", []),
        ("!Ref Topic", []),
        ("!GetAtt Topic.TopicArn", []),
        ("!Ref Given", []),
        ("!GetAtt Nested.Outputs.Arn", []),
        ("!Sub 'arn:aws:sns:${AWS::Region}:${AWS::AccountId}:answers'", []),
        ("answers", [Severity.ERROR]),
        ("arn:aws:sqs:eu-west-1:111111111111:answers", [Severity.ERROR]),
        ("!GetAtt Topic.TopicName", [Severity.ERROR]),
        ("!GetAtt Queue.Arn", [Severity.ERROR]),
        ("arn:aws:sns:eu-west-1:111111111111:answers.fifo", [Severity.WARNING]),
        ("!Ref Ordered", [Severity.WARNING]),
    ],
)
def test_topics_are_arns_of_standard_topics(
    topic: str, severities: list[Severity], findings_of: Check
) -> None:
    written = topic if topic.startswith("!") else f"'{topic}'"
    notified = f"{{OutputConfig: {{NotificationConfig: {{ErrorTopic: {written}}}}}}}"

    found = findings_of(_queued(asynchronous=notified))

    assert [f.severity for f in found if f.rule.id == "ASY-04"] == severities


@pytest.mark.parametrize(
    ("included", "severities"),
    [
        ("[ERROR_NOTIFICATION_TOPIC]", []),
        ("[SUCCESS_NOTIFICATION_TOPIC]", [Severity.WARNING]),
        ("[SUCCESS_NOTIFICATION_TOPIC, ERROR_NOTIFICATION_TOPIC]", [Severity.WARNING]),
        ("[SUCCESS]", [Severity.ERROR]),
        ("[!Ref Given]", []),
        ("!Ref Given", []),
    ],
)
def test_responses_are_included_where_there_is_a_topic(
    included: str, severities: list[Severity], findings_of: Check
) -> None:
    notified = (
        "{OutputConfig: {NotificationConfig: {ErrorTopic: !Ref Topic, "
        f"IncludeInferenceResponseIn: {included}}}}}}}"
    )

    found = findings_of(_queued(asynchronous=notified))

    assert [f.severity for f in found if f.rule.id == "ASY-05"] == severities


@pytest.mark.parametrize(
    ("model", "severities"),
    [
        (f"PrimaryContainer: {{Image: '{_IMAGE}', Mode: SingleModel}}", []),
        (f"PrimaryContainer: {{Image: '{_IMAGE}', Mode: !Ref Given}}", []),
        (f"PrimaryContainer: {{Image: '{_IMAGE}', Mode: MultiModel}}", [Severity.ERROR]),
        (f"Containers: [{{Image: '{_IMAGE}'}}, {{Image: '{_IMAGE}'}}]", [Severity.WARNING]),
        (f"Containers: [{{Image: '{_IMAGE}'}}]", []),
        ("InferenceExecutionConfig: {Mode: Direct}", [Severity.ERROR]),
    ],
)
def test_a_model_that_a_request_would_have_to_choose_from_is_refused(
    model: str, severities: list[Severity], findings_of: Check
) -> None:
    found = findings_of(_queued(model=model))

    assert [f.severity for f in found if f.rule.id == "ASY-11"] == severities


@pytest.mark.parametrize(
    ("variant", "broken"),
    [
        ("InstanceType: ml.inf1.24xlarge", ["ASY-12"]),
        ("InstanceType: ml.inf2.xlarge", []),
        ("InstanceType: !Ref Given", []),
        ("InstancePools: [{InstanceType: ml.inf1.xlarge, Priority: 1}]", ["ASY-12"]),
        ("AcceleratorType: ml.eia2.medium", ["ASY-12"]),
    ],
)
def test_old_accelerators_are_refused_in_pools_as_well(
    variant: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_queued(variant=variant)) == broken


def test_a_package_of_marketplace_is_refused(ids_of: Ids) -> None:
    name = "demand-forecast-0123456789abcdef0123456789abcdef"
    arn = f"arn:aws:sagemaker:eu-west-1:985815980388:model-package/{name}"

    assert ids_of(_queued(model=f"PrimaryContainer: {{ModelPackageName: '{arn}'}}")) == ["ASY-12"]


def _policy(specification: str, *, least: int = 1, more: str = "") -> str:
    return (
        "  Target:\n"
        "    Type: AWS::ApplicationAutoScaling::ScalableTarget\n"
        "    Properties:\n"
        "      ServiceNamespace: sagemaker\n"
        "      ResourceId: endpoint/backfill/variant/AllTraffic\n"
        "      ScalableDimension: sagemaker:variant:DesiredInstanceCount\n"
        f"      MinCapacity: {least}\n"
        "      MaxCapacity: 4\n"
        "  Policy:\n"
        "    Type: AWS::ApplicationAutoScaling::ScalingPolicy\n"
        "    Properties:\n"
        "      PolicyName: backlog\n"
        "      PolicyType: TargetTrackingScaling\n"
        "      ScalingTargetId: !Ref Target\n"
        "      TargetTrackingScalingPolicyConfiguration:\n"
        "        TargetValue: 5\n"
        f"        {specification}\n"
        f"{more}"
    )


def _predefined(metric: str) -> str:
    return f"PredefinedMetricSpecification: {{PredefinedMetricType: {metric}}}"


def _metric(name: str, *dimensions: str) -> str:
    values = {"EndpointName": "backfill", "VariantName": "AllTraffic", "!Ref Given": "x"}
    told = ", ".join(f"{{Name: {d}, Value: {values[d]}}}" for d in dimensions)
    return f"Namespace: AWS/SageMaker, MetricName: {name}, Dimensions: [{told}]"


def _custom(name: str, *dimensions: str) -> str:
    return f"CustomizedMetricSpecification: {{{_metric(name, *dimensions)}, Statistic: Average}}"


def _math(name: str, *dimensions: str) -> str:
    stat = f"{{Metric: {{{_metric(name, *dimensions)}}}, Stat: Average}}"
    return (
        f"CustomizedMetricSpecification: {{Metrics: [{{Id: m, MetricStat: {stat}, "
        "ReturnData: false}, {Id: e, Expression: m / 2, ReturnData: true}]}"
    )


@pytest.mark.parametrize(
    ("specification", "broken"),
    [
        (_predefined("SageMakerVariantInvocationsPerInstance"), ["ASY-13"]),
        (_predefined("SageMakerVariantConcurrentRequestsPerModelHighResolution"), ["ASY-13"]),
        (_predefined("!Ref Given"), []),
        (_custom("InvocationsPerInstance", "EndpointName", "VariantName"), ["ASY-13"]),
        (_math("Invocations", "EndpointName", "VariantName"), ["ASY-13"]),
        (_custom("ModelLatency", "EndpointName", "VariantName"), []),
        (_custom("ApproximateBacklogSizePerInstance", "EndpointName"), []),
        (_custom("ApproximateBacklogSizePerInstance", "EndpointName", "VariantName"), ["ASY-14"]),
        (_custom("ApproximateBacklogSizePerInstance", "VariantName"), ["ASY-14"]),
        (_custom("ApproximateBacklogSizePerInstance"), ["ASY-14"]),
        (_custom("ApproximateBacklogSizePerInstance", "EndpointName", "!Ref Given"), []),
        (_math("ApproximateBacklogSize", "EndpointName", "VariantName"), ["ASY-14"]),
        (_math("ApproximateBacklogSize", "EndpointName"), []),
    ],
)
def test_policies_follow_what_the_endpoint_publishes(
    specification: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_queued(more=_policy(specification))) == broken


@pytest.mark.parametrize(
    "target",
    [
        "ResourceId: endpoint/backfill/variant/AllTraffic",
        "ScalingTargetId: endpoint/backfill/variant/AllTraffic|sagemaker:variant:x|sagemaker",
    ],
)
def test_a_policy_without_a_target_is_followed_by_its_own_id(target: str, ids_of: Ids) -> None:
    policy = _policy(_predefined("SageMakerVariantInvocationsPerInstance")).partition("  Policy:")

    source = _queued(more=f"  Policy:{policy[2]}".replace("ScalingTargetId: !Ref Target", target))

    assert ids_of(source) == ["ASY-13"]


def test_the_same_policy_is_right_for_a_real_time_endpoint(ids_of: Ids) -> None:
    policy = _policy(_predefined("SageMakerVariantInvocationsPerInstance"))
    source = _queued(more=policy).replace(f"      AsyncInferenceConfig: {_OUTPUT}\n", "")

    assert ids_of(source) == []


def _alarm(metric: str, action: str, *, dimensions: tuple[str, ...] = ("EndpointName",)) -> str:
    return (
        "  Step:\n"
        "    Type: AWS::ApplicationAutoScaling::ScalingPolicy\n"
        "    Properties:\n"
        "      PolicyName: wake\n"
        "      PolicyType: StepScaling\n"
        "      ScalingTargetId: !Ref Target\n"
        "      StepScalingPolicyConfiguration: {AdjustmentType: ChangeInCapacity,\n"
        "        StepAdjustments: [{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}]}\n"
        "  Alarm:\n"
        "    Type: AWS::CloudWatch::Alarm\n"
        f"    Properties: {{{_metric(metric, *dimensions)}, Statistic: Average, Period: 60,\n"
        "      EvaluationPeriods: 2, Threshold: 1,\n"
        "      ComparisonOperator: GreaterThanOrEqualToThreshold,\n"
        f"      AlarmActions: [{action}]}}\n"
    )


_BACKLOG = _custom("ApproximateBacklogSizePerInstance", "EndpointName")


@pytest.mark.parametrize(
    ("least", "alarm", "broken"),
    [
        (0, "", ["ASY-15"]),
        (1, "", []),
        (0, _alarm("HasBacklogWithoutCapacity", "!Ref Step"), []),
        (0, _alarm("HasBacklogWithoutCapacity", "!Ref Given"), []),
        (0, _alarm("HasBacklogWithoutCapacity", "!Ref Topic"), ["ASY-15"]),
        (0, _alarm("ApproximateAgeOfOldestRequest", "!Ref Step"), []),
        (0, _alarm("ModelLatency", "!Ref Step"), ["ASY-15"]),
        (1, _alarm("HasBacklogWithoutCapacity", "!Ref Step",
                   dimensions=("EndpointName", "VariantName")), ["ASY-14"]),
    ],
)  # fmt: skip
def test_what_may_scale_to_zero_needs_a_way_back(
    least: int, alarm: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_queued(more=_policy(_BACKLOG, least=least, more=alarm))) == broken


def _with_role(statement: str, *, attached: str = "") -> str:
    role = (
        "  Role:\n"
        "    Type: AWS::IAM::Role\n"
        "    Properties:\n"
        f"      {attached}\n"
        "      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Action: 'sts:AssumeRole',\n"
        "        Principal: {Service: sagemaker.amazonaws.com}}]}\n"
        "      Policies:\n"
        "        - PolicyName: forecast\n"
        "          PolicyDocument:\n"
        "            Statement:\n"
        "              - {Effect: Allow, Action: 's3:GetObject', Resource: '*'}\n"
        "              - {Effect: Allow, Action: 's3:PutObject', Resource: "
        "!Sub '${Bucket.Arn}/answers/*'}\n"
        f"              - {statement}\n"
    )
    notified = (
        "{OutputConfig: {S3OutputPath: !Sub 's3://${Bucket}/answers', "
        "NotificationConfig: {SuccessTopic: !Ref Topic}}}"
    )
    return _queued(asynchronous=notified, more=role).replace(
        "arn:aws:iam::111111111111:role/forecast", "!GetAtt Role.Arn"
    )


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("{Effect: Allow, Action: 'sns:Publish', Resource: !Ref Topic}", []),
        ("{Effect: Allow, Action: 'sns:Publish', Resource: !GetAtt Topic.TopicArn}", []),
        ("{Effect: Allow, Action: 'sns:*', Resource: '*'}", []),
        ("{Effect: Allow, Action: 'sns:Publish', Resource: !Ref Ordered}", ["ASY-06"]),
        ("{Effect: Allow, Action: 'sns:Subscribe', Resource: !Ref Topic}", ["ASY-06"]),
    ],
)
def test_the_role_may_publish_to_this_very_topic(
    statement: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_with_role(statement)) == broken


def test_a_managed_policy_may_give_what_the_template_does_not(ids_of: Ids) -> None:
    policies = "ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSNSFullAccess]"

    found = ids_of(
        _with_role("{Effect: Allow, Action: 'logs:*', Resource: '*'}", attached=policies)
    )

    assert found == []


def test_failures_below_another_prefix_need_a_right_of_their_own(findings_of: Check) -> None:
    source = _with_role("{Effect: Allow, Action: 'sns:*', Resource: '*'}").replace(
        "NotificationConfig", "S3FailurePath: !Sub 's3://${Bucket}/failures', NotificationConfig"
    )

    (finding,) = findings_of(source)

    assert finding.rule.id == "ASY-07"
    assert "S3FailurePath is s3://${Bucket}/failures" in finding.says


def test_a_role_that_reads_nothing_is_a_warning(findings_of: Check) -> None:
    source = _with_role("{Effect: Allow, Action: 'sns:*', Resource: '*'}").replace(
        "s3:GetObject", "s3:ListBucket"
    )

    (finding,) = findings_of(source)

    assert (finding.rule.id, finding.severity) == ("ASY-07", Severity.WARNING)


def test_several_exclusions_are_all_told(ids_of: Ids) -> None:
    more = (
        "ShadowProductionVariants: [{VariantName: candidate, ModelName: transformer, "
        "InstanceType: ml.m5.large}]\n"
        "      DataCaptureConfig: {EnableCapture: true, InitialSamplingPercentage: 1, "
        "DestinationS3Uri: 's3://forecasts/in', CaptureOptions: [{CaptureMode: Input}]}"
    )

    found = ids_of(_queued(config=more, variant="InstanceType: ml.inf1.xlarge"))

    assert found == ["ASY-08", "ASY-09", "ASY-12"]

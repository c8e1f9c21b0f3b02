"""What the role of a model may be, and where only AWS knows what it may do."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]
Ids = Callable[[str], list[str]]

_TEMPLATE = """
Parameters:
  Given: {{Type: String}}
Resources:
  Bucket: {{Type: AWS::S3::Bucket}}
  Repository: {{Type: AWS::ECR::Repository}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {trust}
{role}
  Model:
    Type: AWS::SageMaker::Model
    {depends}
    Properties:
      ModelName: nlinear
      ExecutionRoleArn: !GetAtt Role.Arn
      PrimaryContainer: {{Image: {image}{data}}}
{more}
"""
_TRUST = (
    "{Statement: [{Effect: Allow, Action: 'sts:AssumeRole', "
    "Principal: {Service: sagemaker.amazonaws.com}}]}"
)
_OWN_IMAGE = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1"
_AWS_IMAGE = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312"
_MANAGED = "ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]"


@pytest.fixture
def findings_of(findings_of: Check) -> Check:
    """Check by the rules of roles alone."""
    return lambda source: tuple(f for f in findings_of(source) if f.rule.area == "IAM")


@pytest.fixture
def ids_of(findings_of: Check) -> Ids:
    """Check by the rules of roles alone."""
    return lambda source: sorted({finding.rule.id for finding in findings_of(source)})


def _model(
    *,
    trust: str = _TRUST,
    role: str = _MANAGED,
    image: str = _OWN_IMAGE,
    data: str = "",
    depends: str = "",
    more: str = "",
) -> str:
    return _TEMPLATE.format(
        trust=trust,
        role=indent(role, " " * 6),
        image=image if image.startswith("!") else f"'{image}'",
        data=data,
        depends=depends,
        more=indent(more, "  "),
    )


def _inline(*statements: str) -> str:
    lines = "".join(f"        - {{Effect: Allow, {s}}}\n" for s in statements)
    return "Policies:\n  - PolicyName: forecast\n    PolicyDocument:\n      Statement:\n" + lines


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("Action: 'sts:AssumeRole', Principal: {Service: sagemaker.amazonaws.com}", []),
        ("Action: ['sts:AssumeRole'], Principal: {Service: [a, sagemaker.amazonaws.com]}", []),
        ("Action: 'sts:*', Principal: {Service: !Sub 'sagemaker.${AWS::URLSuffix}'}", []),
        ("Action: 'sts:AssumeRole', Principal: {Service: !Ref Given}", []),
        ("Action: 'sts:AssumeRole', Principal: !Ref Given", []),
        ("Action: 'sts:AssumeRole', Principal: {Service: lambda.amazonaws.com}", ["IAM-01"]),
        ("Action: 'sts:AssumeRole', Principal: {Service: sagemaker.amazon.com}", ["IAM-01"]),
        ("Action: 'sts:AssumeRole', Principal: {AWS: '111111111111'}", ["IAM-01"]),
        ("Action: 'sts:TagSession', Principal: {Service: sagemaker.amazonaws.com}", ["IAM-01"]),
    ],
)  # fmt: skip
def test_the_role_of_a_model_trusts_sagemaker(
    statement: str, broken: list[str], ids_of: Ids
) -> None:
    assert ids_of(_model(trust=f"{{Statement: [{{Effect: Allow, {statement}}}]}}")) == broken


@pytest.mark.parametrize(
    "trust", ["!Ref Given", "{Statement: !Ref Given}", "{Statement: [!Ref Given]}"]
)
def test_a_trust_policy_that_is_not_written_out_is_no_fault(trust: str, ids_of: Ids) -> None:
    assert ids_of(_model(trust=trust)) == []


def test_a_statement_need_not_stand_in_a_list(ids_of: Ids) -> None:
    trust = _TRUST.replace("[{Effect", "{Effect").replace("}]}", "}}")

    assert ids_of(_model(trust=trust)) == []
    assert ids_of(_model(trust=trust.replace("sagemaker.", "ec2."))) == ["IAM-01"]


def test_a_role_of_no_model_may_trust_anybody(ids_of: Ids) -> None:
    source = _model(trust=_TRUST.replace("sagemaker.", "lambda.")).replace(
        "!GetAtt Role.Arn", "arn:aws:iam::111111111111:role/another"
    )

    assert ids_of(source) == []


def _policy(*statements: str, kind: str = "Policy", roles: str = "Roles: [!Ref Role]") -> str:
    lines = "".join(f"        - {{Effect: Allow, {s}}}\n" for s in statements)
    return (
        f"Separate:\n  Type: AWS::IAM::{kind}\n  Properties:\n    PolicyName: forecast\n"
        f"    {roles}\n    PolicyDocument:\n      Statement:\n{lines}"
    )


_READ = "Action: 's3:GetObject', Resource: !Sub '${Bucket.Arn}/*'"
_PULL = (
    "Action: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', "
    "'ecr:BatchCheckLayerAvailability'], Resource: '*'"
)
_DATA = ", ModelDataUrl: !Sub 's3://${Bucket}/nlinear/model.tar.gz'"


@pytest.mark.parametrize(
    ("policy", "depends", "found"),
    [
        (_policy(_READ, _PULL), "", [("IAM-02", Severity.ERROR)]),
        (_policy(_READ, _PULL, kind="ManagedPolicy"), "", [("IAM-02", Severity.ERROR)]),
        (_policy(_READ, _PULL, kind="RolePolicy", roles="RoleName: !Ref Role"), "",
         [("IAM-02", Severity.ERROR)]),
        (_policy(_READ, _PULL), "DependsOn: Separate", []),
        (_policy(_READ, _PULL), "DependsOn: [Bucket, Separate]", []),
    ],
)  # fmt: skip
def test_a_model_waits_for_the_policy_that_lets_it_read(
    policy: str, depends: str, found: list[tuple[str, Severity]], findings_of: Check
) -> None:
    source = _model(role="Path: /", data=_DATA, depends=depends, more=policy)

    assert [(f.rule.id, f.severity) for f in findings_of(source)] == found


@pytest.mark.parametrize(
    "statement",
    [
        "Action: 'logs:PutLogEvents', Resource: '*'",
        "Action: 's3:PutObject', Resource: '*'",
        "Action: 's3:GetObject', Resource: 'arn:aws:s3:::requests/*'",
        _READ,
    ],
)
def test_a_policy_that_creation_does_not_need_may_come_later(statement: str, ids_of: Ids) -> None:
    source = _model(role=_inline(_READ, _PULL), data=_DATA, more=_policy(statement))

    assert ids_of(source) == []


@pytest.mark.parametrize(
    ("bucket", "managed", "severity"),
    [
        ("forecasts", "AmazonSageMakerFullAccess", Severity.ERROR),
        ("cdk-hnb659fds-assets-${AWS::AccountId}", "AmazonSageMakerFullAccess", Severity.ERROR),
        ("my-sagemaker-models", "AmazonSageMakerFullAccess", Severity.WARNING),
        ("${Bucket}", "AmazonSageMakerFullAccess", Severity.WARNING),
        ("${Given}", "AmazonSageMakerFullAccess", Severity.WARNING),
        ("forecasts", "AmazonS3ReadOnlyAccess", Severity.WARNING),
    ],
)
def test_what_a_managed_policy_may_give_makes_the_order_a_warning(
    bucket: str, managed: str, severity: Severity, findings_of: Check
) -> None:
    role = f"ManagedPolicyArns: [!Sub 'arn:${{AWS::Partition}}:iam::aws:policy/{managed}']"
    data = f", ModelDataUrl: !Sub 's3://{bucket}/nlinear/model.tar.gz'"
    policy = _policy("Action: 's3:GetObject*', Resource: '*'")

    (finding,) = findings_of(_model(role=role, data=data, more=policy))

    assert (finding.rule.id, finding.severity) == ("IAM-02", severity)


_ENDPOINT = """
Config:
  Type: AWS::SageMaker::EndpointConfig
  Properties:
    {key}
    ProductionVariants:
      - {{VariantName: champion, ModelName: {model}, InstanceType: ml.m5.large}}
Endpoint:
  Type: AWS::SageMaker::Endpoint
  Properties:
    EndpointConfigName: !GetAtt Config.EndpointConfigName
"""


@pytest.mark.parametrize(
    ("model", "broken"), [("!GetAtt Model.ModelName", []), ("nlinear", ["IAM-03"])]
)
def test_an_endpoint_goes_before_its_role(model: str, broken: list[str], ids_of: Ids) -> None:
    assert ids_of(_model(more=_ENDPOINT.format(model=model, key=""))) == broken


_TOKEN = "Action: 'ecr:GetAuthorizationToken', Resource: '*'"  # noqa: S105  # an action
_LAYERS = (
    "Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', "
    "'ecr:BatchCheckLayerAvailability'], Resource: !GetAtt Repository.Arn"
)
_REPOSITORY = "!Sub '${Repository.RepositoryUri}:1'"


@pytest.mark.parametrize(
    ("role", "image", "severities"),
    [
        (_inline(_PULL), _OWN_IMAGE, []),
        (_inline("Action: 'ecr:*', Resource: '*'"), _OWN_IMAGE, []),
        (_inline("Action: '*', Resource: '*'"), _OWN_IMAGE, []),
        (_inline(_TOKEN, _LAYERS), _REPOSITORY, []),
        (_MANAGED, _OWN_IMAGE, []),
        (_inline(_READ), "registry.example.com/forecast:1", []),
        (_inline(_READ), "!Ref Given", []),
        (_inline(_READ), _OWN_IMAGE, [Severity.ERROR]),
        (_inline(_READ), _AWS_IMAGE, [Severity.ERROR]),
        (_inline(_READ), _REPOSITORY, [Severity.ERROR]),
        (_inline(_READ), "!Sub '${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/f:1'",
         [Severity.ERROR]),
        (_inline(_PULL.replace("'*'", "!GetAtt Repository.Arn")), _REPOSITORY, [Severity.ERROR]),
        (_inline(_TOKEN), _AWS_IMAGE, [Severity.ERROR]),
        (_inline(_TOKEN), _OWN_IMAGE, [Severity.WARNING]),
        ("Path: /", _OWN_IMAGE, [Severity.WARNING]),
    ],
)  # fmt: skip
def test_the_role_may_pull_from_ecr(
    role: str, image: str, severities: list[Severity], findings_of: Check
) -> None:
    found = findings_of(_model(role=role, image=image))

    assert [(f.rule.id, f.severity) for f in found] == [("IAM-04", s) for s in severities]


_ROOT = "{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}"


def _key(principal: str = _ROOT) -> str:
    return (
        "Key:\n  Type: AWS::KMS::Key\n  Properties:\n    KeyPolicy: {Statement: [{Effect: Allow, "
        f"Principal: {principal}, Action: 'kms:*', Resource: '*'}}]}}\n"
    )


@pytest.mark.parametrize(
    ("statement", "key", "written", "severities"),
    [
        (_READ, _key(), "!GetAtt Key.Arn", [Severity.ERROR]),
        (_READ, _key(), "!Ref Key", [Severity.ERROR]),
        (_READ, _key("{AWS: !GetAtt Role.Arn}"), "!GetAtt Key.Arn", []),
        (_READ, _key("!Ref Given"), "!GetAtt Key.Arn", []),
        (_READ, _key(), "!Ref Given", []),
        (_READ, _key(), "alias/forecast", []),
        ("Action: 'kms:CreateGrant', Resource: !GetAtt Key.Arn", _key(), "!Ref Key", []),
        ("Action: 'kms:*', Resource: '*'", _key(), "!Ref Key", []),
        ("Action: 'kms:Decrypt', Resource: '*'", _key(), "!Ref Key", [Severity.WARNING]),
    ],
)
def test_the_role_may_use_a_key_of_the_template(
    statement: str, key: str, written: str, severities: list[Severity], findings_of: Check
) -> None:
    hosted = _ENDPOINT.format(model="!GetAtt Model.ModelName", key=f"KmsKeyId: {written}")

    found = findings_of(_model(role=_inline(_PULL, statement), more=f"{key}{hosted}"))

    assert [(f.rule.id, f.severity) for f in found] == [("IAM-05", s) for s in severities]

"""What a role lacks is told only where nothing in the templates can give it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest

from sagemaker_hosting.templates import read_templates
from sagemaker_hosting.view import Hosting, Role, bucket_of, objects_below

Lacks = Callable[..., bool]

_TEMPLATE = """
Parameters:
  BucketName: {Type: String}
  PolicyArn: {Type: String}
Resources:
  Answers: {Type: AWS::S3::Bucket}
  Others: {Type: AWS::S3::Bucket}
  Named: {Type: AWS::S3::Bucket, Properties: {BucketName: forecasts}}
  Key: {Type: AWS::KMS::Key}
  Provider: {Type: Custom::Bucket}
  Config:
    Type: AWS::SageMaker::EndpointConfig
    Properties:
      AsyncInferenceConfig:
        OutputConfig:
          S3OutputPath: %s
  Role:
    Type: AWS::IAM::Role
    Properties:
%s
%s
"""


def _allowing(action: str, resource: str, more: str = "") -> str:
    return (
        "Policies:\n"
        "  - PolicyName: forecast\n"
        "    PolicyDocument:\n"
        "      Statement:\n"
        f"        - {{Effect: Allow, Action: {action}, Resource: {resource}{more}}}\n"
    )


@pytest.fixture
def lacks(tmp_path: Path) -> Lacks:
    """Tell whether the role lacks s3:PutObject below a path, or s3:ListBucket on its bucket."""

    def run(path: str, role: str, more: str = "", *, to_list: bool = False) -> bool:
        source = tmp_path / "template.yaml"
        source.write_text(_TEMPLATE % (path, indent(role, " " * 6), indent(more, "  ")))
        hosting = Hosting(read_templates([source]))
        (found,) = hosting.all_of(Role)
        config = next(r for r in hosting.resources if r.logical_id == "Config")
        uri = config.at("AsyncInferenceConfig", "OutputConfig", "S3OutputPath").value
        if to_list:
            return found.lacks("s3:ListBucket", bucket_of(uri))
        return found.lacks("s3:PutObject", objects_below(uri))

    return run


_LITERAL = "s3://forecasts/answers"
_OWN = "!Sub 's3://${Answers}/answers'"


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        (_LITERAL, "'*'"),
        (_LITERAL, "'arn:aws:s3:::*'"),
        (_LITERAL, "'arn:aws:s3:::forecasts/*'"),
        (_LITERAL, "'arn:aws:s3:::forecasts*'"),
        (_LITERAL, "'arn:aws:s3:::forecasts/answers/*'"),
        (_LITERAL, "'arn:aws:s3:::forecasts/answers*'"),
        (_LITERAL, "'arn:aws:s3:::f?recasts/*'"),
        (_LITERAL, "!Sub 'arn:${AWS::Partition}:s3:::forecasts/*'"),
        (_LITERAL, "!Sub 'arn:aws:s3:::${BucketName}/*'"),
        (_LITERAL, "!Ref BucketName"),
        (_LITERAL, "[!Sub '${Others.Arn}/*', !Sub '${Named.Arn}/*']"),
        (_LITERAL, "!Sub '${Provider.Arn}/*'"),
        (_LITERAL, "!Sub '${Answers.Arn}/*'"),
        ("s3://forecasts", "'arn:aws:s3:::forecasts/*'"),
        ("!Sub 's3://${BucketName}/answers'", "'arn:aws:s3:::forecasts/*'"),
        ("!Sub 's3://${BucketName}/answers'", "!Sub 'arn:aws:s3:::${BucketName}/*'"),
        ("!Ref BucketName", "'arn:aws:s3:::anything/*'"),
        (_OWN, "!Sub '${Answers.Arn}/*'"),
        (_OWN, "!Join ['', [!GetAtt Answers.Arn, '/answers/*']]"),
        (_OWN, "!Sub 'arn:aws:s3:::${Answers}/*'"),
        ("!Sub 's3://${Named}/answers'", "'arn:aws:s3:::forecasts/*'"),
        ("https://forecasts.s3.eu-west-1.amazonaws.com/answers", "'arn:aws:s3:::forecasts/*'"),
    ],
)
def test_a_resource_that_may_be_meant_is_enough(path: str, resource: str, lacks: Lacks) -> None:
    assert not lacks(path, _allowing("s3:PutObject", resource))


@pytest.mark.parametrize(
    ("path", "resource"),
    [
        (_LITERAL, "'arn:aws:s3:::demand/*'"),
        (_LITERAL, "'arn:aws:s3:::forecasts'"),
        (_LITERAL, "'arn:aws:s3:::forecasts/answers'"),
        (_LITERAL, "'arn:aws:s3:::forecasts/requests/*'"),
        (_LITERAL, "!Sub 'arn:${AWS::Partition}:s3:::demand/*'"),
        (_LITERAL, "'arn:aws:sns:eu-west-1:111111111111:answers'"),
        (_LITERAL, "!GetAtt Key.Arn"),
        (_OWN, "!Sub '${Others.Arn}/*'"),
        (_OWN, "!GetAtt Answers.Arn"),
        (_OWN, "!Sub 'arn:aws:s3:::${Answers}/requests/*'"),
        ("!Sub 's3://${Named}/answers'", "'arn:aws:s3:::demand/*'"),
        ("!Sub 's3://${Answers}'", "!Sub '${Others.Arn}/*'"),
    ],
)
def test_a_resource_that_cannot_be_meant_is_not_enough(
    path: str, resource: str, lacks: Lacks
) -> None:
    assert lacks(path, _allowing("s3:PutObject", resource))


@pytest.mark.parametrize(
    ("action", "lacking"),
    [
        ("s3:*", False),
        ("'*'", False),
        ("S3:putobject", False),
        ("[s3:GetObject, 's3:Put*']", False),
        ("!Ref BucketName", False),
        ("[s3:GetObject, !Ref BucketName]", False),
        ("s3:GetObject", True),
        ("[s3:GetObject, s3:PutObjectTagging]", True),
    ],
)
def test_actions_are_patterns_in_any_case(action: str, lacks: Lacks, *, lacking: bool) -> None:
    assert lacks(_LITERAL, _allowing(action, "'*'")) is lacking


@pytest.mark.parametrize(
    "role",
    [
        "ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]",
        "ManagedPolicyArns: [!Ref PolicyArn]",
        "ManagedPolicyArns: !Ref PolicyArn",
        "Policies: !Ref PolicyArn",
        "Policies: [{PolicyName: forecast, PolicyDocument: !Ref PolicyArn}]",
        "Policies: [{PolicyName: f, PolicyDocument: {Statement: [!Ref PolicyArn]}}]",
        _allowing("'*'", "'*'").replace("Action", "NotAction"),
        _allowing("'*'", "'arn:aws:s3:::demand/*'").replace("Resource", "NotResource"),
    ],
)
def test_what_only_aws_knows_may_give_the_right(role: str, lacks: Lacks) -> None:
    assert not lacks(_LITERAL, role)


def test_a_policy_of_its_own_counts(lacks: Lacks) -> None:
    policy = (
        "Policy:\n"
        "  Type: AWS::IAM::Policy\n"
        "  Properties:\n"
        "    Roles: [!Ref Role]\n" + indent(_allowing("s3:PutObject", "'*'"), "    ")
    ).replace("Policies:\n      - PolicyName: forecast\n        PolicyDocument", "PolicyDocument")

    assert not lacks(_LITERAL, "Path: /", policy)


def test_a_role_without_any_policy_lacks_everything(lacks: Lacks) -> None:
    assert lacks(_LITERAL, "Path: /")


@pytest.mark.parametrize(
    ("principal", "lacking"),
    [
        ("{AWS: !GetAtt Role.Arn}", False),
        ("'*'", False),
        ("{AWS: !Ref PolicyArn}", False),
        ("{AWS: 'arn:aws:iam::111111111111:role/forecast'}", False),
        ("{AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}", True),
        ("{AWS: '111111111111'}", True),
        ("{Service: logging.s3.amazonaws.com}", True),
    ],
)
def test_the_policy_of_a_bucket_may_give_the_right(
    principal: str, lacks: Lacks, *, lacking: bool
) -> None:
    policy = (
        "BucketPolicy:\n"
        "  Type: AWS::S3::BucketPolicy\n"
        "  Properties:\n"
        "    Bucket: !Ref Answers\n"
        "    PolicyDocument:\n"
        "      Statement:\n"
        f"        - {{Effect: Allow, Principal: {principal}, Action: 's3:*',\n"
        "           Resource: !Sub '${Answers.Arn}/*'}\n"
    )

    assert lacks(_OWN, "Path: /", policy) is lacking


@pytest.mark.parametrize(
    ("denial", "lacking"),
    [
        ("Resource: '*'", True),
        ("Resource: '*', Condition: {Bool: {'aws:SecureTransport': 'false'}}", False),
        ("Resource: 'arn:aws:s3:::demand/*'", False),
    ],
)
def test_a_denial_of_everything_outdoes_what_is_allowed(
    denial: str, lacks: Lacks, *, lacking: bool
) -> None:
    role = (
        _allowing("s3:*", "'*'") + f"        - {{Effect: Deny, Action: s3:PutObject, {denial}}}\n"
    )

    assert lacks(_LITERAL, role) is lacking


def test_the_bucket_itself_is_what_is_listed(lacks: Lacks) -> None:
    below = _allowing("s3:ListBucket", "'arn:aws:s3:::forecasts/*'")
    itself = _allowing("s3:ListBucket", "'arn:aws:s3:::forecasts'")

    assert lacks(_LITERAL, below, to_list=True)
    assert not lacks(_LITERAL, itself, to_list=True)

"""Rights of execution roles that name the alias of a KMS key."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding, Severity

Check = Callable[[str], tuple[Finding, ...]]

_ALIAS = "arn:aws:kms:eu-west-1:111111111111:alias/demand"
_KEY = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
_TEMPLATE = """
Resources:
  Alias:
    Type: AWS::KMS::Alias
    Properties: {{AliasName: alias/demand, TargetKeyId: {key}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal: {{Service: sagemaker.amazonaws.com}}
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonSageMakerFullAccess]
      Policies:
        - PolicyName: keys
          PolicyDocument:
            Statement: [{{Effect: {effect}, Action: {action}, Resource: {resource}}}]
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: {role}
      PrimaryContainer: {{Image: '111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1'}}
"""


def _role(
    resource: str = _ALIAS,
    *,
    action: str = "['kms:Decrypt']",
    effect: str = "Allow",
    role: str = "!GetAtt Role.Arn",
) -> str:
    return _TEMPLATE.format(resource=resource, action=action, effect=effect, role=role, key=_KEY)


@pytest.mark.parametrize(
    "resource",
    [
        _ALIAS,
        f"[{_ALIAS}]",
        f"[{_ALIAS}, 'arn:aws:s3:::demand/*']",
        "!Sub 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/demand'",
        "!Sub 'arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:${Alias}'",
    ],
)
def test_alias_gives_no_right_to_use_its_key(resource: str, findings_of: Check) -> None:
    (found,) = findings_of(_role(resource))

    assert (found.rule.id, found.severity) == ("IAM-06", Severity.WARNING)
    assert "is allowed kms:Decrypt on " in found.says


@pytest.mark.parametrize("action", ["'kms:*'", "[kms:CreateGrant, s3:GetObject]", "kms:Decrypt"])
def test_every_use_of_a_key_counts(action: str, ids_of: Callable[[str], list[str]]) -> None:
    assert ids_of(_role(action=action)) == ["IAM-06"]


@pytest.mark.parametrize(
    "resource",
    [
        _KEY,
        "'*'",
        "'arn:aws:kms:*:*:*'",
        f"[{_ALIAS}, {_KEY}]",
        f"[{_ALIAS}, !GetAtt Unknown.Arn]",
    ],
)
def test_statement_that_may_name_the_key_is_left_alone(
    resource: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_role(resource)) == []


@pytest.mark.parametrize(
    "source",
    [
        _role(action="[kms:CreateAlias, kms:UpdateAlias]"),
        _role(action="s3:GetObject"),
        _role(effect="Deny"),
        _role(role="arn:aws:iam::111111111111:role/another"),
    ],
    ids=["operations on aliases", "another service", "denied", "no role of a model"],
)
def test_what_gives_no_right_to_use_a_key_is_silent(
    source: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(source) == []

"""Which variables hold a secret, and that no message ever tells one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sagemaker_hosting.rules import Finding
from sagemaker_hosting.rules.reports import Report, json_report, sarif_report, text_report

Check = Callable[[str], tuple[Finding, ...]]

_VALUE = "Tr0ub4dor-and-3"
_TEMPLATE = """
Parameters: {{Given: {{Type: String, NoEcho: true}}}}
Resources:
  Model:
    Type: AWS::SageMaker::Model
    Properties:
      ExecutionRoleArn: arn:aws:iam::111111111111:role/demand
      PrimaryContainer:
        Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1
        Environment: {{{name}: {value}}}
"""


def _model(name: str, value: str = _VALUE) -> str:
    return _TEMPLATE.format(name=name, value=value)


@pytest.mark.parametrize(
    "name",
    [
        *("DATABASE_PASSWORD", "PASSWORD", "db_password", "DB_PWD", "CLIENT_SECRET", "SECRET_KEY"),
        *("SECRET_OF_DEMAND", "AWS_SECRET_ACCESS_KEY", "API_KEY", "OPENAI_API_KEY", "APIKEY"),
        *("HF_TOKEN", "AUTH_TOKEN", "SIGNING_PRIVATE_KEY", "STORAGE_ACCESS_KEY", "PASSPHRASE"),
    ],
)
def test_name_of_a_secret_with_its_value_is_a_warning(
    name: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_model(name)) == ["MOD-31"]


@pytest.mark.parametrize(
    "name",
    [
        *("HORIZON", "PWD", "DATABASE_SECRET_ARN", "SECRET_NAME", "PASSWORD_FILE", "TOKENIZER"),
        *("EOS_TOKEN", "MAX_NEW_TOKENS", "AWS_ACCESS_KEY_ID", "SORT_KEY", "PARTITION_KEY", "KEY"),
    ],
)
def test_other_names_tell_nothing(name: str, ids_of: Callable[[str], list[str]]) -> None:
    assert ids_of(_model(name)) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_PASSWORD", "!Ref Given"),
        ("DATABASE_PASSWORD", "''"),
        ("DATABASE_PASSWORD", "/run/secrets/database"),
        ("CLIENT_SECRET", "arn:aws:secretsmanager:eu-west-1:111111111111:secret:demand-a1b2c3"),
        ("CLIENT_SECRET", "prod/demand/client"),
        ("ACCESS_TOKEN", "'true'"),
        ("SPLIT_TOKEN", "'<|split|>'"),
        ("SPLIT_TOKEN", "'50256000'"),
        ("DATABASE_USER", "'{{resolve:secretsmanager:demand:SecretString:username}}'"),
        ("DATABASE_PASSWORD", "'{{resolve:ssm:/demand/database}}'"),
    ],
)
def test_what_is_not_known_or_leads_to_a_secret_is_none(
    name: str, value: str, ids_of: Callable[[str], list[str]]
) -> None:
    assert ids_of(_model(name, value)) == []


@pytest.mark.parametrize("name", ["DATABASE_PASSWORD", "DATABASE"])
def test_dynamic_reference_is_shown_by_the_service(name: str, findings_of: Check) -> None:
    reference = "'{{resolve:secretsmanager:demand:SecretString:password}}'"

    (found,) = findings_of(_model(name, reference))

    assert found.rule.id == "MOD-31"
    assert "gets its value from AWS Secrets Manager at deploy" in found.says


@pytest.mark.parametrize("value", [_VALUE, "90125318"])
def test_no_report_tells_the_value(value: str, findings_of: Check) -> None:
    found = findings_of(_model("DATABASE_PASSWORD", value))
    report = Report(templates=1, findings=found)

    told = [write(report) for write in (text_report, json_report, sarif_report)]

    assert "MOD-31" in {finding.rule.id for finding in found}
    assert not any(value in text for text in told)
    assert all("DATABASE_PASSWORD" in text for text in told)


def test_container_of_an_inference_component_counts(ids_of: Callable[[str], list[str]]) -> None:
    source = """
    Resources:
      Component:
        Type: AWS::SageMaker::InferenceComponent
        Properties:
          EndpointName: shared
          VariantName: AllTraffic
          Specification:
            Container:
              Image: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/forecast:1
              ArtifactUrl: s3://models/demand/model.tar.gz
              Environment: {DATABASE_PASSWORD: hunter2}
            ComputeResourceRequirements: {MinMemoryRequiredInMb: 1024, NumberOfCpuCoresRequired: 1}
          RuntimeConfig: {CopyCount: 1}
    """

    assert ids_of(source) == ["MOD-31"]

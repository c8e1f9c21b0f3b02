"""How AWS is called, and what its errors mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions as botocore

from sagemaker_hosting.operate import Aws, AwsProblem, Kind
from sagemaker_hosting.operate._problems import action_of, problem_of, short


def test_nothing_is_read_before_the_first_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nobody")

    aws = Aws(region="eu-west-1", assume_role="arn:aws:iam::111111111111:role/smoke")

    with pytest.raises(AwsProblem, match=r"could not be found.*: log in"):
        aws.account()


def test_missing_credentials_are_told_without_a_way_into_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")

    with pytest.raises(AwsProblem) as ended:
        Aws(region="eu-west-1").account()

    assert ended.value.kind is Kind.CREDENTIALS
    assert str(ended.value) == (
        "there are no AWS credentials: log in (aws sso login, aws configure), or set AWS_PROFILE"
    )


def test_nobody_there_is_told_with_the_region() -> None:
    error = botocore.EndpointConnectionError(endpoint_url="https://sts.eu-west-9.amazonaws.com/")

    problem = problem_of(error, action="sts:GetCallerIdentity", on="", region="eu-west-9")

    assert problem.kind is Kind.UNREACHABLE
    assert problem.is_global
    assert "is eu-west-9 the right Region" in str(problem)


def test_local_aws_that_is_not_there_is_no_matter_of_the_region() -> None:
    with pytest.raises(AwsProblem) as ended:
        Aws(region="eu-west-9", endpoint_url="http://127.0.0.1:9").account()

    assert ended.value.kind is Kind.UNREACHABLE
    assert "does a local AWS run there? AWS_ENDPOINT_URL, or --endpoint-url, leads" in str(
        ended.value
    )


def test_region_is_that_of_the_call_or_of_all_calls_or_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-north-1")
    by_aws_region = Aws().region_or()
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-south-1")

    assert by_aws_region == "eu-north-1"
    assert Aws().region_or() == "eu-south-1"
    assert Aws(region="eu-west-1").region_or() == "eu-west-1"
    assert Aws(region="eu-west-1").region_or("eu-west-2") == "eu-west-2"


def test_no_region_at_all_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")

    with pytest.raises(AwsProblem, match=r"^no Region is named: give --region"):
        Aws().region_or()


def test_role_is_taken_on_once_and_for_every_service(
    cloud: Any,
) -> None:
    role = "arn:aws:iam::111111111111:role/smoke"
    given = {
        "AccessKeyId": "A" * 16,
        "SecretAccessKey": "s",
        "SessionToken": "t",
        "Expiration": "2026-11-22T13:00:00Z",
    }
    cloud.answers["AssumeRole"] = {"Credentials": given}
    cloud.answers["GetCallerIdentity"] = {"Account": "111111111111"}
    cloud.answers["ListStacks"] = {"StackSummaries": []}
    aws = cloud.aws(region="eu-west-1", assume_role=role)

    aws.account()
    list(aws.pages("cloudformation", "list_stacks"))

    assert [name for name, _ in cloud.asked] == ["AssumeRole", "GetCallerIdentity", "ListStacks"]
    assert cloud.parameters("AssumeRole") == [{"RoleArn": role, "RoleSessionName": "endpoints"}]
    credentials = aws._session.get_credentials()
    assert credentials.access_key == "A" * 16


def test_role_that_may_not_be_taken_on_is_told(cloud: Any) -> None:
    role = "arn:aws:iam::111111111111:role/smoke"
    who = "arn:aws:iam::222222222222:user/pipeline"
    message = f"User: {who} is not authorized to perform: sts:AssumeRole on resource: {role}"
    cloud.fail("AssumeRole", "AccessDenied", message, status=403)

    with pytest.raises(AwsProblem) as ended:
        cloud.aws(region="eu-west-1", assume_role=role).account()

    assert str(ended.value) == (
        f"access denied: {who} may not sts:AssumeRole on {role}: the role must trust the caller, "
        "and the caller may take it on"
    )


def test_pages_are_all_read(cloud: Any) -> None:
    first = {"StackSummaries": [], "NextToken": "2"}
    cloud.answers["ListStacks"] = [first, {"StackSummaries": []}]

    pages = list(cloud.aws(region="eu-west-1").pages("cloudformation", "list_stacks"))

    assert len(pages) == 2
    assert cloud.parameters("ListStacks") == [{}, {"NextToken": "2"}]


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (
            botocore.PartialCredentialsError(provider="env", cred_var="x"),
            "credentials",
            "cannot be had",
        ),
        (botocore.ProfileNotFound(profile="x"), "credentials", "The config profile (x)"),
        (
            botocore.TokenRetrievalError(provider="sso", error_msg="no"),
            "credentials",
            "cannot be had",
        ),
        (botocore.UnauthorizedSSOTokenError(), "credentials", "The SSO session"),
        (botocore.EndpointConnectionError(endpoint_url="https://x"), "unreachable", "https://x"),
        (botocore.ConnectTimeoutError(endpoint_url="https://x"), "unreachable", "no answer"),
        (botocore.ReadTimeoutError(endpoint_url="https://x"), "refused", "no answer came in time"),
        (botocore.ConnectionClosedError(endpoint_url="https://x"), "busy", "broke off"),
        (botocore.ParamValidationError(report="no"), "refused", "sagemaker:DescribeEndpoint: "),
    ],
)
def test_error_of_this_side_is_of_a_kind(error: Exception, kind: str, said: str) -> None:
    problem = problem_of(
        error, action="sagemaker:DescribeEndpoint", on="demand", region="eu-west-1"
    )

    assert problem.kind == kind
    assert said in str(problem)


def test_denial_in_other_words_names_action_and_resource() -> None:
    answer = {"Error": {"Code": "AccessDenied", "Message": "Access Denied"}}
    error = botocore.ClientError(answer, "GetObject")  # type: ignore[arg-type]  # no metadata

    problem = problem_of(error, action="s3:GetObject", on="forecasts", region=None)

    assert str(problem) == "access denied: s3:GetObject on forecasts: Access Denied"


def test_actions_are_named_as_iam_names_them() -> None:
    assert action_of("sagemaker-runtime", "invoke_endpoint") == "sagemaker:InvokeEndpoint"
    assert action_of("cloudformation", "list_stacks") == "cloudformation:ListStacks"


def test_long_text_is_cut_to_one_line() -> None:
    assert short("a\n  b") == "a b"
    assert short("x" * 99, 10) == "xxxxxxx..."


def test_only_one_module_imports_boto3() -> None:
    package = Path(__file__).parents[4] / "constructs" / "sagemaker_hosting"

    importing = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "import boto3" in path.read_text() or "from boto3" in path.read_text()
    ]

    assert importing == ["operate/_aws.py"]

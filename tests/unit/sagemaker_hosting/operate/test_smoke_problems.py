"""What keeps a deploy from being checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sagemaker_hosting.operate import AwsProblem, Kind
from sagemaker_hosting.operate.smoke import NothingToCheck, Pace, smoke
from sagemaker_hosting.templates import read_templates

WHO = "arn:aws:sts::111111111111:assumed-role/smoke/s"


@pytest.fixture
def dev(deployment: Any) -> Any:
    deployment.deploy()
    return deployment


def denied(action: str, resource: str) -> str:
    return f"User: {WHO} is not authorized to perform: {action} on resource: {resource}"


def test_stack_that_is_not_there_is_unchecked_and_the_nearest_are_told(dev: Any) -> None:
    message = "Stack with id sagemaker-dev-demand does not exist"
    dev.cloud.fail("DescribeStacks", "ValidationError", message)
    dev.cloud.answers["ListStacks"]["StackSummaries"][0]["StackName"] = "sagemaker-dev-demands"

    assert dev.wrong() == {
        "in service": "unchecked: there is no stack sagemaker-dev-demand in eu-west-1; "
        "nearest: sagemaker-dev-demands, sagemaker-dev-shared"
    }


def test_stack_that_is_only_a_change_set_is_none(dev: Any) -> None:
    dev.cloud.answers["DescribeStacks"]["Stacks"][0]["StackStatus"] = "REVIEW_IN_PROGRESS"

    assert dev.wrong()["in service"].startswith("unchecked: there is no stack sagemaker-dev-demand")


def test_right_that_is_missing_for_the_stack_is_told(dev: Any) -> None:
    resource = "arn:aws:cloudformation:eu-west-1:111111111111:stack/sagemaker-dev-demand/*"
    message = denied("cloudformation:DescribeStacks", resource)
    dev.cloud.fail("DescribeStacks", "AccessDenied", message, status=403)

    assert dev.wrong() == {
        "in service": f"unchecked: access denied: {WHO} may not cloudformation:DescribeStacks on "
        f"{resource}: allow it, or take on a role that may with --assume-role"
    }


@pytest.mark.parametrize(
    ("operation", "check"),
    [
        ("DescribeEndpoint", "in service"),
        ("DescribeEndpointConfig", "variants of the template"),
        ("DescribeModel", "variant champion of the template"),
    ],
)
def test_right_that_is_missing_leaves_the_other_checks(
    dev: Any, operation: str, check: str
) -> None:
    message = denied(f"sagemaker:{operation}", "arn:aws:sagemaker:eu-west-1:1:x/y")
    dev.cloud.fail(operation, "AccessDeniedException", message, status=403)

    checks = dev.checks(invoke=False)

    assert checks["stack sagemaker-dev-demand"].outcome == "passed"
    assert checks[check].outcome == "unchecked"
    assert f"may not sagemaker:{operation} on arn:aws:sagemaker" in checks[check].detail


def test_throttled_description_is_unchecked(dev: Any) -> None:
    dev.cloud.fail("DescribeEndpoint", "ThrottlingException", "Rate exceeded", retries=5)

    assert dev.wrong() == {
        "in service": "unchecked: AWS throttled sagemaker:DescribeEndpoint 6 times "
        "(ThrottlingException): try again later"
    }


def test_credentials_of_another_account_end_the_run(dev: Any) -> None:
    dev.cloud.answers["GetCallerIdentity"]["Account"] = "222222222222"

    with pytest.raises(
        NothingToCheck,
        match=r"^the credentials are of account 222222222222, the templates for 111111111111: use ",
    ):
        dev.smoke()
    assert dev.cloud.times("DescribeStacks") == 0


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("ExpiredToken", "the AWS credentials have expired (ExpiredToken): log in"),
        ("InvalidClientTokenId", "AWS does not know the access key (InvalidClientTokenId): log in"),
        ("SignatureDoesNotMatch", "AWS does not accept the signature: the secret key is not its"),
    ],
)
def test_credentials_that_aws_does_not_take_end_the_run(dev: Any, code: str, said: str) -> None:
    dev.cloud.fail("GetCallerIdentity", code, "The security token ...", status=403)

    with pytest.raises(AwsProblem) as ended:
        dev.smoke()
    assert ended.value.kind is Kind.CREDENTIALS
    assert str(ended.value).startswith(said)


def test_templates_without_endpoints_leave_nothing_to_check(deployment: Any) -> None:
    folder = deployment.folder / "templates" / "dev"
    folder.mkdir(parents=True)
    resources = {"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}
    (folder / "Shared.json").write_text(json.dumps(resources))

    with pytest.raises(NothingToCheck, match=r"^dev has no endpoints$"):
        _smoke_folder(deployment, folder.parent)


# --- templates that do not tell their stacks


def _smoke_folder(deployment: Any, folder: Path) -> Any:
    return smoke(
        read_templates([folder]),
        environment="dev",
        read_from="templates",
        aws=deployment.cloud.aws(),
        pace=Pace(now=lambda: 0.0, sleep=lambda _: None),
    )


@pytest.fixture
def committed(dev: Any) -> Any:
    """Templates in a folder for each environment."""
    folder = dev.folder / "templates" / "dev"
    folder.mkdir(parents=True)
    (folder / "Demand.json").write_text(json.dumps(dev.template()))
    return folder.parent


@pytest.mark.parametrize("name", ["sagemaker-dev-demand", "dev-Demand", "Dev-Demand"])
def test_stack_of_a_template_alone_is_found_by_how_its_name_ends(
    dev: Any, committed: Path, name: str
) -> None:
    dev.cloud.answers["ListStacks"]["StackSummaries"][0]["StackName"] = name

    [result] = _smoke_folder(dev, committed).endpoints

    assert result.name == dev.name
    assert dev.cloud.parameters("DescribeStacks") == [{"StackName": name}]
    assert dev.cloud.times("GetCallerIdentity") == 0


@pytest.mark.parametrize(
    ("names", "got"),
    [
        (["mydev-demand", "dev-demand-2"], "there is none; nearest: dev-demand-2, mydev-demand"),
        (["a-dev-demand", "b-dev-demand"], "there are a-dev-demand, b-dev-demand"),
    ],
)
def test_stack_of_a_template_alone_must_be_the_only_one(
    dev: Any, committed: Path, names: list[str], got: str
) -> None:
    summaries = dev.cloud.answers["ListStacks"]["StackSummaries"]
    for summary, name in zip(summaries, names, strict=True):
        summary["StackName"] = name

    [result] = _smoke_folder(dev, committed).endpoints

    [check] = result.checks
    assert check.outcome == "unchecked"
    assert check.detail == (
        "the template tells no stack, and one in eu-west-1 must be called ...dev-demand: "
        f"{got}; a cloud assembly tells it: --app cdk.out"
    )

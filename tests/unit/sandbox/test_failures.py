"""What failed of a stack, by what a stand-in for CloudFormation tells of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox import StackOfAssembly
from sandbox._errors import CdkFailed
from sandbox._failures import failures_of, telling_what_failed

NOW = datetime.now(UTC)


class CloudFormation:
    """Tells the events of a stack, the newest first, page by page, as AWS does."""

    def __init__(self, *events: dict[str, Any], operation: tuple[dict[str, Any], ...] = ()) -> None:
        self.events = events
        self.operation = operation

    def get_paginator(self, operation: str) -> "CloudFormation":
        assert operation == "describe_stack_events"
        return self

    def paginate(self, **_: str) -> Iterator[dict[str, Any]]:
        if not self.events:
            raise ClientError({"Error": {"Message": "does not exist"}}, "DescribeStackEvents")
        yield from ({"StackEvents": [event]} for event in reversed(self.events))

    def describe_events(self, **_: str) -> dict[str, Any]:
        return {"OperationEvents": list(self.operation)}


def event(
    resource: str, reason: str = "", status: str = "CREATE_FAILED", *, minutes: int = 1, **more: Any
) -> dict[str, Any]:
    return {
        "LogicalResourceId": resource,
        "ResourceType": "AWS::SNS::Topic",
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
        "Timestamp": NOW + timedelta(minutes=minutes),
        **more,
    }


def stack(folder: Path | None = None, **resources: Any) -> StackOfAssembly:
    template = None
    if folder is not None:
        template = folder / "Demand.template.json"
        template.write_text(json.dumps({"Resources": resources}))
    return StackOfAssembly(
        path="dev/Demand", name="demand", account="1" * 12, region="eu-west-1", template=template
    )


def test_what_failed_first_is_told_first_and_what_was_cancelled_for_it_is_not() -> None:
    cloudformation = CloudFormation(
        event("Fine", status="CREATE_COMPLETE"),
        event("First", "no such thing"),
        event("Second", "Resource creation cancelled"),
        event("Third", "nor this"),
        event("demand", "Failed: [First]", ResourceType="AWS::CloudFormation::Stack"),
    )

    found = failures_of(stack(), cloudformation, since=NOW)

    assert [str(failure) for failure in found] == [
        "dev/Demand/First (AWS::SNS::Topic): no such thing",
        "dev/Demand/Third (AWS::SNS::Topic): nor this",
    ]


def test_what_failed_before_is_not_told() -> None:
    cloudformation = CloudFormation(event("Old", "then", minutes=-1), event("New", "now"))

    (failure,) = failures_of(stack(), cloudformation, since=NOW)

    assert failure.reason == "now"


def test_stack_that_fails_alone_is_told_with_the_faults_that_validation_found() -> None:
    whole = event("demand", "call DescribeEvents", ResourceType="AWS::CloudFormation::Stack")
    fault = event("Bucket", EventType="VALIDATION_ERROR", ValidationStatusReason="name is taken")
    own = event("demand", EventType="PROVISIONING_ERROR")

    found = failures_of(stack(), CloudFormation(whole, operation=(fault, own)), since=NOW)
    unexplained = failures_of(stack(), CloudFormation(whole), since=NOW)

    assert [(each.place, each.reason) for each in found] == [("dev/Demand/Bucket", "name is taken")]
    assert [each.reason for each in unexplained] == ["call DescribeEvents"]


def test_resource_is_told_by_the_path_of_its_construct(tmp_path: Path) -> None:
    topic = {"Metadata": {"aws:cdk:path": "dev/Demand/Alarms/Topic/Resource"}}
    cloudformation = CloudFormation(event("AlarmsTopic1A2B", "no"))

    (failure,) = failures_of(stack(tmp_path, AlarmsTopic1A2B=topic), cloudformation, since=NOW)

    assert failure.place == "dev/Demand/Alarms/Topic"


def error_of(output: str, *, captured: bool, command: str = "deploy") -> str:
    """How an error of the CLI ends where CloudFormation has no events of the stack."""
    telling = telling_what_failed(
        command, [stack()], client=lambda *_, **__: CloudFormation(), captured=captured
    )
    with pytest.raises(CdkFailed) as error, telling:
        raise CdkFailed(f"cdk {command} failed (1): {output}", output=output)
    return str(error.value)


@pytest.mark.parametrize("captured", [True, False])
def test_error_of_the_cli_alone_stays_and_gets_its_advice(captured: bool) -> None:  # noqa: FBT001  # a parameter of the test
    output = "Stack [demand] cannot be deleted while TerminationProtection is enabled"

    assert error_of(output, captured=captured, command="destroy").splitlines() == [
        f"cdk destroy failed (1): {output}",
        "  what to do: deploy it without, or forget all that was deployed: python -m sandbox reset",
    ]


def test_error_that_is_not_known_says_where_to_look() -> None:
    assert error_of("socket hang up", captured=False).splitlines() == [
        "cdk deploy failed (1): socket hang up",
        "  what to do: no resource failed; all that the CDK CLI said is above",
    ]

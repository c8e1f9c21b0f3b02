"""Tells what failed of stacks: which resource, why, and what to do."""

import contextlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sandbox._assembly import StackOfAssembly
from sandbox._errors import CdkFailed
from sandbox._fixes import UNKNOWN_TYPES, fix_of

_STACK = "AWS::CloudFormation::Stack"
# CloudFormation ends what is under way when something else failed.
_CONSEQUENCES = ("Resource creation cancelled", "Resource update cancelled")
_ABOVE = "no resource failed; all that the CDK CLI said is above"


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """Defines what failed of a stack.

    Attributes:
        place: The resource: the path of its construct, or its stack's and its logical id.
        kind: Its type.
        reason: CloudFormation's words.
    """

    place: str
    kind: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place} ({self.kind}): {self.reason}"


@contextlib.contextmanager
def telling_what_failed(
    command: str,
    stacks: Sequence[StackOfAssembly],
    *,
    client: Callable[..., Any],
    captured: bool,
) -> Iterator[None]:
    """Have an error of the CDK CLI end with what failed, and with what to do about it.

    Args:
        command: What is done to the stacks, `deploy` or `destroy`.
        stacks: The stacks.
        client: Makes a client of a service in an `account` and `region`.
        captured: Whether nobody has seen the CLI's output.

    Raises:
        CdkFailed: When the CLI fails.
    """
    since = datetime.now(UTC)
    try:
        yield
    except CdkFailed as error:
        failures: list[Failure] = []
        for stack in stacks:
            cloudformation = client("cloudformation", account=stack.account, region=stack.region)
            failures += failures_of(stack, cloudformation, since=since)
        failures = failures or list(_of_unknown_types(stacks, error.output))
        said = [str(error)] if captured or not failures else []
        told = (
            _told(command, failures)
            if failures
            else [f"  what to do: {fix_of(error.output) or _ABOVE}"]
        )
        raise CdkFailed("\n".join([*said, *told]), output=error.output) from error


def failures_of(stack: StackOfAssembly, cloudformation: Any, *, since: datetime) -> list[Failure]:
    """Find what failed of a stack, the first one first.

    Args:
        stack: The stack.
        cloudformation: A client in its account and Region.
        since: What failed earlier is passed over.
    """
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  # as in _client

    try:
        failed = list(_failed(cloudformation, stack.name, since))
    except (BotoCoreError, ClientError):
        return []  # A stack that was refused before it was made has no events; the CLI tells why.
    return [
        Failure(place=_place(stack, resource), kind=kind, reason=reason)
        for resource, kind, reason in failed
        if not reason.startswith(_CONSEQUENCES)
    ]


def _failed(cloudformation: Any, name: str, since: datetime) -> Iterator[tuple[str, str, str]]:
    """Find the logical ids that failed, with their types and the reasons."""
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=name)
    events = [event for page in pages for event in page["StackEvents"]]
    failed = [
        (event["LogicalResourceId"], event["ResourceType"], event.get("ResourceStatusReason", ""))
        for event in reversed(events)
        if event["Timestamp"] >= since and event["ResourceStatus"].endswith("FAILED")
    ]
    of_resources = [each for each in failed if each[1] != _STACK]
    if failed and not of_resources:
        # What CloudFormation finds before it makes anything is told by this operation alone.
        for event in cloudformation.describe_events(StackName=name)["OperationEvents"]:
            if event["EventType"] == "VALIDATION_ERROR" and event["Timestamp"] >= since:
                resource, kind = event["LogicalResourceId"], event["ResourceType"]
                of_resources.append((resource, kind, event["ValidationStatusReason"]))
    yield from of_resources or failed


def _of_unknown_types(stacks: Iterable[StackOfAssembly], output: str) -> Iterator[Failure]:
    """Find the resources of the types that the output says are not known."""
    _, found, rest = output.rpartition(f"{UNKNOWN_TYPES}[")
    kinds = rest.partition("]")[0].split(", ") if found else []
    for stack in stacks:
        for resource, body in _resources(stack).items():
            if body.get("Type") in kinds:
                kind = body["Type"]
                reason = f"{UNKNOWN_TYPES}[{kind}]"
                yield Failure(place=_place(stack, resource), kind=kind, reason=reason)


def _resources(stack: StackOfAssembly) -> dict[str, Any]:
    if stack.template is None or not stack.template.exists():
        return {}
    resources: dict[str, Any] = json.loads(stack.template.read_text()).get("Resources", {})
    return resources


def _place(stack: StackOfAssembly, resource: str) -> str:
    metadata = _resources(stack).get(resource, {}).get("Metadata", {})
    path: str | None = metadata.get("aws:cdk:path")
    return path.removesuffix("/Resource") if path is not None else f"{stack.path}/{resource}"


def _told(command: str, failures: Iterable[Failure]) -> Iterator[str]:
    yield f"cdk {command} failed:"
    for failure in failures:
        yield f"  {failure}"
        yield f"  what to do: {fix_of(failure.reason) or f'correct it, and {command} again'}"

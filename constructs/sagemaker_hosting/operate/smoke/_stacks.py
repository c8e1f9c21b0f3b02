"""Finds the stacks that templates were deployed as, and what CloudFormation called things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.operate._problems import AwsProblem

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.templates import Template

_GONE: Final = "DELETE_COMPLETE"
_DEPLOYED: Final = frozenset(
    {"CREATE_COMPLETE", "IMPORT_COMPLETE", "UPDATE_COMPLETE", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"}
)


class Unchecked(Exception):  # noqa: N818  # the name says what follows
    """Something that cannot be found out, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """Defines a stack in AWS.

    Attributes:
        name: its name.
        region: where it is.
        status: as CloudFormation writes it.
        reason: why that is its status, if CloudFormation says so.
        parameters: the values that its parameters have.
        outputs: its outputs.
        resources: the physical id of each resource, by logical id.
    """

    name: str
    region: str
    status: str
    reason: str
    parameters: Mapping[str, str] = field(repr=False)
    outputs: Mapping[str, str] = field(repr=False)
    resources: Mapping[str, str] = field(repr=False)

    @property
    def is_deployed(self) -> bool:
        """Whether its last deploy ended, and was not rolled back."""
        return self.status in _DEPLOYED

    @property
    def is_busy(self) -> bool:
        """Whether a deploy goes on."""
        return self.status.endswith("_IN_PROGRESS") and not self.is_deployed


class Stacks:
    """Finds the stacks of templates; each is asked for once.

    Args:
        aws: who asks.
        environment: the name of the environment.
    """

    def __init__(self, aws: Aws, environment: str) -> None:
        self._aws = aws
        self._environment = environment
        self._found: dict[Template, Stack | Unchecked] = {}
        self._names: dict[str, tuple[str, ...]] = {}

    def of(self, template: Template) -> Stack:
        """Find the stack of a template.

        Raises:
            Unchecked: There is none, or it may not be seen.
            AwsProblem: AWS cannot be asked at all.
        """
        if template not in self._found:
            try:
                self._found[template] = self._read(template)
            except Unchecked as reason:
                self._found[template] = reason
        found = self._found[template]
        if isinstance(found, Unchecked):
            raise found
        return found

    def _read(self, template: Template) -> Stack:
        name, region = self._name_of(template), self._aws.region_or(template.region)
        try:
            answer = self._aws.call(
                "cloudformation", "describe_stacks", in_region=region, StackName=name
            )
        except AwsProblem as problem:
            if problem.code == "ValidationError" and "does not exist" in problem.said:
                raise Unchecked(self._absent(name, region)) from problem
            raise unless_global(problem) from problem
        [stack] = answer["Stacks"]
        if stack["StackStatus"] in (_GONE, "REVIEW_IN_PROGRESS"):
            raise Unchecked(self._absent(name, region))
        try:
            resources = self._resources(name, region)
        except AwsProblem as problem:
            raise unless_global(problem) from problem
        return Stack(
            name=name,
            region=region,
            status=stack["StackStatus"],
            reason=stack.get("StackStatusReason", ""),
            parameters={
                p["ParameterKey"]: p.get("ResolvedValue", p.get("ParameterValue", ""))
                for p in stack.get("Parameters", ())
            },
            outputs={o["OutputKey"]: o["OutputValue"] for o in stack.get("Outputs", ())},
            resources=resources,
        )

    def _resources(self, name: str, region: str) -> dict[str, str]:
        pages = self._aws.pages(
            "cloudformation", "list_stack_resources", in_region=region, StackName=name
        )
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if "PhysicalResourceId" in resource and resource.get("ResourceStatus") != _GONE
        }

    def _name_of(self, template: Template) -> str:
        """The stack's name: the assembly tells it; of a template alone it ends as its file."""
        if template.stack_name is not None:
            return template.stack_name
        ending = f"{_kebab(self._environment)}-{_kebab(template.name.rpartition('/')[2])}"
        region = self._aws.region_or(template.region)
        names = self._all_names(region)
        found = [n for n in names if _kebab(n) == ending or _kebab(n).endswith(f"-{ending}")]
        if len(found) == 1:
            return found[0]
        got = f"there are {', '.join(found)}" if found else "there is none"
        near = "" if found else _likest(ending, names)
        raise Unchecked(
            f"the template tells no stack, and one in {region} must be called "
            f"...{ending}: {got}{near}; a cloud assembly tells it: --app cdk.out"
        )

    def _absent(self, name: str, region: str) -> str:
        try:
            near = _likest(name, self._all_names(region))
        except (AwsProblem, Unchecked):
            near = ""
        return f"there is no stack {name} in {region}{near}"

    def _all_names(self, region: str) -> tuple[str, ...]:
        if region not in self._names:
            try:
                pages = list(self._aws.pages("cloudformation", "list_stacks", in_region=region))
            except AwsProblem as problem:
                raise unless_global(problem) from problem
            self._names[region] = tuple(
                summary["StackName"]
                for page in pages
                for summary in page["StackSummaries"]
                # Those that are nested are named by CloudFormation.
                if summary["StackStatus"] != _GONE and not summary.get("ParentId")
            )
        return self._names[region]


def unless_global(problem: AwsProblem) -> Exception:
    """Give what one check cannot find out; what no check can find out stays what it is."""
    return problem if problem.is_global else Unchecked(str(problem))


def tail_of(physical_id: str) -> str:
    """Give the name in an ARN, which SageMaker writes in lower case there."""
    return physical_id.rpartition("/")[2]


def is_named(name: Any, physical_id: str) -> bool:
    """Tell whether a physical id, an ARN or a name, is that of a name."""
    return str(name).lower() == tail_of(physical_id).lower()


def _likest(name: str, names: tuple[str, ...]) -> str:
    near = ", ".join(nearest(name, names))
    return f"; nearest: {near}" if near else ""


def _kebab(name: str) -> str:
    """Write `OnRequest`, `on_request` and `on-request` the same way."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name)
    return re.sub(r"[^A-Za-z0-9]+", "-", apart).strip("-").lower()

"""Finds an endpoint in AWS, and what it consists of there."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.nearest import nearest
from sagemaker_hosting.operate._problems import AwsProblem
from sagemaker_hosting.operate.smoke._stacks import is_named, tail_of, unless_global
from sagemaker_hosting.view import NAME, Reference

if TYPE_CHECKING:
    from sagemaker_hosting.operate._aws import Aws
    from sagemaker_hosting.operate.smoke._pace import Pace
    from sagemaker_hosting.operate.smoke._stacks import Stack, Stacks
    from sagemaker_hosting.view import Endpoint, InferenceComponent, Resource

IN_SERVICE: Final = "InService"
_BUSY: Final = frozenset({"Creating", "Updating", "SystemUpdating", "RollingBack"})
_POLL_SECONDS: Final = 5.0


class Absent(Exception):  # noqa: N818  # the name says what it is
    """Something that should be in AWS, and is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveEndpoint:
    """Defines an endpoint as AWS has it.

    Attributes:
        stack: its stack.
        described: what `DescribeEndpoint` answers.
        components: what `DescribeInferenceComponent` answers, of each component that was found,
            by logical id.
    """

    stack: Stack
    described: Mapping[str, Any] = field(repr=False)
    components: Mapping[str, Mapping[str, Any]] = field(repr=False)

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.described["EndpointName"])

    @property
    def status(self) -> str:
        """Its status, such as `InService`."""
        return str(self.described["EndpointStatus"])

    @property
    def serves(self) -> bool:
        """Whether it has variants that may answer, whatever its status says besides."""
        return bool(self.described.get("ProductionVariants"))

    @property
    def failure(self) -> str:
        """Why it failed, if AWS says so."""
        return str(self.described.get("FailureReason", ""))

    def component(self, component: InferenceComponent) -> Mapping[str, Any] | None:
        """Give what AWS says of an inference component; None if it has none."""
        return self.components.get(component.logical_id)

    def summary(self, variant: str) -> Mapping[str, Any]:
        """Give what `DescribeEndpoint` says of a variant; nothing if it has none of the name."""
        for key in ("ProductionVariants", "ShadowProductionVariants"):
            for summary in self.described.get(key, ()):
                if summary["VariantName"] == variant:
                    found: Mapping[str, Any] = summary
                    return found
        return {}

    def instances(self, variant: str) -> int | None:
        """Tell how many instances of a variant run; None if it is serverless."""
        count = self.summary(variant).get("CurrentInstanceCount")
        return int(count) if count is not None else None


class LiveEndpoints:
    """Finds endpoints in AWS.

    Args:
        aws: who asks.
        stacks: where CloudFormation's names are found.
        pace: the clock.
        wait_seconds: how long to wait for an endpoint that is being changed.
    """

    def __init__(self, aws: Aws, stacks: Stacks, pace: Pace, wait_seconds: float) -> None:
        self._aws = aws
        self._stacks = stacks
        self._pace = pace
        self._wait_seconds = wait_seconds
        self._names: dict[str, dict[str, str]] = {}

    def find(self, endpoint: Endpoint) -> LiveEndpoint:
        """Find an endpoint of the templates, and wait until nothing changes it.

        Raises:
            Absent: There is none.
            Unchecked: It may not be seen.
            AwsProblem: AWS cannot be asked at all.
        """
        stack = self._stacks.of(endpoint.stack.template)
        physical_id = self.physical_id(endpoint)
        try:
            described = self._described(endpoint, stack, physical_id)
            described = self._settled(stack, described)
            components = self._components(endpoint, stack, described["EndpointName"])
            return LiveEndpoint(stack=stack, described=described, components=components)
        except AwsProblem as problem:
            raise unless_global(problem) from problem

    def physical_id(self, resource: Resource) -> str:
        """Tell what CloudFormation made of a resource: its ARN, or its name.

        Raises:
            Absent: Its stack has no such resource.
            Unchecked: Its stack cannot be found.
            AwsProblem: AWS cannot be asked at all.
        """
        stack = self._stacks.of(resource.stack.template)
        found = stack.resources.get(resource.logical_id)
        if found is None:
            raise Absent(
                f"the stack {stack.name} has no {resource.logical_id} ({resource.type}): what is "
                "deployed is not this template"
            )
        return found

    def _described(self, endpoint: Endpoint, stack: Stack, physical_id: str) -> Mapping[str, Any]:
        name = _told_name(endpoint, stack) or tail_of(physical_id)
        found = self._described_if_there(name, stack)
        if found is not None:
            return found
        # An ARN has the name in lower case, and DescribeEndpoint may want it as it is.
        names = self._all_names(stack.region)
        real = next((n for n, arn in names.items() if is_named(n, physical_id)), None)
        found = self._described_if_there(real, stack) if real not in (None, name) else None
        if found is not None:
            return found
        near = ", ".join(nearest(name, names))
        raise Absent(
            f"there is no endpoint {name} in {stack.region}, though the stack {stack.name} has it: "
            f"it was deleted by hand{f'; nearest: {near}' if near else ''}"
        )

    def _described_if_there(self, name: str | None, stack: Stack) -> Mapping[str, Any] | None:
        try:
            return self._aws.call(
                "sagemaker", "describe_endpoint", in_region=stack.region, EndpointName=name
            )
        except AwsProblem as problem:
            if problem.code == "ValidationException" and "ould not find" in problem.said:
                return None
            raise

    def _settled(self, stack: Stack, described: Mapping[str, Any]) -> Mapping[str, Any]:
        until = self._pace.now() + self._wait_seconds
        while described["EndpointStatus"] in _BUSY and self._pace.now() < until:
            self._pace.sleep(_POLL_SECONDS)
            described = self._aws.call(
                "sagemaker",
                "describe_endpoint",
                in_region=stack.region,
                EndpointName=described["EndpointName"],
            )
        return described

    def _components(
        self, endpoint: Endpoint, stack: Stack, name: str
    ) -> dict[str, Mapping[str, Any]]:
        if not endpoint.components:
            return {}
        pages = self._aws.pages(
            "sagemaker",
            "list_inference_components",
            in_region=stack.region,
            EndpointNameEquals=name,
        )
        names = [c["InferenceComponentName"] for p in pages for c in p["InferenceComponents"]]
        found: dict[str, Mapping[str, Any]] = {}
        for component in endpoint.components:
            with suppress(Absent):
                physical_id = self.physical_id(component)
                for each in names:
                    if is_named(each, physical_id):
                        found[component.logical_id] = self._aws.call(
                            "sagemaker",
                            "describe_inference_component",
                            in_region=stack.region,
                            InferenceComponentName=each,
                        )
        return found

    def _all_names(self, region: str) -> Mapping[str, str]:
        if region not in self._names:
            pages = self._aws.pages("sagemaker", "list_endpoints", in_region=region)
            self._names[region] = {
                e["EndpointName"]: e["EndpointArn"] for page in pages for e in page["Endpoints"]
            }
        return self._names[region]


def _told_name(endpoint: Endpoint, stack: Stack) -> str | None:
    """The name, upper and lower case right: as the template fixes it, or an output of the stack."""
    if endpoint.name.text is not None:
        return endpoint.name.text
    for key, output in endpoint.stack.outputs.items():
        value = endpoint.stack.resolve(output.get("Value")) if isinstance(output, Mapping) else None
        if isinstance(value, Reference) and (value.resource, value.attribute) == (endpoint, NAME):
            return stack.outputs.get(key)
    return None

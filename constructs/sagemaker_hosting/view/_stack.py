"""Defines a template with the values that one scenario gives its parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.facts.partitions import dns_suffix_of, partition_of
from sagemaker_hosting.view._reference import Reference
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view.functions._conditions import Conditions
from sagemaker_hosting.view.functions._intrinsics import Intrinsics
from sagemaker_hosting.view.functions._logical_ids import referred_to
from sagemaker_hosting.view.functions._scenarios import OTHER, Scenario
from sagemaker_hosting.view.functions._spelling import Spelling
from sagemaker_hosting.view.functions._symbols import Symbols
from sagemaker_hosting.view.functions._values import ABSENT, NAME, UNKNOWN, Text

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view._hosting import Hosting

# Kinds whose Ref is the ARN, with what stands before the name in it, and the attribute that is
# the name. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_SageMaker.html
_NAMED: Final = {
    "AWS::SageMaker::Endpoint": (":endpoint/", "EndpointName"),
    "AWS::SageMaker::EndpointConfig": (":endpoint-config/", "EndpointConfigName"),
    "AWS::SageMaker::Model": (":model/", "ModelName"),
    "AWS::SageMaker::InferenceComponent": (":inference-component/", "InferenceComponentName"),
}
_ARN_ATTRIBUTES: Final = frozenset({"Arn", "InferenceComponentArn", "EndpointArn"})
# Kinds whose Ref is their physical name.
_REF_IS_NAME: Final = frozenset(
    {"AWS::CloudWatch::Alarm", "AWS::IAM::Role", "AWS::S3::Bucket", "AWS::KMS::Key"}
)


class Stack:
    """Defines a template in one scenario.

    Attributes:
        template: what was read.
        hosting: everything it is deployed with.
        parameters: what the scenario gives the parameters; those not in it are unknown.
    """

    def __init__(self, template: Template, hosting: Hosting, scenario: Scenario) -> None:
        self.template = template
        self.hosting = hosting
        self.parameters = scenario.parameters
        self._keeps_all = scenario.keeps_all
        self.mappings = _section(template.body, "Mappings")
        self._intrinsics = Intrinsics(self)
        self.resolve: Callable[[Any], Any] = self._intrinsics.resolve
        self.symbolic: Callable[[Any], Any] = Symbols(self).resolve
        self.spelled: Callable[[Any], Any] = Spelling(self).resolve
        conditions = Conditions(self, _section(template.body, "Conditions"))
        self.condition: Callable[[object], bool | None] = conditions.holds

    @property
    def account(self) -> str | None:
        """The account it is deployed to, if that is known."""
        return self.template.account

    @property
    def region(self) -> str | None:
        """The Region it is deployed to, if that is known."""
        region = self.template.region or self.parameters.get("AWS::Region")
        return region if isinstance(region, str) else None

    @cached_property
    def resources(self) -> Mapping[str, Resource]:
        """The resources that exist in this scenario, by logical id."""
        return {
            logical_id: self.hosting.make(self, logical_id, body)
            for logical_id, body in self.template.resources.items()
            if self._exists(body)
        }

    @cached_property
    def outputs(self) -> Mapping[str, Any]:
        """The outputs as they are written, by name."""
        return _section(self.template.body, "Outputs")

    def assumed(self, parameter: str) -> object | None:
        """Tell what the scenario gives a parameter: a value, `OTHER`, or None for nothing."""
        if parameter == "AWS::Region" and self.template.region is not None:
            return self.template.region
        return self.parameters.get(parameter)

    def is_parameter(self, name: str) -> bool:
        """Tell whether a name is that of a parameter, or of a pseudo parameter."""
        return name.startswith("AWS::") or name in _section(self.template.body, "Parameters")

    def ref(self, name: str) -> Any:
        """Resolve a `Ref`."""
        if name.startswith("AWS::"):
            return self._pseudo(name)
        assumed = self.parameters.get(name)
        if assumed is not None:
            return UNKNOWN if assumed is OTHER else assumed
        resource = self.resources.get(name)
        if resource is None:
            return UNKNOWN
        named = _NAMED.get(resource.type)
        if named is not None:
            return Text((UNKNOWN, named[0], Reference(resource, NAME)))
        return Reference(resource, NAME if resource.type in _REF_IS_NAME else "Ref")

    def attribute(self, name: str, attribute: str) -> Any:
        """Resolve an `Fn::GetAtt`."""
        resource = self.resources.get(name)
        if resource is None:
            return UNKNOWN
        named = _NAMED.get(resource.type)
        if named is not None and attribute == named[1]:
            return Reference(resource, NAME)
        if named is not None and attribute in _ARN_ATTRIBUTES:
            return Text((UNKNOWN, named[0], Reference(resource, NAME)))
        return Reference(resource, attribute)

    def exported(self, name: object) -> Any:
        """Resolve an `Fn::ImportValue`."""
        return self.hosting.exported(self, name)

    def output(self, stack_name: object, output_name: object) -> Any:
        """Resolve an `Fn::GetStackOutput`."""
        return self.hosting.output(self, stack_name, output_name)

    def dependencies_of(self, logical_id: str) -> frozenset[str]:
        """Find every resource that CloudFormation makes before one, directly or indirectly."""
        found = self._dependencies.get(logical_id)
        if found is None:
            seen: set[str] = set()
            waiting = [logical_id]
            while waiting:
                for name in self._direct(waiting.pop()):
                    if name not in seen:
                        seen.add(name)
                        waiting.append(name)
            found = self._dependencies[logical_id] = frozenset(seen)
        return found

    @cached_property
    def _dependencies(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def _direct_dependencies(self) -> dict[str, frozenset[str]]:
        return {}

    def _direct(self, logical_id: str) -> frozenset[str]:
        found = self._direct_dependencies.get(logical_id)
        if found is None:
            body = _section(self.template.body, "Resources").get(logical_id)
            body = body if isinstance(body, Mapping) else {}
            written = body.get("DependsOn")
            listed = written if isinstance(written, list) else [written]
            names = {name for name in listed if isinstance(name, str)}
            names.update(referred_to(body.get("Properties", {})))
            found = frozenset(names & self.resources.keys())
            self._direct_dependencies[logical_id] = found
        return found

    def _exists(self, body: Mapping[str, Any]) -> bool:
        condition = body.get("Condition")
        if not isinstance(condition, str):
            return True
        holds = self._certain.condition if self._keeps_all else self.condition
        return holds(condition) is not False

    @cached_property
    def _certain(self) -> Stack:
        """The same without what the scenario gives: a condition that never holds stays so."""
        return Stack(self.template, self.hosting, Scenario())

    def _pseudo(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return ABSENT
        region = self.region
        known = {
            "AWS::Region": region,
            "AWS::AccountId": self.account,
            "AWS::StackName": self.template.stack_name,
            "AWS::Partition": partition_of(region) if region is not None else None,
            "AWS::URLSuffix": dns_suffix_of(region) if region is not None else None,
        }.get(name)
        return known if known is not None else UNKNOWN


def _section(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = body.get(name)
    return section if isinstance(section, Mapping) else {}

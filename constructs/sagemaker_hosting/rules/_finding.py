"""Defines findings: a fault of a template, with all that a person needs to act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from sagemaker_hosting.metadata import ENVIRONMENT
from sagemaker_hosting.rules._rule import AnyRule, Fault, Severity
from sagemaker_hosting.view import Node, Part, Resource

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template

_LIBRARY: Final = "sagemaker_endpoints"
_TEMPLATE: Final = "CloudFormation"


class Fixes(NamedTuple):
    """Defines what to do about a finding, here and there.

    Attributes:
        first: what to do where the template was probably written.
        elsewhere: what to do with the other tool.
        tool: the other tool: `sagemaker_endpoints` or `CloudFormation`.
    """

    first: str
    elsewhere: str
    tool: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """Defines one finding.

    Attributes:
        rule: the rule that is broken.
        severity: error or warning.
        template: the template at fault.
        logical_id: the resource at fault.
        path: where in the resource, such as `("Properties", "ProductionVariants", 0)`.
        place: the same as people write it; empty for the resource itself.
        construct_path: the path of its construct, if CDK wrote the template.
        says: what is wrong, with the values got.
        allowed: what is allowed instead, if `says` does not tell it.
        fix: what to do in this library.
        cloudformation: what to do in a template.
        link: the address of AWS's page on it.
        endpoint: the construct path or logical id of the endpoint it concerns; None for what
            belongs to none, or to several.
        when: what the parameters must be for it, such as `Stage is prod`; None = always.
    """

    rule: AnyRule
    severity: Severity
    template: Template
    logical_id: str
    path: tuple[str | int, ...]
    place: str
    construct_path: str | None
    says: str
    allowed: str | None
    fix: str
    cloudformation: str
    link: str
    endpoint: str | None
    when: str | None = None

    @property
    def line(self) -> int | None:
        """The line of the template, counted from 1."""
        return self.template.line_of(("Resources", self.logical_id, *self.path))

    @property
    def fixes(self) -> Fixes:
        """What to do: with constructs first if an app of this library made the template.

        Constructs of others, and templates by hand, have CloudFormation's names of properties.
        """
        metadata = self.template.body.get("Metadata")
        is_of_our_app = isinstance(metadata, dict) and ENVIRONMENT in metadata
        if is_of_our_app and self.construct_path is not None:
            return Fixes(first=self.fix, elsewhere=self.cloudformation, tool=_TEMPLATE)
        return Fixes(first=self.cloudformation, elsewhere=self.fix, tool=_LIBRARY)

    @property
    def key(self) -> tuple[str, str, str, str, str]:
        """What makes it the same finding in another run."""
        return (self.rule.id, self.template.name, self.logical_id, self.place, self.says)


def finding_of(rule: AnyRule, fault: Fault) -> Finding:
    """Make a finding of a fault."""
    resource, path, label = _place(fault.at)
    endpoints = resource.endpoint_resources
    severity = fault.severity if fault.severity is not None else rule.severity
    return Finding(
        rule=rule,
        severity=severity,
        template=resource.stack.template,
        logical_id=resource.logical_id,
        path=path,
        place=label,
        construct_path=resource.stack.template.construct_path(resource.logical_id),
        says=fault.says,
        allowed=fault.allowed,
        fix=fault.fix if fault.fix is not None else rule.fix,
        cloudformation=(
            fault.cloudformation if fault.cloudformation is not None else rule.cloudformation
        ),
        link=fault.link if fault.link is not None else rule.link,
        endpoint=endpoints[0].path if len(endpoints) == 1 else None,
    )


def _place(at: Node | Part | Resource) -> tuple[Resource, tuple[str | int, ...], str]:
    if isinstance(at, Resource):
        return at, ("Properties",), ""
    node = at.node if isinstance(at, Part) else at
    return node.resource, node.path, node.label

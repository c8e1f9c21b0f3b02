"""Tells what becomes of what templates no longer define: it is deleted, or stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import is_retained
from sagemaker_hosting.cost._stated import said_of_environment
from sagemaker_hosting.review._remark import Remark, Risk

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes
    from sagemaker_hosting.review._stack_options import StackOptions
    from sagemaker_hosting.templates import Template
    from sagemaker_hosting.view import Resource

_DELETION: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-deletionpolicy.html"
)
_PROTECTION: Final = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fate:
    """Defines how a kind of thing goes, in words that follow its name.

    Attributes:
        goes: what happens when it is deleted: `is deleted: whoever calls it fails from then on`.
        stays: what it goes on doing while its stack is left: `runs, and costs`.
        kept: what it does when its stack lets go of it; the same when left out.
        by_hand: how somebody deletes what CloudFormation leaves; None if there is no one way.
    """

    goes: str
    stays: str
    kept: str | None = None
    by_hand: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Endings:
    """Tells how things end, by their own DeletionPolicy and the protection of their stacks.

    Attributes:
        changes: both readings.
        options: which stacks refuse to be deleted.
    """

    changes: Changes
    options: StackOptions

    def remark(self, resource: Resource, name: str, fate: Fate, *, more: str = "") -> Remark:
        """Tell what becomes of a resource of the old side that the new one has not.

        Args:
            resource: the thing.
            name: what to call it, or all of its stack that end alike: `the endpoint`.
            fate: how such a thing goes.
            more: what else there is to say, after a semicolon.
        """
        behind = f"; {more}" if more else ""
        if self.changes.is_left(resource.stack):
            return self._on_gone_stack(resource, name, fate, behind)
        if is_retained(resource):
            does = fate.kept if fate.kept is not None else fate.stays
            says = (
                f"{name} is no longer defined, and stays in the account (DeletionPolicy: "
                f"{resource.body['DeletionPolicy']}): it {does}, and belongs to no stack any more"
            )
            return Remark(
                risk=Risk.DELETED, says=f"{says}{behind}", fix=fate.by_hand, link=_DELETION
            )
        held = self.options.protects(resource.stack.template)
        guard = "; termination protection keeps its stack, not what is in it" if held else ""
        return Remark(
            risk=Risk.DELETED,
            says=f"{name} {fate.goes}{guard}{behind}",
            fix="if it is to stay: deploy it with DeletionPolicy: Retain before it goes",
            link=_PROTECTION if held else _DELETION,
        )

    def _on_gone_stack(self, resource: Resource, name: str, fate: Fate, behind: str) -> Remark:
        template = resource.stack.template
        is_held = self.options.protects(template)
        stays = is_retained(resource)
        then = ", and after that as well, by DeletionPolicy" if stays else ""
        held = ", who has to lift its termination protection first" if is_held else ""
        says = (
            f"its stack is gone from the templates, and a deploy leaves it as it is: {name} "
            f"{fate.stays}, until somebody deletes the stack{held}{then}{behind}"
        )
        ways = [_lifted(template)] if is_held else []
        return Remark(
            risk=Risk.DELETED,
            says=says,
            fix=", then ".join([*ways, _way_out(template)]),
            link=_PROTECTION if is_held else None,
        )


def _lifted(template: Template) -> str:
    name = template.stack_name if template.stack_name is not None else "STACK"
    region = f" --region {template.region}" if template.region is not None else ""
    return (
        "aws cloudformation update-termination-protection --no-enable-termination-protection "
        f"--stack-name {name}{region}"
    )


def _way_out(template: Template) -> str:
    environment = said_of_environment(template).get("name")
    if environment is not None:
        stack = template.name.rpartition("/")[2]
        return (
            f"in a checkout that still defines it, make destroy ENV={environment} STACK={stack}, "
            f"or npx cdk destroy '{environment}/{stack}'"
        )
    if template.stack_name is not None:
        return f"in a checkout that still defines it, npx cdk destroy '{template.name}'"
    return "delete the stack with the tool that made it"

"""Defines roles and what they may do."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING

from sagemaker_hosting.view._part import Part
from sagemaker_hosting.view._reach import may_cover
from sagemaker_hosting.view._resource import Resource
from sagemaker_hosting.view.functions._values import UNKNOWN, Text

if TYPE_CHECKING:
    from sagemaker_hosting.view._node import Node


class Statement(Part):
    """Defines a statement of a policy."""

    @property
    def allows(self) -> bool:
        """Whether it is certain that it allows something."""
        return self.at("Effect").text == "Allow"

    @property
    def is_known(self) -> bool:
        """Whether its actions are all literal."""
        node = self.at("Action")
        return node.text is not None or (
            node.size is not None and all(item.text is not None for item in node.items)
        )

    @property
    def actions(self) -> tuple[str, ...]:
        """The literal actions, in lower case: IAM does not mind case."""
        return tuple(text.lower() for text in _texts(self.at("Action")))

    @property
    def resources(self) -> tuple[Node, ...]:
        """The resources, one node each."""
        node = self.at("Resource")
        return node.items if isinstance(node.value, list) else (node,)

    def may_allow(self, action: str, on: object = UNKNOWN) -> bool:
        """Tell whether it may allow an action: unknown actions count, `NotAction` as well.

        Args:
            action: such as `s3:GetObject`.
            on: the ARN of a resource as a resolved value; unknown = any.
        """
        if self.at("Effect").text == "Deny":
            return False
        if self.at("NotAction").is_absent and self.is_known and not self._names(action):
            return False
        return self._may_cover(on)

    def denies(self, action: str) -> bool:
        """Tell whether it is certain that it denies an action on every resource."""
        return (
            self.at("Effect").text == "Deny"
            and self.at("Condition").is_absent
            and self.at("NotAction").is_absent
            and self._names(action)
            and any(node.text == "*" for node in self.resources)
        )

    def may_be_given_to(self, role: Role) -> bool:
        """Tell whether a role may be among the principals of this statement of a resource."""
        principal = self.at("Principal")
        if principal.is_unknown or principal.text is not None or principal.is_absent:
            return True
        named = principal.at("AWS")
        nodes = named.items if isinstance(named.value, list) else (named,)
        return any(node.is_present and _may_mean(node, role) for node in nodes)

    def _names(self, action: str) -> bool:
        return any(fnmatchcase(action.lower(), pattern) for pattern in self.actions)

    def _may_cover(self, wanted: object) -> bool:
        if wanted is UNKNOWN or self.at("NotResource").is_present or self.at("Resource").is_absent:
            return True
        return any(may_cover(node.value, wanted) for node in self.resources)


class Role(Resource):
    """Defines an `AWS::IAM::Role` with the policies that the templates attach to it.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
    """

    @property
    def trust_statements(self) -> tuple[Statement, ...]:
        """The statements of its trust policy."""
        return statements_of(self.at("AssumeRolePolicyDocument"))

    @cached_property
    def policies(self) -> tuple[Resource, ...]:
        """The policies that are resources of their own and are attached to it."""
        return self.hosting.policies_attached_to(self)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All the statements that these templates give it."""
        return tuple(s for document in self._documents for s in statements_of(document))

    @cached_property
    def _documents(self) -> tuple[Node, ...]:
        inline = [policy.at("PolicyDocument") for policy in self.at("Policies").items]
        return (*inline, *(policy.at("PolicyDocument") for policy in self.policies))

    @property
    def is_fully_known(self) -> bool:
        """Whether all it may do stands in these templates: no managed policy, nothing unknown."""
        inline = self.at("Policies")
        return (
            self.at("ManagedPolicyArns").size == 0
            and not self.hosting.has_unplaced_policy(self)
            and inline.size is not None
            and all(is_known_document(document) for document in self._documents)
        )

    def lacks(self, action: str, on: object = UNKNOWN) -> bool:
        """Tell whether it is certain that nothing in these templates allows it an action.

        The policies of buckets, topics, keys and repositories count as well.

        Args:
            action: as for `Statement.may_allow`.
            on: as for `Statement.may_allow`.
        """
        if any(s.denies(action) for s in self.statements):
            return True
        if not self.is_fully_known or any(s.may_allow(action, on) for s in self.statements):
            return False
        if not self.hosting.knows_the_policies_of_resources:
            return False
        return not any(
            s.may_allow(action, on) and s.may_be_given_to(self)
            for s in self.hosting.statements_of_resources
        )

    @property
    def endpoint_resources(self) -> tuple[Resource, ...]:
        """The endpoints whose containers run as it."""
        return self.hosting.endpoints_with_role(self)


def role_name_in(arn: Node) -> str | None:
    """Find the name at the end of a role's literal ARN; None if another account may be meant."""
    text, account = str(arn.value), arn.resource.stack.account
    owner, slash, path = text.partition(":role/")
    if not isinstance(arn.value, str | Text) or not slash or not owner.startswith("arn:"):
        return None
    name, named_account = path.rpartition("/")[2], owner.rpartition(":")[2]
    is_here = account is None or not named_account.isdecimal() or named_account == account
    return name if is_here and "$" not in path else None


def statements_of(document: Node) -> tuple[Statement, ...]:
    """Find the statements of a policy document."""
    statements = document.at("Statement")
    nodes = statements.items if isinstance(statements.value, list) else (statements,)
    return tuple(Statement(node) for node in nodes if node.entries)


def is_known_document(document: Node) -> bool:
    """Tell whether every statement of a policy document is known to be one."""
    statements = document.at("Statement")
    return (
        not document.is_unknown
        and (bool(statements.entries) or statements.size is not None)
        and all(not item.is_unknown for item in statements.items)
    )


def _texts(node: Node) -> Iterator[str]:
    nodes = node.items if isinstance(node.value, list) else (node,)
    return (item.text for item in nodes if item.text is not None)


def _may_mean(principal: Node, role: Role) -> bool:
    if principal.reference is not None and isinstance(principal.reference.resource, Role):
        return principal.reference.resource is role
    # The account as a principal leaves it to the policies of its roles.
    written = str(principal)
    return not written.endswith(":root") and not written.isdecimal()

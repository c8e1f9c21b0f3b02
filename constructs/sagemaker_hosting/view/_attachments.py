"""Finds who runs as a role, and which policies are attached to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.view._endpoint_config import EndpointConfig
from sagemaker_hosting.view._grouping import grouped
from sagemaker_hosting.view._model import Model
from sagemaker_hosting.view._role import Role, role_name_in

if TYPE_CHECKING:
    from sagemaker_hosting.view._hosting import Hosting
    from sagemaker_hosting.view._node import Node
    from sagemaker_hosting.view._resource import Resource
    from sagemaker_hosting.view._stack import Stack

_ATTACHED: Final = ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy")
_OF_RESOURCES: Final = {
    "AWS::ECR::Repository": "RepositoryPolicyText",
    "AWS::KMS::Key": "KeyPolicy",
    "AWS::S3::BucketPolicy": "PolicyDocument",
    "AWS::SNS::TopicPolicy": "PolicyDocument",
}


class Attachments:
    """Defines the links between roles, those that run as them, and policies."""

    def __init__(self, hosting: Hosting) -> None:
        self._hosting = hosting

    def role_of(self, node: Node) -> Role | None:
        """Find the role that an ARN or reference stands for."""
        if node.reference is not None:
            found = node.reference.resource
            return found if isinstance(found, Role) else None
        return self._role_named(node.resource.stack, role_name_in(node))

    @cached_property
    def users_by_role(self) -> Mapping[Role, tuple[Resource, ...]]:
        """The models, and the configurations of inference components, that run as each role."""
        users: list[Model | EndpointConfig] = [
            *self._hosting.all_of(Model),
            *self._hosting.all_of(EndpointConfig),
        ]
        return grouped((user.role, user) for user in users if user.role is not None)

    @cached_property
    def policies_by_role(self) -> Mapping[Role, tuple[Resource, ...]]:
        """The policies that are resources of their own, by the role they are attached to."""
        return grouped(
            (role, policy)
            for policy, node in self._attachments()
            if (role := self._role_attached(node)) is not None
        )

    @cached_property
    def groups_with_unplaced_policies(self) -> frozenset[str]:
        """The groups of templates in which a policy is attached to a role that is not known."""
        return frozenset(
            policy.stack.template.group
            for policy, node in self._attachments()
            if self._role_attached(node) is None and node.text is None
        )

    @cached_property
    def resource_policies(self) -> tuple[Node, ...]:
        """The policies of buckets, topics, keys and repositories."""
        return tuple(
            resource.at(_OF_RESOURCES[resource.type])
            for resource in self._hosting.resources
            if resource.type in _OF_RESOURCES
        )

    def _attachments(self) -> Iterator[tuple[Resource, Node]]:
        for policy in (p for kind in _ATTACHED for p in self._hosting.of_type(kind)):
            roles = policy.at("Roles")
            nodes = roles.items if isinstance(roles.value, list) else (roles,)
            for node in (*nodes, policy.at("RoleName")):
                if not node.is_absent:
                    yield policy, node

    def _role_attached(self, node: Node) -> Role | None:
        if node.reference is not None:
            role = node.reference.resource
            return role if isinstance(role, Role) else None
        return self._role_named(node.resource.stack, node.text)

    def _role_named(self, stack: Stack, name: str | None) -> Role | None:
        found = self._roles_by_name.get((stack.template.group, name), ())
        own = [role for role in found if role.stack is stack]
        chosen = own if own else found
        return chosen[0] if len(chosen) == 1 else None

    @cached_property
    def _roles_by_name(self) -> Mapping[tuple[str, str | None], tuple[Role, ...]]:
        return grouped(
            ((role.stack.template.group, role.at("RoleName").text), role)
            for role in self._hosting.all_of(Role)
            if role.at("RoleName").text is not None
        )

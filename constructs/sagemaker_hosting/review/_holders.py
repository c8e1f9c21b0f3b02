"""Finds who holds permissions, before and after: roles, and the policies of resources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Change, Changes, Effect
from sagemaker_hosting.review._atoms import Atom, atoms_in, atoms_of
from sagemaker_hosting.review._condition import of_permission
from sagemaker_hosting.review._wording import plain
from sagemaker_hosting.view import EndpointConfig, Model, Resource, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_POLICIES: Final[Mapping[str, tuple[str, str]]] = {
    "AWS::EC2::VPCEndpoint": ("PolicyDocument", "policy of a VPC endpoint"),
    "AWS::ECR::Repository": ("RepositoryPolicyText", "policy of a repository"),
    "AWS::IAM::ManagedPolicy": ("PolicyDocument", "managed policy"),
    "AWS::IAM::Policy": ("PolicyDocument", "policy"),
    "AWS::IAM::RolePolicy": ("PolicyDocument", "policy"),
    "AWS::KMS::Key": ("KeyPolicy", "policy of a key"),
    "AWS::S3::BucketPolicy": ("PolicyDocument", "policy of a bucket"),
    "AWS::SNS::TopicPolicy": ("PolicyDocument", "policy of a topic"),
    "AWS::SQS::QueuePolicy": ("PolicyDocument", "policy of a queue"),
}
_GUARDED: Final = ("AWS::EC2::VPCEndpoint", "AWS::ECR::Repository", "AWS::KMS::Key")
_PERMISSION: Final = "AWS::Lambda::Permission"
_OF_ROLES: Final = ("AWS::IAM::ManagedPolicy", "AWS::IAM::Policy", "AWS::IAM::RolePolicy")


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """Defines what one resource lets people do, on both sides.

    Attributes:
        holder: the resource.
        kind: such as `role` or `policy of a bucket`.
        before: what was allowed and denied.
        after: what is.
        is_new: whether the resource is.
        old_models: the models that ran as the role.
        new_models: those that do.
    """

    holder: Resource
    kind: str
    before: frozenset[Atom]
    after: frozenset[Atom]
    is_new: bool
    old_models: tuple[Model, ...] = ()
    new_models: tuple[Model, ...] = ()


def held_in(changes: Changes) -> Iterator[Held]:
    """Find who holds permissions of which something may differ."""
    touched = {
        id(resource)
        for change in changes.all
        if change.effect is not Effect.UNCHANGED
        for resource in (change.old, change.new)
        if resource is not None
    }
    for change in changes.of(Role):
        if any(id(r) in touched for r in _role_and_policies(change)):
            yield from _of_role(change)
    for every in changes.all:
        resource = every.resource
        if every.effect in (Effect.UNCHANGED, Effect.LEFT):
            continue
        if every.new is None and _goes_as_well(every.resource, changes):
            continue  # the policy goes with what it guards
        if resource.type == _PERMISSION:
            yield _pair(every, "permission of a function", _of_permission)
        elif resource.type in _POLICIES and not _belongs_to_roles(every):
            key, kind = _POLICIES[resource.type]
            yield _pair(every, kind, lambda r, key=key: atoms_in(_property(r, key)))  # type: ignore[misc]  # the key is bound early, which mypy does not infer


def _goes_as_well(policy: Resource, changes: Changes) -> bool:
    """Tell whether all that a policy guards is deleted with it."""
    if policy.type in _GUARDED:
        return True
    nodes = [policy.at(key) for key in ("Bucket", "Queues", "Topics")]
    places = [place for node in nodes for place in (node, *node.items)]
    guarded = [place.reference.resource for place in places if place.reference is not None]
    fates = [changes.change_of(resource) for resource in guarded]
    return bool(fates) and all(fate is not None and fate.new is None for fate in fates)


def _role_and_policies(change: Change[Role]) -> Iterator[Resource]:
    for role in (change.old, change.new):
        if role is not None:
            yield role
            yield from role.policies


def _belongs_to_roles(change: Change[Resource]) -> bool:
    """Tell whether the policy is seen with the roles that it is attached to."""
    if change.resource.type not in _OF_ROLES:
        return False
    return all(
        any(resource in role.policies for role in resource.hosting.all_of(Role))
        for resource in (change.old, change.new)
        if resource is not None
    )


def _of_role(change: Change[Role]) -> Iterator[Held]:
    old, new = change.old, change.new
    if new is None:
        return  # what goes with its role is no news of its own
    yield Held(
        holder=new,
        kind="role",
        before=(atoms_of(old.statements) | _managed(old)) if old is not None else frozenset(),
        after=atoms_of(new.statements) | _managed(new),
        is_new=old is None,
        old_models=_models(old),
        new_models=_models(new),
    )
    yield Held(
        holder=new,
        kind="trust of a role",
        before=atoms_of(old.trust_statements) if old is not None else frozenset(),
        after=atoms_of(new.trust_statements),
        is_new=old is None,
    )


def _managed(role: Role) -> frozenset[Atom]:
    attached = role.body.get("Properties", {}).get("ManagedPolicyArns")
    listed = attached if isinstance(attached, list) else [attached] if attached else []
    names = (plain(arn) for arn in listed)
    return frozenset(Atom("Allow", "", "all of a managed policy", name, "") for name in names)


def _models(role: Role | None) -> tuple[Model, ...]:
    if role is None:
        return ()
    users = role.hosting.users_of(role)
    served = [user.models for user in users if isinstance(user, EndpointConfig)]
    return (*(u for u in users if isinstance(u, Model)), *(m for group in served for m in group))


def _pair(
    change: Change[Resource], kind: str, atoms: Callable[[Resource], frozenset[Atom]]
) -> Held:
    return Held(
        holder=change.resource,
        kind=kind,
        before=atoms(change.old) if change.old is not None else frozenset(),
        after=atoms(change.new) if change.new is not None else frozenset(),
        is_new=change.old is None,
    )


def _of_permission(resource: Resource) -> frozenset[Atom]:
    principal, action, function = (
        plain(_property(resource, key)) for key in ("Principal", "Action", "FunctionName")
    )
    condition = of_permission(resource.body.get("Properties", {}))
    return frozenset({Atom("Allow", principal, action, function, condition)})


def _property(resource: Resource, key: str) -> object:
    return resource.body.get("Properties", {}).get(key)

"""Runs the rules of updates over what is deployed and what is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sagemaker_hosting.changes import Changes, Effect, changes_between
from sagemaker_hosting.rules._catalogue import UPDATE_RULES
from sagemaker_hosting.rules._finding import Finding, finding_of
from sagemaker_hosting.rules.updates._update import (
    ComponentUpdate,
    EndpointUpdate,
    ModelUpdate,
    Replacement,
    Successor,
)
from sagemaker_hosting.view import (
    Endpoint,
    EndpointConfig,
    Hosting,
    InferenceComponent,
    Model,
    Resource,
)

if TYPE_CHECKING:
    from sagemaker_hosting.templates import Template


def check_update(
    templates: Sequence[Template], *, against: Sequence[Template]
) -> tuple[Finding, ...]:
    """Check whether AWS takes the step from some templates to others.

    Args:
        templates: what is asked for.
        against: what is deployed.

    Returns:
        The findings of the rules of updates alone, in the order of the new templates.
    """
    return check_changes(changes_between(Hosting(against), Hosting(templates)))


def check_changes(changes: Changes) -> tuple[Finding, ...]:
    """Check whether AWS takes changes, as `check_update` does, for who has them already."""
    return tuple(
        finding_of(rule, fault)
        for rule in UPDATE_RULES
        for update in _updates(changes, rule.looks_at)
        for fault in rule.check(update)
    )


def _updates(changes: Changes, kind: type[Any]) -> Iterable[Any]:
    if kind is EndpointUpdate:
        return (
            EndpointUpdate(old=c.old, new=c.new)
            for c in changes.of(Endpoint)
            if c.old is not None and c.new is not None and c.effect is not Effect.REPLACED
        )
    if kind is ComponentUpdate:
        return (
            ComponentUpdate(old=c.old, new=c.new)
            for c in changes.of(InferenceComponent)
            if c.old is not None and c.new is not None
        )
    if kind is ModelUpdate:
        return (
            ModelUpdate(old=c.old, new=c.new, change=c)
            for c in changes.of(Model)
            # Tags change in place: nothing is loaded for it.
            if c.old is not None and c.new is not None and c.effect is Effect.REPLACED
        )
    if kind is Replacement:
        return (Replacement(change=c) for c in changes.all if c.effect is Effect.REPLACED)
    if kind is Successor:
        return _successors(changes)
    raise TypeError(kind)


def _successors(changes: Changes) -> Iterator[Successor]:
    gone = {
        (change.old.stack.template.name, change.old.type, name): change.old
        for change in changes.all
        if change.old is not None and change.effect in (Effect.DELETED, Effect.LEFT)
        for name in _fixed_names(change.old)
    }
    for change in changes.all if gone else ():
        if change.new is None or change.effect is not Effect.CREATED:
            continue
        old_stack = changes.old_stack_of(change.new.stack)
        for name in _fixed_names(change.new):
            old = gone.get((old_stack, change.new.type, name)) if old_stack is not None else None
            if old is not None:
                yield Successor(old=old, new=change.new, name=name)


def _fixed_names(resource: Resource) -> Iterator[str]:
    if isinstance(resource, Endpoint | EndpointConfig | InferenceComponent | Model):
        name = resource.name.text
        if name is not None:
            yield name

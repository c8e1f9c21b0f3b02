"""Tells what happens to endpoints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Change, Changes, Effect, is_retained
from sagemaker_hosting.review._artifacts import (
    models_of,
    network_of,
    remarks_on_images,
    served_by,
)
from sagemaker_hosting.review._capacity import capacity_of, kind_of
from sagemaker_hosting.review._components import remarks_on_components
from sagemaker_hosting.review._gone import Endings, Fate
from sagemaker_hosting.review._item import Item
from sagemaker_hosting.review._money import money_of
from sagemaker_hosting.review._registrations import remarks_on_registrations
from sagemaker_hosting.review._remark import Remark, Risk
from sagemaker_hosting.review._rollout import remarks_on_copies, rollout_of
from sagemaker_hosting.review._settings import settings_of
from sagemaker_hosting.review._traffic import remarks_on_traffic, shares_of
from sagemaker_hosting.review._wording import path_of
from sagemaker_hosting.view import Endpoint, Resource

if TYPE_CHECKING:
    from sagemaker_hosting.review._money import Bill

_AROUND: Final = {
    "AWS::ApplicationAutoScaling::ScalableTarget": "scaling",
    "AWS::ApplicationAutoScaling::ScalingPolicy": "scaling",
    "AWS::CloudWatch::Alarm": "alarms",
    "AWS::IAM::Role": "role",
    "AWS::SageMaker::EndpointConfig": "configuration",
    "AWS::SageMaker::InferenceComponent": "components",
    "AWS::SageMaker::InferenceExperiment": "shadow test",
    "AWS::SageMaker::Model": "model",
}

_FATE: Final = Fate(
    goes="is deleted: whoever calls it fails from then on",
    stays="runs, and costs",
    by_hand="aws sagemaker delete-endpoint, when nobody calls it any more",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Defines what the reviews of single things share.

    Attributes:
        changes: both readings.
        environment: names that of a resource.
        old_bill: what the old side costs.
        new_bill: what the new side costs.
        endings: tells what becomes of what goes.
        remarks: what the checks say of the step, by the identity of the endpoint.
    """

    changes: Changes
    environment: Callable[[Resource], str]
    old_bill: Bill
    new_bill: Bill
    endings: Endings
    remarks: Mapping[int, list[Remark]] = field(default_factory=dict)


def endpoints_of(context: Context) -> tuple[list[Item], int]:
    """Review every endpoint that changes, or of which something does.

    Returns:
        The items, in the order of the templates, and how many endpoints stay as they are.
    """
    around = _around(context.changes)
    renamed = _renamed(context.changes)
    items, unchanged = [], 0
    for change in context.changes.of(Endpoint):
        touched = around.get(id(change.resource), [])
        if change.effect is Effect.UNCHANGED and not touched:
            unchanged += 1
            continue
        items.append(_item(change, touched, renamed.get(id(change.resource)), context))
    return items, unchanged


def name_of(resource: Resource) -> str:
    """Call an endpoint by its stack if it is alone there, else by its own path."""
    alone = [r for r in resource.stack.resources.values() if r.type == resource.type]
    return resource.stack.template.name if len(alone) == 1 else path_of(resource)


def _around(changes: Changes) -> Mapping[int, list[Change[Resource]]]:
    """The changed resources of each endpoint, by the identity of the endpoint's newer side."""
    found: defaultdict[int, list[Change[Resource]]] = defaultdict(list)
    for change in changes.all:
        if change.effect is Effect.UNCHANGED:
            continue
        sides = (r for r in (change.old, change.new) if r is not None)
        owners = {id(_newer(e, changes)) for r in sides for e in r.endpoint_resources}
        for owner in owners:
            found[owner].append(change)
    return found


def _newer(endpoint: Resource, changes: Changes) -> Resource:
    change = changes.change_of(endpoint)
    return change.resource if change is not None else endpoint


def _renamed(changes: Changes) -> Mapping[int, Change[Endpoint]]:
    """Pairs of an endpoint that goes and one that comes, where a stack has one of each."""
    by_stack: defaultdict[int, list[Change[Endpoint]]] = defaultdict(list)
    pair_of = {
        id(stack): index
        for index, pair in enumerate(changes.stacks)
        for stack in pair
        if stack is not None
    }
    for change in changes.of(Endpoint):
        if change.effect in (Effect.CREATED, Effect.DELETED, Effect.LEFT):
            by_stack[pair_of[id(change.resource.stack)]].append(change)
    found = {}
    for pair in by_stack.values():
        gone = [c for c in pair if c.effect is not Effect.CREATED]
        come = [c for c in pair if c.effect is Effect.CREATED]
        if len(gone) == len(come) == 1:
            found[id(gone[0].resource)] = come[0]
            found[id(come[0].resource)] = gone[0]
    return found


def _item(
    change: Change[Endpoint],
    touched: list[Change[Resource]],
    other: Change[Endpoint] | None,
    context: Context,
) -> Item:
    old, new = change.old, change.new
    endpoint = change.resource
    served = served_by(old), served_by(new)
    stays = old is not None and new is not None and change.effect is not Effect.REPLACED
    rolls = stays and "EndpointConfigName" in change.properties
    return Item(
        environment=context.environment(endpoint),
        # Two of a stack, of which one goes, need names that tell them apart.
        name=name_of(endpoint) if other is None else path_of(endpoint),
        stack=endpoint.stack.template.name,
        logical_id=endpoint.logical_id,
        kind_before=kind_of(old),
        kind_after=kind_of(new),
        effect=change.effect,
        around=_words(touched),
        shares=shares_of(old, new),
        capacity=capacity_of(old, new),
        settings=settings_of(old, new),
        models=models_of(*served),
        protection=network_of(*served),
        rollout=rollout_of(old, new) if rolls and old is not None and new is not None else None,
        money=money_of(context.old_bill.costs_of(old), context.new_bill.costs_of(new)),
        remarks=(
            *context.remarks.get(id(endpoint), ()),
            *_remarks(change, other, context.endings),
            *(remarks_on_components(touched, context.endings) if stays else ()),
            *remarks_on_copies(touched),
            *remarks_on_registrations(touched),
            *remarks_on_images(served[1]),
        ),
    )


def _words(touched: list[Change[Resource]]) -> tuple[str, ...]:
    words = (_AROUND.get(change.resource.type) for change in touched)
    return tuple(sorted({word for word in words if word is not None}))


def _remarks(
    change: Change[Endpoint], other: Change[Endpoint] | None, endings: Endings
) -> Iterator[Remark]:
    old, new = change.old, change.new
    if change.effect is Effect.REPLACED:
        yield _on_replacement(change)
    elif new is None:
        yield _on_end(change.resource, other, endings)
    elif old is None and other is not None:
        yield from _in_place_of(other.resource, new)
    if old is not None and new is not None:
        yield from _on_update(old, new)
        yield from remarks_on_traffic(old, new)


def _on_replacement(change: Change[Endpoint]) -> Remark:
    fate = (
        "the old one runs and costs on, and belongs to no stack any more, by its "
        "UpdateReplacePolicy"
        if change.old is not None and is_retained(change.old, "UpdateReplacePolicy")
        else "callers of the old name fail as soon as it is deleted"
    )
    says = f"the endpoint is made anew, as {', '.join(change.replacing)} changes: {fate}"
    return Remark(risk=Risk.REPLACED, says=says, fix="move the callers to the new name first")


def _on_end(endpoint: Endpoint, other: Change[Endpoint] | None, endings: Endings) -> Remark:
    if other is None:
        return endings.remark(endpoint, "the endpoint", _FATE)
    follows = f"{_told_apart(other.resource, endpoint)} comes in its place"
    remark = endings.remark(endpoint, "the endpoint", _FATE, more=follows)
    fix = "give the construct its old id back: the endpoint stays then"
    return replace(remark, fix=fix, link=None)


def _told_apart(endpoint: Endpoint, other: Endpoint) -> str:
    """Name an endpoint by its construct, or by its key where two constructs are called alike."""
    path = path_of(endpoint)
    return path if path != path_of(other) else endpoint.logical_id


def _in_place_of(gone: Endpoint, come: Endpoint) -> Iterator[Remark]:
    name = come.name.text
    if name is not None and gone.name.text == name:
        return  # a rule of updates tells it
    says = (
        f"it comes in place of {_told_apart(gone, come)}, under another logical id: CloudFormation "
        "makes it anew, with another name"
    )
    yield Remark(risk=None, says=says)


def _on_update(old: Endpoint, new: Endpoint) -> Iterator[Remark]:
    was, asked = kind_of(old), kind_of(new)
    if was != asked:
        yield Remark(risk=None, says=f"the kind changes from {was} to {asked}")
    before, after = old.config, new.config
    if before is None or after is None:
        return
    shadows = {v.name.text for v in before.shadow_variants}
    for variant in after.variants:
        if variant.name.text in shadows:
            says = f"variant {variant.label} was a shadow, and answers callers from now on"
            yield Remark(risk=None, says=says)
    answering = {v.name.text for v in before.variants}
    for variant in after.shadow_variants:
        if variant.name.text in answering:
            says = f"variant {variant.label} answered callers, and becomes a shadow"
            yield Remark(risk=None, says=says)
    alarms = "AutoRollbackConfiguration"
    if old.deployment.at(alarms).is_present and new.deployment.at(alarms).is_absent:
        says = "no alarm takes an update of the endpoint back any more"
        yield Remark(risk=None, says=says)

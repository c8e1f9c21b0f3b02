"""Tells what happens to batch transforms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sagemaker_hosting.changes import Change, Effect, is_retained
from sagemaker_hosting.review._artifacts import (
    models_of,
    network_of,
    remarks_on_images,
    served_by_jobs,
)
from sagemaker_hosting.review._endpoints import Context, name_of
from sagemaker_hosting.review._gone import Endings, Fate
from sagemaker_hosting.review._item import Item
from sagemaker_hosting.review._money import money_of
from sagemaker_hosting.review._remark import Difference, Remark, Risk
from sagemaker_hosting.review._wording import told
from sagemaker_hosting.view import Resource, Schedule, StateMachine, TransformJob

if TYPE_CHECKING:
    from sagemaker_hosting.changes import Changes

_KIND = "batch transform"
_FATE = Fate(
    goes="is deleted: it runs no more",
    stays="runs on, and costs",
    kept="can still be started",
)


def batches_of(context: Context) -> tuple[list[Item], int]:
    """Review every batch transform that changes, or whose schedule or model does.

    Returns:
        The items, in the order of the templates, and how many stay as they are.
    """
    items, unchanged = [], 0
    for change in _runners(context.changes):
        facts = _facts(change.old), _facts(change.new)
        served = served_by_jobs(_jobs(change.old)), served_by_jobs(_jobs(change.new))
        models = models_of(*served)
        network = network_of(*served)
        capacity = tuple(
            Difference(what=what, before=facts[0].get(what), after=facts[1].get(what))
            for what in dict.fromkeys([*facts[0], *facts[1]])
        )
        differs = any(d.is_change for d in capacity) or models or network
        if change.effect is Effect.UNCHANGED and not differs:
            unchanged += 1
            continue
        resource = change.resource
        remarks = tuple(_remarks(change, context.endings))
        money = money_of(
            context.old_bill.costs_of(change.old), context.new_bill.costs_of(change.new)
        )
        items.append(
            Item(
                environment=context.environment(resource),
                name=name_of(resource),
                stack=resource.stack.template.name,
                logical_id=resource.logical_id,
                kind_before=_KIND if change.old is not None else None,
                kind_after=_KIND if change.new is not None else None,
                effect=change.effect if change.effect is not Effect.UNCHANGED else Effect.UPDATED,
                capacity=capacity,
                models=models,
                protection=network,
                money=money,
                remarks=(*remarks, *remarks_on_images(served[1])),
            )
        )
    return items, unchanged


def _runners(changes: Changes) -> Iterator[Change[Resource]]:
    for change in changes.all:
        if _jobs(change.old) or _jobs(change.new):
            yield change


def _jobs(resource: Resource | None) -> tuple[TransformJob, ...]:
    return resource.transform_jobs if isinstance(resource, StateMachine | Schedule) else ()


def _facts(resource: Resource | None) -> dict[str, str]:
    if resource is None:
        return {}
    found: dict[str, str] = {}
    for job in _jobs(resource):
        count = told(job.at("TransformResources", "InstanceCount")) or "1"
        found[f"{job.label}: capacity"] = f"{count} x {told(job.instance_type) or '?'}"
        for what, node in (
            ("reads", job.input.at("DataSource", "S3DataSource", "S3Uri")),
            ("writes", job.output.at("S3OutputPath")),
            ("key of the results", job.output.at("KmsKeyId")),
            ("key of the volumes", job.at("TransformResources", "VolumeKmsKeyId")),
            ("content type", job.input.at("ContentType")),
            ("splits by", job.input.at("SplitType")),
            ("assembles by", job.output.at("AssembleWith")),
            ("batch strategy", job.at("BatchStrategy")),
            ("largest request (MB)", job.at("MaxPayloadInMB")),
            ("requests at a time", job.at("MaxConcurrentTransforms")),
        ):
            value = told(node)
            if value is not None:
                found[f"{job.label}: {what}"] = value
    for schedule in _schedules(resource):
        zone = schedule.at("ScheduleExpressionTimezone").text
        when = told(schedule.at("ScheduleExpression")) or "?"
        state = "" if schedule.at("State").text != "DISABLED" else ", switched off"
        found["runs"] = f"{when}{f' {zone}' if zone is not None else ''}{state}"
    return found


def _schedules(resource: Resource) -> Iterator[Schedule]:
    if isinstance(resource, Schedule):
        yield resource
        return
    for schedule in resource.hosting.all_of(Schedule):
        reference = schedule.at("Target", "Arn").reference
        value = schedule.at("Target", "Arn").value
        target = reference.resource if reference is not None else getattr(value, "resource", None)
        if target is resource:
            yield schedule


def _remarks(change: Change[Resource], endings: Endings) -> Iterator[Remark]:
    if change.new is None:
        yield endings.remark(change.resource, "the batch transform", _FATE)
    elif change.effect is Effect.REPLACED:
        stays = change.old is not None and is_retained(change.old, "UpdateReplacePolicy")
        says = (
            f"the batch transform is made anew, as {', '.join(change.replacing)} changes: its "
            f"executions and their history {'stay' if stays else 'go'} with the old one"
        )
        yield Remark(risk=Risk.REPLACED, says=says)

"""Tells which permissions are wider or narrower than before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sagemaker_hosting.changes import Changes
from sagemaker_hosting.review._atoms import Atom
from sagemaker_hosting.review._condition import step_of
from sagemaker_hosting.review._held import Access, Grant, Turn
from sagemaker_hosting.review._holders import Held, held_in
from sagemaker_hosting.review._wording import path_of
from sagemaker_hosting.view import Model, Resource

if TYPE_CHECKING:
    from collections.abc import Callable

_HASH: Final = re.compile(r"[0-9a-f]{32,}")
_S3: Final = "s3://"


def access_of(changes: Changes, environment: Callable[[Resource], str]) -> tuple[Access, ...]:
    """Compare the policies of roles, and those of buckets, keys, topics, queues and so on.

    Args:
        changes: both readings.
        environment: names that of a resource.
    """
    found = []
    for held in held_in(changes):
        grants = tuple(_grants(held))
        if grants:
            found.append(
                Access(
                    environment=environment(held.holder),
                    holder=path_of(held.holder),
                    kind=held.kind,
                    is_new=held.is_new,
                    grants=grants,
                )
            )
    return tuple(found)


def _grants(held: Held) -> Iterator[Grant]:
    added = _uncovered(held.after - held.before, held.before)
    removed = _uncovered(held.before - held.after, held.after)
    followed = {_follows(a, held.new_models) for a in added} & {
        _follows(a, held.old_models) for a in removed
    }
    rows: dict[tuple[Turn, str, bool, str, str, str, str], set[str]] = defaultdict(set)
    for atoms, others, is_added in ((added, held.before, True), (removed, held.after, False)):
        models = held.new_models if is_added else held.old_models
        for atom in atoms:
            is_wider = is_added is (atom.effect != "Deny")
            turn = Turn.WIDENED if is_wider else Turn.NARROWED
            note = _note(atom, others, is_added=is_added)
            if _follows(atom, models) in followed:
                if not is_added:
                    continue
                turn, note = Turn.MOVED, "follows the model to its new version"
            key = (turn, atom.effect, is_added, atom.principal, atom.resource, atom.condition, note)
            rows[key].add(atom.action)
    order = list(Turn)
    for key in sorted(rows, key=lambda k: (order.index(k[0]), not k[2], *k[3:])):
        turn, effect, is_added, principal, resource, condition, note = key
        yield Grant(
            turn=turn,
            effect=effect,
            is_added=is_added,
            principal=principal,
            actions=tuple(sorted(rows[key])),
            resource=resource,
            condition=condition,
            note=note,
        )


def _uncovered(atoms: Iterable[Atom], by: frozenset[Atom]) -> list[Atom]:
    return [atom for atom in atoms if not any(other.covers(atom) for other in by)]


def _follows(atom: Atom, models: tuple[Model, ...]) -> Atom:
    """Write a permission without what a new version of the model changes in it."""
    resource = atom.resource
    for model in models:
        for container in model.containers:
            uris = (container.model_data, container.at("ModelDataSource", "S3DataSource", "S3Uri"))
            for uri in (node.text for node in uris):
                if uri and uri.startswith(_S3) and _ends(resource, f":::{uri[len(_S3) :]}"):
                    resource = "the model's artifact"
            name = (container.image.text or "").partition("/")[2]
            repository = re.split("[:@]", name)[0]
            if repository and resource.endswith(f":repository/{repository}"):
                resource = "the model's image"
    return replace(atom, resource=_HASH.sub("…", resource))


def _ends(resource: str, place: str) -> bool:
    return resource.rstrip("*").rstrip("/").endswith(place.rstrip("/"))


def _note(atom: Atom, others: frozenset[Atom], *, is_added: bool) -> str:
    same = [
        other
        for other in others
        if (other.effect, other.principal, other.action, other.resource)
        == (atom.effect, atom.principal, atom.action, atom.resource)
    ]
    if same and is_added and not atom.condition:
        return "its condition is gone"
    if same:
        steps = {_step(other, atom, is_added=is_added) for other in same}
        told = steps.pop() if len(steps) == 1 else ""
        return f"its condition is another{told}"
    return atom.wildcard if is_added and atom.effect != "Deny" else ""


def _step(other: Atom, atom: Atom, *, is_added: bool) -> str:
    """Say what differs between two conditions; empty if one of them is none."""
    if not (atom.condition and other.condition):
        return ""
    pair = (other, atom) if is_added else (atom, other)
    return f": {step_of(pair[0].condition, pair[1].condition)}"

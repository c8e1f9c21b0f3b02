"""Writes what CloudFormation does with each resource, with the raw difference."""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from sagemaker_hosting.changes import Change, Changes, Effect
from sagemaker_hosting.review._details import details_of
from sagemaker_hosting.review._held import ResourceChange, SectionChange
from sagemaker_hosting.review._wording import path_of, plain
from sagemaker_hosting.review._written import expanded

if TYPE_CHECKING:
    from sagemaker_hosting.review._remark import Difference
    from sagemaker_hosting.view import Resource

_CONTEXT: Final = 2
_NOT_DEPLOYED: Final = ("Metadata",)
_ORDER: Final = (
    Effect.DELETED,
    Effect.LEFT,
    Effect.REPLACED,
    Effect.UPDATED,
    Effect.CREATED,
    Effect.UNCHANGED,
)


def resource_changes(
    changes: Changes, environment: Callable[[Resource], str]
) -> tuple[ResourceChange, ...]:
    """List every resource that differs, by what happens to it and then as the templates do.

    Args:
        changes: both readings.
        environment: names that of a resource.
    """
    found = [
        _listed(change, environment(change.resource))
        for change in changes.all
        if change.effect is not Effect.UNCHANGED or _attributes_differ(change)
    ]
    return tuple(sorted(found, key=lambda row: _ORDER.index(row.effect)))


def sections_of(changes: Changes) -> tuple[SectionChange, ...]:
    """List what differs in templates outside of their resources, and in what is not deployed."""
    return tuple(_sections(changes))


def _sections(changes: Changes) -> Iterator[SectionChange]:
    for old, new in changes.stacks:
        if old is None or new is None:
            if (stack := new or old) is not None:
                fate = "new" if old is None else "gone"
                yield SectionChange(what=f"{stack.template.name}: the stack is {fate}", diff="")
            continue
        before, after = old.template.body, new.template.body
        name = new.template.name
        for key in dict.fromkeys([*before, *after]):
            if key != "Resources" and before.get(key) != after.get(key):
                yield section_of(f"{name}: {key}", key, before.get(key), after.get(key))
        was, asked = (_metadata(stack.template.resources) for stack in (old, new))
        kept = was.keys() & asked.keys()
        if any(was[key] != asked[key] for key in kept):
            sides = ({k: v for k, v in d.items() if k in kept and v} for d in (was, asked))
            yield section_of(f"{name}: Metadata of resources", "Resources", *sides)


def section_of(what: str, key: str, before: Any, after: Any) -> SectionChange:
    """Tell what differs between two values of a template.

    Args:
        what: where they stand, with the name of the template.
        key: the last part of that.
        before: as the old side writes it; None if it is not there.
        after: as the new one does.
    """
    diff = _difference(_written(before), _written(after))
    return SectionChange(what=what, diff=diff, details=details_of(key, before, after))


def _metadata(resources: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {name: body.get("Metadata") for name, body in resources.items()}


def _listed(change: Change[Resource], environment: str) -> ResourceChange:
    resource = change.resource
    return ResourceChange(
        environment=environment,
        stack=resource.stack.template.name,
        logical_id=resource.logical_id,
        path=path_of(resource),
        type=resource.type,
        effect=change.effect,
        properties=_places(change),
        replacing=change.replacing,
        diff=_diff(change),
        details=_details(change),
    )


def _attributes_differ(change: Change[Resource]) -> bool:
    if change.old is None or change.new is None:
        return True
    return _attributes(change.old) != _attributes(change.new)


def _attributes(resource: Resource) -> Mapping[str, Any]:
    body = resource.body.items()
    return {k: v for k, v in body if k not in ("Properties", *_NOT_DEPLOYED)}


def _places(change: Change[Resource]) -> tuple[str, ...]:
    if change.old is None or change.new is None:
        return ()
    old, new = change.old.body, change.new.body
    differing = [
        key
        for key in dict.fromkeys([*old, *new])
        if key not in ("Properties", *_NOT_DEPLOYED) and old.get(key) != new.get(key)
    ]
    return (*change.properties, *differing)


def _details(change: Change[Resource]) -> tuple[Difference, ...]:
    if change.old is None or change.new is None:
        return ()
    sides = [_deployed(resource) for resource in (change.old, change.new)]
    found: list[Difference] = []
    for place in _places(change):
        was, asked = (side.get("Properties", {}).get(place, side.get(place)) for side in sides)
        found += details_of(place, was, asked)
    return tuple(found)


def _diff(change: Change[Resource]) -> str:
    sides = [_deployed(r) if r is not None else None for r in (change.old, change.new)]
    told = _difference(*(_written(expanded(side, plain)) for side in sides))
    # JSON that says the same in other characters is another text all the same.
    return told or _difference(*map(_written, sides))


def _difference(before: list[str], after: list[str]) -> str:
    rows = difflib.unified_diff(before, after, n=_CONTEXT, lineterm="")
    return "\n".join(row for row in rows if not row.startswith(("---", "+++")))


def _deployed(resource: Resource) -> dict[str, Any]:
    return {k: v for k, v in resource.body.items() if k not in _NOT_DEPLOYED}


def _written(value: Any) -> list[str]:
    if value is None:
        return []
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False).splitlines()

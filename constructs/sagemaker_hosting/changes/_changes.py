"""Pairs the resources of two readings of an environment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, TypeVar

from sagemaker_hosting._data import read_table
from sagemaker_hosting.changes._change import Change, Effect, is_retained
from sagemaker_hosting.changes._sameness import have_same_sections, is_same
from sagemaker_hosting.view import Hosting, Resource, Stack, referred_to

R = TypeVar("R", bound=Resource)

_OF_AN_ASSEMBLY = ".template.json"
_ONE_ON_EACH_SIDE = 2


class Changes:
    """Defines every resource before and after.

    Stacks are paired by what people call them, else by CloudFormation's name, else by the file of
    an assembly that one is a copy of; where each side has but one stack, these are a pair.
    Resources are paired by logical id and type, as CloudFormation does.

    Attributes:
        old: what is deployed.
        new: what is asked for.
    """

    def __init__(self, old: Hosting, new: Hosting, *, whatever: Changes | None = None) -> None:
        self.old = old
        self.new = new
        self._whatever = whatever
        self._pending: set[tuple[int, str]] = set()
        self._decided: dict[tuple[int, str], Change[Resource]] = {}

    @cached_property
    def all(self) -> tuple[Change[Resource], ...]:
        """Every resource of both, unchanged ones among them, in the order of the templates."""
        return tuple(self._all())

    def of(self, kind: type[R]) -> tuple[Change[R], ...]:
        """Every resource of a kind."""
        return tuple(self._of(kind))

    def change_of(self, resource: Resource) -> Change[Resource] | None:
        """Find what happens to a resource of either reading."""
        return self._by_resource.get(resource)

    def old_of(self, new: R) -> R | None:
        """Find what a resource was before."""
        change = self._by_resource.get(new)
        return change.old if change is not None and isinstance(change.old, type(new)) else None

    @cached_property
    def stacks(self) -> tuple[tuple[Stack | None, Stack | None], ...]:
        """The pairs of stacks, old and new."""
        old = {stack.template.name: stack for stack in self.old.stacks}
        new = {stack.template.name: stack for stack in self.new.stacks}
        kept = [(old[name], stack) for name, stack in new.items() if name in old]
        gone = [stack for name, stack in old.items() if name not in new]
        added = [stack for name, stack in new.items() if name not in old]
        if not kept and len(gone) == len(added) == 1:
            return ((gone[0], added[0]),)
        deployed = {s.template.stack_name: s for s in gone if s.template.stack_name is not None}
        copies = _copies(gone, added)
        same = [
            (deployed.get(stack.template.stack_name or "", copies.get(stack)), stack)
            for stack in added
        ]
        left = [stack for stack in gone if not any(stack is was for was, _ in same)]
        return (*kept, *same, *((stack, None) for stack in left))

    def old_stack_of(self, new: Stack) -> str | None:
        """Tell the name of the stack that a new one was before."""
        return next(
            (old.template.name for old, now in self.stacks if now is new and old is not None), None
        )

    def is_left(self, old: Stack) -> bool:
        """Tell whether a whole stack of the old side is no longer there, which no deploy deletes.

        A nested stack goes with an update of its parent.
        """
        if all(now is not None for was, now in self.stacks if was is old):
            return False
        parent = old.template.name.rpartition("/")[0]
        return old.template.stack_name is not None or not any(
            now is not None and now.template.name == parent and now.template.stack_name is not None
            for _, now in self.stacks
        )

    def differing(self, index: int, logical_id: str) -> tuple[str, ...]:
        """Tell which properties differ of a resource of the new side of a pair of stacks."""
        return self._change(index, logical_id).properties

    def _of(self, kind: type[R]) -> Iterator[Change[R]]:
        for change in self.all:
            old, new = change.old, change.new
            if isinstance(change.resource, kind):
                yield Change(
                    old=old if isinstance(old, kind) else None,
                    new=new if isinstance(new, kind) else None,
                    effect=change.effect,
                    properties=change.properties,
                    replacing=change.replacing,
                )

    def _all(self) -> Iterator[Change[Resource]]:
        for index, (old, new) in enumerate(self.stacks):
            after = new.resources if new is not None else {}
            before = old.resources if old is not None else {}
            yield from (self._change(index, logical_id) for logical_id in after)
            for logical_id, resource in before.items():
                successor = after.get(logical_id)
                if successor is None or successor.type != resource.type:
                    stays = is_retained(resource) or self.is_left(resource.stack)
                    effect = Effect.LEFT if stays else Effect.DELETED
                    yield Change(old=resource, new=None, effect=effect)

    def _change(self, index: int, logical_id: str) -> Change[Resource]:
        key = (index, logical_id)
        if key not in self._decided:
            self._pending.add(key)
            self._decided[key] = self._decide(index, logical_id)
            self._pending.discard(key)
        return self._decided[key]

    def _decide(self, index: int, logical_id: str) -> Change[Resource]:
        before, after = self.stacks[index]
        new = after.resources[logical_id] if after is not None else None
        old = before.resources.get(logical_id) if before is not None else None
        if new is None or old is None or old.type != new.type:
            return Change(old=None, new=new, effect=Effect.CREATED)
        asked = _properties(new)
        named = sorted(_properties(old).keys() | asked.keys())
        written = (
            []
            if self._is_copy(index, old, new)
            else [name for name in named if not is_same(old.at(name), new.at(name))]
        )
        if self._whatever is not None:
            # Where parameters are taken to have their defaults, a deploy may still give others.
            written += self._whatever.differing(index, logical_id)
        moved = [name for name in named if self._refers_to_replaced(index, asked.get(name))]
        differing = tuple(name for name in named if name in written or name in moved)
        replacing = tuple(name for name in differing if _replaces(name, old, new))
        effect = Effect.UNCHANGED
        if differing:
            effect = Effect.REPLACED if replacing else Effect.UPDATED
        return Change(old=old, new=new, effect=effect, properties=differing, replacing=replacing)

    def _is_copy(self, index: int, old: Resource, new: Resource) -> bool:
        """Tell without following references that a resource says the same: most do."""
        return self._sections_are_same[index] and _properties(old) == _properties(new)

    @cached_property
    def _sections_are_same(self) -> tuple[bool, ...]:
        return tuple(
            old is not None and new is not None and have_same_sections(old, new)
            for old, new in self.stacks
        )

    def _refers_to_replaced(self, index: int, raw: object) -> bool:
        after = self.stacks[index][1]
        known = after.resources if after is not None else {}
        return any(
            self._change(index, name).effect is Effect.REPLACED
            for name in referred_to(raw)
            if name in known and (index, name) not in self._pending
        )

    @cached_property
    def _by_resource(self) -> Mapping[Resource, Change[Resource]]:
        found: dict[Resource, Change[Resource]] = {}
        for change in self.all:
            for resource in (change.old, change.new):
                if resource is not None:
                    found[resource] = change
        return found


def changes_between(old: Hosting, new: Hosting, *, whatever: Changes | None = None) -> Changes:
    """Compare two readings of the same environment or environments.

    Args:
        old: what is deployed.
        new: what is asked for.
        whatever: the changes of the same templates, every resource of each, without a scenario:
            what differs in them differs here as well.
    """
    return Changes(old, new, whatever=whatever)


def _copies(old: Sequence[Stack], new: Sequence[Stack]) -> Mapping[Stack, Stack]:
    """Pair templates that were copied out of an assembly with its stacks: new to old.

    CDK names the file of a stack in a Stage by its path, with a hash: prodForecastsDA08AACC for
    prod/Forecasts. Where both sides tell CloudFormation's name, that decides.
    """
    before, after = ({s.template.path.name: s for s in stacks} for stacks in (old, new))
    often = Counter(stack.template.path.name for stack in (*old, *new))
    return {
        stack: before[name]
        for name, stack in after.items()
        if name.endswith(_OF_AN_ASSEMBLY)
        and name in before
        and often[name] == _ONE_ON_EACH_SIDE
        and None in (before[name].template.stack_name, stack.template.stack_name)
    }


def _properties(resource: Resource) -> Mapping[str, Any]:
    properties = resource.body.get("Properties")
    return properties if isinstance(properties, Mapping) else {}


def _replaces(name: str, old: Resource, new: Resource) -> bool:
    """Tell whether a property that differs makes CloudFormation replace the resource."""
    places = [place.split("/") for place in _create_only(new.type)]
    return any(
        place == [name] or (place[0] == name and not is_same(old.at(*place), new.at(*place)))
        for place in places
    )


@cache
def _create_only(type_name: str) -> frozenset[str]:
    table: Mapping[str, list[str]] = read_table("replacements")["create_only"]
    return frozenset(table.get(type_name, ()))

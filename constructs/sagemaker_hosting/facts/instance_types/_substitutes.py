"""Finds the types that come nearest to one that cannot be had."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from math import log2

from sagemaker_hosting.facts.instance_types._ec2 import Hardware
from sagemaker_hosting.facts.instance_types._facts import InstanceFacts

# A type is common when it is in at least this share of the Regions that its best-spread rival
# is in. Among common ones the newest generation is offered first.
_COMMON = 0.5
# Of two types that are one doubling away, the one with the wanted vCPUs comes first.
_VCPU_WEIGHT = 1.1

_Rivalry = tuple[str, int | None, float | None]


def substitutes(
    wanted: Hardware, offered: Iterable[InstanceFacts], *, count: int = 3
) -> tuple[str, ...]:
    """Find the offered types whose hardware is nearest to the wanted.

    Only types that some Region lists are given. The same kind of accelerator comes first, then
    the same architecture, burstable types for a burstable one, the nearest vCPUs and memory,
    and what most Regions have. At most one type per class (`c`, `m`, `r`; per family if
    accelerated) is given, so that there is a choice.

    Args:
        wanted: The hardware of the type that cannot be had.
        offered: The types that can.
        count: How many to give at most.
    """
    listed = [facts for facts in offered if facts.region_count > 0]
    same_kind = [facts for facts in listed if _kind(facts) == wanted.accelerator] or listed
    same_processor = [f for f in same_kind if f.architecture == wanted.architecture] or same_kind
    rivals = [f for f in same_processor if wanted.burstable or not f.burstable]
    widest = _widest(rivals)
    ranked = sorted(rivals, key=lambda facts: _rank(facts, wanted, widest[_rivalry(facts)]))
    return tuple(islice(_one_per_class(ranked), count))


def _rank(facts: InstanceFacts, wanted: Hardware, widest: int) -> tuple[object, ...]:
    common = facts.region_count >= widest * _COMMON
    return (
        facts.burstable != wanted.burstable,
        _distance(facts, wanted),
        not common,
        -_generation(facts.family),
        len(facts.family),
        facts.name,
    )


def _distance(facts: InstanceFacts, wanted: Hardware) -> float:
    """Count the doublings of vCPUs and of memory between two types."""
    vcpu = abs(log2((facts.vcpu or 1) / wanted.vcpu))
    memory = abs(log2((facts.memory_gib or 1) / wanted.memory_gib))
    return round(_VCPU_WEIGHT * vcpu + memory, 3)


def _widest(rivals: Sequence[InstanceFacts]) -> Mapping[_Rivalry, int]:
    widest: dict[_Rivalry, int] = {}
    for facts in rivals:
        rivalry = _rivalry(facts)
        widest[rivalry] = max(widest.get(rivalry, 0), facts.region_count)
    return widest


def _rivalry(facts: InstanceFacts) -> _Rivalry:
    """Tell what types compete on: the class and the size."""
    return (_class(facts), facts.vcpu, facts.memory_gib)


def _one_per_class(ranked: Iterable[InstanceFacts]) -> Iterator[str]:
    seen: set[str] = set()
    for facts in ranked:
        group = facts.family if facts.accelerator is not None else _class(facts)
        if group not in seen:
            seen.add(group)
            yield facts.name


def _kind(facts: InstanceFacts) -> str | None:
    return facts.accelerator.kind if facts.accelerator is not None else None


def _class(facts: InstanceFacts) -> str:
    return facts.family[0]


def _generation(family: str) -> int:
    """Tell the generation: the first digit of `c6i`, `g4dn`, `p6-b200`."""
    return next((int(character) for character in family if character.isdigit()), 0)

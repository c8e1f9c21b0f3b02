"""Tells in which Regions an instance type is not listed for hosting."""

from collections.abc import Mapping

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.instance_types._facts import (
    InstanceFacts,
    facts_of,
    hosting_types,
    is_known_hosting_type,
)
from sagemaker_hosting.facts.instance_types._faults import nearest_listed


def is_listed_in(name: str, region: str) -> bool | None:
    """Tell whether a Region's list has a hosting type.

    The lists are made of AWS's prices, and both name types that hosting lacks and lack types that
    it has: what they tell is a reason to look, not to refuse.

    Args:
        name: Such as `ml.g6e.xlarge`; not a CDK token.
        region: Such as `eu-west-1`.

    Returns:
        None if the type or the Region is in no list.
    """
    table = read_table("regions")
    lacks: Mapping[str, list[str]] = table["lacks"]
    if region not in lacks or not is_known_hosting_type(name):
        return None
    sized = name.removeprefix("ml.")
    names = {sized, sized.partition(".")[0]}
    if names.intersection(table["not_judged"]):
        return None
    return names.isdisjoint(lacks[region])


def nearest_in(name: str, region: str) -> tuple[str, ...]:
    """Find the types nearest to a hosting type that a Region's list has.

    Args:
        name: Such as `ml.g6e.xlarge`; not a CDK token.
        region: Such as `eu-west-1`.

    Returns:
        At most three, with accelerators of the same kind; none if the type is not known, or the
        Region has none of them.
    """
    facts = facts_of(name)
    if facts is None or facts.vcpu is None:
        return ()
    offered = {
        other: row
        for other, row in hosting_types().items()
        if _kind(row) == _kind(facts) and is_listed_in(other, region)
    }
    return nearest_listed(name, offered) if offered else ()


def _kind(facts: InstanceFacts) -> str | None:
    return facts.accelerator.kind if facts.accelerator is not None else None

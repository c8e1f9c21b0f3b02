"""Tells in which Regions an instance type is not listed for hosting."""

from collections.abc import Mapping

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.instance_types._facts import is_known_hosting_type


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

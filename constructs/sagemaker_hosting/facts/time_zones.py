"""Tells whether a time zone has a name of the [tz database](https://www.iana.org/time-zones)."""

from __future__ import annotations

from sagemaker_hosting._data import read_table
from sagemaker_hosting.nearest import nearest

# How like a name the one has to be that it is taken for.
_ALIKE = 0.8


def time_zone_doubt(name: str) -> str | None:
    """Tell that the tables have no such time zone, and which is nearest.

    Args:
        name: Such as `Europe/Paris`; not a CDK token.

    Returns:
        None if there is such a zone. The case of letters does not count: AWS does not say that it
        does.
    """
    table = read_table("time_zones")
    names: list[str] = table["names"]
    if name.casefold() in {known.casefold() for known in names}:
        return None
    places = {known.rpartition("/")[2].casefold(): known for known in names if "/" in known}
    likest = nearest(name, names, count=1, likeness=_ALIKE)
    meant = places.get(name.casefold().replace(" ", "_")) or (likest[0] if likest else None)
    told = f"the tz database ({table['version']}) has no time zone {name!r}"
    return f"{told}; did you mean {meant}?" if meant is not None else told


def is_of_an_area(name: str) -> bool:
    """Tell whether a name reads like those of new zones: no other kind was added for decades."""
    return "/" in name

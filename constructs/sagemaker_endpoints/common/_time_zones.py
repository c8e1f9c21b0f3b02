"""Time zones by their names: misspelt ones, and those that may be newer than the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sagemaker_endpoints.common._tokens import is_known_text
from sagemaker_hosting.facts.time_zones import is_of_an_area, time_zone_doubt

if TYPE_CHECKING:
    from collections.abc import Iterator


def time_zone_faults(name: str | None) -> Iterator[str]:
    """Why there is certainly no zone of this name."""
    if is_known_text(name) and not is_of_an_area(name):
        doubt = time_zone_doubt(name)
        if doubt is not None:
            yield f"time_zone: got {name!r}, allowed is a name such as 'Europe/Paris': {doubt}"


def time_zone_warnings(name: str | None) -> tuple[tuple[str, str], ...]:
    """The warning about a name that no table knows: pairs of a rule's name and a message."""
    doubt = time_zone_doubt(name) if is_known_text(name) and is_of_an_area(name) else None
    if doubt is None:
        return ()
    message = f"time_zone: newer, or misspelt: {doubt}"
    return (("UnknownTimeZone", message),)

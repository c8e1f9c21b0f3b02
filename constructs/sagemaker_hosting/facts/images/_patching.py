"""Reads when AWS stops patching an image."""

from collections.abc import Mapping
from typing import Any

from sagemaker_hosting._data import read_table
from sagemaker_hosting.facts.images._versions import numbers


def collected_on() -> str:
    """Tell the ISO date at which the dates were collected."""
    return str(read_table("end_of_patch")["collected"])


def end_of_patch(framework: str, version: str) -> str | None:
    """Find the ISO date at which AWS stops patching the images of a version.

    Args:
        framework: Such as `pytorch`.
        version: The full version, such as `2.6.0`.

    Returns:
        For a version older than every dated one, the latest date it can have been. None if no
        date is known.
    """
    frameworks: Mapping[str, Mapping[str, Any]] = read_table("end_of_patch")["frameworks"]
    row = frameworks.get(framework, {})
    dates: Mapping[str, str] = row.get("dates", {})
    minor = ".".join(version.split(".")[:2])
    known = dates.get(version) or dates.get(minor) or row.get("every")
    if known is not None or "older" not in row:
        return known
    return str(row["older"]) if numbers(version) < min(map(numbers, dates)) else None
